/** Two-phase commit with N resource managers and a transaction manager who talk by messages that never get lost. */
import {
  type Bits,
  type Ref,
  type Routine,
  type U1,
  type U2,
  curthread,
  globals,
  params,
  pick,
  scenario,
  select,
  slot,
  start,
  zone,
} from 'forkcheck';

const WORKING = 0;
const PREPARED = 1;
const COMMITTED = 2;
const ABORTED = 3;

export interface Manager {
  state: U2;
}

export interface Shared {
  /** The transaction manager has decided. */
  decided: U1;
  /** Whose "prepared" the transaction manager has received. */
  received: Bits<'N'>;
  /** Who has sent "prepared". */
  prepared: Bits<'N'>;
  /** "commit" and "abort" have been sent. */
  commit: U1;
  abort: U1;
}

export const conf = params({ N: 3 });
/** The resource managers, and in slot N + 1 the thread of the transaction manager. */
export const managers = zone<Manager>('manager', { slots: 6, threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Manager> => curthread<Manager>();

export function* resourceManager(): Routine {
  for (;;) {
    const action = yield* select(
      () => me().state === WORKING,
      () => me().state === WORKING,
      () => shared.commit === 1,
      () => shared.abort === 1,
    );
    if (action === 0) shared.prepared |= 1 << (slot(me()) - 1);
    me().state = action === 0 ? PREPARED : action === 2 ? COMMITTED : ABORTED;
  }
}

/** Alternative j receives the message of manager j, N commits, N + 1 aborts. */
export function* transactionManager(): Routine {
  for (;;) {
    const action = yield* pick(conf.N + 2, (what) => mayDecide(what));
    if (action < conf.N) shared.received |= 1 << action;
    else {
      shared.decided = 1;
      if (action === conf.N) shared.commit = 1;
      else shared.abort = 1;
    }
  }
}

function mayDecide(what: number): boolean {
  if (shared.decided === 1) return false;
  if (what < conf.N) return (shared.prepared & (1 << what)) !== 0;
  return what > conf.N || shared.received === (1 << conf.N) - 1;
}

export default [3, 5].map((n) =>
  scenario({
    name: `two-phase-${n}`,
    title: `${n} resource managers`,
    params: { N: n },
    slots: { manager: n + 1 },
    setup: () => {
      for (let s = 1; s <= conf.N; s++) start(managers.at(s), resourceManager);
      start(managers.at(conf.N + 1), transactionManager);
    },
  }),
);
