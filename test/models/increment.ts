/** N threads increment a counter under a lock: lock, read, write, unlock. What was read stays in a field. */
import { type Ref, type Routine, type U1, type U3, curthread, globals, params, scenario, start, waitUntil, zone } from 'forkcheck';

export interface Thread {
  read: U3;
}

export interface Shared {
  locked: U1;
  counter: U3;
}

export const conf = params({ N: 2 });
export const threads = zone<Thread>('thread', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Thread> => curthread<Thread>();

export function* increment(): Routine {
  yield* waitUntil(() => shared.locked === 0, 'lock');
  shared.locked = 1;
  yield 'read';
  me().read = shared.counter;
  yield 'write';
  shared.counter = me().read + 1;
  yield 'unlock';
  shared.locked = 0;
}

export default [2, 3, 4, 5, 6, 7].map((n) =>
  scenario({
    name: `increment-${n}`,
    title: `${n} threads`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= threads.slots; s++) start(threads.at(s), increment);
    },
  }),
);
