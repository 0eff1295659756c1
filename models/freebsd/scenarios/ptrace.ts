/**
 * Debuggers: they become the parents of what they trace, and give it back. Pids: init is 1, the others follow in their order. A process
 * that is traced from the start has asked its parent for it.
 */
import { always, every, nil, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, parentSleeps, processIsStopped } from '../../../properties/index.ts';
import { PT_ATTACH, PT_CONTINUE, PT_DETACH, PT_KILL } from '../ptraceRequests.ts';
import {
  ECHILD, k, P_CONTINUED, P_TRACED, P_TREE_FIRST_ORPHAN, P_TREE_ORPHANED, proc_zone, SIGBIT, SIGSTOP, SIGTERM, SIGUSR1,
} from '../state.ts';
import { exit, kill, ptrace, reap, spin, vfork, wait4 } from '../user.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** Waits for whatever comes, until there is nobody left. */
function* waits(): Routine {
  while ((yield* wait4(-1, 0)) !== -ECHILD) continue;
}

/** I6, as far as debuggers are concerned: the flags by which the real parent is found. */
export const orphansAreMarked = always('orphans-are-marked', 'exactly the orphans are marked as such, and the first of each list as the first', () =>
  every(proc_zone, (p) => {
    if (((p.p_treeflag & P_TREE_ORPHANED) !== 0) !== (p.p_orphan_owner !== nil)) return false;
    const first = (p.p_treeflag & P_TREE_FIRST_ORPHAN) !== 0;
    return first === (p.p_orphan_owner !== nil && p.p_orphan_owner.p_orphans.first === p);
  }),
);

/** A debugger comes and goes; the real parent, init, waits all the time. */
export const traceDetach = scenario({
  name: 'trace-detach',
  title: 'a debugger attaches to a process that computes, waits for it to stop, and detaches',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [orphansAreMarked, parentSleeps, processIsStopped],
  processes: [
    init,
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* wait4(3, 0);
          yield* ptrace(PT_DETACH, 3, 0);
          yield* exit(0);
        },
      ],
    },
    { name: 'P', threads: [spin] },
  ],
});

/** The debugger sees the zombie first, and gives it back to its parent, which waits. */
export const traceExit = scenario({
  name: 'trace-exit',
  title: 'a process exits as a debugger attaches, and both debugger and parent wait for it',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [orphansAreMarked],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          if ((yield* ptrace(PT_ATTACH, 4, 0)) === 0) {
            yield* wait4(4, 0);
            yield* ptrace(PT_CONTINUE, 4, 0);
          }
          yield* waits();
        },
      ],
    },
    { name: 'R', threads: [waits] },
    { name: 'P', parent: 'R', threads: [leave] },
  ],
});

/** The process is killed, or has exited: its real parent is to learn it in any case. */
export const traceTracerExits = scenario({
  name: 'trace-tracer-exits',
  title: 'a debugger attaches to a process, lets it go on, and exits, and the real parent waits for it',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [orphansAreMarked],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 4, 0);
          yield* wait4(4, 0);
          yield* ptrace(PT_CONTINUE, 4, 0);
          yield* exit(0);
        },
      ],
    },
    { name: 'R', threads: [waits] },
    { name: 'P', parent: 'R', threads: [leave] },
  ],
});

/** M17: between the end of the other thread and the moment that the exiting one notices it, nothing refuses a debugger. */
export const traceExitThreads = scenario({
  name: 'trace-exit-threads',
  title: 'a debugger attaches to a process of which one of two threads exits',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    init,
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* spin();
        },
      ],
    },
    { name: 'P', threads: [leave, spin] },
  ],
});

/** M18: each is the other's parent by p_pptr, and each tells its parent that it has stopped. */
export const traceCycle = scenario({
  name: 'trace-cycle',
  title: 'a child traces its parent, and both stop',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* reap();
        },
      ],
    },
    { name: 'P', threads: [spin] },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 2, 0);
          yield* spin();
        },
      ],
    },
  ],
});

/** M18: the lender takes the child's lock and then its own; whoever stops the lender the other way round. */
export const traceCycleVfork = scenario({
  name: 'trace-cycle-vfork',
  title: 'a vfork child traces its parent and lets it go on, and the parent is stopped',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* reap();
        },
      ],
    },
    {
      name: 'P',
      set: { p_flag: P_CONTINUED },
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            yield* ptrace(PT_ATTACH, 2, 0);
            yield* wait4(2, 0);
            yield* ptrace(PT_CONTINUE, 2, 0);
            yield* spin();
          }
          yield* spin();
        },
      ],
    },
  ],
});

/** What is to be forgotten with a debugger is forgotten in the debugger, not in its process. */
export const traceAgain = scenario({
  name: 'trace-again',
  title: 'a debugger exits whose process has stopped, and the next one attaches',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* reap();
        },
      ],
    },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED },
      threads: [
        function* (): Routine {
          yield* kill(3, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
});

/** After an attach no thread reports, and a signal goes on with the thread that reports. */
export const traceKill = scenario({
  name: 'trace-kill',
  title: 'a debugger attaches to a process, waits for it to stop, and kills it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [killedProcessDies],
  processes: [
    init,
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* wait4(3, 0);
          yield* ptrace(PT_KILL, 3, 0);
          yield* waits();
        },
      ],
    },
    { name: 'P', threads: [spin] },
  ],
});

const oneHandlerRuns = always('one-handler-runs', 'a signal that has been sent once is handled once', () => k.g_handlers <= 1);

/** A finding: the thread puts the signal that it goes on with back on its queue, and, as it is not traced any more, where it came from. */
export const traceDetachSignal = scenario({
  name: 'trace-detach-signal',
  title: 'a debugger sends its process a signal that is caught, sees it, and detaches with it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4, handlers: 2 },
  properties: [oneHandlerRuns],
  processes: [
    init,
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGUSR1);
          yield* wait4(3, 0);
          yield* ptrace(PT_DETACH, 3, SIGUSR1);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'D', set: { p_flag: P_TRACED, 'p_sigacts.ps_sigcatch': SIGBIT(SIGUSR1) }, threads: [spin] },
  ],
});

export const ptraceScenarios: readonly Scenario[] = [
  traceDetach,
  traceExit,
  traceTracerExits,
  traceExitThreads,
  traceCycle,
  traceCycleVfork,
  traceAgain,
  traceKill,
  traceDetachSignal,
];
