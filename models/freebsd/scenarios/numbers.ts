/** Numbers and limits at their edges, and processes that are somebody else's. Pids: init is 1, the others follow in their order. */
import { always, eventually, every, KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { subtreeIsNumbered } from '../../../properties/index.ts';
import { EAGAIN, EPERM, P_TREE_REAPER, proc_zone, PRS_ZOMBIE, SIGKILL } from '../state.ts';
import { exit, fork, kill, killpg, pause, reap, spin, wait4 } from '../user.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** Forks once, and both stay. */
function* fork_and_stay(): Routine {
  yield* fork();
  yield* spin();
}

/** Forks, and reaps the child at once. */
function* fork_and_reap(): Routine {
  if ((yield* fork()) === 0) yield* exit(0);
  yield* wait4(-1, 0);
}

/** The number of the reaper's child is that of the subtree, to which the grandchild still belongs. */
export const subtreeOutlives = scenario({
  name: 'subtree-outlives',
  title: 'the child of a reaper dies, whose own child stays, and the reaper forks until the numbers come round',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6 },
  properties: [subtreeIsNumbered],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'R',
      set: { p_treeflag: P_TREE_REAPER },
      threads: [
        function* (): Routine {
          yield* wait4(3, 0);
          yield* fork_and_reap();
          yield* fork_and_reap();
          yield* pause();
        },
      ],
    },
    { name: 'c', parent: 'R', threads: [leave] },
    { name: 'g', parent: 'c', threads: [spin] },
  ],
});

/** Two processes are allowed: the second one is given, the third one is not. */
export const forkRlimitLast = scenario({
  name: 'fork-rlimit-last',
  title: 'a user who has one process and may have two forks',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 5, rlimit_nproc: 2 },
  processes: [
    init,
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          const pid = yield* fork();
          if (pid === 0) yield* exit(0);
          KASSERT(pid > 0, 'the last process that is allowed is refused');
          yield* wait4(pid, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Swapper, init and P are three. Of four that there may be, counted as the kernel does, the last one is for root. */
export const forkForRoot = scenario({
  name: 'fork-for-root',
  title: 'a user and root fork where there is room for one more process, which is for root',
  params: { procs: 3, threads: 3, pgrps: 1, sessions: 1, pid_max: 5, maxproc: 5, maxproc_root: 1 },
  processes: [
    { name: 'init', threads: [fork_and_stay] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          KASSERT((yield* fork()) === -EAGAIN, "root's process is given to a user");
          yield* pause();
        },
      ],
    },
  ],
});

/** Nobody dies of a signal that its sender may not send. */
const strangersAreSpared = always('strangers-are-spared', "a user's signals kill nobody but the user's own", () =>
  every(proc_zone, (p) => !p.p_hashed || p.p_pid !== 4 || p.p_xsig !== SIGKILL),
);

const ownAreKilled = eventually('own-are-killed', "in the end the user's own process is gone", () => every(proc_zone, (p) => p.p_pid !== 3));

/** Q is root's, R the user's own; both are in the group that is signalled, Q comes first. */
export const killForeign = scenario({
  name: 'kill-foreign',
  title: 'a user signals a process of root, and a group in which there is another one of the user',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 5 },
  properties: [strangersAreSpared, ownAreKilled],
  processes: [
    init,
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
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

const allAreSignalled = eventually('all-are-signalled', 'in the end the process that was there before is dead', () =>
  every(proc_zone, (p) => p.p_pid !== 3 || p.p_state === PRS_ZOMBIE),
);

const senderIsSpared = always('sender-is-spared', 'a signal to all does not come to who sends it', () =>
  every(proc_zone, (p) => !p.p_hashed || p.p_pid !== 2 || p.p_xsig !== SIGKILL),
);

/** Forks are not kept out, and the child may live on; who is on the list is killed. */
export const killAllFork = scenario({
  name: 'kill-all-fork',
  title: 'all processes are sent a signal while one of them forks',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 5 },
  properties: [allAreSignalled, senderIsSpared],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(-1, SIGKILL);
          yield* spin();
        },
      ],
    },
    { name: 'P', threads: [fork_and_stay] },
  ],
});

export const numbersScenarios: readonly Scenario[] = [subtreeOutlives, forkRlimitLast, forkForRoot, killForeign, killAllFork];
