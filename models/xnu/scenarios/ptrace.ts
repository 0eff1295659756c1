/** Tracers, and what becomes of the tree with them. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies } from '../../../properties/index.ts';
import { PT_ATTACH, PT_CONTINUE, PT_DETACH, PT_TRACE_ME } from '../ptrace.ts';
import { SIGKILL, SIGSTOP, SIGTERM, SIGUSR1 } from '../state.ts';
import { execve, exit, kill, ptrace, setpgid, sigprocmask, spin, vfork, wait4 } from '../user.ts';
import { quit } from './programs.ts';

/** Who sees a stop before the stopped thread sleeps lets it go on, and wakes nobody. */
export const traceDetach = scenario({
  name: 'trace-detach',
  title: 'a tracer attaches to a process, waits until it has stopped, and detaches',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'T',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* wait4(3, 0);
          yield* ptrace(PT_DETACH, 3, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', threads: [spin] },
  ],
  params: { threads: 3, procs: 3 },
});

/** Its parent traces it, and is told of its end twice. */
export const traceMe = scenario({
  name: 'trace-me',
  title: 'a child asks to be traced and exits; its parent waits for all its children',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* wait4(3, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_TRACE_ME, 0, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3, procs: 3 },
});

/** The tracer takes the place of the parent until it has reaped the child. */
export const traceExit = scenario({
  name: 'trace-exit',
  title: 'a tracer attaches to a child of another process, which exits; both wait for it',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* wait4(4, 0); yield* spin(); }] },
    {
      name: 'T',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 4, 0);
          yield* wait4(4, 0);
          yield* ptrace(PT_CONTINUE, 4, 0);
          yield* wait4(4, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [quit] },
  ],
  params: { threads: 4 },
});

/** Who attaches to a process that exits marks it once more, and is held up by it in its own exit. */
export const traceTracerExits = scenario({
  name: 'trace-tracer-exits',
  title: 'a tracer attaches to a process, and both exit',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'T', threads: [function* (): Routine { yield* ptrace(PT_ATTACH, 3, 0); yield* exit(0); }] },
    { name: 'c', threads: [quit] },
  ],
  params: { threads: 3, procs: 3 },
});

/** S20: nothing holds the traced child while a vfork child gives it away. */
export const traceVforkExit = scenario({
  name: 'trace-vfork-exit',
  title: 'the child of a vfork attaches to a process and exits; the process exits, too, and init reaps it',
  processes: [
    { name: 'init', threads: [function* (): Routine { yield* wait4(3, 0); yield* spin(); }] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            yield* ptrace(PT_ATTACH, 3, 0);
            yield* exit(0);
          }
          yield* spin();
        },
      ],
    },
    { name: 'c', threads: [quit] },
  ],
  params: { threads: 4 },
});

/** S18: a child traces its parent, so that each is the other's parent, and both stop. */
export const traceCycle = scenario({
  name: 'trace-cycle',
  title: 'one thread of a child attaches to its parent and another stops it, and the parent stops the child',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* kill(3, SIGSTOP); yield* spin(); }] },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 2, 0);
          yield* spin();
        },
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3 },
});

/** Where parents go round, nobody comes to the first one. */
export const traceCycleSetpgid = scenario({
  name: 'trace-cycle-setpgid',
  title: 'a child attaches to its parent, and a third process would move one of them to another group',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [spin] },
    { name: 'c', parent: 'P', threads: [function* (): Routine { yield* ptrace(PT_ATTACH, 2, 0); yield* spin(); }] },
    { name: 'S', threads: [function* (): Routine { yield* setpgid(2, 2); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** A traced process does not die of SIGKILL as long as it is stopped. */
export const traceKill = scenario({
  name: 'trace-kill',
  title: 'a tracer attaches to a process and computes, and somebody kills the process',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'T', threads: [function* (): Routine { yield* ptrace(PT_ATTACH, 3, 0); yield* spin(); }] },
    { name: 'c', threads: [spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(3, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** The signal is put in the place of a stop, and goes where that would go. */
export const traceSignal = scenario({
  name: 'trace-signal',
  title: 'a tracer attaches to a process, and lets it go on with a signal that ends it',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'T',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 3, 0);
          yield* wait4(3, 0);
          yield* ptrace(PT_CONTINUE, 3, SIGTERM);
          yield* spin();
        },
      ],
    },
    { name: 'c', threads: [spin] },
  ],
  params: { threads: 3, procs: 3 },
});

/** While one thread is stopped for the tracer, the others that have signals wait. */
export const traceThreads = scenario({
  name: 'trace-threads',
  title: 'a child of two threads asks to be traced, and both take signals',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* wait4(3, 0); yield* ptrace(PT_CONTINUE, 3, 0); yield* spin(); }] },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* sigprocmask(SIGTERM); // which is for the other thread
          yield* ptrace(PT_TRACE_ME, 0, 0);
          yield* kill(3, SIGUSR1);
          yield* spin();
        },
        function* (): Routine {
          yield* kill(3, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3 },
});

/** A vfork child stops for its tracer when it has a program. */
export const traceVforkExec = scenario({
  name: 'trace-vfork-exec',
  title: 'the child of a vfork asks to be traced, and executes another program; its parent waits for the stop and the end',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            yield* ptrace(PT_TRACE_ME, 0, 0);
            yield* execve(quit);
          }
          yield* wait4(3, 0);
          yield* ptrace(PT_CONTINUE, 3, 0);
          yield* wait4(3, 0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 3 },
});

/** S27 with a tracer: who leaves a group counts with its tracer as its parent, and had been counted with the real one. */
export const traceJobs = scenario({
  name: 'trace-jobs',
  title: 'a tracer attaches to a process of another group, which exits',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [spin] },
    { name: 'T', group: 'T', threads: [function* (): Routine { yield* ptrace(PT_ATTACH, 4, 0); yield* spin(); }] },
    { name: 'c', parent: 'P', group: 'P', threads: [quit] },
  ],
  params: { threads: 4 },
});

export const ptraceScenarios: readonly Scenario[] = [
  traceDetach, traceMe, traceExit, traceTracerExits, traceVforkExit, traceCycle, traceCycleSetpgid, traceKill, traceSignal, traceThreads,
  traceVforkExec, traceJobs,
];
