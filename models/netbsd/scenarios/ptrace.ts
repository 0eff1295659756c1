/** Processes that are traced while they fork, exit and execute. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { PT_ATTACH, PT_CONTINUE, PT_DETACH, PT_KILL, PT_SET_EVENT_MASK, PT_TRACE_ME } from '../ptraceRequests.ts';
import { PSL_TRACEFORK, PSL_TRACEVFORK, PSL_TRACEVFORK_DONE, SIGSTOP } from '../state.ts';
import { execve, exit, fork, getpid, kill, ptrace, reap, spin, vfork, wait4 } from '../user.ts';
import { quit } from './programs.ts';

/** Waits for any of its own or of those that it traces, and lets it go on, as long as there is one. */
function* serve(): Routine {
  for (;;) {
    const pid = yield* wait4(-1, 0);
    if (pid < 0) break;
    yield* ptrace(PT_CONTINUE, pid, 0);
  }
  yield* exit(0);
}

/** Has its parent trace it, stops, and forks then. */
function* traced_fork(): Routine {
  yield* ptrace(PT_TRACE_ME, 0, 0);
  yield* kill(getpid(), SIGSTOP);
  yield* fork();
  yield* exit(0);
}

/** A tracer that is the parent follows the forks. */
export const traceFork = scenario({
  name: 'trace-fork',
  title: 'a traced process forks, and its tracer follows',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* ptrace(PT_SET_EVENT_MASK, 3, PSL_TRACEFORK);
          yield* ptrace(PT_CONTINUE, 3, 0);
          yield* serve();
        },
      ],
    },
    { name: 'P', parent: 'D', threads: [traced_fork] },
  ],
  params: { threads: 4 },
});

/** The same for vfork, to its end. */
export const traceVfork = scenario({
  name: 'trace-vfork',
  title: 'a traced process vforks, its tracer follows, and hears of the end of the vfork',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* ptrace(PT_SET_EVENT_MASK, 3, PSL_TRACEVFORK | PSL_TRACEVFORK_DONE);
          yield* ptrace(PT_CONTINUE, 3, 0);
          yield* serve();
        },
      ],
    },
    {
      name: 'P',
      parent: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_TRACE_ME, 0, 0);
          yield* kill(getpid(), SIGSTOP);
          if ((yield* vfork()) === 0) yield* execve(quit);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** fork1 has no p_lock of the child when it gives it to the tracer, and another LWP has that of the parent. */
export const traceForkThreads = scenario({
  name: 'trace-fork-threads',
  title: 'two LWPs of a traced process fork at the same time',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* ptrace(PT_SET_EVENT_MASK, 3, PSL_TRACEFORK);
          yield* ptrace(PT_CONTINUE, 3, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      parent: 'D',
      threads: [
        traced_fork,
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
      ],
    },
  ],
  failures: { sched_proc_fork: 1 },
  params: { procs: 5, threads: 6 },
});

/** S12: the tracer exits before the traced process has. */
export const traceTracerExits = scenario({
  name: 'trace-tracer-exits',
  title: 'a tracer that is not the parent attaches and exits; the real parent waits',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* exit(0);
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [quit] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { procs: 5, threads: 5 },
});

/** A tracer lets go, or kills. */
export const traceDetach = scenario({
  name: 'trace-detach',
  title: 'a tracer that is not the parent attaches, waits, and lets the process go; the real parent waits',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* exit(0);
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [quit] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* wait4(3, 0);
          yield* ptrace(PT_DETACH, 3, 0);
          yield* spin();
        },
      ],
    },
  ],
  params: { procs: 5, threads: 5 },
});

/** The tracer kills what it traces, and waits for it; then the real parent does. */
export const traceKill = scenario({
  name: 'trace-kill',
  title: 'a tracer that is not the parent attaches, kills the process and waits for it; the real parent waits as well',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* exit(0);
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* ptrace(PT_KILL, 3, 0);
          yield* wait4(3, 0);
          yield* wait4(3, 0);
          yield* spin();
        },
      ],
    },
  ],
  params: { procs: 5, threads: 5 },
});

export const ptraceScenarios: readonly Scenario[] = [traceFork, traceVfork, traceForkThreads, traceTracerExits, traceDetach, traceKill];
