/** Terminals. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { processIsStopped, sessionsAreTwo } from '../../../properties/index.ts';
import { POSIX_SPAWN } from '../exec.ts';
import { SIG_CATCH } from '../others.ts';
import { SIGINT, SIGTSTP, SIGUSR1 } from '../state.ts';
import { exit, fork, kill, pause, posix_spawn, setpgid, setsid, sigaction, spin, tcsetpgrp, tty_key, tty_open, wait4 } from '../user.ts';
import { WUNTRACED } from '../waitOptions.ts';
import { quit } from './programs.ts';

/** Who types ^C. */
function* interrupt(): Routine {
  yield* tty_key(SIGINT);
  yield* spin();
}

/** Who types ^Z. */
function* suspend(): Routine {
  yield* tty_key(SIGTSTP);
  yield* spin();
}

/** Begins a session with a terminal. */
function* log_in(): Routine {
  yield* setsid();
  yield* tty_open();
}

/** Makes the caller, whose number this is, a job in the foreground. */
function* come_forward(pid: number): Routine {
  yield* setpgid(0, 0);
  yield* tcsetpgrp(pid);
}

/** S3 with a terminal: a fork is not held up by an interrupt, and its child is no member yet. */
export const ttyInterruptFork = scenario({
  name: 'tty-interrupt-fork',
  title: 'the foreground of a terminal forks while somebody interrupts it',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          yield* log_in();
          yield* fork();
          yield* spin();
        },
      ],
    },
    { name: 'U', threads: [interrupt] },
  ],
  params: { threads: 4 },
});

/** The group in the foreground goes, and its terminal still names it for a moment. */
export const ttyJobExits = scenario({
  name: 'tty-job-exits',
  title: 'a job in the foreground exits and is reaped while somebody, whom it has told that it is there, interrupts it',
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          yield* log_in();
          if ((yield* fork()) === 0) {
            yield* come_forward(4);
            yield* kill(3, SIGUSR1);
            yield* exit(0);
          }
          yield* wait4(4, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'U',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGUSR1, SIG_CATCH);
          yield* pause();
          yield* interrupt();
        },
      ],
    },
  ],
  params: { threads: 4, pgrps: 4 },
});

/** A job stops, and its shell hears of it. */
export const ttyStop = scenario({
  name: 'tty-stop',
  title: 'a job in the foreground is suspended by the terminal, and its shell waits for that',
  properties: [processIsStopped],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          yield* log_in();
          if ((yield* fork()) === 0) {
            yield* come_forward(4);
            yield* spin();
          }
          yield* wait4(4, WUNTRACED);
          yield* spin();
        },
      ],
    },
    { name: 'U', threads: [suspend] },
  ],
  params: { threads: 4, pgrps: 4 },
});

/** The foreground is hung up with its session. */
export const ttyHangup = scenario({
  name: 'tty-hangup',
  title: 'the leader of a session with a terminal forks and exits',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'L',
      threads: [
        function* (): Routine {
          yield* log_in();
          if ((yield* fork()) === 0) yield* spin();
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3, procs: 3 },
});

/** S13 with spawn: the parent makes the group that the session is to be made with. */
export const spawnSession = scenario({
  name: 'spawn-session',
  title: 'one thread of a process spawns a child with a session of its own, another gives the child a group',
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      group: 'P',
      threads: [
        function* (): Routine {
          yield* posix_spawn(POSIX_SPAWN.SETSID, quit);
          yield* spin();
        },
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3, pgrps: 4 },
});

export const ttyScenarios: readonly Scenario[] = [ttyInterruptFork, ttyJobExits, ttyStop, ttyHangup, spawnSession];
