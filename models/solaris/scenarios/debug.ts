/** Debuggers, and others who look at a process by way of /proc. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, threadHasOthersStopped, threadLendsMemory } from '../../../properties/index.ts';
import { P_PR_FORK, P_PR_PTRACE } from '../state.ts';
import { exit, fork1, look, prregs, prrun, prstop, spin, vfork, wait, waitid } from '../user.ts';
import { WEXITED, WTRAPPED } from '../waitOptions.ts';
import { fork_once, quit } from './programs.ts';

/** I18: vfwait is entered by what the registers say. */
export const vforkRegisters = scenario({
  name: 'vfork-registers',
  title: 'a debugger stops a process as it leaves vfork, writes to its registers, and lets it go on',
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      set: { u_exitmask: 1 },
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit();
          yield* spin();
        },
      ],
    },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* prregs(2);
          yield* prrun(2);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** The parent's LWPs stop with the one that forks, and the child inherits that it is traced. */
export const forkTraced = scenario({
  name: 'fork-traced',
  title: 'one LWP of a process forks, which a debugger stops as it enters and leaves fork, its child with it',
  properties: [threadHasOthersStopped],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', set: { u_entrymask: 1, u_exitmask: 1, p_proc_flag: P_PR_FORK }, threads: [fork_once, spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* prrun(2);
          yield* prrun(2);
          yield* prrun(4);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 5 },
});

/** Who waits for the others to be held stops with one that a debugger has stopped. */
export const forkPrstop = scenario({
  name: 'fork-prstop',
  title: 'one LWP of a process forks while a debugger stops the process, and lets it go on',
  properties: [threadHasOthersStopped],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once, fork_once] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* prstop(2);
          yield* prrun(2);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 6, procs: 5, prslots: 5, pids: 6 },
});

/** What a parent that traces its child hears of it. */
export const waitTrapped = scenario({
  name: 'wait-trapped',
  title: 'a process stops the child that it traces, waits until it has stopped, lets it go on, and waits until it has exited',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* prstop(3);
          yield* waitid(3, WTRAPPED | WEXITED);
          yield* prrun(3);
          yield* wait();
          yield* spin();
        },
      ],
    },
    { name: 'C', parent: 'P', set: { p_proc_flag: P_PR_PTRACE }, threads: [function* (): Routine { yield* fork1(); yield* exit(); }] },
  ],
  params: { threads: 4 },
});

/** Who waits for the lock of a process wakes the next one. */
export const lookExit = scenario({
  name: 'look-exit',
  title: 'somebody looks at a process, both LWPs of which exit',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [quit, quit] },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* look(2);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3, prslots: 3, pids: 4 },
});

/** Who has waited for the lock of a process that exits wakes nobody in his place. */
export const lookLookExit = scenario({
  name: 'look-look-exit',
  title: 'two look at a process, both LWPs of which exit',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [quit, quit] },
    ...['Y', 'Z'].map((name) => ({
      name,
      threads: [
        function* (): Routine {
          yield* look(2);
          yield* spin();
        },
      ],
    })),
  ],
  params: { threads: 5 },
});

export const debugScenarios: readonly Scenario[] = [vforkRegisters, forkTraced, forkPrstop, waitTrapped, lookExit, lookLookExit];
