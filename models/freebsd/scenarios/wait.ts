/** Waiting for children, and who gets them when their parent dies. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  anotherReaps, awaitedZombieIsReaped, parentExitsFirst, parentSleeps, subtreeIsNumbered, zombieIsAwaited,
} from '../../../properties/index.ts';
import { ECHILD, P_TREE_REAPER, PS_NOCLDWAIT, SIGBIT, SIGCHLD, SIGCONT, SIGKILL, SIGSTOP } from '../state.ts';
import { exit, fork, kill, pause, procctl_reap, reap, spin, wait4 } from '../user.ts';
import { WCONTINUED, WUNTRACED } from '../waitOptions.ts';

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** M22: every change of the child is news, and the parent sleeps between them. */
export const waitStopContinue = scenario({
  name: 'wait-stop-continue',
  title: 'a child is stopped, continued and killed, and its parent waits for each',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [parentSleeps],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGCONT);
          yield* kill(3, SIGKILL);
          yield* reap();
        },
      ],
    },
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          while ((yield* wait4(-1, WUNTRACED | WCONTINUED)) !== -ECHILD) continue;
        },
      ],
    },
    { name: 'c', parent: 'Q', threads: [spin] },
  ],
});

/** A18, A28: the parent is told of a change when it has not taken the news of another yet, and reaps the child before it takes any. */
export const waitNews = scenario({
  name: 'wait-news',
  title: 'a child is stopped and killed, and its parent, which catches SIGCHLD, waits for its death',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGKILL);
          yield* spin();
        },
      ],
    },
    {
      name: 'Q',
      set: { 'p_sigacts.ps_sigignore': 0, 'p_sigacts.ps_sigcatch': SIGBIT(SIGCHLD) },
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'Q', threads: [spin] },
  ],
});

/** M23: the children go to init without a word, and their parent has to learn that there is nobody to wait for any more. */
export const waitpidNocldwait = scenario({
  name: 'waitpid-nocldwait',
  title: 'a parent that does not want its children waits for one of two that exit',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [parentSleeps],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      set: { 'p_sigacts.ps_flag': PS_NOCLDWAIT },
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
        },
      ],
    },
    { name: 'a', parent: 'P', threads: [leave] },
    { name: 'b', parent: 'P', threads: [leave] },
  ],
});

/** Two threads of one parent and one zombie: one gets it, the other learns that there is none. */
export const twoWaiters = scenario({
  name: 'two-waiters',
  title: 'two threads wait for the same child',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [parentSleeps],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* spin();
        },
        function* (): Routine {
          yield* wait4(-1, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [leave] },
  ],
});

/** The new process may be hung below c before or after init has taken c over. */
export const parentExitFork = scenario({
  name: 'parent-exit-fork',
  title: 'a parent exits while its child forks, and init reaps them all',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  properties: [parentExitsFirst, awaitedZombieIsReaped, zombieIsAwaited],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [leave] },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The grandchild's parent dies, and it goes to the reaper, not to init. */
export const reaperSubtree = scenario({
  name: 'reaper-subtree',
  title: 'a reaper inherits the child of its child and reaps both',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  properties: [anotherReaps, subtreeIsNumbered],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          yield* procctl_reap(true);
          if ((yield* fork()) === 0) {
            yield* fork();
            yield* exit(0);
          }
          while ((yield* wait4(-1, 0)) !== -ECHILD) continue;
        },
      ],
    },
  ],
});

/** What it was the reaper of goes to init, in the middle of the fork of one of them. */
export const reaperExit = scenario({
  name: 'reaper-exit',
  title: 'a reaper exits while its child forks',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  properties: [anotherReaps],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          yield* procctl_reap(true);
          if ((yield* fork()) === 0) yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A reaper gives its office back while a descendant is forked into it. */
export const reaperRelease = scenario({
  name: 'reaper-release',
  title: 'a reaper stops being one while its child forks',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  properties: [subtreeIsNumbered],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          yield* procctl_reap(true);
          if ((yield* fork()) === 0) {
            if ((yield* fork()) === 0) yield* pause();
            yield* exit(0);
          }
          yield* procctl_reap(false);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A finding: init lets go of the tree on its way to sleep, and the wakeup for the zombie that it inherits comes just then. */
export const orphanZombie = scenario({
  name: 'orphan-zombie',
  title: 'a parent dies before it has waited for its dead child, and init is to reap it',
  properties: [awaitedZombieIsReaped],
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* pause();
        },
      ],
    },
    {
      name: 'P',
      parent: 'S',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A finding: a reaper that is dead and not reaped keeps its children, and nobody wakes the one who gets them then. */
export const reaperZombie = scenario({
  name: 'reaper-zombie',
  title: 'a reaper and its child exit, and its parent waits for it',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* wait4(-1, 0);
          yield* spin();
        },
      ],
    },
    { name: 'R', parent: 'S', set: { p_treeflag: P_TREE_REAPER }, threads: [leave] },
    { name: 'c', parent: 'R', threads: [leave] },
  ],
});

export const waitScenarios: readonly Scenario[] = [
  waitStopContinue,
  waitNews,
  waitpidNocldwait,
  twoWaiters,
  parentExitFork,
  reaperSubtree,
  reaperExit,
  reaperRelease,
  orphanZombie,
  reaperZombie,
];
