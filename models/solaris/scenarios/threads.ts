/** LWPs that hold each other: for fork, exit and watchpoints. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, singlingEnds, threadHasOthersStopped } from '../../../properties/index.ts';
import { SIGCONT, SIGKILL, SIGQUIT, SIGSTOP, SNOWAIT } from '../state.ts';
import {
  execve, fork1, forkall, kill, lwp_continue, lwp_exit, lwp_suspend, pause, setpgid, spin, waitid,
} from '../user.ts';
import { WEXITED, WNOHANG } from '../waitOptions.ts';
import { fork_and_exit, fork_once, quit, sleep_and_spin, touch } from './programs.ts';

const small = { threads: 4, procs: 3, prslots: 3, pids: 4 };

/** C20: two forks of one process, of either kind, one after the other. */
export const forkForkall = scenario({
  name: 'fork-forkall',
  title: 'one LWP of a process forks itself, another forks all',
  properties: [threadHasOthersStopped, singlingEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        fork_once,
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 6, procs: 4, prslots: 4, pids: 5 },
});

/** C20: one LWP forks all, another sleeps where it can be found. */
export const forkallSleeper = scenario({
  name: 'forkall-sleeper',
  title: 'one LWP of a process forks all while another sleeps',
  properties: [threadHasOthersStopped, singlingEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
        function* (): Routine {
          yield* pause();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
});

/** C20: an exit ends a fork, or waits for it. */
export const forkExit = scenario({
  name: 'exit-fork',
  title: 'one LWP of a process forks, another exits',
  properties: [singlingEnds, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once, quit] },
  ],
  params: small,
});

export const forkallExit = scenario({
  name: 'forkall-exit',
  title: 'one LWP of a process forks all, another exits',
  properties: [singlingEnds, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
        quit,
      ],
    },
  ],
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
});

/** C20: signals from outside while one holds the other. */
function forkSignalled(name: string, title: string, signals: readonly [number, number]): Scenario {
  const [first, second] = signals;
  return scenario({
    name,
    title,
    properties: [threadHasOthersStopped, killedProcessDies],
    processes: [
      { name: 'init', threads: [spin] },
      { name: 'P', threads: [fork_once, sleep_and_spin] },
      {
        name: 'K',
        threads: [
          function* (): Routine {
            yield* kill(2, first);
            yield* kill(2, second);
            yield* spin();
          },
        ],
      },
    ],
    params: { threads: 5 },
  });
}

export const forkStopContinue = forkSignalled('fork-stop-continue', 'a process with two LWPs forks, and is stopped and continued', [SIGSTOP, SIGCONT]);
export const forkStopKill = forkSignalled('fork-stop-kill', 'a process with two LWPs forks, and is stopped and killed', [SIGSTOP, SIGKILL]);

export const exitExit = scenario({
  name: 'exit-exit',
  title: 'two LWPs of a process exit',
  properties: [singlingEnds, killedProcessDies],
  processes: [{ name: 'init', set: { p_flag: SNOWAIT }, threads: [spin] }, { name: 'P', threads: [quit, quit] }],
  params: { threads: 3, procs: 2, prslots: 2, pids: 3 },
});

/** One LWP executes another program, another exits by itself and is the last one but that. */
export const execExit = scenario({
  name: 'exec-exit',
  title: 'one LWP of a process executes another program, another exits',
  properties: [singlingEnds, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* execve(quit); }, function* (): Routine { yield* lwp_exit(); }] },
  ],
  params: { threads: 3, procs: 2, prslots: 2, pids: 3 },
});

export const coreDump = scenario({
  name: 'core-dump',
  title: 'a process with two LWPs, one of which forks, is sent a SIGQUIT',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once, spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGQUIT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 5 },
});

/** C12: the copy of an LWP that is to be suspended is suspended, and nobody can let it go on. */
export const suspendFork = scenario({
  name: 'suspend-fork',
  title: 'one LWP of a process suspends another, which forks, and lets it go on',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        fork_once,
        function* (): Routine {
          yield* lwp_suspend(1);
          yield* lwp_continue(1);
          yield* spin();
        },
      ],
    },
  ],
  params: small,
});

/** C12, I32: who suspends gives up for a fork, and the request stays. */
export const suspendForkall = scenario({
  name: 'suspend-forkall',
  title: 'one LWP of a process suspends another, and a third one forks all',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* lwp_suspend(2);
          yield* lwp_continue(2);
          yield* spin();
        },
        spin,
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 7, procs: 3, prslots: 3, pids: 4 },
});

/** I34: other LWPs would follow pointers that a new child does not have yet. */
export const forkWaiter = scenario({
  name: 'fork-waiter',
  title: 'one LWP of a process forks, another waits for a child of its group and moves it to another',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        fork_and_exit,
        function* (): Routine {
          yield* waitid(0, WEXITED | WNOHANG);
          yield* setpgid(3, 0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3, prslots: 3, pids: 4 },
});

/** Two LWPs touch what is watched, and each other stands still meanwhile. */
export const watchWatch = scenario({
  name: 'watch-watch',
  title: 'two LWPs of a process touch a watched area',
  properties: [threadHasOthersStopped],
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [touch, touch] }],
  params: { threads: 3, procs: 2, prslots: 2, pids: 3 },
});

/** Who forks gives way to a watchpoint, or the other way round. */
function forkWatch(name: string, title: string, forks: () => Routine<number>): Scenario {
  return scenario({
    name,
    title,
    properties: [threadHasOthersStopped, singlingEnds],
    processes: [
      { name: 'init', threads: [spin] },
      {
        name: 'P',
        threads: [
          function* (): Routine {
            yield* forks();
            yield* spin();
          },
          touch,
        ],
      },
    ],
    params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
  });
}

export const forkWatching = forkWatch('fork-watch', 'one LWP of a process forks, another touches a watched area', fork1);
export const forkallWatching = forkWatch('forkall-watch', 'one LWP of a process forks all, another touches a watched area', forkall);

export const exitWatch = scenario({
  name: 'exit-watch',
  title: 'two LWPs of a process touch a watched area, and a third one exits',
  properties: [singlingEnds, killedProcessDies],
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [touch, touch, quit] }],
  params: { threads: 4, procs: 2, prslots: 2, pids: 3 },
});

export const threadsScenarios: readonly Scenario[] = [
  forkForkall, forkallSleeper, forkExit, forkallExit, forkStopContinue, forkStopKill, exitExit, execExit, coreDump, suspendFork, suspendForkall,
  forkWaiter, watchWatch, forkWatching, forkallWatching, exitWatch,
];
