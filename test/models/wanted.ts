/** Two threads that take a lock which no local variable of theirs refers to. */
import { type MachineThread, type Mtx, type Routine, type U1, curthread, globals, nil, scenario, start, waitUntil, zone } from 'forkcheck';

export interface Thread extends MachineThread {
  td_nothing: U1;
}

export interface Globals {
  lock: Mtx;
}

export const threads = zone<Thread>('thread', { slots: 2, threads: true, stable: true });
export const k = globals<Globals>('k');

function* lock_it(): Routine {
  yield* waitUntil(() => k.lock.mtx_owner === nil, 'lock');
  k.lock.mtx_owner = curthread<Thread>();
  yield 'holds it';
}

export default scenario({
  name: 'wanted',
  title: '2 threads, a lock',
  setup: () => {
    start(threads.at(1), lock_it);
    start(threads.at(2), lock_it);
  },
});
