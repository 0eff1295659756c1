/** Lending memory to a child, and the plainest life. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  awaitedZombieIsReaped, borrowerHasGivenBack, forkCountsAhead, forkReturns, groupHasTwoMembers, killedProcessDies,
  lenderIsLetGo, lenderReturns, parentExitsFirst, parentSleeps, processIsDying, processIsStopped, threadLendsMemory,
} from '../../../properties/index.ts';
import { RFPROC, RFSIGSHARE } from '../forkFlags.ts';
import { SA_NOCLDWAIT } from '../procsig.ts';
import { PT_ATTACH } from '../ptrace.ts';
import { SIGCHLD, SIGKILL, SIGSTOP } from '../state.ts';
import { execve, exit, fork, kill, pause, ptrace, reap, rfork, sigaction, spin, vfork, wait4 } from '../user.ts';
import { WUNTRACED } from '../waitOptions.ts';

/** A program that only ends. */
function* quit(): Routine {
  yield* exit(0);
}

const small = { procs: 3, threads: 3, pgrps: 1, sessions: 1, procsigs: 3, ucreds: 2, filedescs: 3, pid_max: 5 };

/** N4: the parent lends its memory until the child has its own. */
export const vforkExec = scenario({
  name: 'vfork-exec',
  title: 'a parent vforks, and the child executes another program, which exits',
  params: small,
  properties: [threadLendsMemory, lenderReturns, lenderIsLetGo],
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

/** N4: the same, and the child gives the memory back by exiting. */
export const vforkExit = scenario({
  name: 'vfork-exit',
  title: 'a parent vforks, and the child exits without another program',
  params: small,
  properties: [threadLendsMemory, lenderReturns, killedProcessDies, processIsDying],
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

/** The plainest life: fork, exit, wait. */
export const forkExitWait = scenario({
  name: 'fork-exit-wait',
  title: 'a parent forks, the child exits, the parent waits for it and exits',
  params: small,
  properties: [parentSleeps, groupHasTwoMembers, forkCountsAhead, awaitedZombieIsReaped, forkReturns],
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

/** N1: exit clears P_PPWAIT without a word, and wakes who is the parent by then; a sibling keeps the old one from being told, too. */
export const vforkNocldwait = scenario({
  name: 'vfork-nocldwait',
  title: 'a parent that does not want its children, of which it has one already, vforks another one, which exits',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, ucreds: 3, pid_max: 6 },
  properties: [threadLendsMemory, lenderReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [vfork_unwanted] },
    { name: 'S', parent: 'P', threads: [spin] },
  ],
});

/** Does not want its children, and lends its memory to one that exits. */
function* vfork_unwanted(): Routine {
  yield* sigaction(SIGCHLD, SA_NOCLDWAIT);
  if ((yield* vfork()) === 0) yield* exit(0);
  yield* spin();
}

/** The same without a sibling: the last child that goes to init does wake its old parent. */
export const vforkNocldwaitOnly = scenario({
  name: 'vfork-nocldwait-only',
  title: 'a parent that does not want its children vforks its only one, which exits',
  params: small,
  properties: [threadLendsMemory, lenderIsLetGo],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [vfork_unwanted] },
  ],
});

/** N2: init may have reaped the child, and a stranger's vfork have its struct, before the parent has looked. */
export const vforkRecycledByStranger = scenario({
  name: 'vfork-recycled-by-stranger',
  title: 'a vfork child is reaped by init, and its struct becomes the vfork child of a stranger',
  params: { procs: 5, threads: 5, pgrps: 1, sessions: 1, procsigs: 5, ucreds: 3, filedescs: 5, pid_max: 7 },
  properties: [threadLendsMemory, borrowerHasGivenBack],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [vfork_unwanted] },
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

/** N3: the debugger is the parent, and is woken in its place. Pid 4 is the child's, if it exists by then. */
export const vforkAttachExit = scenario({
  name: 'vfork-attach-exit',
  title: 'a debugger attaches to a vfork child, which exits',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, ucreds: 3, pid_max: 6 },
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
      ],
    },
    { name: 'D', threads: [attach_to_child] },
  ],
});

/** Attaches to the child of P, and does no more. */
function* attach_to_child(): Routine {
  yield* ptrace(PT_ATTACH, 4, 0);
  yield* spin();
}

/** N3: the same, and the child executes another program, in which it stops for its debugger. */
export const vforkAttachExec = scenario({
  name: 'vfork-attach-exec',
  title: 'a debugger attaches to a vfork child, which executes another program',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, ucreds: 3, pid_max: 6 },
  properties: [threadLendsMemory, processIsStopped],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* execve(spin);
          yield* spin();
        },
      ],
    },
    { name: 'D', threads: [attach_to_child] },
  ],
});

/** A signal does not end the parent's wait; the child's death does. Pid 3 is the child's, if it exists by then. */
export const vforkChildKilled = scenario({
  name: 'vfork-child-killed',
  title: 'a vfork child that sleeps for ever is killed',
  params: small,
  properties: [threadLendsMemory],
  processes: [
    { name: 'init', threads: [kill_child] },
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

/** Kills P's child, if there is one yet. */
function* kill_child(): Routine {
  yield* kill(3, SIGKILL);
  yield* reap();
}

/** O-S18: it dies when the child lets it go, and the child goes to init. */
export const vforkParentKilled = scenario({
  name: 'vfork-parent-killed',
  title: 'a parent is killed while it waits for its vfork child, which then executes another program',
  params: small,
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

/** The child does not stop before it has another program. */
export const vforkChildStopped = scenario({
  name: 'vfork-child-stopped',
  title: 'a vfork child is stopped before it executes another program, and its parent waits to hear of it',
  params: small,
  properties: [threadLendsMemory, processIsStopped, lenderReturns],
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

/** Every sleep of fork; the child gets no further before its parent has slept them all. */
export const forkSleeps = scenario({
  name: 'fork-sleeps',
  title: 'a fork takes its time for everything that it needs',
  params: small,
  failures: { zalloc: 1, procsig_malloc: 1, fdcopy: 1, vm_forkproc: 1, fork_callback: 1 },
  processes: [
    { name: 'init', threads: [spin] },
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

/** Every sleep of exit and of the wait for it, and a status that cannot be written. */
export const exitSleeps = scenario({
  name: 'exit-sleeps',
  title: 'an exit, and the wait for it, take their time for everything that they do',
  params: { ...small, ucreds: 3 },
  failures: { exit1_malloc: 1, exit1_fdfree: 1, exit1_vm: 1, cpu_exit: 1, copyout: 1, copyout_fault: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* wait4(-1, 0)) < 0) yield* wait4(-1, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [quit] },
  ],
});

/** Every sleep of exec, and both ends that it can come to when there is no new image; what the child shares, it parts with. */
export const execSleeps = scenario({
  name: 'exec-sleeps',
  title: 'a child that shares files and dispositions executes another program, or fails to',
  params: small,
  failures: { execve: 1, execve_fails: 1, exec_map: 1, exec_fdcopy: 1, exec_procsig: 1, sigacts_malloc: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFSIGSHARE)) === 0) yield* execve(spin);
          yield* spin();
        },
      ],
    },
  ],
});

export const vforkScenarios: readonly Scenario[] = [
  vforkExec,
  vforkExit,
  vforkNocldwait,
  vforkNocldwaitOnly,
  vforkRecycledByStranger,
  vforkAttachExit,
  vforkAttachExec,
  vforkChildKilled,
  vforkParentKilled,
  vforkChildStopped,
  forkExitWait,
  forkSleeps,
  exitSleeps,
  execSleeps,
];
