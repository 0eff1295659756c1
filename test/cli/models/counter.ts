/**
 * A kernel with one system call: `add` adds one to a counter under a lock. The mutation `unlocked` forgets the lock, so that two
 * processes lose an update: both read before either writes.
 */
import {
  alloc,
  always,
  curthread,
  globals,
  halt,
  kernel,
  mutation,
  nil,
  run,
  scenario,
  sometimes,
  start,
  waitUntil,
  zone,
} from '../../../src/index.ts';
import type { Entry, Ref, Routine, U2 } from '../../../src/index.ts';

interface Proc {
  p_added: U2;
}

interface Thread {
  td_proc: Ref<Proc>;
}

interface Globals {
  n: U2;
  added: U2;
  owner: Ref<Thread>;
}

export const k = globals<Globals>('k');
export const procs = zone<Proc>('proc', { slots: 3 });
export const threads = zone<Thread>('thread', { slots: 3, threads: true, stable: true });

/** Adds one to the counter. */
export function* add(): Routine {
  yield* lock();
  const old = k.n;
  yield 'store';
  k.n = old + 1;
  k.added++;
  k.owner = nil;
}

function* lock(): Routine {
  yield* waitUntil(() => k.owner === nil, 'lock');
  k.owner = curthread<Thread>();
}

/** Does nothing to the counter. */
export function* getpid(): Routine {
  yield 'getpid';
}

function process(_parent: Ref<Proc>, _leader: Ref<Proc>, _uid: number): Ref<Proc> {
  return alloc(procs);
}

function* user(entry: Entry): Routine {
  yield* run(entry);
  yield* halt();
}

function thread(p: Ref<Proc>, entry: Entry): void {
  const td = alloc(threads);
  td.td_proc = p;
  start(td, user, entry);
}

const everyUpdateCounts = always('every-update-counts', 'the counter is what has been added', () => k.n === k.added);
const twoAdded = sometimes('two-added', 'two processes have added', () => k.added === 2);

export default kernel({
  name: 'counter',
  title: 'a counter and a lock',
  process,
  thread,
  scenarios: [
    scenario({
      name: 'two-adders',
      title: 'two processes add, a third looks on',
      processes: [
        { name: 'A', threads: [function* (): Routine { yield* add(); }] },
        { name: 'B', threads: [function* (): Routine { yield* getpid(); yield* add(); }] },
        { name: 'C', threads: [function* (): Routine { yield* getpid(); }] },
      ],
    }),
  ],
  properties: [everyUpdateCounts, twoAdded],
  mutations: [
    mutation({
      name: 'unlocked',
      title: 'add does not take the lock',
      edits: [{ routine: 'add', find: 'yield* lock();', put: "yield 'load';" }],
      caughtBy: { 'two-adders': 'every-update-counts' },
    }),
  ],
});
