/** Limits: how many processes there may be, how many a user may have, which numbers they may bear. */
import { KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { forkCountsAhead, groupOutlivesItsLeader, sessionsAreTwo, twoUsersHaveProcesses } from '../../../properties/index.ts';
import { RFCFDG, RFFDG, RFPROC } from '../forkFlags.ts';
import { SA_NOCLDWAIT } from '../procsig.ts';
import { EAGAIN, EINVAL, SIGCHLD } from '../state.ts';
import { exit, fork, pause, reap, rfork, setpgid, setsid, setuid, sigaction, spin, wait4 } from '../user.ts';

/** Forks once; what becomes of it does not matter. */
function* forkOnce(): Routine {
  if ((yield* fork()) === 0) yield* exit(0);
  yield* wait4(-1, 0);
}

/** Forks, and nobody leaves. */
function* forkAndStay(): Routine {
  yield* fork();
  yield* pause();
}

/** N17: there is room for one more, for the user and in all. */
export const forkLimit = scenario({
  name: 'fork-limit',
  title: 'two processes of a user fork, and the user may have one more',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 7, rlimit_nproc: 3 },
  failures: { zalloc: 1 },
  properties: [forkCountsAhead],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', uid: 1, threads: [forkAndStay] },
    { name: 'Q', uid: 1, threads: [forkAndStay] },
  ],
});

/** N17: the last place but one is for everybody, the last one for root. Swapper, init, P and Q are four. */
export const maxprocRace = scenario({
  name: 'maxproc-race',
  title: 'two processes fork, and there is room for one more',
  params: { procs: 5, threads: 5, pgrps: 1, sessions: 1, procsigs: 5, filedescs: 5, pid_max: 7, maxproc: 5 },
  failures: { zalloc: 1 },
  properties: [forkCountsAhead],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [forkAndStay] },
    { name: 'Q', threads: [forkAndStay] },
  ],
});

/** What the limits refuse, and whom. */
export const forkRefused = scenario({
  name: 'fork-refused',
  title: 'a process forks where there is room for one more process, which is for root, and asks for what does not go together',
  params: { procs: 2, threads: 2, pgrps: 1, sessions: 1, pid_max: 5, maxproc: 4 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          KASSERT((yield* rfork(RFPROC | RFFDG | RFCFDG)) === -EINVAL, 'files are copied or dropped');
          KASSERT((yield* fork()) === -EAGAIN, 'the last place is for root');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** OB-3: two forks look for a number together. */
export const twoForks = scenario({
  name: 'two-forks',
  title: 'two processes fork at the same time, and the children stay',
  params: { procs: 5, threads: 5, pgrps: 1, sessions: 1, procsigs: 5, filedescs: 5, pid_max: 7 },
  properties: [forkCountsAhead],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [forkAndStay] },
    { name: 'Q', threads: [forkAndStay] },
  ],
});

/** NB-1. P's child is the first to be forked and bears 3; it may be reaped, and its struct be another's, before P has its number. */
export const forkChildReaped = scenario({
  name: 'fork-child-reaped',
  title: 'a child is reaped before its parent has returned from fork, and its struct is used again',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, procsigs: 3, ucreds: 2, filedescs: 3, pid_max: 6 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          if ((yield* wait4(3, 0)) === 3) {
            if ((yield* fork()) === 0) yield* pause();
          }
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGCHLD, SA_NOCLDWAIT);
          const pid = yield* fork();
          if (pid === 0) yield* exit(0);
          KASSERT(pid === 3, 'fork returns the number of another process');
          yield* pause();
        },
      ],
    },
  ],
});

/** The group keeps the number of its leader from being given away, however long the leader has been dead. */
export const pidReuse = scenario({
  name: 'pid-reuse',
  title: 'a group outlives its leader; init forks until the numbers come round',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 2, pid_max: 5 },
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
    { name: 'L', group: 'L', threads: [leave] },
    { name: 'c', parent: 'L', group: 'L', threads: [pause_once] },
  ],
});

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** Only the session keeps the number 2: its leader has gone, with its group, and its child is in a group of its own. */
export const sessionOutlives = scenario({
  name: 'session-outlives',
  title: 'a session outlives its leader and the group of that; init forks until the numbers come round',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 2, pid_max: 5 },
  properties: [sessionsAreTwo],
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
          if ((yield* fork()) !== 0) yield* exit(0);
          yield* setpgid(0, 0);
          yield* pause();
        },
      ],
    },
  ],
});

/** O-S19: the only number that no process bears is that of the dead leader, whose group lives on in c. */
export const pidsPinned = scenario({
  name: 'pids-pinned',
  title: 'a fork looks for a number when the group of a dead leader keeps the last one that is free',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 2, pid_max: 4 },
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
    { name: 'c', parent: 'L', group: 'L', threads: [pause_once] },
  ],
});

/** Sleeps until a signal comes. */
function* pause_once(): Routine {
  yield* pause();
}

/** The charge moves with the user; that of the child stays where it is. */
export const setuidFork = scenario({
  name: 'setuid-fork',
  title: 'a process forks and changes its user while its child, which has its credentials, exits',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, procsigs: 3, filedescs: 3, pid_max: 5 },
  failures: { crget: 1 },
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* fork()) !== 0) {
            yield* setuid(1);
            yield* wait4(-1, 0);
          }
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The zombie has left its group, and is still listed, when who reaps it has to wait for the list. */
export const reapFork = scenario({
  name: 'reap-fork',
  title: 'init reaps a process while another one forks and schedcpu goes through the list of all',
  params: { procs: 4, threads: 5, pgrps: 1, sessions: 1, pid_max: 6, schedcpu: 1 },
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'c', threads: [leave] },
    { name: 'F', threads: [fork_and_compute] },
  ],
});

/** Forks, and nobody leaves. */
function* fork_and_compute(): Routine {
  yield* fork();
  yield* spin();
}

export const limitsScenarios: readonly Scenario[] = [
  forkLimit,
  maxprocRace,
  forkRefused,
  twoForks,
  pidReuse,
  sessionOutlives,
  forkChildReaped,
  pidsPinned,
  setuidFork,
  reapFork,
];
