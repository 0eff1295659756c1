/** Debuggers that are told of system calls, and of threads that come and go. Pids: init is 1, the debugger 2, its process 3. */
import { inside, scenario, some, sometimes } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies } from '../../../properties/index.ts';
import { PT_CONTINUE } from '../ptraceRequests.ts';
import { report_entry } from '../ptracestop.ts';
import { P_TRACED, PTRACE_LWP, PTRACE_SCE, PTRACE_SCX, SIGKILL, thread_zone } from '../state.ts';
import { kern_thr_exit } from '../suspend.ts';
import { exit, fork, ptrace, reap, spin, thr_exit, thr_new, wait4 } from '../user.ts';
import { fork_exit } from '../vfork.ts';

const init = { name: 'init', threads: [reap] } as const;
const bystander = { name: 'init', threads: [spin] } as const;

/** Lets its process go on after each stop, until that is gone. */
function* follow(): Routine {
  while ((yield* wait4(3, 0)) === 3) yield* ptrace(PT_CONTINUE, 3, 0);
  yield* spin();
}

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** A thread that only ends. */
function* leaveThread(): Routine {
  yield* thr_exit();
}

/** Forks, and computes. */
function* spinAfterFork(): Routine {
  yield* fork();
  yield* spin();
}

const entryIsReported = sometimes('entry-is-reported', 'a thread stops before its system call', () =>
  some(thread_zone, (td) => td.td_suspended && inside(td, report_entry)),
);
const birthIsReported = sometimes('birth-is-reported', 'a new thread stops before its program', () =>
  some(thread_zone, (td) => td.td_suspended && inside(td, fork_exit)),
);
const endIsReported = sometimes('end-is-reported', 'a thread stops on its way out', () =>
  some(thread_zone, (td) => td.td_suspended && inside(td, kern_thr_exit)),
);

/** Each call stops twice, and fork's child is none of the debugger's business. */
export const traceSyscalls = scenario({
  name: 'trace-syscalls',
  title: 'a process forks and exits whose debugger is told of every system call',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [entryIsReported],
  processes: [
    bystander,
    { name: 'D', threads: [follow] },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_SCE | PTRACE_SCX },
      threads: [
        function* (): Routine {
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** It dies, whatever the system call does first. */
export const traceSyscallsKilled = scenario({
  name: 'trace-syscalls-killed',
  title: 'a process forks that stops before its system calls, and its debugger lets it go on with a SIGKILL',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [entryIsReported, killedProcessDies],
  processes: [
    bystander,
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* ptrace(PT_CONTINUE, 3, SIGKILL);
          yield* follow();
        },
      ],
    },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_SCE },
      threads: [spinAfterFork],
    },
  ],
});

/** Nobody lets it go on: it dies with its debugger, or after it. */
export const traceSyscallsAlone = scenario({
  name: 'trace-syscalls-alone',
  title: 'a debugger exits whose process may have stopped for it before a system call',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4, kill_on_debugger_exit: 0 },
  properties: [entryIsReported],
  processes: [
    init,
    { name: 'D', threads: [leave] },
    { name: 'P', parent: 'D', set: { p_flag: P_TRACED, p_ptevents: PTRACE_SCE | PTRACE_SCX }, threads: [leave] },
  ],
});

/** A new thread stops before its program, and on its way out, while the process may be ending already. */
export const traceThreads = scenario({
  name: 'trace-threads',
  title: 'a process starts a thread that ends, and exits, and its debugger is told of threads',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [birthIsReported, endIsReported],
  processes: [
    bystander,
    { name: 'D', threads: [follow] },
    {
      name: 'P',
      parent: 'D',
      set: { p_flag: P_TRACED, p_ptevents: PTRACE_LWP },
      threads: [
        function* (): Routine {
          yield* thr_new(leaveThread);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** One has stopped on its way out, and the other finds that it is the last. */
export const traceThreadsEnd = scenario({
  name: 'trace-threads-end',
  title: 'both threads of a process end, and its debugger is told',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [endIsReported],
  processes: [
    bystander,
    { name: 'D', threads: [follow] },
    { name: 'P', parent: 'D', set: { p_flag: P_TRACED, p_ptevents: PTRACE_LWP }, threads: [leaveThread, leaveThread] },
  ],
});

/** A thread says that it ends even where another one ends the process; who should listen leaves. */
export const traceThreadsAlone = scenario({
  name: 'trace-threads-alone',
  title: 'of two threads of a process one exits, and its debugger, which is told of threads, exits too',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4, kill_on_debugger_exit: 0 },
  properties: [endIsReported],
  processes: [
    init,
    { name: 'D', threads: [leave] },
    { name: 'P', parent: 'D', set: { p_flag: P_TRACED, p_ptevents: PTRACE_LWP }, threads: [leave, spin] },
  ],
});

export const ptraceThreadsScenarios: readonly Scenario[] = [
  traceSyscalls,
  traceSyscallsKilled,
  traceSyscallsAlone,
  traceThreads,
  traceThreadsEnd,
  traceThreadsAlone,
];
