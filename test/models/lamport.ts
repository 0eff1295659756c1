/** Lamport's fast mutual exclusion for N processes; the local `j` is a field. */
import {
  type Arr,
  type Ref,
  type Routine,
  type U1,
  type U3,
  curthread,
  globals,
  nil,
  params,
  scenario,
  select,
  slot,
  start,
  waitUntil,
  zone,
} from 'forkcheck';

export interface Proc {
  j: U3;
}

export interface Shared {
  b: Arr<U1, 'N'>;
  x: Ref<Proc>;
  y: Ref<Proc>;
}

export const conf = params({ N: 2 });
export const procs = zone<Proc>('proc', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Proc> => curthread<Proc>();
const i = (): number => slot(me()) - 1;

export function* life(): Routine {
  for (;;) {
    yield 'ncs';
    shared.b[i()] = 1;
    yield 'q1';
    shared.x = me();
    if ((yield* select(() => shared.y !== nil, () => shared.y === nil)) === 0) {
      shared.b[i()] = 0;
      yield* waitUntil(() => shared.y === nil, 'q22');
      continue;
    }
    yield 'p';
    shared.y = me();
    if ((yield* select(() => shared.x === me(), () => shared.x !== me())) === 1) {
      shared.b[i()] = 0;
      me().j = 0;
      while ((yield* select(() => me().j < conf.N && shared.b[me().j] === 0, () => me().j === conf.N)) === 0) me().j++;
      if ((yield* select(() => shared.y === me(), () => shared.y === nil)) === 1) continue;
    }
    yield 'cs';
    shared.y = nil;
    yield 'e1';
    shared.b[i()] = 0;
  }
}

export default [2, 3, 4].map((n) =>
  scenario({
    name: `lamport-${n}`,
    title: `${n} processes`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= procs.slots; s++) start(procs.at(s), life);
    },
  }),
);
