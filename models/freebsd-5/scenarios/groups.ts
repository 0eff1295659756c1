/** Process groups and sessions. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { callHoldsAGroup, forkReturns, processIsStopped, sessionsAreTwo } from '../../../properties/index.ts';
import { SIGTSTP } from '../state.ts';
import { exit, fork, kill, reap, setpgid, setsid, spin } from '../user.ts';

/** Forks, and both stay. */
function* fork_and_compute(): Routine {
  yield* fork();
  yield* spin();
}

/** Moves process 3 to a group of its own. */
function* move_third(): Routine {
  yield* setpgid(3, 3);
  yield* spin();
}

/** The group changes under the fork, which copies it early and joins it late. */
export const setpgidFork = scenario({
  name: 'setpgid-fork',
  title: 'a process forks while its parent moves it to a new group',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 2, pid_max: 6 },
  failures: { procsig_malloc: 1 },
  properties: [forkReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [move_third] },
    { name: 'P', parent: 'S', threads: [fork_and_compute] },
  ],
});

/** The same with a sleep of the other: the fork keeps Giant. */
export const setpgidForkAwake = scenario({
  name: 'setpgid-fork-awake',
  title: 'a process forks, with all that it needs at hand, while its parent moves it to a new group',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 2, pid_max: 6 },
  failures: { pgrp_malloc: 1 },
  properties: [callHoldsAGroup, forkReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [move_third] },
    { name: 'P', parent: 'S', threads: [fork_and_compute] },
  ],
});

/** Alone in its group, whose last pointer it leaves behind. */
export const setpgidForkAlone = scenario({
  name: 'setpgid-fork-alone',
  title: 'a process that is alone in its group forks while its parent moves it back to its own group',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 2, pid_max: 6 },
  failures: { procsig_malloc: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 2);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'S', group: 'P', threads: [fork_and_compute] },
  ],
});

/** OB-9: whoever makes the group sleeps for its memory after having looked for it; by then it is there, and has another member. */
export const setpgidTwice = scenario({
  name: 'setpgid-twice',
  title: 'a shell and its child both move the child to a group of its own, in which it forks',
  params: { procs: 4, threads: 4, pgrps: 4, sessions: 1, pid_max: 6 },
  failures: { pgrp_malloc: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', threads: [move_third] },
    {
      name: 'c',
      parent: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(0, 0);
          yield* fork();
          yield* spin();
        },
      ],
    },
  ],
});

/** The same for a session: the shell moves the child, and then itself, while the child begins one. */
export const setsidSetpgid = scenario({
  name: 'setsid-setpgid',
  title: 'a child begins a session while its parent makes a group with its number and joins that',
  params: { procs: 3, threads: 3, pgrps: 4, sessions: 2, procsigs: 3, ucreds: 3, filedescs: 3, pid_max: 5 },
  failures: { pgrp_malloc: 1, session_malloc: 1 },
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* setpgid(0, 3);
          yield* spin();
        },
      ],
    },
    {
      name: 'c',
      parent: 'S',
      threads: [
        function* (): Routine {
          yield* setsid();
          yield* spin();
        },
      ],
    },
  ],
});

/** Pid 4 is the child's: its grandparent finds it by its number before it has a parent. */
export const setpgidNewborn = scenario({
  name: 'setpgid-newborn',
  title: 'a process moves a grandchild to a new group that is still being made',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 1, pid_max: 6 },
  failures: { procsig_malloc: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(4, 4);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [fork_and_compute] },
  ],
});

/** The child of a parent that leaves is alone in its group, and is told so if it is stopped. */
export const orphanedGroup = scenario({
  name: 'orphaned-group',
  title: 'a process in a group of its own is stopped by its terminal, and its parent exits',
  params: { procs: 3, threads: 3, pgrps: 3, sessions: 2, procsigs: 3, filedescs: 3, pid_max: 5 },
  properties: [processIsStopped],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGTSTP);
          yield* exit(0);
        },
      ],
    },
    { name: 'P', parent: 'S', group: 'P', threads: [spin] },
  ],
});

export const groupsScenarios: readonly Scenario[] = [
  setpgidFork,
  setpgidForkAwake,
  setpgidForkAlone,
  setpgidTwice,
  setsidSetpgid,
  setpgidNewborn,
  orphanedGroup,
];
