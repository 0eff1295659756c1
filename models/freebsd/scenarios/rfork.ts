/** rfork's flags about the child's place: whose child it is, what its death says, whose fate it shares. Pids: init is 1, then in their order. */
import { eventually, every, KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, leaderWaitsForItsPeers } from '../../../properties/index.ts';
import { RFFDG, RFLINUXTHPN, RFMEM, RFNOWAIT, RFPROC, RFTHREAD } from '../forkFlags.ts';
import { ECHILD, P_TREE_REAPER, proc_zone, PS_NOCLDWAIT, SIGBIT, SIGCHLD, SIGUSR1 } from '../state.ts';
import { exit, reap, rfork, spin, wait4 } from '../user.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Whatever a program leaves behind is somebody's to reap. */
const onlyInitIsLeft = eventually('only-init-is-left', 'in the end there is no process but init', () => every(proc_zone, (p) => p.p_pid === 1));

/** The child is never the caller's, and the caller's reaper has it. */
export const rforkNowait = scenario({
  name: 'rfork-nowait',
  title: 'a reaper makes a child that it is not to wait for, and waits',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [onlyInitIsLeft],
  processes: [
    init,
    {
      name: 'R',
      set: { p_treeflag: P_TREE_REAPER },
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
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [onlyInitIsLeft],
  processes: [
    init,
    {
      name: 'P',
      set: { 'p_sigacts.ps_sigignore': SIGBIT(SIGUSR1) | SIGBIT(SIGCHLD) },
      threads: [
        function* (): Routine {
          if ((yield* rfork(RFPROC | RFFDG | RFLINUXTHPN)) > 0) KASSERT((yield* wait4(-1, 0)) === -ECHILD, 'the child is waited for');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The same where the child goes to init on its own. */
export const rforkSignalUnwanted = scenario({
  name: 'rfork-signal-unwanted',
  title: 'a parent that does not want its children makes one whose death is announced by SIGUSR1',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [onlyInitIsLeft],
  processes: [
    init,
    {
      name: 'P',
      set: { 'p_sigacts.ps_flag': PS_NOCLDWAIT, 'p_sigacts.ps_sigignore': 0 },
      threads: [
        function* (): Routine {
          yield* rfork(RFPROC | RFFDG | RFLINUXTHPN);
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
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [leaderWaitsForItsPeers, killedProcessDies],
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

export const rforkScenarios: readonly Scenario[] = [rforkNowait, rforkSignalOrphan, rforkSignalUnwanted, peersNowait];
