/** Lending memory to a child, and the plainest life. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  awaitedZombieIsReaped, forkCountsAhead, forkReturns, groupHasTwoMembers, killedProcessDies, lenderIsLetGo, lenderReturns, parentSleeps,
  processIsDying, threadLendsMemory, threadOutlivesItsProcess, zombieIsAwaited,
} from '../../../properties/index.ts';
import { CLONE_VFORK, CLONE_VM } from '../forkFlags.ts';
import { PK_NOCLDWAIT, SIGCHLD, SIGCONT, SIGKILL, SIGSTOP } from '../state.ts';
import { __clone, execve, exit, fork, getpid, kill, old_vfork, reap, spin, vfork, wait4 } from '../user.ts';
import { quit } from './programs.ts';

/** A parent that vforks once, and waits for the child. */
function* vfork_and_wait(): Routine {
  if ((yield* vfork()) === 0) yield* execve(quit);
  yield* wait4(-1, 0);
  yield* exit(0);
}

/** The plainest life. */
export const forkExitWait = scenario({
  name: 'fork-exit-wait',
  title: 'a parent forks, the child exits, the parent waits for it',
  properties: [
    forkCountsAhead, groupHasTwoMembers, parentSleeps, threadOutlivesItsProcess, awaitedZombieIsReaped, zombieIsAwaited, forkReturns,
    killedProcessDies, processIsDying,
  ],
  processes: [
    { name: 'init', threads: [reap] },
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
  properties: [threadLendsMemory, lenderReturns, lenderIsLetGo],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [vfork_and_wait] }],
  params: { threads: 3 },
});

/** The old vfork, and the one that Linux programs ask for, with an exit instead of an exec. */
export const vforkExit = scenario({
  name: 'vfork-exit',
  title: 'a parent vforks in the old way and in that of Linux, and the children exit without another program',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* old_vfork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          if ((yield* __clone(CLONE_VFORK | CLONE_VM | SIGCHLD)) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** Loading the program fails: first where the old one is still there, then where there is no way back. */
export const vforkExecFails = scenario({
  name: 'vfork-exec-fails',
  title: 'the child of a vfork finds no program, and then one that cannot be mapped',
  properties: [threadLendsMemory, lenderReturns],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [vfork_and_wait] }],
  failures: { check_exec: 1, exec_map_image: 1, uvmspace_exec: 1 },
  params: { threads: 3 },
});

/** Two LWPs lend at the same time: each waits for its own child. */
export const vforkTwoThreads = scenario({
  name: 'vfork-two-threads',
  title: 'two LWPs of a process vfork, and both children exit',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [1, 2].map(() =>
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        }),
    },
  ],
  params: { threads: 5 },
});

/** NB-1: the child is reaped by init while its parent has still to wake up. */
export const vforkReapedChild = scenario({
  name: 'vfork-reaped-child',
  title: 'a parent that does not want its children vforks, and init reaps the child',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      set: { p_flag: PK_NOCLDWAIT },
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** S9: the parent that waits is killed, and dies when the child lets it go. */
export const vforkParentKilled = scenario({
  name: 'vfork-parent-killed',
  title: 'the parent of a vfork is killed while it waits for the child, which executes another program',
  properties: [threadLendsMemory, lenderReturns, killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [vfork_and_wait] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** S9: the child stops, and its parent waits for it without a way to be killed. */
export const vforkChildStopped = scenario({
  name: 'vfork-child-stopped',
  title: 'the child of a vfork is stopped, its parent is killed, and somebody continues the child',
  properties: [threadLendsMemory, lenderReturns, killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            yield* kill(getpid(), SIGSTOP);
            yield* exit(0);
          }
          yield* spin();
        },
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGKILL);
          yield* kill(4, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** C7: the other LWP of the parent exits while the first one waits in vfork. */
export const vforkExitThreads = scenario({
  name: 'vfork-exit-threads',
  title: 'one LWP of a process vforks, another exits, and the child executes another program',
  properties: [threadLendsMemory, lenderReturns, killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        vfork_and_wait,
        function* (): Routine {
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** C7 with an exec in place of the exit: it waits for the LWP that waits for the child. */
export const vforkExecThreads = scenario({
  name: 'vfork-exec-threads',
  title: 'one LWP of a process vforks, another executes another program, and so does the child',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        vfork_and_wait,
        function* (): Routine {
          yield* execve(quit);
        },
      ],
    },
  ],
  params: { threads: 4 },
});

export const vforkScenarios: readonly Scenario[] = [
  forkExitWait, vforkExec, vforkExit, vforkExecFails, vforkTwoThreads, vforkReapedChild, vforkParentKilled, vforkChildStopped,
  vforkExitThreads, vforkExecThreads,
];
