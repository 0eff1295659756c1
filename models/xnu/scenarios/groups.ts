/** Process groups, sessions and numbers. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  callHoldsAGroup, groupOutlivesItsLeader, groupRunsEmpty, parentExitsFirst, sessionHasThreeGroups, sessionsAreTwo,
} from '../../../properties/index.ts';
import { SIGSTOP } from '../state.ts';
import { exit, fork, kill, reap, setpgid, setsid, spin, wait4 } from '../user.ts';
import { fork_and_exit, fork_and_spin, quit } from './programs.ts';

/** Begins a session that a child in a group of its own keeps. */
function* lead_and_leave(): Routine {
  yield* setsid();
  const child = yield* fork();
  if (child === 0) yield* spin();
  yield* setpgid(child, child);
  yield* exit(0);
}

/** The shell moves its child to a group of the child's own, while the child forks. */
export const setpgidFork = scenario({
  name: 'setpgid-fork',
  title: 'a process that forks is moved to a group of its own by its parent',
  properties: [sessionHasThreeGroups],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [function* (): Routine { yield* setpgid(3, 3); yield* spin(); }] },
    { name: 'P', parent: 'S', threads: [fork_and_spin] },
  ],
  params: { threads: 4, pgrps: 4 },
});

/** C4: a child and its shell both make the child's group, as shells do. */
export const setpgidTwice = scenario({
  name: 'setpgid-twice',
  title: 'a process is moved to a group of its own by its parent, with its brother, and by itself',
  properties: [callHoldsAGroup],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* setpgid(4, 3);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'S', threads: [function* (): Routine { yield* setpgid(0, 0); yield* spin(); }] },
    { name: 'd', parent: 'S', threads: [spin] },
  ],
  params: { threads: 4, pgrps: 4 },
});

/** C5: the one sets the other apart, which begins a session. */
export const setpgidSetsid = scenario({
  name: 'setpgid-setsid',
  title: 'a process begins a session while its parent moves it to a group of its own',
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [function* (): Routine { yield* setpgid(3, 3); yield* spin(); }] },
    { name: 'c', parent: 'S', threads: [function* (): Routine { yield* setsid(); yield* spin(); }] },
  ],
  params: { threads: 3, pgrps: 4 },
});

/** C5: the parent moves it to a group that there is. */
export const setpgidSetsidBack = scenario({
  name: 'setpgid-setsid-back',
  title: 'a process begins a session while its parent moves it to its own group',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [function* (): Routine { yield* setpgid(3, 2); yield* spin(); }] },
    { name: 'c', parent: 'S', group: 'init', threads: [function* (): Routine { yield* setsid(); yield* spin(); }] },
  ],
  params: { threads: 3, pgrps: 4 },
});

/** The leader of a session goes first, and its number stays until the session goes. */
export const groupLeaderDies = scenario({
  name: 'group-leader-dies',
  title: 'the leader of a session forks, exits and is reaped; its child begins a group of its own',
  properties: [groupOutlivesItsLeader, groupRunsEmpty],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* setsid();
          if ((yield* fork()) === 0) yield* setpgid(0, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3, pgrps: 4 },
});

/** C16: numbers come round while a group without its leader has one of them. */
export const pidReuse = scenario({
  name: 'pid-reuse',
  title: 'a group outlives its leader; init forks until the numbers come round',
  properties: [groupOutlivesItsLeader],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* wait4(2, 0);
          for (let n = 0; n < 2; n++) {
            if ((yield* fork()) === 0) yield* exit(0);
            yield* wait4(-1, 0);
          }
          yield* spin();
        },
      ],
    },
    { name: 'L', group: 'L', threads: [quit] },
    { name: 'c', group: 'L', threads: [spin] },
  ],
  params: { procs: 4, threads: 5, tasks: 5, pgrps: 2, sessions: 1, pid_max: 5 },
});

/** XN-9: the session has the number of a leader that is gone, and no group has it. */
export const sessionOutlivesLeader = scenario({
  name: 'session-outlives-leader',
  title: 'a session outlives its leader in the group of a child, and init forks when the numbers come round',
  properties: [sessionsAreTwo],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* wait4(2, 0);
          yield* fork();
          yield* spin();
        },
      ],
    },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(3, 0);
          yield* lead_and_leave();
        },
      ],
    },
  ],
  params: { procs: 4, threads: 5, tasks: 5, pgrps: 3, sessions: 2, pid_max: 5 },
});

/** C16, S17: as many numbers as there may be processes, and a session keeps one of them. */
export const pidsPinned = scenario({
  name: 'pids-pinned',
  title: 'a session outlives its leader, init forks, and nobody has the last number but that session',
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* wait4(2, 0);
          if ((yield* fork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
    { name: 'L', threads: [lead_and_leave] },
  ],
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 2, pid_max: 4, maxproc: 3 },
});

/** C15: children of three generations go at the same time. */
export const parentExitFork = scenario({
  name: 'parent-exit-fork',
  title: 'a parent exits while its child forks, and init reaps them all',
  properties: [parentExitsFirst],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [quit] },
    { name: 'c', parent: 'P', threads: [fork_and_exit] },
  ],
  params: { threads: 4 },
});

/** D7: both look at each other for the last time. */
export const parentExitChild = scenario({
  name: 'parent-exit-child',
  title: 'a parent and its child exit at the same time, and init reaps both',
  properties: [parentExitsFirst],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [quit] },
    { name: 'c', parent: 'P', threads: [quit] },
  ],
  params: { threads: 3, procs: 3 },
});

/** S27: each looks at where the other is, at another time than it counts. */
export const jobsDrift = scenario({
  name: 'jobs-drift',
  title: 'a process moves to the group of its parent while its child, in a group of its own, exits',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [spin] },
    { name: 'P', parent: 'S', group: 'P', threads: [function* (): Routine { yield* setpgid(0, 2); yield* spin(); }] },
    { name: 'c', parent: 'P', group: 'P', threads: [function* (): Routine { yield* setpgid(0, 0); yield* spin(); }] },
  ],
  params: { threads: 4, pgrps: 5 },
});

/** A stopped job whose shell exits gets SIGHUP and SIGCONT. */
export const orphanedGroup = scenario({
  name: 'orphaned-group',
  title: 'a shell exits when its job is stopped',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [function* (): Routine { yield* kill(3, SIGSTOP); yield* exit(0); }] },
    { name: 'c', parent: 'S', group: 'c', threads: [spin] },
  ],
  params: { threads: 3, procs: 3, pgrps: 3 },
});

/** What may take its time in an exit and in a change of groups does. */
export const exitSleeps = scenario({
  name: 'exit-sleeps',
  title: 'a process begins a group of its own and exits, and sleeps wherever it may',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* setpgid(0, 0); yield* exit(0); }] },
  ],
  failures: { enterpgrp: 1, fdfree: 1, memorystatus_remove: 1 },
  params: { threads: 2 },
});

/** D8: the last member of a group leaves it while another is about to enter: who ends the group must not, and the newcomer takes the mark back. */
export const setpgidEmptied = scenario({
  name: 'setpgid-emptied',
  title: 'a process goes to the group of its brother, which leaves it, and then exits',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'p', group: 'p', threads: [function* (): Routine { yield* setpgid(0, 3); yield* exit(0); }] },
    { name: 'q', group: 'q', threads: [function* (): Routine { yield* setpgid(0, 1); yield* spin(); }] },
  ],
  params: { threads: 3, procs: 3, pgrps: 4 },
});

export const groupsScenarios: readonly Scenario[] = [
  setpgidFork, setpgidTwice, setpgidSetsid, setpgidSetsidBack, groupLeaderDies, pidReuse, sessionOutlivesLeader, pidsPinned, parentExitFork,
  parentExitChild, jobsDrift, orphanedGroup, exitSleeps, setpgidEmptied,
];
