/** Dispositions: processes that share them, and change them by system calls. Pids: init is 1, the others follow in their order. */
import { allocated, always, every, scenario, some, sometimes } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { awaitedZombieIsReaped, killedProcessDies, parentSleeps } from '../../../properties/index.ts';
import { RFFDG, RFPROC, RFSIGSHARE } from '../forkFlags.ts';
import { users_of } from '../properties.ts';
import { SA_NOCLDWAIT } from '../sigaction.ts';
import { sigacts_shared, sigacts_zone } from '../sigacts.ts';
import { SIG_CATCH, SIG_DFL, SIG_IGN } from '../sigqueue.ts';
import { P_EXEC, proc_zone, SIGBIT, SIGCHLD, SIGUSR1 } from '../state.ts';
import { execve, exit, kill, pause, reap, rfork, sigaction, spin, wait4 } from '../user.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** For dispositions-are-counted, a claim of the kernel. */
const dispositionsAreShared = sometimes('dispositions-are-shared', 'two processes use the same dispositions', () =>
  some(sigacts_zone, (ps) => allocated(ps) && sigacts_shared(ps)),
);

/** After an exec, a program's handlers would be addresses in another one. */
const programHasItsOwn = always('program-has-its-own-dispositions', 'who has executed a program and not forked since shares its dispositions with nobody', () =>
  every(proc_zone, (p) => !p.p_hashed || (p.p_flag & P_EXEC) === 0 || users_of(p.p_sigacts) === 1),
);

/** For program-has-its-own-dispositions. */
const programRuns = sometimes('program-runs-beside-handlers', 'a process has executed a program, and another one has a handler', () =>
  some(proc_zone, (p) => p.p_hashed && (p.p_flag & P_EXEC) !== 0) && some(sigacts_zone, (ps) => ps.ps_sigcatch !== 0),
);

/** The parent cannot know that the child has set a handler for it. */
const sharedHandlerCounts = always('shared-handler-counts', 'a signal that is caught kills nobody who shares the handler', () =>
  every(proc_zone, (p) => !p.p_hashed || p.p_xsig !== SIGUSR1),
);

/** For shared-handler-counts. */
const sharerHasTheSignal = sometimes('sharer-has-the-signal', 'the signal waits for the process whose handler another one has set', () =>
  some(proc_zone, (p) => p.p_hashed && p.p_pid === 2 && (p.p_siglist & SIGBIT(SIGUSR1)) !== 0),
);

/** The child sets a handler, for its parent, too, and sends the signal. */
export const sigshareHandler = scenario({
  name: 'sigshare-handler',
  title: 'a child shares the dispositions of its parent, sets a handler, and sends the signal to its parent',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [dispositionsAreShared, sharedHandlerCounts, sharerHasTheSignal],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFFDG | RFSIGSHARE)) === 0) {
            yield* sigaction(SIGUSR1, SIG_CATCH, 0);
            yield* kill(2, SIGUSR1);
            yield* exit(0);
          }
          yield* pause();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The child gives itself to init: its parent does not want it any more, by the child's own word. */
export const sigshareChld = scenario({
  name: 'sigshare-chld',
  title: 'a child shares the dispositions of its parent, ignores SIGCHLD, and exits, and its parent waits for it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [dispositionsAreShared, parentSleeps, awaitedZombieIsReaped],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFFDG | RFSIGSHARE)) === 0) {
            yield* sigaction(SIGCHLD, SIG_IGN, 0);
            yield* exit(0);
          }
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Both have the handler until the child has executed; then only its parent has. */
export const sigshareExec = scenario({
  name: 'sigshare-exec',
  title: 'a child shares the handlers of its parent, and executes another program',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [dispositionsAreShared, programHasItsOwn, programRuns],
  processes: [
    init,
    {
      name: 'P',
      set: { 'p_sigacts.ps_sigcatch': SIGBIT(SIGUSR1) },
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFFDG | RFSIGSHARE)) === 0) yield* execve(leave);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The other thread may sleep already: the exit of the child has to tell it that there is nobody to wait for. */
export const sigactionNocldwait = scenario({
  name: 'sigaction-nocldwait',
  title: 'a thread waits for a child that exits, and another one says that the children are not wanted',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [parentSleeps, awaitedZombieIsReaped],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(-1, 0);
          yield* spin();
        },
        function* (): Routine {
          yield* sigaction(SIGCHLD, SIG_DFL, SA_NOCLDWAIT);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [leave] },
  ],
});

/** What is ignored goes, even if it was caught when it came. */
export const sigactionIgnore = scenario({
  name: 'sigaction-ignore',
  title: 'a process catches a signal, then ignores it, then lets it kill, and another one sends it meanwhile',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [killedProcessDies],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGUSR1);
          yield* reap();
        },
      ],
    },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGUSR1, SIG_CATCH, 0);
          yield* sigaction(SIGUSR1, SIG_IGN, 0);
          yield* sigaction(SIGUSR1, SIG_DFL, 0);
          yield* pause();
        },
      ],
    },
  ],
});

export const sigactsScenarios: readonly Scenario[] = [sigshareHandler, sigshareChld, sigshareExec, sigactionNocldwait, sigactionIgnore];
