/** Reapers that kill all below them. The thread of the taskqueue is the first one. */
import { KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { exitMeetsAHold, treeKillMeetsAFork } from '../../../properties/index.ts';
import { P_TREE_REAPER, SIGCONT, SIGKILL, SIGSTOP } from '../state.ts';
import { fork, kill, procctl_reap, procctl_reap_kill, spin, wait4 } from '../user.ts';
import { WNOHANG } from '../waitOptions.ts';

/** Forks, and both stay. */
function* forkAndStay(): Routine {
  yield* fork();
  yield* spin();
}

/** Kills everybody below it, and stays. */
function* killAll(): Routine {
  yield* procctl_reap_kill(0, SIGKILL);
  yield* spin();
}

/** Stops being a reaper, and stays. */
function* resign(): Routine {
  yield* procctl_reap(false);
  yield* spin();
}

const reaper = { p_treeflag: P_TREE_REAPER };

/** FB-4: the child is forked before its parent is stopped, and found by the next pass, or not at all. */
export const reapKillFork = scenario({
  name: 'reap-kill-fork',
  title: 'a reaper kills all below it while its child forks',
  params: { procs: 4, threads: 5, pgrps: 1, sessions: 1, pid_max: 6, taskqueue: 1 },
  properties: [treeKillMeetsAFork, exitMeetsAHold],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'R', set: reaper, threads: [killAll] },
    { name: 'P', parent: 'R', threads: [forkAndStay] },
  ],
});

/** A finding: a process that is about to stop is not stopped again, and may still be in its fork when it is signalled. */
export const reapKillStop = scenario({
  name: 'reap-kill-stop',
  title: 'a reaper stops its child, which forks, and then kills all below it',
  params: { procs: 4, threads: 5, pgrps: 1, sessions: 1, pid_max: 6, taskqueue: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'R',
      set: reaper,
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* killAll();
        },
      ],
    },
    { name: 'P', parent: 'R', threads: [forkAndStay] },
  ],
});

/** A finding: what has come to rest for two reasons is not looked at again when one of them is gone. */
export const reapKillContinue = scenario({
  name: 'reap-kill-continue',
  title: 'a reaper kills its child while another process stops and continues that',
  params: { procs: 3, threads: 4, pgrps: 1, sessions: 1, pid_max: 5, taskqueue: 1 },
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGCONT);
          yield* spin();
        },
      ],
    },
    { name: 'R', set: reaper, threads: [killAll] },
    { name: 'P', parent: 'R', threads: [spin] },
  ],
});

/** A reaper below the reaper may be none when its list is to be walked; what was on it is on the first one's. */
export const reapKillNested = scenario({
  name: 'reap-kill-nested',
  title: 'a reaper kills all below it, and a reaper there gives its office up',
  params: { procs: 4, threads: 5, pgrps: 1, sessions: 1, pid_max: 6, taskqueue: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'R', set: reaper, threads: [killAll] },
    { name: 'S', parent: 'R', set: reaper, threads: [resign] },
    { name: 'P', parent: 'S', threads: [spin] },
  ],
});

/** The number of a subtree is that of the child that heads it. */
export const reapKillSubtree = scenario({
  name: 'reap-kill-subtree',
  title: 'a reaper kills one of two subtrees below it',
  params: { procs: 4, threads: 5, pgrps: 1, sessions: 1, pid_max: 6, taskqueue: 1 },
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'R',
      set: reaper,
      threads: [
        function* (): Routine {
          yield* procctl_reap_kill(3, SIGKILL);
          KASSERT((yield* wait4(3, 0)) === 3, 'the child of the subtree lives');
          KASSERT((yield* wait4(4, WNOHANG)) === 0, 'the child of the other subtree is gone');
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'R', threads: [spin] },
    { name: 'Q', parent: 'R', threads: [spin] },
  ],
});

export const reapKillScenarios: readonly Scenario[] = [
  reapKillFork,
  reapKillStop,
  reapKillContinue,
  reapKillNested,
  reapKillSubtree,
];
