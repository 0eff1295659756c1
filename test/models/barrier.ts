/** A barrier for N processes, as in the TLA+ examples: each arrives, and all leave in one step. */
import { type Ref, type Routine, type U1, curthread, params, scenario, start, waitUntil, zone } from 'forkcheck';

export interface Proc {
  arrived: U1;
}

export const conf = params({ N: 6 });
/** The processes, and in slot N + 1 the barrier. */
export const procs = zone<Proc>('proc', { slots: 7, threads: true, stable: true });

const me = (): Ref<Proc> => curthread<Proc>();

export function* life(): Routine {
  for (;;) {
    yield* waitUntil(() => me().arrived === 0, 'arrive');
    me().arrived = 1;
  }
}

export function* barrier(): Routine {
  for (;;) {
    yield* waitUntil(() => allArrived(), 'open');
    for (let i = 1; i <= conf.N; i++) procs.at(i).arrived = 0;
  }
}

function allArrived(): boolean {
  for (let i = 1; i <= conf.N; i++) if (procs.at(i).arrived === 0) return false;
  return true;
}

export default scenario({
  name: 'barrier-6',
  title: '6 processes',
  setup: () => {
    for (let i = 1; i <= conf.N; i++) start(procs.at(i), life);
    start(procs.at(conf.N + 1), barrier);
  },
});
