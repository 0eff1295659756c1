/** Process groups, sessions and numbers, against forks. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  callHoldsAGroup, groupOutlivesItsLeader, parentExitsFirst, sessionHasThreeGroups, sessionsAreTwo,
} from '../../../properties/index.ts';
import { exit, fork, reap, setpgid, setsid, spin, wait4 } from '../user.ts';

/** Forks, and its child and itself exit. */
function* fork_and_exit(): Routine {
  yield* fork();
  yield* exit(0);
}

/** C1: the shell moves its child to a group of the child's own, while the child forks. */
export const setpgidFork = scenario({
  name: 'setpgid-fork',
  title: 'a process that forks is moved to a group of its own by its parent',
  properties: [sessionHasThreeGroups],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [fork_and_exit] },
  ],
  params: { threads: 4, pgrps: 4 },
});

/** C2: the group that the process leaves goes away with it. */
export const setsidFork = scenario({
  name: 'setsid-fork',
  title: 'one LWP of a process forks, another begins a session, and all exit',
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
        function* (): Routine {
          yield* setsid();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, pgrps: 4 },
});

/** C2: a child that is alone in a group, whose only member it was born into. */
export const setpgidForkAlone = scenario({
  name: 'setpgid-fork-alone',
  title: 'the only process of a group is moved to the group of its parent while it forks; the child exits',
  processes: [
    { name: 'init', threads: [reap] },
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
    { name: 'P', parent: 'S', group: 'P', threads: [fork_and_exit] },
  ],
  params: { threads: 4, pgrps: 4 },
});

/** Two groups one after the other, made and emptied. */
export const setpgidTwice = scenario({
  name: 'setpgid-twice',
  title: 'a process is moved to a group of its own by its parent and by itself, and back again',
  properties: [callHoldsAGroup],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      parent: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(0, 0);
          yield* setpgid(0, 2);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3, pgrps: 5 },
});

/** C12: the leader of a session goes first, and its number stays until the session goes. */
export const groupLeaderDies = scenario({
  name: 'group-leader-dies',
  title: 'the leader of a session forks, exits and is reaped; its child begins a group of its own',
  properties: [groupOutlivesItsLeader],
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
  params: { threads: 3, pgrps: 5 },
});

/** C12: numbers are handed out again. */
export const pidReuse = scenario({
  name: 'pid-reuse',
  title: 'the leader of a group exits, a member stays, and others fork until numbers come round',
  properties: [groupOutlivesItsLeader],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [function* (): Routine { yield* exit(0); }] },
    { name: 'Q', group: 'P', threads: [spin] },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          for (let n = 0; n < 5; n++) {
            if ((yield* fork()) === 0) yield* exit(0);
            yield* wait4(-1, 0);
          }
          yield* spin();
        },
      ],
    },
  ],
  params: { procs: 5, threads: 5, pid_max: 7 },
});

/** Two forks find the table too small at the same time. */
export const tableGrows = scenario({
  name: 'table-grows',
  title: 'two processes fork, and the pid table has to grow for them',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* fork(); yield* spin(); }, spin, spin, spin] },
    { name: 'Q', threads: [function* (): Routine { yield* fork(); yield* spin(); }] },
  ],
  failures: { kmem_alloc: 2, pserialize_perform: 2 },
  params: { procs: 5, threads: 8, pid_table: 8, pid_slots: 16, pid_max: 31 },
});

/** The parent goes while its child is being made. */
export const parentExitFork = scenario({
  name: 'parent-exit-fork',
  title: 'the parent of a process exits while that one forks and exits',
  properties: [parentExitsFirst],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'S', threads: [function* (): Routine { yield* exit(0); }] },
    { name: 'P', parent: 'S', threads: [fork_and_exit] },
  ],
  params: { threads: 4, pgrps: 4 },
});

export const groupsScenarios: readonly Scenario[] = [
  setpgidFork, setsidFork, setpgidForkAlone, setpgidTwice, groupLeaderDies, pidReuse, tableGrows, parentExitFork,
];
