/** Limits: how many processes there may be, how many a user may have, which numbers they may bear. */
import { always, KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { forkCountsAhead, forkHoldsAMemory, groupOutlivesItsLeader, processLimitIsMet, twoUsersHaveProcesses } from '../../../properties/index.ts';
import { RFCFDG, RFFDG, RFPROC, RFSPAWN, RFSTOPPED, RFTSIGSHIFT } from '../forkFlags.ts';
import { conf, EINVAL, k, PS_NOCLDWAIT, SIGKILL } from '../state.ts';
import { exit, fork, pause, reap, rfork, setpgid, setsid, setuid, spin, wait4 } from '../user.ts';

/** Forks once; what becomes of it does not matter. */
function* forkOnce(): Routine {
  if ((yield* fork()) === 0) yield* exit(0);
  yield* wait4(-1, 0);
}

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** Sleeps until a signal comes. */
function* pauseOnce(): Routine {
  yield* pause();
}

/** M20: each allocation of a fork may fail once, in any combination. */
export const forkLimit = scenario({
  name: 'fork-limit',
  title: 'a fork runs out of threads, memory, swap or accounted resources, and is tried again',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  failures: { thread_alloc: 1, thread_recycle: 1, vmspace_fork: 1, swap_reserve: 1, racct_proc_fork: 1 },
  properties: [forkCountsAhead, forkHoldsAMemory],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          for (let tries = 0; tries < 3; tries++) yield* forkOnce();
        },
      ],
    },
  ],
});

/** A user that root makes of its own processes may have more: nobody changes users where this is claimed. */
const userLimitHolds = always('user-limit-holds', 'no user but root has more processes than the limit for users allows', () => k.ui_proccnt[1]! <= conf.rlimit_nproc);

/** M20: the user has one process and may have one. */
export const forkRlimit = scenario({
  name: 'fork-rlimit',
  title: 'a user at the limit of processes forks',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, rlimit_nproc: 1 },
  properties: [forkHoldsAMemory, userLimitHolds],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', uid: 1, threads: [forkOnce] },
  ],
});

/** The limit is for others: root's processes are counted all the same. */
export const forkRlimitRoot = scenario({
  name: 'fork-rlimit-root',
  title: 'root has more processes than the limit allows, and forks',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, rlimit_nproc: 1 },
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [forkOnce] },
  ],
});

/** Nothing holds a lock that somebody else needs meanwhile, but for one: a dying process has the tree when it asks for a ksiginfo. */
export const forkSleeps = scenario({
  name: 'fork-sleeps',
  title: 'a fork, a change of user and two exits take their time for every allocation',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  failures: { uma_zalloc: 1, sigacts_alloc: 1, strdup: 1, vm_forkproc: 1, crget: 1, fdescfree: 1, ksiginfo_alloc: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* fork()) !== 0) yield* setuid(1);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** What fork1 refuses before it has done anything. */
export const rforkRefused = scenario({
  name: 'rfork-refused',
  title: 'a process calls rfork with flags that do not go together',
  params: { procs: 2, threads: 2, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          KASSERT((yield* rfork(RFPROC | RFSTOPPED)) === -EINVAL, 'only the kernel stops what it forks');
          KASSERT((yield* rfork(RFSPAWN | RFPROC)) === -EINVAL, 'RFSPAWN stands alone');
          KASSERT((yield* rfork(RFPROC | (SIGKILL << RFTSIGSHIFT))) === -EINVAL, 'a signal without RFTSIGZMB');
          KASSERT((yield* rfork(RFPROC | RFFDG | RFCFDG)) === -EINVAL, 'files are copied or dropped');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** S17: a struct that was no process before, and a fork that fails after it has its credentials. */
export const forkFreshMemory = scenario({
  name: 'fork-fresh-memory',
  title: 'a fork gets memory that was no process before, and resource accounting refuses it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  failures: { fresh_proc: 1, racct_proc_fork: 1 },
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', uid: 1, threads: [forkOnce] },
  ],
});

/** FB-20: swapper, init, P and Q are four; a fifth process fits, a sixth does not. */
export const maxprocRace = scenario({
  name: 'maxproc-race',
  title: 'two processes fork, and there is room for one more',
  params: { procs: 5, threads: 5, pgrps: 2, sessions: 1, pid_max: 7, maxproc: 6 },
  properties: [processLimitIsMet],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [forkAndStay] },
    { name: 'Q', threads: [forkAndStay] },
  ],
});

/** Forks, and nobody leaves. */
function* forkAndStay(): Routine {
  yield* fork();
  yield* pause();
}

/** OB-3: two forks look for a number together. */
export const twoForks = scenario({
  name: 'two-forks',
  title: 'two processes fork at the same time, and the children stay',
  params: { procs: 5, threads: 5, pgrps: 2, sessions: 1, pid_max: 7 },
  properties: [forkCountsAhead],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [forkAndStay] },
    { name: 'Q', threads: [forkAndStay] },
  ],
});

/** NB-1. P's child is the first to be forked and bears 3; it may be reaped, and its struct be another's, before P has its number. */
export const forkChildReaped = scenario({
  name: 'fork-child-reaped',
  title: 'a child is reaped before its parent has returned from fork, and its struct is used again',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 6 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          if ((yield* wait4(3, 0)) === 3) {
            if ((yield* fork()) === 0) yield* pause();
          }
          yield* reap();
        },
      ],
    },
    {
      name: 'P',
      set: { 'p_sigacts.ps_flag': PS_NOCLDWAIT },
      threads: [
        function* (): Routine {
          const pid = yield* fork();
          if (pid === 0) yield* exit(0);
          KASSERT(pid === 3, 'fork returns the number of another process');
          yield* pause();
        },
      ],
    },
  ],
});

/** M19: the group keeps the number of its leader from being given away, however long the leader has been dead. */
export const pidReuse = scenario({
  name: 'pid-reuse',
  title: 'a group outlives its leader; a member forks until the numbers come round',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [groupOutlivesItsLeader],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'L', group: 'L', threads: [leave] },
    {
      name: 'c',
      parent: 'L',
      group: 'L',
      threads: [
        function* (): Routine {
          yield* forkOnce();
          yield* forkOnce();
          yield* pause();
        },
      ],
    },
  ],
});

/** XN-9: the session keeps the number of its leader, though no group does. The numbers come round with init's second child. */
export const sessionOutlivesLeader = scenario({
  name: 'session-outlives-leader',
  title: 'a session outlives its leader in the group of a child, and init forks until the numbers come round',
  params: { procs: 4, threads: 4, pgrps: 4, sessions: 2, pid_max: 5 },
  properties: [groupOutlivesItsLeader],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* wait4(2, 0);
          yield* forkOnce();
          yield* forkOnce();
          yield* pause();
        },
      ],
    },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          yield* setsid();
          if ((yield* fork()) === 0) {
            yield* setpgid(0, 0);
            yield* pause();
          }
          yield* exit(0);
        },
      ],
    },
  ],
});

/** M19: the only number that no process bears is that of the dead leader, whose group lives on in c. */
export const pidsPinned = scenario({
  name: 'pids-pinned',
  title: 'a fork looks for a number when the group of a dead leader keeps the last one that is free',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [groupOutlivesItsLeader],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* wait4(2, 0);
          yield* fork();
          yield* pause();
        },
      ],
    },
    { name: 'L', group: 'L', threads: [leave] },
    { name: 'c', parent: 'L', group: 'L', threads: [pauseOnce] },
  ],
});

/** M21: the thread that forks goes on with the credentials that it had when it entered the kernel. */
export const setuidFork = scenario({
  name: 'setuid-fork',
  title: 'a thread changes the user of its process while another one forks',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  failures: { vmspace_fork: 1 },
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* setuid(1);
          yield* pause();
        },
        function* (): Routine {
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* pause();
        },
      ],
    },
  ],
});

/** XN-5: both are about to take their process from user 0 to user 1. */
export const setuidTwice = scenario({
  name: 'setuid-twice',
  title: 'two threads change the user of their process at the same time',
  params: { procs: 2, threads: 3, pgrps: 1, sessions: 1, pid_max: 4 },
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [becomeUser, becomeUser] },
  ],
});

/** Becomes user 1, and stays. */
function* becomeUser(): Routine {
  yield* setuid(1);
  yield* spin();
}

export const limitsScenarios: readonly Scenario[] = [
  forkLimit,
  forkRlimit,
  forkRlimitRoot,
  forkSleeps,
  rforkRefused,
  forkFreshMemory,
  maxprocRace,
  twoForks,
  forkChildReaped,
  pidReuse,
  sessionOutlivesLeader,
  pidsPinned,
  setuidFork,
  setuidTwice,
];
