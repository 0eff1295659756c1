/** Counts, limits and failures. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { twoUsersHaveProcesses } from '../../../properties/index.ts';
import { exit, fork, settid, setuid, spin, vfork, wait4 } from '../user.ts';
import { fork_and_spin } from './programs.ts';

/** Forks once, and the child exits. */
function* fork_wait(): Routine {
  if ((yield* fork()) === 0) yield* exit(0);
  yield* wait4(-1, 0);
  yield* exit(0);
}

/** C1: what has been tested is counted much later. */
export const forkLimit = scenario({
  name: 'fork-limit',
  title: 'two processes fork, and there is room for one more',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_and_spin] },
    { name: 'Q', threads: [fork_and_spin] },
  ],
  params: { maxproc: 4, procs: 5, tasks: 5, threads: 5 },
});

/** C1: the last place is not for everybody. */
export const forkLimitUsers = scenario({
  name: 'fork-limit-users',
  title: 'two processes of a user fork, and only the last place and another one are left',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', uid: 1, threads: [fork_and_spin] },
    { name: 'Q', uid: 1, threads: [fork_and_spin] },
  ],
  params: { maxproc: 5, procs: 5, tasks: 5, threads: 5 },
});

/** The user's limit is counted first, and tested then. */
export const forkRlimit = scenario({
  name: 'fork-rlimit',
  title: 'two processes of a user fork, and the user may have one more',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', uid: 1, threads: [fork_and_spin] },
    { name: 'Q', uid: 1, threads: [fork_and_spin] },
  ],
  params: { rlimit_nproc: 3, procs: 5, tasks: 5, threads: 5 },
});

/** D4: everything before the threads may fail, and is taken back. */
export const forkFails = scenario({
  name: 'fork-fails',
  title: 'a fork is refused or short of something, and is tried again',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          for (let tries = 0; tries < 3; tries++) yield* fork_wait();
        },
      ],
    },
  ],
  failures: { mac_proc_check_fork: 1, thread_call_allocate: 1, persona_proc_inherit: 1, task_create_internal: 1 },
  params: { threads: 3 },
});

/** S15. */
export const forkNoThread = scenario({
  name: 'fork-no-thread',
  title: 'a fork gets a task and no thread',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [fork_and_spin] }],
  failures: { thread_create_waiting: 1 },
  params: { threads: 3 },
});

/** S16. */
export const forkFailsDebug = scenario({
  name: 'fork-fails-debug',
  title: 'a fork gets no task in a kernel that looks at what is freed',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [fork_and_spin] }],
  failures: { task_create_internal: 1 },
  params: { threads: 3, debug: 1 },
});

/** S21: a child that is in no group is taken out of its parent's. */
export const forkPersona = scenario({
  name: 'fork-persona',
  title: 'a process with a persona that has a group forks',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [fork_and_spin] },
  ],
  params: { threads: 3, persona_pgid: 1 },
});

/** Everything that may sleep in a fork does, once, and what undoes it. */
export const forkSleeps = scenario({
  name: 'fork-sleeps',
  title: 'a fork sleeps wherever it may, also where it takes back what it has made for want of a task',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_and_spin] },
  ],
  failures: { zalloc_proc: 1, fdcopy: 1, task_bank_init: 1, task_create_internal: 1, fdfree: 1 },
  params: { threads: 3 },
});

/** A thread forks as who it was when it came into the kernel. */
export const setuidFork = scenario({
  name: 'setuid-fork',
  title: 'one thread of a process forks, another changes the user',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [fork_and_spin, function* (): Routine { yield* setuid(1); yield* spin(); }],
    },
  ],
  failures: { chgproccnt: 1 },
  params: { threads: 4 },
});

/** What was counted for the old user is taken back from the old user. */
export const setuidForkFails = scenario({
  name: 'setuid-fork-fails',
  title: 'one thread of a process forks and is refused, another changes the user',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [fork_and_spin, function* (): Routine { yield* setuid(1); yield* spin(); }],
    },
  ],
  failures: { mac_proc_check_fork: 1 },
  params: { threads: 4 },
});

/** XN-5: two threads change the user. */
export const setuidTwice = scenario({
  name: 'setuid-twice',
  title: 'two threads of a process, the only one of its user, change that',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', uid: 1, threads: [spin] },
    {
      name: 'P',
      threads: [1, 2].map(() =>
        function* (): Routine {
          yield* setuid(1);
          yield* spin();
        }),
    },
  ],
  failures: { chgproccnt: 1 },
  params: { threads: 3 },
});

/** D4: a thread that has assumed an identity is whom its child is charged to, and gets it back after a vfork. */
export const settidFork = scenario({
  name: 'settid-fork',
  title: 'a thread that has assumed the identity of another user forks, vforks, and is itself again',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* settid(1);
          if ((yield* fork()) === 0) yield* exit(0);
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* settid(-1);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 4 },
});

export const limitsScenarios: readonly Scenario[] = [
  forkLimit, forkLimitUsers, forkRlimit, forkFails, forkNoThread, forkFailsDebug, forkPersona, forkSleeps, setuidFork, setuidForkFails, setuidTwice,
  settidFork,
];
