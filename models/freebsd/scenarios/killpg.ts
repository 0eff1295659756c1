/** A signal to a whole process group, against forks in it. Pids follow the order of the processes: init is 1. */
import { inside, scenario, select, some } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  forkReturns, groupIsSignalled, groupKillMeetsAFork, groupKillReturns, killedProcessDies, singlingEnds,
} from '../../../properties/index.ts';
import { sx_slock_sig } from '../sleep.ts';
import { SIGKILL, SIGTERM, thread_zone } from '../state.ts';
import { exit, fork, kill, killpg, reap, setpgid, spin } from '../user.ts';

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

/** M4: whatever P does, neither it nor its child is there in the end. */
export const killpgFork = scenario({
  name: 'killpg-fork',
  title: 'a group with one process, which forks, is killed from outside',
  properties: [groupKillMeetsAFork, groupKillReturns, groupIsSignalled, killedProcessDies, forkReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { threads: 4, pid_max: 6 },
});

/** The killer moves the forking process to a group of its own first, and kills that one. */
export const killpgForkSetpgid = scenario({
  name: 'killpg-fork-setpgid',
  title: 'a process that forks is moved to a new group, and that group is killed',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* killpg(3, SIGKILL);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [fork_once] },
  ],
  params: { threads: 4, pid_max: 6 },
});

/** M5: the thread that is chosen to take the signal is not the one that forks. */
export const killpgForkThreads = scenario({
  name: 'killpg-fork-threads',
  title: 'one thread of a process forks, another computes, and the group is killed from outside',
  properties: [singlingEnds, forkReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [spin, fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { threads: 5, pid_max: 6 },
});

/** M5 with the threads in the other order: the forking thread is the one that is chosen. */
export const killpgForkFirst = scenario({
  name: 'killpg-fork-first',
  title: 'the first thread of a process forks, the second computes, and the group is killed from outside',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once, spin] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { threads: 5, pid_max: 6 },
});

/** M6: the other thread exits, and swallows all signals from then on. */
export const killpgForkExit = scenario({
  name: 'killpg-fork-exit',
  title: 'one thread of a process forks, another exits, and the group is killed from outside',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      group: 'P',
      threads: [
        fork_once,
        function* (): Routine {
          yield* exit(0);
        },
      ],
    },
    { name: 'K', threads: [kill_group] },
  ],
  params: { threads: 5, pid_max: 6 },
});

/** M6 with a deadly signal of its own for the process, in place of the exit. */
export const killpgForkTerm = scenario({
  name: 'killpg-fork-term',
  title: 'one thread of a process forks, another computes, and the process is terminated, then its group killed',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [spin, fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGTERM);
          yield* killpg(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 5, pid_max: 6 },
});

/** M7: two processes of the group fork at the same time, so that killpg finds the group held again and again. */
export const killpgTwoForkers = scenario({
  name: 'killpg-two-forkers',
  title: 'a group with two processes, which both fork, is killed from outside, and nobody reaps the dead',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [fork_once] },
    { name: 'Q', group: 'P', threads: [fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { procs: 6, threads: 6, pid_max: 8 },
});

/** M7 in full: init reaps. 20,073,829 states, in which nobody escapes. */
export const killpgTwoForkersReap = scenario({
  name: 'killpg-two-forkers-reap',
  title: 'a group with two processes, which both fork, is killed from outside, and init reaps the dead',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once] },
    { name: 'Q', group: 'P', threads: [fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { procs: 6, threads: 6, pid_max: 8 },
});

/** M7 with two threads in each process: they overtake a waiting killpg. 75,620,419 states; one escapes as in `killpg-fork-first`. */
export const killpgTwoForkersThreads = scenario({
  name: 'killpg-two-forkers-threads',
  title: 'a group with two processes of two threads each, of which one forks, is killed from outside',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once, spin] },
    { name: 'Q', group: 'P', threads: [fork_once, spin] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { procs: 6, threads: 8, pid_max: 8 },
});

/** Whether some thread that wants to fork waits for the group, or has just stopped waiting. */
function waits_to_fork(): boolean {
  return some(thread_zone, (td) => inside(td, sx_slock_sig));
}

/**
 * FB-2: the forking thread finds the group taken, by a signal that does no harm; the deadly one comes only then, or not at
 * all. Without that order the unmutated kernel lets a child escape, too: see `killpg-fork-threads`.
 */
export const killpgForkParked = scenario({
  name: 'killpg-fork-parked',
  title: 'one thread of a process waits to fork while its group is signalled, another computes, and the group is killed',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [spin, fork_once] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          yield* killpg(2, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          const now = yield* select(
            () => waits_to_fork(),
            () => true,
          );
          if (now === 0) yield* killpg(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { procs: 5, threads: 6, pid_max: 7 },
});

export const killpgScenarios: readonly Scenario[] = [
  killpgFork,
  killpgForkSetpgid,
  killpgForkThreads,
  killpgForkFirst,
  killpgForkExit,
  killpgForkTerm,
  killpgTwoForkers,
  killpgTwoForkersReap,
  killpgTwoForkersThreads,
  killpgForkParked,
];
