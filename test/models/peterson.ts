/** Peterson's filter lock for N processes. The locals j and k are fields: no two states are merged for being dead in them. */
import {
  type Arr,
  type Ref,
  type Routine,
  type U3,
  curthread,
  globals,
  params,
  scenario,
  select,
  slot,
  start,
  zone,
} from 'forkcheck';

export interface Proc {
  j: U3;
  k: U3;
}

export interface Shared {
  pos: Arr<U3, 'N'>;
  step: Arr<U3, 'N'>;
}

export const conf = params({ N: 2 });
export const procs = zone<Proc>('proc', { slots: 'N', threads: true, stable: true });
export const shared = globals<Shared>('shared');

const me = (): Ref<Proc> => curthread<Proc>();
const i = (): number => slot(me()) - 1;

export function* life(): Routine {
  for (;;) {
    yield 'ncs';
    me().j = 1;
    while ((yield* select(() => me().j < conf.N, () => me().j === conf.N)) === 0) yield* level();
    yield 'cs';
    shared.pos[i()] = 0;
  }
}

/** Announces level j and passes it. The two guards of q3 can hold at once; both are steps. */
function* level(): Routine {
  shared.pos[i()] = me().j;
  yield 'q2';
  shared.step[me().j - 1] = i();
  me().k = 0;
  while ((yield* select(() => nobodyAtK(), () => shared.step[me().j - 1] !== i() || me().k === conf.N)) === 0) me().k++;
  me().j++;
}

/** Process k is this one, or has not come as far. */
function nobodyAtK(): boolean {
  return me().k < conf.N && (me().k === i() || shared.pos[me().k]! < me().j);
}

export default [2, 3, 4].map((n) =>
  scenario({
    name: `peterson-${n}`,
    title: `${n} processes`,
    params: { N: n },
    setup: () => {
      for (let s = 1; s <= procs.slots; s++) start(procs.at(s), life);
    },
  }),
);
