/** Sessions, their terminal, and groups that nobody keeps from being orphans. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { sessionsAreTwo } from '../../../properties/index.ts';
import { SIGSTOP, SIGTSTP, SNOWAIT } from '../state.ts';
import { exit, fork1, kill, reap, setpgid, setsid, spin, tcsetpgrp, tty_open, tty_signal, tty_write } from '../user.ts';
import { fork_and_exit, quit } from './programs.ts';

/** Two sessions, by two LWPs; the numbers of both are one. */
export const setsidTwice = scenario({
  name: 'setsid-twice',
  title: 'two LWPs of a process begin a session',
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', group: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [1, 2].map(() =>
        function* (): Routine {
          yield* setsid();
          yield* spin();
        }),
    },
  ],
  params: { threads: 3, procs: 2, prslots: 2, pids: 3, sessions: 4 },
});

export const setsidFork = scenario({
  name: 'setsid-fork',
  title: 'one LWP of a process forks, another begins a session, and all exit',
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      set: { p_flag: SNOWAIT },
      threads: [
        fork_and_exit,
        function* (): Routine {
          yield* setsid();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3, prslots: 3, pids: 4, sessions: 4 },
});

/** Who begins a session leaves a group behind that was kept by nobody else. */
export const setsidChild = scenario({
  name: 'setsid-child',
  title: 'a process begins a session, and its child stays in the group',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', set: { p_flag: SNOWAIT }, threads: [spin] },
    { name: 'L', parent: 'S', group: 'L', threads: [quit] },
    {
      name: 'P',
      parent: 'S',
      group: 'L',
      threads: [
        function* (): Routine {
          yield* setsid();
          yield* spin();
        },
      ],
    },
    { name: 'C', parent: 'P', group: 'L', threads: [spin] },
  ],
  params: { threads: 5, procs: 5, prslots: 5, pids: 7, sessions: 4 },
});

/** A stopped group becomes an orphan. */
export const orphanedGroup = scenario({
  name: 'orphaned-group',
  title: 'a process exits, whose child is in a group of its own and has stopped',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'S', group: 'S', threads: [quit] },
    {
      name: 'P',
      parent: 'S',
      group: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

/** Who writes to the terminal from behind is stopped with its group, which it may leave meanwhile. */
export const ttySetpgid = scenario({
  name: 'tty-setpgid',
  title: 'a process writes to the terminal, and its parent puts it into a group whose leader exits, and into one of its own',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      set: { p_flag: SNOWAIT },
      threads: [
        function* (): Routine {
          yield* setsid();
          yield* tty_open();
          const leader = yield* fork1();
          if (leader === 0) yield* exit();
          yield* setpgid(leader, 0);
          const writer = yield* fork1();
          if (writer === 0) {
            yield* tty_write();
            yield* spin();
          }
          yield* setpgid(writer, leader);
          yield* setpgid(writer, 0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 4, prslots: 4, pids: 6, sessions: 4 },
});

/** The leader of a session exits, and the group in front hears of it, while it forks. */
export const ttyHangup = scenario({
  name: 'tty-hangup',
  title: 'the leader of a session with the terminal exits, while a process of the group in front forks',
  processes: [
    { name: 'init', set: { p_flag: SNOWAIT }, threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* setsid();
          yield* tty_open();
          if ((yield* fork1()) === 0) {
            yield* fork1();
            yield* spin();
          }
          yield* exit();
        },
      ],
    },
  ],
  params: { threads: 5, procs: 4, prslots: 4, pids: 6, sessions: 4 },
});

/** Somebody types ^Z while a process of the group in front forks. */
export const ttyStop = scenario({
  name: 'tty-stop',
  title: 'a process forks and puts another group in front, while somebody types what stops the group in front',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* setsid();
          yield* tty_open();
          const child = yield* fork1();
          if (child === 0) yield* spin();
          yield* setpgid(child, 0);
          yield* tcsetpgrp(child);
          yield* tty_write();
          yield* spin();
        },
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* tty_signal(SIGTSTP);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 4, prslots: 4, pids: 6, sessions: 4 },
});

export const sessionsScenarios: readonly Scenario[] = [setsidTwice, setsidFork, setsidChild, orphanedGroup, ttySetpgid, ttyHangup, ttyStop];
