/** Processes that leave together: a task leader and its RFTHREAD peers. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, leaderWaitsForItsPeers } from '../../../properties/index.ts';
import { RFMEM, RFPROC, RFSIGSHARE, RFTHREAD } from '../forkFlags.ts';
import { SIGSTOP } from '../state.ts';
import { exit, kill, pause, reap, rfork, spin } from '../user.ts';

/** The leader makes a peer and ends; the peer computes until it is killed. */
export const peersDie = scenario({
  name: 'peers-die',
  title: 'a task leader exits and takes its peer with it',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, ucreds: 2, procsigs: 3, filedescs: 3, pid_max: 5 },
  failures: { sigacts_malloc: 1 },
  properties: [leaderWaitsForItsPeers, killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFTHREAD | RFMEM | RFSIGSHARE)) === 0) yield* spin();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The leader makes a peer, which makes another one while the leader exits. */
function* make_peers(): Routine {
  if ((yield* rfork(RFPROC | RFTHREAD | RFMEM)) === 0) {
    yield* rfork(RFPROC | RFTHREAD | RFMEM);
    yield* spin();
  }
  yield* exit(0);
}

/** N6: the new peer is on the list before it is anything else, and its fork may have to wait for allproc_lock, without Giant. */
export const peersExit = scenario({
  name: 'peers-exit',
  title: 'a task leader exits while its peer forks another peer and schedcpu goes through the list of all',
  params: { procs: 4, threads: 5, pgrps: 1, sessions: 1, ucreds: 2, pid_max: 6, schedcpu: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'L', threads: [make_peers] },
  ],
});

/** N6: the peer sleeps for its memory before it links the new one. */
export const peersExitFirst = scenario({
  name: 'peers-exit-first',
  title: 'a task leader exits while its peer waits for the memory of another peer',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, ucreds: 2, pid_max: 6 },
  failures: { zalloc: 1 },
  properties: [leaderWaitsForItsPeers],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'L', threads: [make_peers] },
  ],
});

/** N12: the leader locks itself and then its peer; the peer, its child, locks itself and then its parent, and does not need Giant. */
export const peerStops = scenario({
  name: 'peer-stops',
  title: 'a task leader exits while its peer goes to sleep and is stopped',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, ucreds: 3, pid_max: 6 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFTHREAD | RFMEM)) === 0) yield* pause();
          yield* exit(0);
        },
      ],
    },
    {
      name: 'X',
      threads: [
        function* (): Routine {
          yield* kill(4, SIGSTOP);
          yield* spin();
        },
      ],
    },
  ],
});

export const peersScenarios: readonly Scenario[] = [peersDie, peersExit, peersExitFirst, peerStops];
