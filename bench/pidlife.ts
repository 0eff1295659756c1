/**
 * A small process table that three checkers run: N slots, a process counter, a map of used pids, one lock. A process forks,
 * exits or reaps for ever. `peers.ts` prints the same transition system for SPIN and Rumur.
 */
import {
  type Bits,
  type Ref,
  type Routine,
  type U2,
  type U4,
  curthread,
  globals,
  halt,
  halted,
  nil,
  params,
  pick,
  scenario,
  slot,
  start,
  waitUntil,
  zone,
} from 'forkcheck';

const FREE = 0;
const RUNNING = 1;
const ZOMBIE = 2;

export interface Proc {
  state: U2;
  parent: Ref<Proc>;
  /** The slot a fork is about to fill, or the child a reap is about to free. */
  other: Ref<Proc>;
}

export interface Table {
  nprocs: U4;
  /** Bit j: the pid of slot j + 1 is taken. */
  pidmap: Bits<'N'>;
  /** Who holds the lock. */
  owner: Ref<Proc>;
}

export const conf = params({ N: 4 });
export const procs = zone<Proc>('proc', { slots: 'N', threads: true, stable: true });
export const k = globals<Table>('k');

const FORK = 0;

export function* life(): Routine {
  for (;;) {
    switch (begin(yield* pick(conf.N + 1, (what) => mayDo(what)))) {
      case FORK:
        yield* fork();
        break;
      case slot(curthread<Proc>()):
        yield* exit();
        break;
      default:
        yield* reap();
    }
  }
}

/** Whether the current process may fork (0), exit (the number of its own slot) or reap the child in the slot `what`. */
function mayDo(what: number): boolean {
  if (what === FORK) return true;
  if (what === slot(curthread<Proc>())) return what !== 1;
  const child = procs.at(what);
  return child.state === ZOMBIE && child.parent === curthread<Proc>();
}

/** Remembers the child, if it is to be reaped; returns what to do. */
function begin(what: number): number {
  if (what !== FORK && what !== slot(curthread<Proc>())) curthread<Proc>().other = procs.at(what);
  return what;
}

/** Counts the child, finds it a free pid under the lock, and puts it into the table under the lock again. */
function* fork(): Routine {
  k.nprocs++;
  yield 'limit';
  if (k.nprocs > conf.N) {
    k.nprocs--;
    return;
  }
  yield* waitUntil(() => k.owner === nil, 'lock-pids');
  k.owner = curthread<Proc>();
  yield 'find-pid';
  const pid = freePid();
  k.pidmap |= 1 << pid;
  curthread<Proc>().other = procs.at(pid + 1);
  yield 'unlock-pids';
  k.owner = nil;
  yield* waitUntil(() => k.owner === nil, 'lock-table');
  k.owner = curthread<Proc>();
  yield 'insert';
  const child = curthread<Proc>().other;
  child.state = RUNNING;
  child.parent = curthread<Proc>();
  start(child, life);
  curthread<Proc>().other = nil;
  yield 'unlock-table';
  k.owner = nil;
}

/** Gives the children to the first process and becomes a zombie, for ever: `reap` makes the slot free again. */
function* exit(): Routine {
  yield* waitUntil(() => k.owner === nil, 'lock-exit');
  k.owner = curthread<Proc>();
  yield 'reparent';
  for (let j = 1; j <= procs.slots; j++) {
    const child = procs.at(j);
    if (child.parent === curthread<Proc>()) child.parent = procs.at(1);
  }
  curthread<Proc>().state = ZOMBIE;
  yield 'unlock-exit';
  k.owner = nil;
  yield* halt();
}

function* reap(): Routine {
  yield* waitUntil(() => k.owner === nil, 'lock-reap');
  k.owner = curthread<Proc>();
  yield 'free';
  if (freeChild()) {
    yield 'uncount';
    k.nprocs--;
  }
  yield 'unlock-reap';
  k.owner = nil;
}

/** Frees `other`, if it is still a zombie child of this process whose thread has ended; says whether it was. */
function freeChild(): boolean {
  const child = curthread<Proc>().other;
  curthread<Proc>().other = nil;
  if (child.state !== ZOMBIE || !halted(child) || child.parent !== curthread<Proc>()) return false;
  child.state = FREE;
  child.parent = nil;
  k.pidmap &= ~(1 << (slot(child) - 1));
  return true;
}

function freePid(): number {
  let pid = 0;
  while ((k.pidmap & (1 << pid)) !== 0) pid++;
  return pid;
}

export default [4, 5, 6].map((n) =>
  scenario({
    name: `pidlife-${n}`,
    title: `${n} process slots`,
    params: { N: n },
    setup: () => {
      const init = procs.at(1);
      init.state = RUNNING;
      k.nprocs = 1;
      k.pidmap = 1;
      start(init, life);
    },
  }),
);
