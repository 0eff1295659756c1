/** Threads that count under a lock, and note for nobody who was there last, when, and what each of them saw. */
import { type Ref, type Routine, type U3, always, curthread, globals, nil, scenario, start, waitUntil, zone } from 'forkcheck';

export interface Thread {
  saw: U3;
}

export interface Shared {
  owner: Ref<Thread>;
  count: U3;
  who: Ref<Thread>;
  when: U3;
}

export const threads = zone<Thread>('thread', { slots: 3, threads: true, stable: true });
export const shared = globals<Shared>('shared');

export function* life(): Routine {
  const me = curthread<Thread>();
  for (;;) {
    yield* waitUntil(() => shared.owner === nil, 'lock');
    shared.owner = me;
    shared.who = me;
    me.saw = shared.count;
    yield 'count';
    shared.count = (shared.count + 1) % 6;
    shared.when = shared.count;
    yield 'unlock';
    shared.owner = nil;
  }
}

export default scenario({
  name: 'notes',
  title: '3 threads',
  setup: () => {
    for (let s = 1; s <= threads.slots; s++) start(threads.at(s), life);
  },
  properties: [always('below-5', 'the count stays below 5', () => shared.count < 5)],
});
