/** Locks that are kept over a sleep, and what is looked at without Giant. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { RFCFDG, RFFDG, RFPROC } from '../forkFlags.ts';
import { SIGTERM } from '../state.ts';
import { exit, fork, kill, ktrace, rfork, spin, wait4 } from '../user.ts';

/** Sends process 2 a signal. */
function* kill_second(): Routine {
  yield* kill(2, SIGTERM);
  yield* spin();
}

const three = { procs: 3, threads: 3, pgrps: 1, sessions: 1, procsigs: 3, ucreds: 3, filedescs: 5, pid_max: 5 };

/** N13: the old files are closed with the process locked, and who sends it a signal waits for that lock with Giant. */
export const rforkFilesKill = scenario({
  name: 'rfork-files-kill',
  title: 'a process parts with its files, which takes its time, and is sent a signal',
  params: three,
  failures: { fdinit: 1, fdfree: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* rfork(RFCFDG);
          yield* spin();
        },
      ],
    },
    { name: 'K', threads: [kill_second] },
  ],
});

/** The same where the files are shared with a child. */
export const rforkUnshare = scenario({
  name: 'rfork-unshare',
  title: 'a process shares its files with a child, and both part with them',
  params: three,
  failures: { vm_unshare: 1, fdinit: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC)) !== 0) {
            yield* rfork(RFFDG);
            yield* wait4(-1, 0);
          } else {
            yield* rfork(RFFDG);
          }
          yield* exit(0);
        },
      ],
    },
  ],
});

/** N13: limits that may be changed are copied, with parent and child locked. */
export const forkLimitsKill = scenario({
  name: 'fork-limits-kill',
  title: 'a process with limits of its own forks, and is sent a signal',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6 },
  failures: { limcopy: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      set: { p_sharemod: 1 },
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
      ],
    },
    { name: 'K', threads: [kill_second] },
  ],
});

/** N15: schedcpu holds allproc_lock and sched_lock, and the fork holds neither when it makes the lists of what it has published. */
export const forkSchedcpu = scenario({
  name: 'fork-schedcpu',
  title: 'a process forks while schedcpu goes through the list of all',
  params: { procs: 3, threads: 4, pgrps: 1, sessions: 1, procsigs: 3, ucreds: 2, filedescs: 3, pid_max: 5, schedcpu: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** O-S20: the file of the trace is referenced between two holds of the locks, but under Giant. */
export const forkKtrace = scenario({
  name: 'fork-ktrace',
  title: 'a process that is traced forks while the trace is ended',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, vnodes: 2, pid_max: 6 },
  failures: { vm_forkproc: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* ktrace(2, true);
          yield* fork();
          yield* exit(0);
        },
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* ktrace(2, false);
          yield* spin();
        },
      ],
    },
  ],
});

export const locksScenarios: readonly Scenario[] = [rforkFilesKill, rforkUnshare, forkLimitsKill, forkSchedcpu, forkKtrace];
