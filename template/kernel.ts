/**
 * A kernel with two system calls, to begin with: `fork` makes a process, unless there are `maxproc` already, and `exit` ends one. A lock
 * protects the count. Change something, and see what breaks: `npm run check`.
 */
import {
  alloc, always, cloned, cloneFrames, curthread, free, globals, halt, kernel, mutation, nil, params, run, scenario, sometimes, start, waitUntil, zone,
} from 'forkcheck';
import type { Entry, Ref, Routine, U3 } from 'forkcheck';

/** What a scenario may change. */
export const conf = params({ maxproc: 3 });

interface Proc {
  /** Its only thread. */
  p_thread: Ref<Thread>;
}

interface Thread {
  td_proc: Ref<Proc>;
}

interface Kernel {
  nprocs: U3;
  /** Who holds the lock of `nprocs`. */
  owner: Ref<Thread>;
}

export const k = globals<Kernel>('k');
export const proc_zone = zone<Proc>('proc', { slots: 4 });
export const thread_zone = zone<Thread>('thread', { slots: 4, threads: true, stable: true });

/** Waits until the lock is free, and takes it: one step. */
function* lock(): Routine {
  yield* waitUntil(() => k.owner === nil, 'lock');
  k.owner = curthread<Thread>();
}

function unlock(): void {
  k.owner = nil;
}

/** Makes a process that goes on where this one does: 0 for the child, 1 for the parent, -1 where there are too many. */
export function* fork(): Routine<number> {
  yield* lock();
  if (k.nprocs >= conf.maxproc) {
    unlock();
    return -1;
  }
  yield 'count';
  k.nprocs++;
  unlock();
  if (yield* cloned()) return 0;
  cloneFrames(newProcess().p_thread);
  return 1;
}

/** Ends the process. */
export function* exit(): Routine {
  yield* lock();
  k.nprocs--;
  unlock();
  yield 'free';
  const td = curthread<Thread>();
  free(proc_zone, td.td_proc);
  free(thread_zone, td);
  yield* halt();
}

function newProcess(): Ref<Proc> {
  const p = alloc(proc_zone);
  const td = alloc(thread_zone);
  p.p_thread = td;
  td.td_proc = p;
  return p;
}

/** What a thread of a scenario runs: its program, and then it exits. */
function* user(program: Entry): Routine {
  yield* run(program);
  yield* exit();
}

/** Makes a process of the scenario: forkcheck calls this before the run begins, and `thread` for each of its programs. */
function process(_parent: Ref<Proc>, _leader: Ref<Proc>, _uid: number): Ref<Proc> {
  k.nprocs++;
  return newProcess();
}

function thread(p: Ref<Proc>, program: Entry): void {
  start(p.p_thread, user, program);
}

const limitIsKept = always('limit-is-kept', 'there are never more than maxproc processes', () => k.nprocs <= conf.maxproc);
const limitIsReached = sometimes('limit-is-reached', 'there are maxproc processes', () => k.nprocs === conf.maxproc);

/** The names that scenarios may use: the type checker refuses others, and editors complete them. */
interface Names {
  readonly params: keyof typeof conf;
  readonly interrupts: never;
  readonly fields: keyof Proc;
}

/** A program that processes run. */
function* forkOnce(): Routine {
  yield* fork();
}

const twoForks = scenario<Names>({
  name: 'two-forks',
  title: 'two processes fork, and there may be one more',
  params: { maxproc: 3 },
  processes: [
    { name: 'P', threads: [forkOnce] },
    { name: 'Q', threads: [forkOnce] },
  ],
});

const noLock = mutation({
  name: 'no-lock',
  title: 'fork does not take the lock',
  edits: [{ routine: 'fork', find: 'yield* lock();', put: "yield 'no lock';" }],
  caughtBy: { 'two-forks': 'limit-is-kept' },
});

export default kernel({
  name: 'mine',
  title: 'my first kernel',
  process,
  thread,
  scenarios: [twoForks],
  properties: [limitIsKept, limitIsReached],
  mutations: [noLock],
});
