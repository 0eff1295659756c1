/** Two processes and a lock, as in the TLA+ examples: outside (twice), inside (twice). */
import { type Ref, type Routine, type U1, curthread, globals, nil, scenario, start, waitUntil, zone } from 'forkcheck';

export interface Proc {
  /** Unused: a process is a place in its program. */
  nothing: U1;
}

export interface Shared {
  owner: Ref<Proc>;
}

export const procs = zone<Proc>('proc', { slots: 2, threads: true, stable: true });
export const shared = globals<Shared>('shared');

export function* life(): Routine {
  for (;;) {
    yield 'outside';
    yield* waitUntil(() => shared.owner === nil, 'lock');
    shared.owner = curthread<Proc>();
    yield 'critical section';
    yield 'unlock';
    shared.owner = nil;
  }
}

export default scenario({
  name: 'lock',
  title: '2 processes',
  setup: () => {
    start(procs.at(1), life);
    start(procs.at(2), life);
  },
});
