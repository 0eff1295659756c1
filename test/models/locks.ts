/** Three locks: one for which whoever wants it waits, one for which it tries again and again, and one that is had in turn. */
import { type Ref, type Routine, type Scenario, type U2, curthread, globals, nil, params, scenario, standsAt, start, waitUntil, zone } from 'forkcheck';
import { inTurn } from './inTurn.ts';

export interface Proc {
  ticket: U2;
}

export interface Shared {
  owner: Ref<Proc>;
  /** The ticket that is handed out next, and the one whose turn it is. */
  next: U2;
  turn: U2;
}

export const conf = params({ N: 2 });
export const procs = zone<Proc>('proc', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Proc> => curthread<Proc>();

/** Has no step while somebody else has the lock. */
export function* awaits(): Routine {
  for (;;) {
    yield* waitUntil(() => shared.owner === nil, 'lock');
    shared.owner = me();
    yield 'cs';
    shared.owner = nil;
  }
}

/** Tries for the lock, in vain while somebody else has it. */
export function* tries(): Routine {
  for (;;) {
    yield 'try';
    if (shared.owner !== nil) continue;
    shared.owner = me();
    yield 'cs';
    shared.owner = nil;
  }
}

export function* queues(): Routine {
  for (;;) {
    yield 'ticket';
    me().ticket = shared.next;
    shared.next = (shared.next + 1) % conf.N;
    yield* waitUntil(() => shared.turn === me().ticket, 'turn');
    yield 'cs';
    shared.turn = (shared.turn + 1) % conf.N;
  }
}

const ofAwait = inTurn('await', () => standsAt(procs.at(1), awaits, 'cs'));
const ofTry = inTurn('try', () => standsAt(procs.at(1), tries, 'cs'));
const ofQueue = inTurn('queue', () => standsAt(procs.at(1), queues, 'cs'));

const sized = (lock: string, n: number): Pick<Scenario, 'name' | 'title' | 'params'> => ({ name: `${lock}-${n}`, title: `${n} processes`, params: { N: n } });

export default [2, 3].flatMap((n) => [
  scenario({ ...sized('await', n), properties: ofAwait, setup: () => { for (let s = 1; s <= procs.slots; s++) start(procs.at(s), awaits); } }),
  scenario({ ...sized('try', n), properties: ofTry, setup: () => { for (let s = 1; s <= procs.slots; s++) start(procs.at(s), tries); } }),
  scenario({ ...sized('queue', n), properties: ofQueue, setup: () => { for (let s = 1; s <= procs.slots; s++) start(procs.at(s), queues); } }),
]);
