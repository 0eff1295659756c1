/** Waiting for children, stops, and debuggers. */
import { KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { awaitedZombieIsReaped, parentExitsFirst, parentSleeps } from '../../../properties/index.ts';
import { SA_CATCH, SA_INTR } from '../procsig.ts';
import { PT_ATTACH, PT_CONTINUE, PT_DETACH } from '../ptrace.ts';
import { SIGCHLD, SIGCONT, SIGKILL, SIGSTOP, SIGTERM } from '../state.ts';
import { exit, fork, kill, pause, ptrace, reap, sigaction, spin, until_caught, wait4 } from '../user.ts';
import { WNOHANG, WUNTRACED } from '../waitOptions.ts';

const three = { procs: 3, threads: 3, pgrps: 1, sessions: 1, procsigs: 3, ucreds: 3, filedescs: 3, pid_max: 5 };
const four = { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6 };

/** A parent that dies while its child forks. */
export const parentExitFork = scenario({
  name: 'parent-exit-fork',
  title: 'a parent exits while its child forks, and init reaps them all',
  params: four,
  properties: [parentExitsFirst, awaitedZombieIsReaped],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* exit(0);
        },
      ],
    },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Every change of the child is news, and the parent sleeps between them. Only who kills has Giant while the child computes. */
export const waitStopContinue = scenario({
  name: 'wait-stop-continue',
  title: 'a child that computes is stopped, continued and killed, and its parent waits for it',
  params: three,
  properties: [parentSleeps],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGCONT);
          yield* kill(3, SIGKILL);
          yield* reap();
        },
      ],
    },
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          while ((yield* wait4(-1, WUNTRACED)) > 0) continue;
        },
      ],
    },
    { name: 'c', parent: 'Q', threads: [spin] },
  ],
});

/** The child looks for signals on its way into its sleep, without Giant: it stops between its parent's last look and its sleep. */
export const waitStopSleeper = scenario({
  name: 'wait-stop-sleeper',
  title: 'a child that goes to sleep is stopped, and its parent waits to hear of it',
  params: three,
  properties: [parentSleeps],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* spin();
        },
      ],
    },
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          yield* wait4(-1, WUNTRACED);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'Q', threads: [pause_once] },
  ],
});

/** Sleeps until a signal comes. */
function* pause_once(): Routine {
  yield* pause();
  yield* spin();
}

/** Who sends a signal has seen the sleeper, and lets go of sched_lock; a child that stops without Giant wakes it first. */
export const killWaiter = scenario({
  name: 'kill-waiter',
  title: 'a parent that waits is sent a signal while its child, which goes to sleep, is stopped and wakes it',
  params: { ...four, ucreds: 4 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* spin();
        },
      ],
    },
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          yield* wait4(-1, WUNTRACED);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'Q', threads: [pause_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
});

/** Waits for its child when it is told that it should, and once only. */
function* wait_when_told(): Routine {
  yield* sigaction(SIGCHLD, SA_CATCH | SA_INTR);
  if ((yield* fork()) === 0) yield* exit(0);
  yield* until_caught(SIGCHLD);
  KASSERT((yield* wait4(-1, WNOHANG)) !== 0, 'SIGCHLD has come, and there is no zombie');
  yield* spin();
}

/** N11: the signal is sent under [13], the zombie made under [15], and freeing the memory between them sleeps. */
export const sigchldZombie = scenario({
  name: 'sigchld-zombie',
  title: 'a parent looks for its zombie when SIGCHLD comes, while the child still sleeps for the end of its memory',
  params: three,
  failures: { cpu_exit: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'W', threads: [wait_when_told] },
  ],
});

/** N11 without the sleep. */
export const sigchldZombieAwake = scenario({
  name: 'sigchld-zombie-awake',
  title: 'a parent looks for its zombie when SIGCHLD comes',
  params: three,
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'W', threads: [wait_when_told] },
  ],
});

/** N18: D has the child and reaps it first; P, whose child it is, gets it back. Pid 4 is the child's. */
export const traceGiveBack = scenario({
  name: 'trace-give-back',
  title: 'a debugger and the real parent both wait for a child, which exits',
  params: four,
  failures: { copyout: 1 },
  properties: [parentSleeps],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* ptrace(PT_ATTACH, 4, 0);
          if ((yield* wait4(4, 0)) === 4) {
            yield* ptrace(PT_CONTINUE, 4, 0);
            yield* wait4(4, 0);
          }
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          while ((yield* wait4(4, 0)) < 0) continue;
          yield* spin();
        },
      ],
    },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A debugger that has seen enough. */
export const traceDetach = scenario({
  name: 'trace-detach',
  title: 'a debugger attaches to a process, waits until it has stopped, and detaches',
  params: four,
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          if ((yield* ptrace(PT_ATTACH, 4, 0)) === 0 && (yield* wait4(4, 0)) === 4) yield* ptrace(PT_DETACH, 4, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(4, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [pause_once] },
  ],
});

export const waitScenarios: readonly Scenario[] = [
  parentExitFork,
  waitStopContinue,
  waitStopSleeper,
  killWaiter,
  sigchldZombie,
  sigchldZombieAwake,
  traceGiveBack,
  traceDetach,
];
