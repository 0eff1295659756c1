/**
 * The lock-heavy worker: N threads, K rounds each, two locks. `worker` keeps a, b and c as locals, which are zeroed once dead;
 * `fieldWorker` keeps them, and the round, as fields, which are not.
 */
import {
  type Ref,
  type Routine,
  type U1,
  type U2,
  type U4,
  curthread,
  globals,
  nil,
  params,
  scenario,
  start,
  waitUntil,
  zone,
} from 'forkcheck';

export interface Thread {
  round: U2;
  a: U4;
  b: U1;
  c: U2;
}

export interface Shared {
  A: Ref<Thread>;
  B: Ref<Thread>;
  nr: U4;
  head: U1;
  nrun: U4;
  clock: U2;
}

export const conf = params({ N: 3, K: 2 });
export const threads = zone<Thread>('thread', { slots: 'N', threads: true, stable: true });
export const k = globals<Shared>('k');

const me = (): Ref<Thread> => curthread<Thread>();

export function* worker(): Routine {
  for (let round = 0; round < conf.K; round++) {
    yield* waitUntil(() => k.A === nil, 'lock A');
    k.A = me();
    yield 'read nr';
    const nr = k.nr;
    yield 'write nr';
    k.nr = nr + 1;
    yield 'read head';
    const head = k.head;
    yield 'write head';
    k.head = head ^ 1;
    yield 'unlock A';
    k.A = nil;
    yield* waitUntil(() => k.B === nil, 'lock B');
    k.B = me();
    yield 'read nrun';
    const nrun = k.nrun;
    yield 'write nrun';
    k.nrun = nrun + 1;
    yield 'read clock';
    const clock = k.clock;
    yield 'write clock';
    k.clock = (clock + 1) % 4;
    yield 'unlock B';
    k.B = nil;
  }
}

export function* fieldWorker(): Routine {
  while (me().round < conf.K) {
    yield* waitUntil(() => k.A === nil, 'lock A');
    k.A = me();
    yield 'read nr';
    me().a = k.nr;
    yield 'write nr';
    k.nr = me().a + 1;
    yield 'read head';
    me().b = k.head;
    yield 'write head';
    k.head = me().b ^ 1;
    yield 'unlock A';
    k.A = nil;
    yield* waitUntil(() => k.B === nil, 'lock B');
    k.B = me();
    yield 'read nrun';
    me().a = k.nrun;
    yield 'write nrun';
    k.nrun = me().a + 1;
    yield 'read clock';
    me().c = k.clock;
    yield 'write clock';
    k.clock = (me().c + 1) % 4;
    yield 'unlock B';
    k.B = nil;
    me().round++;
  }
}

export const locals = [
  { N: 3, K: 2 },
  { N: 4, K: 2 },
  { N: 5, K: 1 },
].map(({ N, K }) =>
  scenario({
    name: `worker-${N}-${K}`,
    title: `${N} threads, rounds: ${K}, dead locals zeroed`,
    params: { N, K },
    setup: () => {
      for (let s = 1; s <= threads.slots; s++) start(threads.at(s), worker);
    },
  }),
);

export const fields = [
  { N: 3, K: 2 },
  { N: 5, K: 1 },
].map(({ N, K }) =>
  scenario({
    name: `field-worker-${N}-${K}`,
    title: `${N} threads, rounds: ${K}, dead values kept`,
    params: { N, K },
    setup: () => {
      for (let s = 1; s <= threads.slots; s++) start(threads.at(s), fieldWorker);
    },
  }),
);
