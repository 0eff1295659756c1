/** Signals to many, against forks and moves. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { forkReturns, groupIsSignalled, groupKillMeetsAFork, groupKillReturns, killedProcessDies } from '../../../properties/index.ts';
import { SIGKILL } from '../state.ts';
import { fork, kill, killpg, reap, setpgid, spin } from '../user.ts';
import { fork_and_spin } from './programs.ts';

/** C3. */
export const killpgFork = scenario({
  name: 'killpg-fork',
  title: 'a group with one process, which forks, is killed from outside',
  properties: [groupKillMeetsAFork, groupKillReturns, groupIsSignalled, killedProcessDies, forkReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [fork_and_spin] },
    { name: 'K', threads: [function* (): Routine { yield* killpg(2, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** C3 with everybody: a child that is on the list of all, and SIDL, is passed over. */
export const killAllFork = scenario({
  name: 'kill-all-fork',
  title: 'a process that forks is killed with all others',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [fork_and_spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(-1, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** C12: between two groups it is in neither. */
export const killpgSetpgid = scenario({
  name: 'killpg-setpgid',
  title: 'a process goes from one group to another, and somebody kills the first group, then the other',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [spin] },
    { name: 'p', parent: 'S', group: 'p', threads: [function* (): Routine { yield* setpgid(0, 2); yield* spin(); }] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* killpg(3, SIGKILL);
          yield* killpg(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** A number that is known before it can be found. */
export const killNew = scenario({
  name: 'kill-new',
  title: 'a child is killed by its number while it is made',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* fork(); yield* spin(); }] },
    { name: 'K', threads: [function* (): Routine { yield* kill(4, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** A forking process and its child, killed and reaped. */
export const killpgForkReap = scenario({
  name: 'killpg-fork-reap',
  title: 'a group with one process, which forks, is killed twice, and init reaps who dies',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_and_spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* killpg(2, SIGKILL);
          yield* killpg(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

export const killpgScenarios: readonly Scenario[] = [killpgFork, killAllFork, killpgSetpgid, killNew, killpgForkReap];
