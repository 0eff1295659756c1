/** exec in a process with several LWPs, against whatever else ends them. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies } from '../../../properties/index.ts';
import { SIGKILL, SIGQUIT } from '../state.ts';
import { kill, reap, spin } from '../user.ts';
import { execute, fork_and_compute, load, quit, vfork_and_execute } from './programs.ts';

/** C6: both want p_reflock for writing. */
export const execExec = scenario({
  name: 'exec-exec',
  title: 'two LWPs of a process execute another program',
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [execute, execute] }],
  params: { threads: 3 },
});

/** C6: both end all others. */
export const execExit = scenario({
  name: 'exec-exit',
  title: 'one LWP of a process executes another program, another one exits',
  properties: [killedProcessDies],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [execute, quit] }],
  params: { threads: 3 },
});

/** C6 with a signal: whoever takes it exits. */
export const execKill = scenario({
  name: 'exec-kill',
  title: 'one LWP of a process executes another program, and the process is killed',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [execute, spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** C6: the others are to be suspended for the dump, and exec gives way with its locks. */
export const execCore = scenario({
  name: 'exec-core',
  title: 'one LWP of a process executes another program, and a signal ends the process with a core dump',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [execute, spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGQUIT); yield* spin(); }] },
  ],
  failures: { coredump: 1 },
  params: { threads: 4 },
});

/** C13: an exec waits for a vfork, that one for the exec of the child, and that one behind a writer for the first exec. */
export const execVforkModule = scenario({
  name: 'exec-vfork-module',
  title: 'one LWP of a process vforks, another executes a program, so does the child, and a module is loaded',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [execute, vfork_and_execute],
    },
    { name: 'W', threads: [load] },
  ],
  params: { threads: 5 },
});

/** An exec and the load of a module, without a vfork between them. */
export const execModule = scenario({
  name: 'exec-module',
  title: 'two processes execute another program while a module is loaded',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [execute] },
    { name: 'Q', threads: [execute] },
    { name: 'W', threads: [load] },
  ],
  failures: { exec_add: 1 },
  params: { threads: 4 },
});

/** Which of the two is first decides whether there is a child. */
export const exitFork = scenario({
  name: 'exit-fork',
  title: 'of two LWPs of a process one exits and one forks',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [quit, fork_and_compute] },
  ],
  params: { threads: 4 },
});

export const execScenarios: readonly Scenario[] = [execExec, execExit, execKill, execCore, execVforkModule, execModule, exitFork];
