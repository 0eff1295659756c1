/** exec and spawn. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies } from '../../../properties/index.ts';
import { POSIX_SPAWN } from '../exec.ts';
import { SIGKILL, SIGTERM, SSTOP } from '../state.ts';
import { execve, exit, fs_serve, jetsam, kill, posix_spawn, setpgid, sigprocmask, spin, tty_drain, wait4 } from '../user.ts';
import { fork_and_spin, quit } from './programs.ts';

/** Executes a program that computes. */
function* execute(): Routine {
  yield* execve(spin);
  yield* spin();
}

/** C9: a signal that has gone to another thread. */
export const execKill = scenario({
  name: 'exec-kill',
  title: 'one thread of a process executes another program, another computes, and somebody kills the process',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [spin, execute] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 5 },
});

/** C9, S24: the signal waits at a thread that the exec ends. */
export const execTerm = scenario({
  name: 'exec-term',
  title: 'two threads of a process block a signal, it comes, and one of them executes another program',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigprocmask(SIGTERM);
          yield* spin();
        },
        function* (): Routine {
          yield* sigprocmask(SIGTERM);
          yield* execve(spin);
          yield* spin();
        },
      ],
    },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGTERM); yield* spin(); }] },
  ],
  params: { threads: 5 },
});

/** D6: who ends a process from outside has a reference, which an exec waits for. */
export const execJetsam = scenario({
  name: 'exec-jetsam',
  title: 'a process executes another program, and is ended from outside',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [execute] },
    { name: 'K', threads: [function* (): Routine { yield* jetsam(2); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** D1: a fork beside an exec copies the old image, or does not come to it. */
export const execFork = scenario({
  name: 'exec-fork',
  title: 'of two threads of a process one executes another program and one forks',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [fork_and_spin, execute] }],
  params: { threads: 5 },
});

/** Two threads want to be the only one. */
export const exitExec = scenario({
  name: 'exit-exec',
  title: 'of two threads of a process one exits and one executes another program',
  properties: [killedProcessDies],
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [quit, execute] }],
  params: { threads: 4 },
});

export const execExec = scenario({
  name: 'exec-exec',
  title: 'two threads of a process execute other programs',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [execute, execute] }],
  params: { threads: 5 },
});

export const exitFork = scenario({
  name: 'exit-fork',
  title: 'of two threads of a process one exits and one forks',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [quit, fork_and_spin] }],
  params: { threads: 4 },
});

export const spawnWait = scenario({
  name: 'spawn-wait',
  title: 'a parent spawns a child in a group of its own, which exits, and waits for it',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      group: 'P',
      threads: [
        function* (): Routine {
          yield* posix_spawn(POSIX_SPAWN.SETPGROUP, quit);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** C11: the signal goes to the thread whose spawn fails. */
export const spawnFailsKill = scenario({
  name: 'spawn-fails-kill',
  title: 'a spawn finds no program, and somebody kills the parent',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* posix_spawn(POSIX_SPAWN.NOTHING, quit); yield* spin(); }] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGKILL); yield* spin(); }] },
  ],
  failures: { exec_activate_image: 1 },
  params: { threads: 4 },
});

/** S22: who kills waits until the program of a spawned child is loaded. */
export const spawnKill = scenario({
  name: 'spawn-kill',
  title: 'a spawned child is killed while its program is loaded',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* posix_spawn(POSIX_SPAWN.NOTHING, spin); yield* spin(); }] },
    { name: 'K', threads: [function* (): Routine { yield* kill(4, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** S22: the server of the file system kills all before it answers. */
export const spawnServer = scenario({
  name: 'spawn-server',
  title: 'the program of a spawned child comes from a server, which sends a signal to all first',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* posix_spawn(POSIX_SPAWN.NOTHING, spin); yield* spin(); }] },
    {
      name: 'F',
      threads: [
        function* (): Routine {
          yield* kill(-1, SIGTERM);
          yield* fs_serve();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, fs_server: 1 },
});

/** S29: the group that a spawned child leaves becomes an orphan, and the child is a member still. */
export const spawnOrphan = scenario({
  name: 'spawn-orphan',
  title: 'one thread of a process spawns a child with a group of its own, another moves the process, and a brother is stopped',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [spin] },
    {
      name: 'P',
      parent: 'S',
      group: 'P',
      threads: [
        function* (): Routine {
          yield* posix_spawn(POSIX_SPAWN.SETPGROUP, spin);
          yield* spin();
        },
        function* (): Routine {
          yield* setpgid(0, 2);
          yield* spin();
        },
      ],
    },
    { name: 'd', parent: 'P', group: 'P', set: { p_stat: SSTOP, 'task.user_stop_count': 1, 'task.suspend_count': 1 }, threads: [spin] },
  ],
  params: { procs: 5, tasks: 5, threads: 6, pgrps: 4 },
});

/** What may fail or take its time in an exec and a spawn. */
export const execFails = scenario({
  name: 'exec-fails',
  title: 'a process finds no program, then spawns a child, and reads from its terminals',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* execve(quit);
          yield* posix_spawn(POSIX_SPAWN.NOTHING, quit);
          yield* tty_drain();
          yield* exit(0);
        },
      ],
    },
  ],
  failures: { exec_activate_image: 1, task_bank_init: 1 },
  params: { threads: 4 },
});

export const execScenarios: readonly Scenario[] = [
  execKill, execTerm, execJetsam, execFork, exitExec, execExec, exitFork, spawnWait, spawnFailsKill, spawnKill, spawnServer, spawnOrphan, execFails,
];
