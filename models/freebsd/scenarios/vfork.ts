/** Lending memory to a child, and the plainest life. */
import { always, every, inside, scenario, some, sometimes } from '../../../src/index.ts';
import type { Ref, Routine, Scenario } from '../../../src/index.ts';
import {
  awaitedZombieIsReaped, borrowerHasGivenBack, forkCountsAhead, forkReturns, groupHasTwoMembers, killedProcessDies,
  lenderIsLetGo, lenderReturns, parentExitsFirst, parentSleeps, processIsDying, processIsStopped, threadLendsMemory,
  threadOutlivesItsProcess,
} from '../../../properties/index.ts';
import {
  P_PPWAIT, P_STOPPED_SIG, P_WEXIT, proc_zone, PRS_NORMAL, PS_NOCLDWAIT, SIGBIT, SIGCONT, SIGKILL, SIGSTOP, thread_zone,
} from '../state.ts';
import type { Proc } from '../state.ts';
import { in_user_mode } from '../syscall.ts';
import { execve, exit, fork, kill, pause, reap, spin, vfork, wait4 } from '../user.ts';
import { ast_vfork } from '../vfork.ts';
import { WUNTRACED } from '../waitOptions.ts';

/** A program that only ends. */
function* quit(): Routine {
  yield* exit(0);
}

/** M1: the parent lends its memory until the child has its own. */
export const vforkExec = scenario({
  name: 'vfork-exec',
  title: 'a parent vforks, and the child executes another program, which exits',
  properties: [threadLendsMemory, borrowerHasGivenBack, lenderReturns, lenderIsLetGo],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* execve(quit);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A child by the number 3 that keeps its parent waiting. */
function keeps_waiting(p: Ref<Proc>): boolean {
  return p.p_hashed && p.p_pid === 3 && (p.p_flag & P_PPWAIT) !== 0;
}

/** S20: exit1 clears the flag long before it wakes the parent, which may find it cleared when its second is over. */
const memoryGoesFirst = always('memory-goes-first', 'a vfork child that exits has no memory when its parent may go on', () =>
  every(proc_zone, (p) => !p.p_hashed || p.p_pid !== 3 || !p.p_vmspace || keeps_waiting(p)),
);

/** For memory-goes-first. */
const lenderOvertakes = sometimes('lender-overtakes', 'the parent is in user mode while its vfork child has still to exit', () =>
  some(proc_zone, (p) => p.p_hashed && p.p_pid === 3 && p.p_state === PRS_NORMAL && (p.p_flag & P_WEXIT) !== 0) &&
  some(thread_zone, (td) => td.td_proc.p_pid === 2 && in_user_mode(td) && !inside(td, ast_vfork)),
);

/** M1: the same, and the child gives the memory back by exiting. */
export const vforkExit = scenario({
  name: 'vfork-exit',
  title: 'a parent vforks, and the child exits without another program',
  properties: [threadLendsMemory, lenderReturns, killedProcessDies, processIsDying, memoryGoesFirst, lenderOvertakes],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** On one CPU the parent's second can be over while the child computes: it waits for the CPU, looks again, and sleeps again. */
export const vforkOneCpu = scenario({
  name: 'vfork-one-cpu',
  title: 'a parent vforks on one CPU, the child exits, and the clock ticks once',
  cpus: 1,
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4, clock_ticks: 1 },
  interrupts: { clock: 1 },
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/**
 * M2. Time stands still, so that only a wakeup ends the first thread's wait: with the clock it would look again every second,
 * and go on waiting all the same. One struct is free for both children.
 */
export const vforkRecycledChild = scenario({
  name: 'vfork-recycled-child',
  title: 'a thread vforks; another one reaps the child and vforks into the same struct a child that never lets go',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 6, timeouts: 0 },
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
        function* (): Routine {
          if ((yield* wait4(-1, 0)) > 0) {
            if ((yield* vfork()) === 0) yield* spin();
          }
          yield* spin();
        },
      ],
    },
  ],
});

/** M3: the same without threads. The parent does not wait for its children, so that init reaps the first one at once. */
export const vforkRecycledByStranger = scenario({
  name: 'vfork-recycled-by-stranger',
  title: 'a vfork child is reaped by init, and its struct becomes the vfork child of a stranger',
  params: { procs: 5, threads: 5, pgrps: 2, sessions: 1, pid_max: 7, timeouts: 0 },
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      set: { 'p_sigacts.ps_flag': PS_NOCLDWAIT },
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* spin();
          yield* spin();
        },
      ],
    },
  ],
});

/** Nobody else vforks, so that what the waiting parent reads in the struct of its dead child is what the child left there. */
export const vforkReapedChild = scenario({
  name: 'vfork-reaped-child',
  title: 'a vfork child is reaped by init before its parent has looked again',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, timeouts: 0 },
  properties: [borrowerHasGivenBack],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      set: { 'p_sigacts.ps_flag': PS_NOCLDWAIT },
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A signal does not end the parent's wait; the child's death does. Pid 3 is the child's, if it exists by then. */
export const vforkChildKilled = scenario({
  name: 'vfork-child-killed',
  title: 'a vfork child that sleeps for ever is killed',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, timeouts: 0 },
  properties: [threadLendsMemory],
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
          if ((yield* vfork()) === 0) yield* pause();
          yield* wait4(3, 0);
        },
      ],
    },
  ],
});

/** The parent is as good as dead; it dies when the child lets it go, and the child goes to init. */
export const vforkParentKilled = scenario({
  name: 'vfork-parent-killed',
  title: 'a parent is killed while it waits for its vfork child, which then executes another program',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, timeouts: 0 },
  properties: [threadLendsMemory, parentExitsFirst, killedProcessDies],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGKILL);
          yield* reap();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* execve(quit);
          yield* spin();
        },
      ],
    },
  ],
});

/** The parent cannot be woken, only look up every second: that is when it stops, and it goes back to its wait when it is continued. */
export const vforkParentStopped = scenario({
  name: 'vfork-parent-stopped',
  title: 'a parent is stopped and continued while it waits for its vfork child',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* kill(2, SIGCONT);
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
  ],
});

/** DF-11: each thread waits for its own child, whatever becomes of the other's. */
export const vforkTwoThreads = scenario({
  name: 'vfork-two-threads',
  title: 'two threads of a process vfork, and the children exit',
  params: { procs: 4, threads: 5, pgrps: 2, sessions: 1, pid_max: 6, timeouts: 0 },
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [vfork_quit, vfork_quit] },
  ],
});

/** Lends its memory to a child that gives it back at once. */
function* vfork_quit(): Routine {
  if ((yield* vfork()) === 0) yield* exit(0);
  yield* spin();
}

/** S21: a child with borrowed memory puts a stop off. */
const borrowerGoesOn = always('borrower-goes-on', 'a vfork child that keeps its parent waiting is not stopped', () =>
  every(proc_zone, (p) => !keeps_waiting(p) || (p.p_flag & P_STOPPED_SIG) === 0),
);

/** For borrower-goes-on. */
const borrowerHasAStop = sometimes('borrower-has-a-stop', 'a vfork child that keeps its parent waiting has a stop pending', () =>
  some(proc_zone, (p) => keeps_waiting(p) && (p.p_siglist & SIGBIT(SIGSTOP)) !== 0),
);

/** The stop takes effect when the child has another program. */
export const vforkChildStopped = scenario({
  name: 'vfork-child-stopped',
  title: 'a vfork child is stopped before it executes another program, and its parent waits to hear of it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [threadLendsMemory, borrowerGoesOn, borrowerHasAStop, processIsStopped, lenderReturns],
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
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* execve(quit);
          yield* wait4(-1, WUNTRACED);
          yield* spin();
        },
      ],
    },
  ],
});

/** The plainest life: fork, exit, wait. */
export const forkExitWait = scenario({
  name: 'fork-exit-wait',
  title: 'a parent forks, the child exits, the parent waits for it and exits',
  properties: [parentSleeps, forkCountsAhead, groupHasTwoMembers, threadOutlivesItsProcess, awaitedZombieIsReaped, forkReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

export const vforkScenarios: readonly Scenario[] = [
  vforkExec,
  vforkExit,
  vforkOneCpu,
  vforkRecycledChild,
  vforkRecycledByStranger,
  vforkReapedChild,
  vforkChildKilled,
  vforkParentKilled,
  vforkChildStopped,
  vforkParentStopped,
  vforkTwoThreads,
  forkExitWait,
];
