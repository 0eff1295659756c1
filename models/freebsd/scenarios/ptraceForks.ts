/** Debuggers whose processes fork, execute, or lose their reaper. Pids as in ptrace.ts. */
import { always, every, KASSERT, scenario, some } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { PT_ATTACH, PT_CONTINUE, PT_DETACH } from '../ptraceRequests.ts';
import {
  P_TRACED, proc_zone, PRS_NORMAL, PTRACE_EXEC, PTRACE_FORK, PTRACE_VFORK, SIGBIT, SIGKILL, SIGTERM, SIGTRAP, thread_zone,
} from '../state.ts';
import { execve, exit, fork, kill, killpg, procctl_reap, ptrace, reap, spin, vfork, wait4 } from '../user.ts';
import { WNOWAIT } from '../waitOptions.ts';
import { orphansAreMarked } from './ptrace.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** The debugger gets the child, and both are reported to it. */
export const traceFork = scenario({
  name: 'trace-fork',
  title: 'a process forks whose debugger follows forks, and both go on',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [orphansAreMarked],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          for (;;) {
            const pid = yield* wait4(-1, 0);
            if (pid < 0) yield* exit(0);
            yield* ptrace(PT_CONTINUE, pid, 0);
          }
        },
      ],
    },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_FORK },
      threads: [
        function* (): Routine {
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The debugger hears of the parent when the child has let it go, and not before; the child is none of its business. */
export const traceVfork = scenario({
  name: 'trace-vfork',
  title: 'a process vforks whose debugger asks for the end of a vfork, and goes on',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* ptrace(PT_CONTINUE, 3, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_VFORK },
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
  ],
});

/** Between 732 and 757 the child can be found, and nobody looks whether somebody has found it. */
export const traceForkAttach = scenario({
  name: 'trace-fork-attach',
  title: 'a process forks whose debugger, init, follows forks, and another debugger attaches to the child and exits',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 4, 0);
          yield* exit(0);
        },
      ],
    },
    {
      name: 'P',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_FORK },
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
      ],
    },
  ],
});

/** A stop for a debugger is not put off, as one by a signal is; fork holds its group's killsx. */
export const traceForkKillpg = scenario({
  name: 'trace-fork-killpg',
  title: 'a debugger sends its process a signal while that forks, and then one to its group',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 1, pid_max: 5 },
  processes: [
    init,
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGTERM);
          yield* killpg(3, SIGTERM);
          yield* exit(0);
        },
      ],
    },
    {
      name: 'P',
      parent: 'D',
      group: 'P',
      set: { p_flag: P_TRACED },
      threads: [
        function* (): Routine {
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The reaper dies while its child is on loan, and its number stays with the child. */
export const traceReaper = scenario({
  name: 'trace-reaper',
  title: 'a reaper is killed by the debugger that has its child, which then detaches',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 4, 0);
          yield* wait4(4, 0);
          yield* kill(3, SIGKILL);
          yield* ptrace(PT_DETACH, 4, 0);
          yield* exit(0);
        },
      ],
    },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          yield* procctl_reap(true);
          yield* fork();
          yield* spin();
        },
      ],
    },
  ],
});

/** The child stays with its dead reaper until that is reaped, and a debugger can come before. */
export const traceDeadReaper = scenario({
  name: 'trace-dead-reaper',
  title: 'a debugger attaches to the child of its dead child, a reaper, reaps that one, and detaches',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* wait4(3, WNOWAIT);
          yield* ptrace(PT_ATTACH, 4, 0);
          yield* wait4(4, 0);
          yield* wait4(3, 0);
          yield* ptrace(PT_DETACH, 4, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'R',
      parent: 'D',
      threads: [
        function* (): Routine {
          yield* procctl_reap(true);
          if ((yield* fork()) === 0) yield* spin();
          yield* exit(0);
        },
      ],
    },
  ],
});

const nobodyTracesInDeath = always('nobody-traces-in-death', 'when the debugger has exited, nobody is traced', () =>
  some(proc_zone, (p) => p.p_hashed && p.p_pid === 2 && p.p_state === PRS_NORMAL) || every(proc_zone, (p) => !p.p_hashed || (p.p_flag & P_TRACED) === 0),
);

/** The debugger has asked for the children of its process, and is gone when one is made: the child is to be nobody's then. */
export const traceForkTracerExits = scenario({
  name: 'trace-fork-tracer-exits',
  title: 'a debugger that follows forks exits while its process forks, which goes on',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 5, kill_on_debugger_exit: 0 },
  properties: [orphansAreMarked, nobodyTracesInDeath],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'D', threads: [leave] },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_FORK },
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
      ],
    },
  ],
});

/** The child belongs to its debugger, and its parent waits for it: it has a child all the same. */
export const traceWaitParent = scenario({
  name: 'trace-wait-parent',
  title: 'a debugger attaches to a child that exits, and lets it go on, and the parent waits for it',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [orphansAreMarked],
  processes: [
    init,
    {
      name: 'R',
      threads: [
        function* (): Routine {
          KASSERT((yield* wait4(-1, 0)) === 4, 'a child that is traced is no child');
          yield* exit(0);
        },
      ],
    },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          if ((yield* ptrace(PT_ATTACH, 4, 0)) === 0) {
            yield* wait4(4, 0);
            yield* ptrace(PT_CONTINUE, 4, 0);
            yield* wait4(4, 0);
          }
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'R', threads: [leave] },
  ],
});

/** Its record of whose child it is has to change when the parent dies, though another process has it. */
export const traceParentExits = scenario({
  name: 'trace-parent-exits',
  title: 'the parent of a process exits while a debugger has that, which detaches when the parent is gone',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [orphansAreMarked],
  processes: [
    init,
    { name: 'R', threads: [leave] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 4, 0);
          yield* wait4(4, 0);
          yield* ptrace(PT_DETACH, 4, 0);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'R', threads: [spin] },
  ],
});

/** Only an event that is reported to a debugger makes one. */
const noTrapWithoutTracer = always('no-trap-without-tracer', 'nobody is to die of a SIGTRAP who has no debugger', () =>
  every(thread_zone, (td) => (td.td_siglist & SIGBIT(SIGTRAP)) === 0 || (td.td_proc.p_flag & P_TRACED) !== 0),
);

/** What is traced is asked without a lock, and not again with it. */
export const traceExecTracerExits = scenario({
  name: 'trace-exec-tracer-exits',
  title: 'a debugger that does not take its process with it exits while that executes another program',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4, kill_on_debugger_exit: 0 },
  properties: [noTrapWithoutTracer],
  processes: [
    init,
    { name: 'D', threads: [leave] },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_EXEC },
      threads: [
        function* (): Routine {
          yield* execve(spin);
        },
      ],
    },
  ],
});

export const ptraceForksScenarios: readonly Scenario[] = [
  traceFork,
  traceVfork,
  traceForkAttach,
  traceForkKillpg,
  traceReaper,
  traceDeadReaper,
  traceExecTracerExits,
  traceForkTracerExits,
  traceWaitParent,
  traceParentExits,
];
