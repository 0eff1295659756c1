/** The directory of LWPs: who waits for whom, and what fork copies of it. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, singlingEnds, threadHasOthersStopped } from '../../../properties/index.ts';
import { LWP_DAEMON } from '../syscall.ts';
import { execve, exit, fork1, forkall, lwp_create, lwp_create_with, lwp_detach, lwp_exit, lwp_suspend, lwp_wait, spin } from '../user.ts';
import { quit } from './programs.ts';

/** Only ends itself. */
function* leave(): Routine {
  yield* lwp_exit();
}

/** Two wait for a third one, who may have been one that they wait for as well. */
export const lwpWait = scenario({
  name: 'lwp-wait',
  title: 'two LWPs of a process wait for the third one, or for any, and it ends',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* lwp_wait(3);
          yield* lwp_exit();
        },
        function* (): Routine {
          yield* lwp_wait(0);
          yield* lwp_wait(0);
          yield* exit();
        },
        leave,
      ],
    },
  ],
  params: { threads: 4, procs: 2, prslots: 2, pids: 3 },
  slots: { lwpent: 6 },
});

/** Each is told that it waits for itself. */
export const lwpWaitEachOther = scenario({
  name: 'lwp-wait-each-other',
  title: 'two LWPs of a process wait for each other, and a third one, which keeps nobody alive, suspends one of them',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* lwp_create_with(LWP_DAEMON, suspend_second);
          yield* lwp_wait(2);
          yield* lwp_exit();
        },
        function* (): Routine {
          yield* lwp_wait(1);
          yield* lwp_exit();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 2, prslots: 2, pids: 3 },
  slots: { lwpent: 6 },
});

function* suspend_second(): Routine {
  yield* lwp_suspend(2);
  yield* spin();
}

/** A zombie is copied, and parent and child wait for theirs. */
export const forkallZombie = scenario({
  name: 'forkall-zombie',
  title: 'one LWP of a process forks all, and parent and child wait for the other, which ends',
  properties: [singlingEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* forkall();
          yield* lwp_wait(2);
          yield* exit();
        },
        leave,
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
  slots: { lwpent: 6 },
});

/** 352: who waits in lwp_wait has to come out of it before the others are copied. */
export const forkallLwpWait = scenario({
  name: 'forkall-lwp-wait',
  title: 'one LWP of a process waits for another, which forks all, and a third one suspends the first one',
  properties: [threadHasOthersStopped],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* lwp_wait(2);
          yield* spin();
        },
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
        function* (): Routine {
          yield* lwp_suspend(1);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 7, procs: 3, prslots: 3, pids: 4 },
  slots: { lwpent: 8 },
});

/** Numbers of LWPs come round, and the child of a fork that copies one does not know. */
export const forkWrapped = scenario({
  name: 'fork-wrapped',
  title: 'the numbers of the LWPs of a process have come round when one forks, and the child makes another LWP',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        spin,
        leave,
        function* (): Routine {
          yield* lwp_detach(2);
          yield* lwp_create(spin);
          if ((yield* fork1()) === 0) yield* lwp_create(spin);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 7, procs: 3, prslots: 3, pids: 4, maxlwpid: 3 },
});

/** The last LWP that keeps the process alive ends, while one that does not forks or executes. */
export const forkDaemon = scenario({
  name: 'fork-daemon',
  title: 'an LWP that does not keep its process alive forks all, and executes another program, while the only other one ends',
  properties: [killedProcessDies, singlingEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* lwp_create_with(LWP_DAEMON, fork_and_execute);
          yield* lwp_exit();
        },
      ],
    },
  ],
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
});

function* fork_and_execute(): Routine {
  yield* forkall();
  yield* execve(quit);
}

export const lwpsScenarios: readonly Scenario[] = [lwpWait, lwpWaitEachOther, forkallZombie, forkallLwpWait, forkWrapped, forkDaemon];
