/** Peterson's mutual exclusion of two processes, as in the TLA+ examples. */
import {
  type Arr,
  type Routine,
  type U1,
  curthread,
  globals,
  scenario,
  slot,
  start,
  waitUntil,
  zone,
} from 'forkcheck';

export interface Proc {
  /** Unused: a process is a place in its program. */
  nothing: U1;
}

export interface Shared {
  flag: Arr<U1, 2>;
  turn: U1;
}

export const procs = zone<Proc>('proc', { slots: 2, threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): number => slot(curthread<Proc>()) - 1;
const other = (): number => 1 - me();

export function* life(): Routine {
  for (;;) {
    yield 'outside';
    yield 'raise flag';
    shared.flag[me()] = 1;
    yield 'give way';
    shared.turn = other();
    yield* waitUntil(() => shared.flag[other()] === 0 || shared.turn === me(), 'wait');
    yield 'critical section';
    yield 'lower flag';
    shared.flag[me()] = 0;
  }
}

export default scenario({
  name: 'peterson-pair',
  title: '2 processes',
  setup: () => {
    start(procs.at(1), life);
    start(procs.at(2), life);
  },
});
