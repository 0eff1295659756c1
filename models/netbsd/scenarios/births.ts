/** What a child gets, what a new program keeps, and what fork is refused. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { twoUsersHaveProcesses } from '../../../properties/index.ts';
import { CLONE_FS, CLONE_SIGHAND, CLONE_VM } from '../forkFlags.ts';
import { SIG_CATCH } from '../others.ts';
import {
  EACCES, EAGAIN, PK_CLDSIGIGN, PK_EXEC, PK_SUGID, PL_CONTROLT, PS_NOCLDSTOP, PS_STOPEXIT, SIGBIT, SIGCHLD, SIGUSR1,
} from '../state.ts';
import { __clone, execve, exit, fork, getpid, kill, reap, rely, setpgid, setuid, sigaction, sigprocmask, spin, vfork, wait4 } from '../user.ts';
import { quit } from './programs.ts';

/** Marks, masks, handlers, a terminal, and a signal that waits, which stays behind. */
export const forkInherits = scenario({
  name: 'fork-inherits',
  title: 'a process with a terminal that has executed, catches a signal, holds it back and has it pending, forks',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      group: 'P',
      set: {
        p_flag: PK_EXEC | PK_SUGID | PK_CLDSIGIGN, p_sflag: PS_NOCLDSTOP | PS_STOPEXIT, p_lflag: PL_CONTROLT, 'p_pgrp.pg_session.s_ttyvp': 1,
      },
      threads: [
        function* (): Routine {
          yield* sigaction(SIGUSR1, SIG_CATCH);
          yield* sigprocmask(SIGBIT(SIGUSR1));
          yield* kill(getpid(), SIGUSR1);
          if ((yield* fork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

export const execCaught = scenario({
  name: 'exec-caught',
  title: 'a process catches a signal and executes another program',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [function* (): Routine { yield* sigaction(SIGUSR1, SIG_CATCH); yield* execve(quit); }] },
  ],
  params: { threads: 2 },
});

/** The handlers of the other one stay. */
export const execShared = scenario({
  name: 'exec-shared',
  title: 'two processes share their dispositions and their directory, and one of them executes another program',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGUSR1, SIG_CATCH);
          if ((yield* __clone(CLONE_VM | CLONE_SIGHAND | CLONE_FS | SIGCHLD)) === 0) yield* execve(quit);
          yield* wait4(-1, 0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** The parent may move its child to a group until that has executed. */
export const setpgidExec = scenario({
  name: 'setpgid-exec',
  title: 'a parent vforks, the child executes another program, and the parent tries to move it to a group',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          const child = yield* vfork();
          if (child === 0) yield* execve(spin);
          rely((yield* setpgid(child, child)) === -EACCES);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** Of six processes the last five are not for everybody, the swapper counted. */
export const forkReserve = scenario({
  name: 'fork-reserve',
  title: 'an ordinary user forks where the last five processes are left, and one more',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          rely((yield* fork()) >= 0);
          rely((yield* fork()) === -EAGAIN);
          yield* spin();
        },
      ],
    },
  ],
  params: { maxproc: 10, threads: 4 },
});

/** The last one that there is room for is made, and the privileged user has no limit of his own. */
export const forkLast = scenario({
  name: 'fork-last',
  title: 'a process forks where there is room for one more',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          const child = yield* fork();
          rely(child >= 0);
          if (child > 0) rely((yield* fork()) === -EAGAIN);
          yield* spin();
        },
      ],
    },
  ],
  params: { maxproc: 5, rlimit_nproc: 1, threads: 3 },
});

/** The same for a user. */
export const forkLastOfUser = scenario({
  name: 'fork-last-of-user',
  title: 'a user forks who may have one more process',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          const child = yield* fork();
          rely(child >= 0);
          if (child > 0) rely((yield* fork()) === -EAGAIN);
          yield* spin();
        },
      ],
    },
  ],
  params: { rlimit_nproc: 2, threads: 4 },
});

/** 310-318: everything goes back. */
export const forkNoPid = scenario({
  name: 'fork-no-pid',
  title: 'a process forks, and no number can be had for the child',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* fork(); yield* spin(); }] },
  ],
  failures: { proc_alloc_pid: 1 },
  params: { threads: 3 },
});

/** 314: by then the process may be somebody else's. */
export const setuidForkNoPid = scenario({
  name: 'setuid-fork-no-pid',
  title: 'one LWP of a process forks, and no number can be had; another changes the user',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine { yield* fork(); yield* spin(); },
        function* (): Routine { yield* setuid(1); yield* spin(); },
      ],
    },
  ],
  failures: { proc_alloc_pid: 1 },
  params: { threads: 4 },
});

export const birthsScenarios: readonly Scenario[] = [
  forkInherits, execCaught, execShared, setpgidExec, forkReserve, forkLast, forkLastOfUser, forkNoPid, setuidForkNoPid,
];
