/** Lending memory to a child, and the plainest life. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  forkReturns, groupHasTwoMembers, killedProcessDies, lenderIsLetGo, lenderReturns, parentSleeps, processIsDying,
  threadLendsMemory,
} from '../../../properties/index.ts';
import { SIG_IGN } from '../sigaction.ts';
import { SIGCLD, SIGCONT, SIGKILL, SIGSTOP, SIGTSTP, SMSFORK, SNOWAIT } from '../state.ts';
import { execve, exit, fork1, kill, lwp_suspend, look, reap, sigaction, sigsend, spin, vfork, wait, waitid } from '../user.ts';
import { WEXITED } from '../waitOptions.ts';
import { fork_and_wait, quit } from './programs.ts';

/** A parent that vforks once, and waits for the child. */
function* vfork_and_wait(): Routine {
  if ((yield* vfork()) === 0) yield* execve(quit);
  yield* wait();
  yield* exit();
}

/** A parent that vforks once, and computes. */
function* vfork_and_spin(): Routine {
  if ((yield* vfork()) === 0) yield* exit();
  yield* spin();
}

/** The plainest life. */
export const forkExitWait = scenario({
  name: 'fork-exit-wait',
  title: 'a parent forks, the child exits, the parent waits for it',
  properties: [groupHasTwoMembers, parentSleeps, forkReturns, killedProcessDies, processIsDying],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [fork_and_wait] }],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

export const vforkExec = scenario({
  name: 'vfork-exec',
  title: 'a parent vforks, and the child executes another program, which exits',
  properties: [threadLendsMemory, lenderReturns, lenderIsLetGo],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [vfork_and_wait] }],
  failures: { lookuppn: 1 },
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

/** The child lives on, so that nothing but its exec wakes the parent. */
export const vforkExecStays = scenario({
  name: 'vfork-exec-stays',
  title: 'a parent vforks, and the child executes another program, which computes',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* execve(spin);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

/** C14: the child is gone, and its number may be another's, when the parent looks. */
export const vforkReapedChild = scenario({
  name: 'vfork-reaped-child',
  title: 'a parent that does not want its children vforks, and another process forks when the child has gone',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGCLD, SIG_IGN);
          if ((yield* vfork()) === 0) yield* exit();
          yield* spin();
        },
      ],
    },
    { name: 'Q', set: { p_flag: SNOWAIT }, threads: [function* (): Routine { yield* fork1(); yield* spin(); }] },
  ],
  params: { threads: 5, procs: 5, prslots: 4, pids: 5, maxpid: 5 },
});

/** C14: another LWP of the parent waits on the same condition. */
export const vforkWaiter = scenario({
  name: 'vfork-waiter',
  title: 'one LWP of a process waits for a child, another vforks; both children exit',
  properties: [threadLendsMemory, lenderReturns, parentSleeps],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        vfork_and_spin,
        function* (): Routine {
          yield* waitid(3, WEXITED);
          yield* spin();
        },
      ],
    },
    { name: 'C', parent: 'P', threads: [quit] },
  ],
  params: { threads: 5 },
});

/** C14: the parent is to die, and has to wait all the same. */
export const vforkParentKilled = scenario({
  name: 'vfork-parent-killed',
  title: 'a process vforks and is killed, and the child executes another program',
  properties: [threadLendsMemory, killedProcessDies, processIsDying],
  processes: [
    { name: 'init', threads: [spin] },
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

/** C14, C4: the child is stopped, continued, and killed: by kill(2), which does not see it before it is complete. */
export const vforkChildStopped = scenario({
  name: 'vfork-child-stopped',
  title: 'a child of vfork is stopped from outside, continued and killed',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(4, SIGSTOP);
          yield* kill(4, SIGCONT);
          yield* kill(4, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** C15: a child that borrows lends. */
export const vforkVfork = scenario({
  name: 'vfork-vfork',
  title: 'a child of vfork vforks; the grandchild exits, and then the child',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            if ((yield* vfork()) === 0) yield* exit();
            yield* exit();
          }
          yield* exit();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** Two LWPs lend, one after the other: the second one is held until the first has its memory back. */
export const vforkTwoThreads = scenario({
  name: 'vfork-two-threads',
  title: 'two LWPs of a process vfork, and both children exit',
  properties: [threadLendsMemory, lenderReturns],
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [vfork_and_spin, vfork_and_spin] }],
  params: { threads: 5 },
});

/** C12: a request to suspend the LWP that vforks is cancelled, for nobody could take it back. */
export const vforkSuspended = scenario({
  name: 'vfork-suspended',
  title: 'one LWP of a process vforks, another suspends it',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        vfork_and_spin,
        function* (): Routine {
          yield* lwp_suspend(1);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3, prslots: 3 },
});

/** Somebody looks at the parent, and the child has to wait before it gives the memory back. */
export const vforkLook = scenario({
  name: 'vfork-look',
  title: 'a child of vfork exits while somebody looks at its parent, and at itself',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_and_spin] },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* look(2);
          yield* look(4);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** Watched pages are put aside while the memory is lent. */
export const vforkWatched = scenario({
  name: 'vfork-watched',
  title: 'a process whose memory is watched vforks twice, and the children execute another program or exit',
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      set: { p_warea: 1, 'p_as.a_wpage': 1, 'p_as.a_caught': 1 },
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* execve(quit);
          yield* wait();
          if ((yield* vfork()) === 0) yield* exit();
          yield* spin();
        },
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 4, procs: 3, prslots: 3, pids: 4 },
});

/** C4: sigsend finds a child that is not complete. */
function sigsendFork(name: string, title: string, sig: number, forks: () => Routine<number>, flag: number): Scenario {
  return scenario({
    name,
    title,
    properties: [killedProcessDies],
    processes: [
      { name: 'init', threads: [spin] },
      {
        name: 'P',
        set: { p_flag: flag },
        threads: [
          function* (): Routine {
            if ((yield* forks()) === 0) yield* exit();
            yield* spin();
          },
        ],
      },
      {
        name: 'K',
        threads: [
          function* (): Routine {
            yield* sigsend(4, sig);
            yield* spin();
          },
        ],
      },
    ],
    params: { threads: 4 },
  });
}

export const sigsendKill = sigsendFork('sigsend-vfork', 'a process vforks while another sends the child a SIGKILL by sigsend', SIGKILL, vfork, 0);
export const sigsendStop = sigsendFork('sigsend-fork', 'a process forks while another sends the child a SIGTSTP by sigsend', SIGTSTP, fork1, 0);
export const sigsendAccounted = sigsendFork(
  'sigsend-accounted', 'a process whose accounting children inherit forks while another sends the child a SIGKILL by sigsend', SIGKILL, fork1, SMSFORK,
);

export const vforkScenarios: readonly Scenario[] = [
  forkExitWait, vforkExec, vforkExecStays, vforkReapedChild, vforkWaiter, vforkParentKilled, vforkChildStopped, vforkVfork, vforkTwoThreads, vforkSuspended,
  vforkLook, vforkWatched, sigsendKill, sigsendStop, sigsendAccounted,
];
