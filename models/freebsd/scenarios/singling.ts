/** One thread that stops the others, and gives up or meets a stop. Pids: init is 1, the others follow in their order. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { processIsStopped, singlingEnds, threadHasOthersStopped } from '../../../properties/index.ts';
import { SIGCONT, SIGSTOP } from '../state.ts';
import { execve, exit, fork, kill, killpg, pause, reap, spin, thr_new } from '../user.ts';

const init = { name: 'init', threads: [reap] } as const;

/** A signal of number 0 reaches nobody, but keeps forks out like any other: the fork stops the other thread, and fails. */
export const killpgNullForkFails = scenario({
  name: 'killpg-null-fork-fails',
  title: 'one thread of a process forks and gets no memory, another computes, and somebody asks whether the group is there',
  params: { procs: 4, threads: 5, pgrps: 2, sessions: 1, pid_max: 5 },
  failures: { vmspace_fork: 1 },
  properties: [threadHasOthersStopped],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      group: 'P',
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) yield* exit(0);
          yield* spin();
        },
        spin,
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* killpg(2, 0);
          yield* spin();
        },
      ],
    },
  ],
});

function* pauseForever(): Routine {
  for (;;) yield* pause();
}

/** The stop suspends the sleeper before or while the other thread wants to be alone, and outlasts it or not. */
export const stopExecFails = scenario({
  name: 'stop-exec-fails',
  title: 'one thread of a process executes another program, or fails to, another sleeps, and the process is stopped and continued',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  failures: { execve: 1 },
  properties: [processIsStopped, singlingEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* execve(spin);
          yield* spin();
        },
        pauseForever,
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* kill(2, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
});

/** The first of them makes it a process with threads, for whoever comes later. */
export const thrNewFirst = scenario({
  name: 'thr-new-first',
  title: 'a process with one thread starts a second one, and exits',
  params: { procs: 2, threads: 3, pgrps: 1, sessions: 1, pid_max: 4 },
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* thr_new(pauseForever);
          yield* exit(0);
        },
      ],
    },
  ],
});

export const singlingScenarios: readonly Scenario[] = [killpgNullForkFails, stopExecFails, thrNewFirst];
