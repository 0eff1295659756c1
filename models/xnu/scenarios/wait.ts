/** Waits, stops and events. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, parentSleeps, processIsStopped } from '../../../properties/index.ts';
import { SIG_CATCH } from '../others.ts';
import { SIGCONT, SIGKILL, SIGSEGV, SIGSTOP, SIGTERM, SIGTSTP, SIGUSR1 } from '../state.ts';
import {
  exit, kevent, kevent_add, kill, pause, setsid, sigaction, spin, tty_drain, tty_open, tty_write, wait4, waitid,
} from '../user.ts';
import { WCONTINUED, WEXITED, WNOHANG, WNOWAIT, WUNTRACED } from '../waitOptions.ts';
import { fork_and_spin, quit } from './programs.ts';

/** Two threads wait for one child. */
export const twoWaiters = scenario({
  name: 'two-waiters',
  title: 'two threads of a process wait for its only child, which exits',
  properties: [parentSleeps],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [1, 2].map(() =>
        function* (): Routine {
          yield* wait4(-1, 0);
          yield* spin();
        }),
    },
    { name: 'C', parent: 'P', threads: [quit] },
  ],
  params: { threads: 4 },
});

export const waitStopContinue = scenario({
  name: 'wait-stop-continue',
  title: 'a parent stops its child, waits for that, lets it go on, and waits for its end',
  properties: [parentSleeps, processIsStopped],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* wait4(-1, WUNTRACED);
          yield* kill(3, SIGCONT);
          yield* wait4(-1, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [quit] },
  ],
  params: { threads: 3 },
});

/** Who continues wakes nobody that waits for it. */
export const waitContinued = scenario({
  name: 'wait-continued',
  title: 'a parent waits until its stopped child goes on',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* wait4(-1, WCONTINUED); yield* spin(); }] },
    { name: 'c', parent: 'P', threads: [spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** S14: who is told of an exit looks for the child at once. */
export const exitNoted = scenario({
  name: 'exit-noted',
  title: 'a parent is told of the exit of its child, and looks for it without waiting',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kevent_add(3);
          yield* kevent();
          yield* wait4(3, WNOHANG);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [quit] },
  ],
  params: { threads: 3 },
});

/** S19: the one has closed its end, the other does not read before the first is gone. */
export const ttyExit = scenario({
  name: 'tty-exit',
  title: 'the leader of a session writes to its terminal and exits; its parent waits for it, and would read then',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(-1, 0);
          yield* tty_drain();
          yield* spin();
        },
      ],
    },
    {
      name: 'L',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* setsid();
          yield* tty_open();
          yield* tty_write();
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** S35: the stop of one child and the end of another are reported to one place. */
export const stopAndExit = scenario({
  name: 'stop-and-exit',
  title: 'of two children of a process one stops and one exits',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [spin] },
    { name: 'c', parent: 'P', threads: [spin] },
    { name: 'd', parent: 'P', threads: [quit] },
    { name: 'K', threads: [function* (): Routine { yield* kill(3, SIGSTOP); yield* spin(); }] },
  ],
  params: { procs: 5, tasks: 5, threads: 5 },
});

/** S30: a parent is looked at that may have been freed. */
export const crashOrphan = scenario({
  name: 'crash-orphan',
  title: 'a child crashes while its parent exits, and init reaps the parent',
  processes: [
    { name: 'init', threads: [function* (): Routine { yield* wait4(2, 0); yield* spin(); }] },
    { name: 'P', threads: [quit] },
    { name: 'c', parent: 'P', threads: [spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(3, SIGSEGV); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** S31: the mask is copied before the table. */
export const sigactionFork = scenario({
  name: 'sigaction-fork',
  title: 'one thread of a process forks, another begins to catch a signal',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_and_spin, function* (): Routine { yield* sigaction(SIGUSR1, SIG_CATCH); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** A process that sleeps for a signal gets one that it catches. */
export const pauseCaught = scenario({
  name: 'pause-caught',
  title: 'a process waits for a signal that it catches, gets it, and waits for a child that it has not',
  properties: [processIsStopped],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGUSR1, SIG_CATCH);
          yield* kill(3, SIGUSR1);
          yield* pause();
          yield* waitid(0, WEXITED | WNOWAIT);
          yield* spin();
        },
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGUSR1);
          yield* kill(2, SIGTSTP);
          yield* kill(2, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** D10: what stops and what continues take the signal lock, the one after the other. */
export const stopContinue = scenario({
  name: 'stop-continue',
  title: 'one process stops another, and a third lets it go on',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'c', threads: [spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGSTOP); yield* spin(); }] },
    { name: 'L', threads: [function* (): Routine { yield* kill(2, SIGCONT); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** D3: two threads take deadly signals, and one of them ends the process. */
export const termThreads = scenario({
  name: 'term-threads',
  title: 'a process of two threads gets two signals that end it',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [spin, spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGTERM);
          yield* kill(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3 },
});

export const waitScenarios: readonly Scenario[] = [
  twoWaiters, waitStopContinue, waitContinued, exitNoted, ttyExit, stopAndExit, crashOrphan, sigactionFork, pauseCaught, stopContinue,
  termThreads,
];
