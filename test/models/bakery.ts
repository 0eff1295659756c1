/** Lamport's bakery with bounded tickets: it deadlocks at the bound. The locals `j` and `max` are fields. */
import {
  type Arr,
  type Ref,
  type Routine,
  type U1,
  type U4,
  curthread,
  globals,
  params,
  scenario,
  select,
  slot,
  start,
  waitUntil,
  zone,
} from 'forkcheck';

export interface Proc {
  j: U4;
  max: U4;
}

export interface Shared {
  choosing: Arr<U1, 'N'>;
  number: Arr<U4, 'N'>;
}

export const conf = params({ N: 2, MAX: 6 });
export const procs = zone<Proc>('proc', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Proc> => curthread<Proc>();
const i = (): number => slot(me()) - 1;

export function* life(): Routine {
  for (;;) {
    yield 'ncs';
    shared.choosing[i()] = 1;
    me().j = 0;
    me().max = 0;
    while ((yield* select(() => me().j < conf.N, () => me().j === conf.N && me().max < conf.MAX)) === 0) {
      const ticket = shared.number[me().j]!;
      if (ticket > me().max) me().max = ticket;
      me().j++;
    }
    shared.number[i()] = me().max + 1;
    me().j = 0;
    shared.choosing[i()] = 0;
    while ((yield* select(() => me().j < conf.N && shared.choosing[me().j] === 0, () => me().j === conf.N)) === 0) {
      yield* waitUntil(() => goesFirst(), 'wait');
      me().j++;
    }
    yield 'cs';
    shared.number[i()] = 0;
  }
}

/** Whether process j, who chose, has no ticket before this one's. */
function goesFirst(): boolean {
  const other = shared.number[me().j]!;
  const own = shared.number[i()]!;
  return other === 0 || other > own || (other === own && i() <= me().j);
}

export default [6, 9].map((max) =>
  scenario({
    name: `bakery-${max}`,
    title: `2 processes, tickets up to ${max}`,
    params: { MAX: max },
    setup: () => {
      for (let s = 1; s <= procs.slots; s++) start(procs.at(s), life);
    },
  }),
);
