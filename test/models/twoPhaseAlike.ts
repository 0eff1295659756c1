/**
 * Two-phase commit as in `twoPhase.ts`, with everything that is known of a resource manager in its own slot: nobody tells the
 * managers apart. What the transaction manager receives and what it decides are two threads here, neither of which has a state.
 */
import { type Ref, type Routine, type U1, type U2, curthread, globals, params, pick, scenario, select, start, zone } from 'forkcheck';

const WORKING = 0;
const PREPARED = 1;
const COMMITTED = 2;
const ABORTED = 3;

export interface Manager {
  state: U2;
  /** It has sent "prepared"; the transaction manager has received that. */
  prepared: U1;
  received: U1;
}

export interface Shared {
  decided: U1;
  /** "commit" and "abort" have been sent. */
  commit: U1;
  abort: U1;
}

export const conf = params({ N: 3 });
export const managers = zone<Manager>('manager', { slots: 7, threads: true, stable: true });
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
    if (action === 0) me().prepared = 1;
    me().state = action === 0 ? PREPARED : action === 2 ? COMMITTED : ABORTED;
  }
}

export function* receive(): Routine {
  for (;;) {
    const from = yield* pick(managers.slots, (i) => shared.decided === 0 && managers.at(i + 1).prepared === 1);
    managers.at(from + 1).received = 1;
  }
}

export function* decide(): Routine {
  const action = yield* select(
    () => allPrepared(),
    () => true,
  );
  shared.decided = 1;
  if (action === 0) shared.commit = 1;
  else shared.abort = 1;
}

function allPrepared(): boolean {
  let received = 0;
  for (let i = 1; i <= managers.slots; i++) if (managers.at(i).received === 1) received++;
  return received === conf.N;
}

export default [3, 5].map((n) =>
  scenario({
    name: `two-phase-${n}`,
    title: `${n} resource managers`,
    params: { N: n },
    slots: { manager: n + 2 },
    setup: () => {
      for (let s = 1; s <= conf.N; s++) start(managers.at(s), resourceManager);
      start(managers.at(conf.N + 1), receive);
      start(managers.at(conf.N + 2), decide);
    },
  }),
);
