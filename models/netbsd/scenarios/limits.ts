/** Counts, limits, failures, and what fork copies without a lock. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { forkCountsAhead, processLimitIsMet, twoUsersHaveProcesses } from '../../../properties/index.ts';
import { SIG_CATCH } from '../others.ts';
import {
  CLONE_FILES, CLONE_PTRACE, CLONE_SIGHAND, CLONE_VM, FORK_CLEANFILES, FORK_NOWAIT, FORK_SYSTEM,
} from '../forkFlags.ts';
import { PS_STOPEXEC, PS_STOPEXIT, PS_STOPFORK, SIGCHLD, SIGCONT, SIGSTOP, SIGUSR1 } from '../state.ts';
import {
  __clone, execve, exit, fork, fork_with, kill, mq_close, mq_open, reap, setuid, sigaction, spin, wait4,
} from '../user.ts';
import { WALLSIG, WCONTINUED, WUNTRACED } from '../waitOptions.ts';
import { quit } from './programs.ts';

/** Forks once, and the child exits. */
function* fork_wait(): Routine {
  if ((yield* fork()) === 0) yield* exit(0);
  yield* wait4(-1, 0);
  yield* exit(0);
}

/** C11: two forks, and room for one. */
export const forkLimit = scenario({
  name: 'fork-limit',
  title: 'two processes fork, and there is room for one more',
  properties: [processLimitIsMet, forkCountsAhead],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_wait] },
    { name: 'Q', threads: [fork_wait] },
  ],
  failures: { forkmx: 2 },
  params: { maxproc: 6, threads: 5, procs: 5 },
});

/** C11: a user who may not have more processes, and memory for stacks that runs out. */
export const forkRlimit = scenario({
  name: 'fork-rlimit',
  title: 'a user forks up to the limit, and memory for a stack is short once',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          yield* fork();
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
  failures: { uvm_uarea_alloc: 1, forkulim: 1 },
  params: { rlimit_nproc: 2 },
});

/** C3: one LWP forks as who it was, while another changes the user of the process. */
export const setuidFork = scenario({
  name: 'setuid-fork',
  title: 'one LWP of a process forks, another changes the user; the child exits and is waited for',
  properties: [twoUsersHaveProcesses],
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
        function* (): Routine {
          yield* setuid(1);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** NB-3: a fork that fails gives back what it took, whoever the process belongs to by then. */
export const setuidForkFails = scenario({
  name: 'setuid-fork-fails',
  title: 'one LWP of a process forks without room for a stack, another changes the user',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
        function* (): Routine {
          yield* setuid(1);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, max_uareas: 2 },
});

/** S14: the masks come from before, the table from after. */
export const sigactionFork = scenario({
  name: 'sigaction-fork',
  title: 'one LWP of a process forks, another begins to catch a signal',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
        function* (): Routine {
          yield* sigaction(SIGUSR1, SIG_CATCH);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** S13: the table of files is copied, and the count a moment later. */
export const mqueueFork = scenario({
  name: 'mqueue-fork',
  title: 'one LWP of a process forks, another opens a message queue',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
        function* (): Routine {
          yield* mq_open();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** S13: one counts a queue, the other discounts it. */
export const mqueueShare = scenario({
  name: 'mqueue-share',
  title: 'two processes share a table of files; the parent opens a message queue, the child closes it',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* __clone(CLONE_FILES | SIGCHLD)) === 0) {
            yield* mq_close();
            yield* spin();
          }
          yield* mq_open();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** All flags that Linux programs have. */
export const cloneFlags = scenario({
  name: 'clone-flags',
  title: 'a process clones itself as Linux programs do: refused first, then with all shared and no signal at the end',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* __clone(CLONE_PTRACE);
          yield* __clone(CLONE_SIGHAND);
          yield* __clone(31);
          if ((yield* __clone(CLONE_VM | CLONE_SIGHAND | CLONE_FILES)) === 0) yield* exit(0);
          yield* wait4(-1, WALLSIG);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** What the kernel asks of fork: a child of init, with no files. */
export const forkNowait = scenario({
  name: 'fork-nowait',
  title: 'a process forks a child of init, without files, and marked as the kernel\'s own',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* fork_with(FORK_NOWAIT | FORK_CLEANFILES | FORK_SYSTEM);
          yield* exit(0);
        },
      ],
    },
  ],
  failures: { kmem_strdupsize: 1, cwdinit: 1, proc_alloc: 1, uvm_proc_fork: 1, lwp_create: 1, fd_free: 1 },
  params: { threads: 3 },
});

/** A child that begins stopped, executes stopped, and exits stopped. */
export const stopPoints = scenario({
  name: 'stop-points',
  title: 'a child is stopped after fork, after exec and in exit; its parent sees and continues it',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      set: { p_sflag: PS_STOPFORK | PS_STOPEXEC },
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) yield* execve(quit);
          yield* wait4(3, WUNTRACED);
          yield* kill(3, SIGCONT);
          yield* wait4(3, WUNTRACED);
          yield* kill(3, SIGCONT);
          yield* wait4(3, WUNTRACED);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** The child of a process that follows PS_STOPFORK belongs to init, and init is not the one who counts it. */
export const stopForkNowait = scenario({
  name: 'stop-fork-nowait',
  title: 'a process whose children begin stopped forks a child of init',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      set: { p_sflag: PS_STOPFORK },
      threads: [
        function* (): Routine {
          yield* fork_with(FORK_NOWAIT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** Another LWP waits for the child that begins stopped. */
export const stopForkWaiter = scenario({
  name: 'stop-fork-waiter',
  title: 'one LWP of a process forks a child that begins stopped, another waits for it',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      set: { p_sflag: PS_STOPFORK },
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
        function* (): Routine {
          yield* wait4(-1, WUNTRACED);
          yield* spin();
        },
      ],
    },
    { name: 'C', parent: 'P', threads: [spin] },
  ],
  params: { procs: 4, threads: 5 },
});

/** A continued child is discounted without having been counted, and the next news are not seen. */
export const waitContinued = scenario({
  name: 'wait-continued',
  title: 'a parent hears that a child has stopped and continued, and stops another one',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(4, WUNTRACED);
          yield* kill(4, SIGCONT);
          yield* wait4(4, WCONTINUED);
          yield* kill(3, SIGSTOP);
          yield* wait4(-1, WUNTRACED);
          yield* spin();
        },
      ],
    },
    { name: 'C', parent: 'P', threads: [spin] },
    { name: 'S', parent: 'P', threads: [stop_once] },
  ],
  params: { threads: 4 },
});

/** Stops, and stays when it is continued. */
function* stop_once(): Routine {
  yield* kill(4, SIGSTOP);
  yield* spin();
}

/** The same for the exit: the flag is not inherited. */
export const stopExit = scenario({
  name: 'stop-exit',
  title: 'a process is stopped in exit, and its parent continues it',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(3, WUNTRACED);
          yield* kill(3, SIGCONT);
          yield* wait4(3, 0);
          yield* exit(0);
        },
      ],
    },
    { name: 'C', parent: 'P', set: { p_sflag: PS_STOPEXIT }, threads: [quit] },
  ],
  params: { threads: 3 },
});

export const limitsScenarios: readonly Scenario[] = [
  forkLimit, forkRlimit, setuidFork, setuidForkFails, sigactionFork, mqueueFork, mqueueShare, cloneFlags, forkNowait, stopPoints,
  stopForkNowait, stopForkWaiter, waitContinued, stopExit,
];
