/** Processes that leave together: a task leader and its RFTHREAD peers. */
import { always, every, inside, nil, scenario, some } from '../../../src/index.ts';
import type { Ref, Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, leaderWaitsForItsPeers } from '../../../properties/index.ts';
import { join_peers } from '../doFork.ts';
import { exit_peers } from '../exit.ts';
import { RFMEM, RFPROC, RFTHREAD } from '../forkFlags.ts';
import { proc_zone, thread_zone } from '../state.ts';
import type { Proc } from '../state.ts';
import { exit, fork, reap, rfork, spin } from '../user.ts';

/** Link and check: a fork that links a peer after the leader's walk sees that the leader exits. */
const peersAreSeen = always('peers-are-seen', 'while an exiting leader waits for its peers, each of them has been sent a SIGKILL', () => {
  if (some(thread_zone, (td) => inside(td, join_peers))) return true;
  return every(proc_zone, (p) => p.g_sentenced || p.p_leader === p || !is_listed(p) || !waits_for_peers(p.p_leader));
});

function waits_for_peers(leader: Ref<Proc>): boolean {
  return some(thread_zone, (td) => td.td_proc === leader && td.td_wchan !== 0 && inside(td, exit_peers));
}

/** Whether p is on the peer list of its leader. */
function is_listed(p: Ref<Proc>): boolean {
  for (let q = p.p_leader; q !== nil; q = q.p_peers) {
    if (q === p) return true;
  }
  return false;
}

/** The leader makes a peer and ends; the peer computes until it is killed. */
export const peersDie = scenario({
  name: 'peers-die',
  title: 'a task leader exits and takes its peer with it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [leaderWaitsForItsPeers, peersAreSeen, killedProcessDies],
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
  properties: [leaderWaitsForItsPeers, peersAreSeen, killedProcessDies],
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

/** LX-12: the peer's child is forked with a memory and a task of its own, and survives both. */
export const peerLeavesChild = scenario({
  name: 'peer-leaves-child',
  title: 'a peer forks a child and exits, as its task leader does, and the child goes to init',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFTHREAD | RFMEM)) === 0) {
            if ((yield* fork()) === 0) yield* spin();
          }
          yield* exit(0);
        },
      ],
    },
  ],
});

export const peersScenarios: readonly Scenario[] = [peersDie, peersExit, peerLeavesChild];
