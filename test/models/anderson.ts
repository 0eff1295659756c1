/** Anderson's array queue lock for N processes; the local `my` is a field. */
import {
  type Arr,
  type Ref,
  type Routine,
  type U1,
  type U8,
  curthread,
  globals,
  params,
  scenario,
  start,
  waitUntil,
  zone,
} from 'forkcheck';

export interface Proc {
  my: U8;
}

export interface Shared {
  slot: Arr<U1, 'N'>;
  next: U8;
}

export const conf = params({ N: 2 });
export const procs = zone<Proc>('proc', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Proc> => curthread<Proc>();

export function* life(): Routine {
  for (;;) {
    yield 'ncs';
    me().my = shared.next++;
    yield 'p1';
    if (me().my === conf.N - 1) shared.next -= conf.N;
    else me().my %= conf.N;
    yield* waitUntil(() => shared.slot[me().my] === 1, 'p2');
    yield 'p3';
    shared.slot[me().my] = 0;
    yield 'cs';
    shared.slot[(me().my + 1) % conf.N] = 1;
  }
}

export default [2, 3].map((n) =>
  scenario({
    name: `anderson-${n}`,
    title: `${n} processes`,
    params: { N: n },
    setup: () => {
      shared.slot[0] = 1;
      for (let s = 1; s <= procs.slots; s++) start(procs.at(s), life);
    },
  }),
);
