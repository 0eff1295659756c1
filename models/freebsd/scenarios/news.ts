/** What parents are told, and what waits give: who died, how, and that somebody did. Pids: init is 1, the others follow in their order. */
import { eventually, every, inside, KASSERT, nil, scenario, some, unlocked, waitUntil } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { parentSleeps, processIsStopped } from '../../../properties/index.ts';
import {
  k, proc_wchan, proc_zone, PRS_ZOMBIE, SIGBIT, SIGCHLD, SIGCONT, SIGKILL, SIGSTOP, thread_zone,
} from '../state.ts';
import { exit, fork, kill, pause, reap, spin, wait4, wait_status } from '../user.ts';
import { kern_wait6 } from '../wait.ts';
import { WUNTRACED } from '../waitOptions.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** For a program that ends if it is told all that it waits for: who sleeps for children that have nothing to report is at rest. */
export const secondEnds = eventually('second-process-ends', 'in the end the process with number 2 has exited', () =>
  every(proc_zone, (p) => p.p_pid !== 2 || p.p_state === PRS_ZOMBIE),
);

/** One child returns a status, the other one is killed; each is asked for by its number, the younger first. */
export const waitStatus = scenario({
  name: 'wait-status',
  title: 'a parent kills one child and waits for it by its number while the other one exits, and looks how they ended',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 5, statuses: 63 },
  properties: [secondEnds],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGKILL);
          KASSERT((yield* wait4(3, 0)) === 3, 'another child is reaped');
          KASSERT(wait_status() === SIGKILL, 'the signal is not reported');
          KASSERT((yield* wait4(4, 0)) === 4, 'the other child is gone');
          KASSERT(wait_status() === 3 << 4, 'the status is not reported');
          yield* exit(0);
        },
      ],
    },
    { name: 'a', parent: 'P', threads: [spin] },
    {
      name: 'b',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* exit(3);
        },
      ],
    },
  ],
});

/** The second stop is as new as the first. */
export const waitBothStops = scenario({
  name: 'wait-both-stops',
  title: 'a parent stops its child and waits for that, continues it, and stops it again',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 4 },
  properties: [secondEnds, parentSleeps],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          KASSERT((yield* wait4(3, WUNTRACED)) === 3, 'the stop is not reported');
          yield* kill(3, SIGCONT);
          yield* kill(3, SIGSTOP);
          KASSERT((yield* wait4(3, WUNTRACED)) === 3, 'the second stop is not reported');
          yield* kill(3, SIGKILL);
          KASSERT((yield* wait4(3, 0)) === 3, 'the death is not reported');
          yield* exit(0);
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [spin] },
  ],
});

/** A continuation that nobody needed is forgotten when a stop comes. */
export const continueStop = scenario({
  name: 'continue-stop',
  title: 'a parent continues its child, which runs, and stops it',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 4 },
  properties: [processIsStopped, secondEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGCONT);
          yield* kill(3, SIGSTOP);
          KASSERT((yield* wait4(3, WUNTRACED)) === 3, 'the stop is not reported');
          yield* exit(0);
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [spin] },
  ],
});

/** Nobody but the signal tells a parent that does not wait. The child goes when its parent sleeps. */
export const sigchldCaught = scenario({
  name: 'sigchld-caught',
  title: 'a parent that catches SIGCHLD sleeps until the signal comes, and then waits for its child',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 4, handlers: 1 },
  properties: [secondEnds],
  processes: [
    init,
    {
      name: 'P',
      set: { 'p_sigacts.ps_sigignore': 0, 'p_sigacts.ps_sigcatch': SIGBIT(SIGCHLD), 'p_sigacts.ps_sigintr': SIGBIT(SIGCHLD) },
      threads: [
        function* (): Routine {
          if (k.g_handlers === 0) yield* pause();
          KASSERT((yield* wait4(3, 0)) === 3, 'the child is not there');
          yield* exit(0);
        },
      ],
    },
    {
      name: 'c',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* waitUntil(() => some(thread_zone, (td) => td.td_proc !== nil && td.td_proc.p_pid === 2 && td.td_wchan !== 0), 'its parent sleeps');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Init inherits a zombie while it is sound asleep, so that nothing of orphan-zombie can happen; its parent tells another one of its end. */
export const zombieWakesReaper = scenario({
  name: 'zombie-wakes-reaper',
  title: 'a parent with a dead child exits when init sleeps, and its own parent does not wait',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [eventually('zombie-is-reaped', 'in the end the child is gone', () => every(proc_zone, (p) => p.p_pid !== 4))],
  processes: [
    init,
    { name: 'S', threads: [spin] },
    {
      name: 'P',
      parent: 'S',
      threads: [
        function* (): Routine {
          yield* waitUntil(() => init_sleeps() && some(proc_zone, (p) => p.p_pid === 4 && unlocked(p).p_state === PRS_ZOMBIE), 'init sleeps, and the child is dead');
          yield* exit(0);
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [leave] },
  ],
});

function init_sleeps(): boolean {
  return some(thread_zone, (td) => td.td_wchan === proc_wchan(k.initproc) && td.td_proc === k.initproc && inside(td, kern_wait6));
}

/** The signal that comes when a process is dying already dies with it: who gets the struct next has not been sent it. */
export const lateSignal = scenario({
  name: 'late-signal',
  title: 'a process is sent a signal while it exits, and its struct becomes the child of another one',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 6 },
  properties: [secondEnds],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGKILL);
          yield* reap();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          KASSERT((yield* wait4(3, 0)) === 3, 'the child is not there');
          const pid = yield* fork();
          if (pid === 0) yield* exit(0);
          KASSERT((yield* wait4(pid, 0)) === pid, 'the other child is not there');
          yield* exit(0);
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [leave] },
  ],
});

export const newsScenarios: readonly Scenario[] = [waitStatus, waitBothStops, continueStop, sigchldCaught, zombieWakesReaper, lateSignal];
