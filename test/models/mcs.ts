/** The queue lock of Mellor-Crummey and Scott for N processes; the local `pred` is a field, process 0 at first. */
import {
  type Ref,
  type Routine,
  type U1,
  curthread,
  globals,
  nil,
  params,
  scenario,
  select,
  start,
  waitUntil,
  zone,
} from 'forkcheck';

export interface Proc {
  next: Ref<Proc>;
  locked: U1;
  pred: Ref<Proc>;
}

export interface Shared {
  tail: Ref<Proc>;
}

export const conf = params({ N: 2 });
export const procs = zone<Proc>('proc', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Proc> => curthread<Proc>();

export function* life(): Routine {
  for (;;) {
    yield 'ncs';
    me().next = nil;
    yield 'p2';
    me().pred = shared.tail;
    shared.tail = me();
    if ((yield* select(() => me().pred === nil, () => me().pred !== nil)) === 1) {
      yield 'p4';
      me().locked = 1;
      yield 'p5';
      me().pred.next = me();
      yield* waitUntil(() => me().locked === 0, 'p6');
    }
    if ((yield* select(() => me().next === nil, () => me().next !== nil)) === 0) {
      if ((yield* select(() => shared.tail === me(), () => shared.tail !== me())) === 0) {
        shared.tail = nil;
        continue;
      }
      yield* waitUntil(() => me().next !== nil, 'p10');
    }
    yield 'p13';
    me().next.locked = 0;
  }
}

export default [2, 3, 4].map((n) =>
  scenario({
    name: `mcs-${n}`,
    title: `${n} processes`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= procs.slots; s++) {
        procs.at(s).pred = procs.at(1);
        start(procs.at(s), life);
      }
    },
  }),
);
