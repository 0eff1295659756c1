/** Lending a thread to a child, and the plainest life. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  awaitedZombieIsReaped, forkReturns, groupHasTwoMembers, killedProcessDies, lenderIsLetGo, lenderReturns, parentSleeps, processIsDying,
  threadLendsMemory, zombieIsAwaited,
} from '../../../properties/index.ts';
import { SIG_IGN } from '../others.ts';
import { unwantedZombieGoes } from '../properties.ts';
import { SIGCHLD, SIGKILL, SIGTERM } from '../state.ts';
import { execve, exit, fork, jetsam, kill, reap, sigaction, spin, vfork, wait4 } from '../user.ts';
import { quit } from './programs.ts';

/** A parent that vforks once, and waits for the child. */
function* vfork_and_wait(): Routine {
  if ((yield* vfork()) === 0) yield* execve(quit);
  yield* wait4(-1, 0);
  yield* exit(0);
}

/** A parent that vforks once, and computes; so does the child. */
function* vfork_and_spin(): Routine {
  yield* vfork();
  yield* spin();
}

/** A parent that vforks once, and computes; the child exits. */
function* vfork_and_exit(): Routine {
  if ((yield* vfork()) === 0) yield* exit(0);
  yield* spin();
}

/** The plainest life. */
export const forkExitWait = scenario({
  name: 'fork-exit-wait',
  title: 'a parent forks, the child exits, the parent waits for it',
  properties: [
    groupHasTwoMembers, parentSleeps, awaitedZombieIsReaped, zombieIsAwaited, forkReturns, killedProcessDies, processIsDying,
  ],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

export const vforkExec = scenario({
  name: 'vfork-exec',
  title: 'a parent vforks, and the child executes another program, which exits',
  properties: [threadLendsMemory, lenderReturns],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [vfork_and_wait] }],
  params: { threads: 4 },
});

/** The child of a vfork may not vfork again. */
export const vforkExit = scenario({
  name: 'vfork-exit',
  title: 'the child of a vfork tries to vfork, and exits without another program',
  properties: [threadLendsMemory, lenderReturns, lenderIsLetGo],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            yield* vfork();
            yield* exit(0);
          }
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  failures: { fdfree: 1 },
  params: { threads: 4 },
});

/** What fails before and after the child has the thread. */
export const vforkFails = scenario({
  name: 'vfork-fails',
  title: 'a vfork is short of memory once, and the child finds no program',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          for (let tries = 0; tries < 2; tries++) {
            if ((yield* vfork()) === 0) {
              yield* execve(spin);
              yield* exit(0);
            }
          }
          yield* exit(0);
        },
      ],
    },
  ],
  failures: { thread_call_allocate: 1, exec_check_permissions: 1 },
  params: { threads: 5, tasks: 5 },
});

/** S9: a deadly signal to the child holds its task, which is the parent's. */
export const vforkChildTerm = scenario({
  name: 'vfork-child-term',
  title: 'the child of a vfork gets a signal that ends it, and its parent goes on',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(4, SIGTERM); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** S7, S9: the only thread of the parent is its child, and takes the signal as that. */
export const vforkParentKilled = scenario({
  name: 'vfork-parent-killed',
  title: 'the parent of a vfork is killed while its child computes',
  properties: [threadLendsMemory, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** S23: an exit ends all threads of the task, and the child with its. */
export const vforkExitThreads = scenario({
  name: 'vfork-exit-threads',
  title: 'one thread of a process vforks, another exits',
  properties: [threadLendsMemory],
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [vfork_and_spin, quit] }],
  params: { threads: 4 },
});

/** S23 with an exec: the process goes on. */
export const vforkExecThreads = scenario({
  name: 'vfork-exec-threads',
  title: 'one thread of a process vforks, another executes another program, which computes',
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_spin, function* (): Routine { yield* execve(spin); yield* spin(); }] },
  ],
  params: { threads: 5 },
});

/** The child is a zombie before its thread has gone back to the parent, which has another thread that waits. */
export const vforkReapedChild = scenario({
  name: 'vfork-reaped-child',
  title: 'one thread of a process vforks and the child exits, another thread waits for it',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_exit, function* (): Routine { yield* wait4(-1, 0); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** Two threads lend themselves at the same time. */
export const vforkTwoThreads = scenario({
  name: 'vfork-two-threads',
  title: 'two threads of a process vfork, and both children exit',
  properties: [threadLendsMemory, lenderReturns],
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [vfork_and_exit, vfork_and_exit] }],
  params: { threads: 5 },
});

/** S10: memory is short, and the child is to go. */
export const vforkJetsam = scenario({
  name: 'vfork-jetsam',
  title: 'the child of a vfork is ended from outside, without a signal',
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_spin] },
    { name: 'K', threads: [function* (): Routine { yield* jetsam(4); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** S33: a parent that wants no zombies has one. */
export const vforkIgnored = scenario({
  name: 'vfork-ignored',
  title: 'a parent that ignores SIGCHLD vforks, and the child exits',
  properties: [threadLendsMemory, lenderReturns, unwantedZombieGoes],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGCHLD, SIG_IGN);
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** The same with fork: nobody waits, and init has nothing to do with it. */
export const forkIgnored = scenario({
  name: 'fork-ignored',
  title: 'a parent that ignores SIGCHLD forks, the child exits, and the parent waits',
  properties: [unwantedZombieGoes],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGCHLD, SIG_IGN);
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** S32: the borrowed thread has been aborted for the parent, and is given nothing more. */
export const vforkBothKilled = scenario({
  name: 'vfork-both-killed',
  title: 'the parent of a vfork gets a signal that ends it, and then the child is killed',
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGTERM);
          yield* kill(4, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** The same, and the children stay: each thread is its own. */
export const vforkBesideVfork = scenario({
  name: 'vfork-beside-vfork',
  title: 'two threads of a process vfork, and both children compute',
  properties: [threadLendsMemory],
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [vfork_and_spin, vfork_and_spin] }],
  params: { threads: 5 },
});

export const vforkScenarios: readonly Scenario[] = [
  forkExitWait, vforkExec, vforkExit, vforkFails, vforkChildTerm, vforkParentKilled, vforkExitThreads, vforkExecThreads, vforkReapedChild,
  vforkTwoThreads, vforkJetsam, vforkIgnored, forkIgnored, vforkBothKilled, vforkBesideVfork,
];
