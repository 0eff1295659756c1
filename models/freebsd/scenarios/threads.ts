/** Processes with more threads than one: single-threading, exec, exit, stops. Pids follow the order of the processes. */
import { always, every, inside, scenario, some, sometimes } from '../../../src/index.ts';
import type { Ref, Routine, Scenario } from '../../../src/index.ts';
import {
  forkReturns, processIsStopped, singlerSleeps, singlingEnds, threadHasOthersStopped,
} from '../../../properties/index.ts';
import { RFFDG } from '../forkFlags.ts';
import { proc_zone, SIGCONT, SIGSTOP, thread_zone } from '../state.ts';
import type { Proc } from '../state.ts';
import {
  execve, exit, fork, kill, pause, reap, rfork, spin, thr_exit, thr_new, vfork,
} from '../user.ts';

/** A program that only ends. */
function* quit(): Routine {
  yield* exit(0);
}

/** A thread that only ends. */
function* leave(): Routine {
  yield* thr_exit();
}

/** Another program, if it can be executed. */
function* exec_quit(): Routine {
  yield* execve(quit);
  yield* exit(1);
}

/** Forks once, and both end. */
function* fork_quit(): Routine {
  yield* fork();
  yield* exit(0);
}

/** M16, a part of it: of two threads one exits while the other one forks. */
export const exitFork = scenario({
  name: 'exit-fork',
  title: 'of two threads of a process one exits and one forks',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [quit, fork_quit] },
  ],
  params: { threads: 4, pid_max: 5 },
});

/** S19: the forking thread looks at the number of threads without a lock, and may be the only one right after. */
export const thrExitFork = scenario({
  name: 'thr-exit-fork',
  title: 'of two threads of a process one leaves and one forks',
  properties: [forkReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [leave, fork_quit] },
  ],
  params: { threads: 4, pid_max: 5 },
});

/** M16, a part of it: of two threads each wants to be the only one. */
export const exitExec = scenario({
  name: 'exit-exec',
  title: 'of two threads of a process one exits and one executes another program',
  properties: [threadHasOthersStopped, singlerSleeps, singlingEnds],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [quit, exec_quit] },
  ],
  params: { threads: 3, pid_max: 4 },
});

/** M16, a part of it: a fork in a process that is about to have one thread only. */
export const forkExec = scenario({
  name: 'fork-exec',
  title: 'of two threads of a process one forks and one executes another program',
  properties: [singlingEnds, forkReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [fork_quit, exec_quit] },
  ],
  params: { threads: 4, pid_max: 5 },
});

/** M16: three threads, each of which wants the process for itself. */
export const exitForkExec = scenario({
  name: 'exit-fork-exec',
  title: 'of three threads of a process one exits, one forks, one executes another program',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [quit, fork_quit, exec_quit] },
  ],
  params: { threads: 5, pid_max: 5 },
});

/** FB-8: a thread that is about to sleep has to see that another one wants to be alone. */
export const pauseExit = scenario({
  name: 'pause-exit',
  title: 'one thread of a process sleeps until a signal comes, another exits',
  properties: [singlingEnds],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* pause();
          yield* spin();
        },
        quit,
      ],
    },
  ],
  params: { threads: 3, pid_max: 4 },
});

/** FB-9: the child never gives the memory back by itself, the process ends all the same. */
export const vforkStoppedChild = scenario({
  name: 'vfork-stopped-child',
  title: 'a thread vforks a child that sleeps for ever, and a second thread exits',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            for (;;) yield* pause();
          }
          yield* spin();
        },
        quit,
      ],
    },
  ],
  params: { threads: 4, pid_max: 5 },
});

/** The process whose first thread has failed to execute another program. */
function failed_to_execute(p: Ref<Proc>): boolean {
  return some(thread_zone, (td) => td.td_proc === p && inside(td, spin));
}

/** A failed system call has no effect. */
const failedExecSparesThreads = always(
  'failed-exec-spares-threads',
  'a process that has failed to execute another program has as many threads as before',
  () => every(proc_zone, (p) => p.p_pid !== 2 || !failed_to_execute(p) || p.p_numthreads === 2),
);

/** For failed-exec-spares-threads. */
const execHasFailed = sometimes('exec-has-failed', 'a process has failed to execute another program', () =>
  some(proc_zone, (p) => p.p_pid === 2 && failed_to_execute(p)),
);

/** FB-15: the second thread may find that somebody wanted the process for himself, but nothing else. */
export const execFails = scenario({
  name: 'exec-fails',
  title: 'one thread of a process fails to execute another program, and a second one sleeps',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* execve(quit);
          yield* spin();
        },
        function* (): Routine {
          for (;;) yield* pause();
        },
      ],
    },
  ],
  params: { threads: 3, pid_max: 4 },
  failures: { execve: 1 },
  properties: [failedExecSparesThreads, execHasFailed],
});

/** There is no image any more to go back to: the process dies of it, with the threads that were only stopped. */
export const execFailsLate = scenario({
  name: 'exec-fails-late',
  title: 'one thread of a process fails to execute another program when the old one is gone, and a second one computes',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [exec_quit, spin] },
  ],
  params: { threads: 3, pid_max: 4 },
  failures: { exec_map_image: 1 },
});

/** rfork without RFPROC makes no process: it only stops the other threads for as long as it takes to copy what they share. */
export const rforkUnshare = scenario({
  name: 'rfork-unshare',
  title: 'one thread of a process parts with the files that it shares while a second one forks',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        part,
        fork_quit,
      ],
    },
  ],
  params: { threads: 4, pid_max: 5 },
  failures: { vm_forkproc: 1 },
});

/** Parts with the files that its process shares, and stays. */
function* part(): Routine {
  yield* rfork(RFFDG);
  yield* spin();
}

/** Each wants to be alone, and one of them has to begin its call again. 322 */
export const rforkUnshareTwice = scenario({
  name: 'rfork-unshare-twice',
  title: 'two threads of a process part with the files that it shares',
  params: { procs: 2, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [part, part] },
  ],
});

/** A thread that comes, if there is a struct for it, while another one empties the process. */
export const thrNewExit = scenario({
  name: 'thr-new-exit',
  title: 'one thread of a process starts a third while a second exits',
  failures: { thread_alloc: 1 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* thr_new(spin);
          yield* spin();
        },
        quit,
      ],
    },
  ],
  params: { threads: 4, pid_max: 4 },
});

/** Threads that leave together: the last one has to end the process. */
export const thrExitTogether = scenario({
  name: 'thr-exit-together',
  title: 'both threads of a process leave at the same time',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [leave, leave] },
  ],
  params: { threads: 3, pid_max: 4 },
});

/** A stop that meets an exit: whoever stops first must not keep the process from ending. */
export const stopExit = scenario({
  name: 'stop-exit',
  title: 'a process is stopped and continued while one of its two threads exits',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [spin, quit] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* kill(2, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, pid_max: 5 },
});

/** The same, where the threads sleep, run, and go on afterwards. */
export const stopContinue = scenario({
  name: 'stop-continue-threads',
  title: 'a process of which one thread sleeps and one computes is stopped and continued',
  properties: [processIsStopped],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* pause();
          yield* spin();
        },
        spin,
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* kill(2, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, pid_max: 5 },
});

export const threadsScenarios: readonly Scenario[] = [
  exitFork,
  thrExitFork,
  exitExec,
  forkExec,
  exitForkExec,
  pauseExit,
  vforkStoppedChild,
  execFails,
  execFailsLate,
  rforkUnshare,
  rforkUnshareTwice,
  thrNewExit,
  thrExitTogether,
  stopExit,
  stopContinue,
];
