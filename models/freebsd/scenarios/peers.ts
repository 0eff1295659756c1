/** Processes that leave together: a task leader and its RFTHREAD peers. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { leaderWaitsForItsPeers } from '../../../properties/index.ts';
import { RFMEM, RFPROC, RFTHREAD } from '../forkFlags.ts';
import { exit, reap, rfork, spin } from '../user.ts';

/** The leader makes a peer and ends; the peer computes until it is killed. */
export const peersDie = scenario({
  name: 'peers-die',
  title: 'a task leader exits and takes its peer with it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [leaderWaitsForItsPeers],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFTHREAD | RFMEM)) === 0) yield* spin();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** M9: the peer makes another one while the leader exits. */
export const peersExit = scenario({
  name: 'peers-exit',
  title: 'a task leader exits while its peer forks another peer',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  properties: [leaderWaitsForItsPeers],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFTHREAD | RFMEM)) === 0) {
            yield* rfork(RFPROC | RFTHREAD | RFMEM);
            yield* spin();
          }
          yield* exit(0);
        },
      ],
    },
  ],
});

export const peersScenarios: readonly Scenario[] = [peersDie, peersExit];
