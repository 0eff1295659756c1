/** One process stops all others. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { allStandStill, totalStopReturns } from '../../../properties/index.ts';
import { RFMEM, RFPROC, RFTHREAD } from '../forkFlags.ts';
import { SIGSTOP } from '../state.ts';
import { execve, exit, fork, kill, rfork, spin, stop_all } from '../user.ts';

/** Stops all others, lets them go on, and stays. */
function* stopAll(): Routine {
  yield* stop_all();
  yield* spin();
}

/** Forks, and both stay. */
function* forkAndStay(): Routine {
  yield* fork();
  yield* spin();
}

/** A finding: the new process is on the list before its flags are its own, and loses the mark that it is to stop. */
export const stopAllFork = scenario({
  name: 'stop-all-fork',
  title: 'a process stops all others, of which one forks',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6, stop_all: 1 },
  properties: [totalStopReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', threads: [stopAll] },
    { name: 'P', threads: [forkAndStay] },
  ],
});

/** Threads that were at the border before must not be taken to be there afterwards. */
export const stopAllThreads = scenario({
  name: 'stop-all-threads',
  title: 'a process stops all others, of which one has two threads and executes another program',
  params: { procs: 3, threads: 4, pgrps: 1, sessions: 1, pid_max: 5, stop_all: 1 },
  properties: [allStandStill, totalStopReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', threads: [stopAll] },
    { name: 'P', threads: [spin, execute] },
  ],
});

/** Begins another program, which computes. */
function* execute(): Routine {
  yield* execve(spin);
}

/** A finding: who sleeps until another process has stopped counts as suspended in its own, where nobody has counted it. */
export const stopAllExit = scenario({
  name: 'stop-all-exit',
  title: 'a process stops all others, and another thread of it exits',
  params: { procs: 2, threads: 3, pgrps: 1, sessions: 1, pid_max: 4, stop_all: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        stopAll,
        function* (): Routine {
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A finding, as for a reaper's kill: who was told to stop is taken for stopped. */
export const stopAllStopped = scenario({
  name: 'stop-all-stopped',
  title: 'a process sends a stop to another one, and then stops all',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 5, stop_all: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* stopAll();
        },
      ],
    },
    { name: 'P', threads: [spin] },
  ],
});

/** A finding: the leader waits for its peer, which waits to be let go, by one who waits until the leader has gone. */
export const stopAllPeers = scenario({
  name: 'stop-all-peers',
  title: 'a task leader makes a peer and a child and exits, while the child stops all others',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6, stop_all: 1 },
  properties: [totalStopReturns],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFTHREAD | RFMEM)) === 0) yield* spin();
          if ((yield* fork()) === 0) yield* stop_all();
          yield* exit(0);
        },
      ],
    },
  ],
});

export const stopAllScenarios: readonly Scenario[] = [stopAllFork, stopAllThreads, stopAllExit, stopAllStopped, stopAllPeers];
