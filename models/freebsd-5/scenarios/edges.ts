/** What no other scenario tells from its absence: places of children, wakeups meant for others, second tries. Pids: init is 1, then in order. */
import { always, eventually, every, KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, lenderIsLetGo, lenderReturns, parentSleeps } from '../../../properties/index.ts';
import { RFFDG, RFLINUXTHPN, RFMEM, RFNOWAIT, RFPROC, RFTHREAD } from '../forkFlags.ts';
import { SA_CATCH, SA_IGN } from '../procsig.ts';
import { EACCES, ECHILD, EPERM, ESRCH, P_EXEC, proc_zone, SIGCONT, SIGKILL, SIGSTOP, SIGTERM, SIGUSR1, SZOMB } from '../state.ts';
import { execve, exit, kill, killpg, pause, reap, rfork, setpgid, setsid, sigaction, spin, vfork, wait4 } from '../user.ts';
import { WNOHANG, WUNTRACED } from '../waitOptions.ts';

const init = { name: 'init', threads: [reap] } as const;
const two = { procs: 2, threads: 2, pgrps: 1, sessions: 1, procsigs: 2, ucreds: 2, filedescs: 2, pid_max: 4 };
const three = { procs: 3, threads: 3, pgrps: 1, sessions: 1, procsigs: 3, ucreds: 3, filedescs: 3, pid_max: 5 };

/** For programs that end if they are told all that they wait for: who is stopped, or sleeps for children without news, is at rest. */
const onlyInitIsLeft = eventually('only-init-is-left', 'in the end there is no process but init', () => every(proc_zone, (p) => p.p_pid === 1));

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** The child is never the caller's. */
export const rforkNowait = scenario({
  name: 'rfork-nowait',
  title: 'a process makes a child that it is not to wait for, and waits',
  params: three,
  properties: [onlyInitIsLeft],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFFDG | RFNOWAIT)) > 0) KASSERT((yield* wait4(-1, 0)) === -ECHILD, 'the child is waited for');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A child that announces its death by another signal is passed over by a wait; init, which takes all, asks for SIGCHLD. */
export const rforkSignalOrphan = scenario({
  name: 'rfork-signal-orphan',
  title: 'a parent makes a child whose death is announced by SIGUSR1, waits for it in vain, and exits',
  params: three,
  properties: [onlyInitIsLeft],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGUSR1, SA_IGN);
          if ((yield* rfork(RFPROC | RFFDG | RFLINUXTHPN)) > 0) KASSERT((yield* wait4(-1, 0)) === -ECHILD, 'the child is waited for');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Its parent is init: only its leaving the list tells the leader. */
export const peersNowait = scenario({
  name: 'peers-nowait',
  title: 'a task leader makes a peer that is a child of init, and exits',
  params: three,
  properties: [killedProcessDies],
  processes: [
    init,
    {
      name: 'L',
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFTHREAD | RFMEM | RFNOWAIT)) === 0) yield* spin();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The parent sleeps on its own address, where the death of another child wakes it. */
export const vforkOtherChild = scenario({
  name: 'vfork-other-child',
  title: 'a parent vforks a child that sleeps while another child of it exits',
  params: { ...three, procs: 4, threads: 4, procsigs: 4, ucreds: 4, filedescs: 4 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* pause();
          yield* spin();
        },
      ],
    },
    { name: 'b', parent: 'P', threads: [leave] },
  ],
});

/** Nothing but the exec wakes the parent: the program does not end. */
export const vforkExecStays = scenario({
  name: 'vfork-exec-stays',
  title: 'a parent vforks, and the child executes another program, which stays',
  params: three,
  properties: [lenderReturns, lenderIsLetGo],
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
  ],
});

const programsHaveNoHandlers = always('programs-have-no-handlers', 'who has executed another program catches nothing', () =>
  every(proc_zone, (p) => !p.p_hashed || (p.p_flag & P_EXEC) === 0 || p.p_procsig.ps_sigcatch === 0),
);

/** A failed exec leaves all as it was, and a second one may succeed. */
export const execTwice = scenario({
  name: 'exec-twice',
  title: 'a process that catches a signal executes another program, or tries again where that fails',
  params: two,
  failures: { execve_fails: 1 },
  properties: [programsHaveNoHandlers],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGTERM, SA_CATCH);
          KASSERT((yield* execve(spin)) === -EACCES, 'exec fails for another reason');
          yield* execve(spin);
        },
      ],
    },
  ],
});

/** The stop is news once, and the death is. */
export const waitStopOnce = scenario({
  name: 'wait-stop-once',
  title: 'a parent stops its child, asks for that by its number, twice, and continues and kills it',
  params: three,
  properties: [onlyInitIsLeft, parentSleeps],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          KASSERT((yield* wait4(3, WUNTRACED)) === 3, 'the stop is not reported');
          KASSERT((yield* wait4(3, WUNTRACED | WNOHANG)) === 0, 'the stop is reported twice');
          yield* kill(3, SIGCONT);
          yield* kill(3, SIGKILL);
          KASSERT((yield* wait4(4, 0)) === -ECHILD, 'there is no such child');
          KASSERT((yield* wait4(3, WUNTRACED)) === 3, 'the death is not reported');
          yield* exit(0);
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [spin] },
  ],
});

const strangersAreSpared = always('strangers-are-spared', "a user's signals kill nobody but the user's own", () =>
  every(proc_zone, (p) => p.p_pid !== 4 || p.p_stat !== SZOMB),
);

const ownAreKilled = eventually('own-are-killed', "in the end the user's own process is dead", () => every(proc_zone, (p) => p.p_pid !== 3 || p.p_stat === SZOMB));

/** Q is root's, R the user's own; both are in the group that is signalled, Q comes first. Neither is a descendant. */
export const killForeign = scenario({
  name: 'kill-foreign',
  title: 'a user signals a process of root, and a group in which there is another one of the user, and moves neither',
  params: { ...three, procs: 4, threads: 4, pgrps: 2, procsigs: 4, ucreds: 4, filedescs: 4 },
  properties: [strangersAreSpared, ownAreKilled],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          KASSERT((yield* setpgid(3, 3)) === -ESRCH, 'a stranger is moved');
          KASSERT((yield* kill(4, SIGKILL)) === -EPERM, 'a user may signal root');
          KASSERT((yield* killpg(3, SIGKILL)) === 0, 'a user may not signal the own process');
          yield* spin();
        },
      ],
    },
    { name: 'R', group: 'R', uid: 1, threads: [spin] },
    { name: 'Q', group: 'R', threads: [spin] },
  ],
});

/** With its only process a session goes. */
export const setsidExit = scenario({
  name: 'setsid-exit',
  title: 'a process begins a session and exits, and init reaps it',
  params: { ...two, pgrps: 2, sessions: 2 },
  properties: [onlyInitIsLeft],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* setsid();
          yield* exit(0);
        },
      ],
    },
  ],
});

export const edgesScenarios: readonly Scenario[] = [
  rforkNowait,
  rforkSignalOrphan,
  peersNowait,
  vforkOtherChild,
  vforkExecStays,
  execTwice,
  waitStopOnce,
  killForeign,
  setsidExit,
];
