/** Initial situations about signals, stops and threads that leave. Pids: init is 1, the others follow in their order. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { groupKillReturns, killedProcessDies } from '../../../properties/index.ts';
import { SIGCONT, SIGKILL, SIGQUIT, SIGSTOP } from '../state.ts';
import { execve, exit, fork, kill, killpg, pause, reap, spin, thr_exit } from '../user.ts';

const init = { name: 'init', threads: [reap] } as const;

function* sleeps(): Routine {
  yield* pause();
  yield* exit(0);
}

function* leaves(): Routine {
  yield* thr_exit();
}

function* forks(): Routine {
  yield* fork();
  yield* exit(0);
}

function* kills(): Routine {
  yield* kill(2, SIGKILL);
  yield* exit(0);
}

function* stops_continues_kills(): Routine {
  yield* kill(2, SIGSTOP);
  yield* kill(2, SIGCONT);
  yield* kill(2, SIGKILL);
  yield* exit(0);
}

/** A stop finds one thread asleep, which is suspended in its sleep, and one in user mode, which suspends itself. */
export const stopContinue = scenario({
  name: 'stop-continue',
  title: 'two threads, one asleep and one computing, are stopped, continued and killed',
  processes: [init, { name: 'P', group: 'P', threads: [sleeps, spin] }, { name: 'K', group: 'K', threads: [stops_continues_kills] }],
});

/** SIGKILL goes to one thread, which has to end the other. */
export const killThreads = scenario({
  name: 'kill-threads',
  title: 'a process with a thread that computes and one that sleeps is killed',
  properties: [killedProcessDies],
  processes: [init, { name: 'P', group: 'P', threads: [spin, sleeps] }, { name: 'K', group: 'K', threads: [kills] }],
});

/** The same on one CPU with a clock: nobody is killed who never gets there. */
export const killThreadsOneCpu = scenario({
  name: 'kill-threads-one-cpu',
  title: 'the same on one CPU, and the clock ticks twice',
  properties: [killedProcessDies],
  cpus: 1,
  params: { clock_ticks: 2 },
  interrupts: { clock: 2 },
  processes: [init, { name: 'P', group: 'P', threads: [spin, sleeps] }, { name: 'K', group: 'K', threads: [kills] }],
});

/** A dump needs the other threads to stand still, and the exit after it needs them gone. */
export const coreDump = scenario({
  name: 'core-dump',
  title: 'a process with two threads dies of a signal that dumps core',
  failures: { coredump: 1 },
  processes: [
    init,
    { name: 'P', group: 'P', threads: [spin, sleeps] },
    {
      name: 'K',
      group: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGQUIT);
          yield* exit(0);
        },
      ],
    },
  ],
});

/**
 * A finding: SIGKILL chooses a thread that is already on its way out. The signal is handed to the other one, which sleeps and
 * is not woken, because nobody catches the signal. It dies when something else wakes it.
 */
export const killThrExit = scenario({
  name: 'kill-thr-exit',
  title: 'a process is killed while one thread leaves and the other sleeps',
  properties: [killedProcessDies],
  processes: [init, { name: 'P', group: 'P', threads: [leaves, sleeps] }, { name: 'K', group: 'K', threads: [kills] }],
});

/** XN-1: SIGKILL chooses a thread that is already on its way out, and the other one, which computes, has to look. */
export const killThrExitComputing = scenario({
  name: 'kill-thr-exit-computing',
  title: 'a process is killed while one thread leaves and the other computes',
  params: { procs: 3, threads: 4, pgrps: 3, sessions: 1, pid_max: 5 },
  properties: [killedProcessDies],
  processes: [init, { name: 'P', group: 'P', threads: [leaves, spin] }, { name: 'K', group: 'K', threads: [kills] }],
});

/** A finding: the thread that has taken the SIGKILL is ended by the one that executes, and nobody dies of it. */
export const execKill = scenario({
  name: 'exec-kill',
  title: 'a process is killed while one of its two threads executes another program',
  params: { procs: 3, threads: 4, pgrps: 3, sessions: 1, pid_max: 5 },
  properties: [killedProcessDies],
  processes: [
    init,
    {
      name: 'P',
      group: 'P',
      threads: [
        spin,
        function* (): Routine {
          yield* execve(spin);
        },
      ],
    },
    { name: 'K', group: 'K', threads: [kills] },
  ],
});

/** A finding: the stop is posted when a thread has taken the SIGKILL, or is about to, and suspends it in exit1, before P_WEXIT. */
export const killStop = scenario({
  name: 'kill-stop',
  title: 'a process is killed, and then stopped',
  params: { procs: 3, threads: 3, pgrps: 4, sessions: 1, pid_max: 5 },
  properties: [killedProcessDies],
  processes: [
    init,
    { name: 'P', group: 'P', threads: [spin] },
    {
      name: 'K',
      group: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGKILL);
          yield* kill(2, SIGSTOP);
          yield* spin();
        },
      ],
    },
  ],
});

/** A stop that arrives in fork must not suspend the thread before it has let go of its group. */
export const stopForkContinue = scenario({
  name: 'stop-fork-continue',
  title: 'a group is stopped and continued while its member forks',
  properties: [groupKillReturns],
  processes: [
    init,
    { name: 'P', group: 'P', threads: [forks] },
    {
      name: 'K',
      group: 'K',
      threads: [
        function* (): Routine {
          yield* killpg(2, SIGSTOP);
          yield* killpg(2, SIGCONT);
          yield* exit(0);
        },
      ],
    },
  ],
});

export const signalsScenarios: readonly Scenario[] = [
  stopContinue,
  killThreads,
  killThreadsOneCpu,
  coreDump,
  killThrExit,
  killThrExitComputing,
  execKill,
  killStop,
  stopForkContinue,
];
