/** Signals to many, against forks among them. Pids follow the order of the processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { forkReturns, groupIsSignalled, groupKillMeetsAFork, groupKillReturns, killedProcessDies } from '../../../properties/index.ts';
import { SIGKILL, SIGTERM } from '../state.ts';
import { exit, fork, kill, killpg, reap, spin } from '../user.ts';

/** Kills the group of process 2. */
function* kill_group(): Routine {
  yield* killpg(2, SIGKILL);
  yield* spin();
}

/** Forks once. Parent and child stay, for the signal to find. */
function* fork_once(): Routine {
  yield* fork();
  yield* spin();
}

const four = { procs: 4, threads: 4, pgrps: 2, sessions: 2, pid_max: 6 };

/** N7: the fork sleeps once between its beginning and the place where the child is put into the group. */
export const killpgFork = scenario({
  name: 'killpg-fork',
  title: 'a group with one process, which forks, is killed from outside',
  params: four,
  failures: { procsig_malloc: 1 },
  properties: [groupKillMeetsAFork, groupKillReturns, groupIsSignalled, killedProcessDies, forkReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
});

/** N7 without a sleep: the fork keeps Giant, and the kill comes before it or after it. */
export const killpgForkAwake = scenario({
  name: 'killpg-fork-awake',
  title: 'a group is killed whose only process forks, with all that it needs at hand',
  params: four,
  properties: [groupKillReturns, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
});

/** Who signals everybody does not pass over what is still being made. */
export const killAllFork = scenario({
  name: 'kill-all-fork',
  title: 'all processes are sent a signal while one of them forks',
  params: four,
  failures: { procsig_malloc: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(-1, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
});

/** The same by number: pid 4 is the child's. */
export const killFork = scenario({
  name: 'kill-fork',
  title: 'a child that its parent is still making is sent a signal by its number',
  params: four,
  failures: { fdcopy: 1 },
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(4, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
});

/** The child looks at its signals first, and then waits once more for Giant: who signals it meanwhile does not ask it to look again. */
export const killNewborn = scenario({
  name: 'kill-newborn',
  title: 'a child is killed on its way out of fork',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, procsigs: 3, ucreds: 2, filedescs: 3, pid_max: 5 },
  properties: [killedProcessDies],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGKILL);
          yield* reap();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* fork()) !== 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
  ],
});

export const killpgScenarios: readonly Scenario[] = [killpgFork, killpgForkAwake, killAllFork, killFork, killNewborn];
