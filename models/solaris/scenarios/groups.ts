/** Groups, parents that exit, numbers that come round. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  forkReturns, groupIsSignalled, groupKillMeetsAFork, groupKillReturns, groupOutlivesItsLeader, killedProcessDies, parentExitsFirst,
} from '../../../properties/index.ts';
import { SIG_CATCH } from '../sigaction.ts';
import { P_PR_PTRACE, SIGCLD, SIGCONT, SIGKILL, SIGSTOP, SIGTERM, SNOWAIT } from '../state.ts';
import { exit, fork1, kill, pause, reap, setpgid, sigaction, spin, wait, waitid } from '../user.ts';
import { WCONTINUED, WEXITED, WSTOPPED } from '../waitOptions.ts';
import { fork_and_exit, fork_once, quit } from './programs.ts';

/** Kills group 2. */
function* kill_group(): Routine {
  yield* kill(-2, SIGKILL);
  yield* spin();
}

/** C13. */
export const killpgFork = scenario({
  name: 'killpg-fork',
  title: 'a group with one process, which forks, is killed from outside',
  properties: [groupKillMeetsAFork, groupKillReturns, groupIsSignalled, killedProcessDies, forkReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { threads: 4 },
});

/** C13: whoever has a template is not asked whether it has been killed. */
export const killpgForkTemplate = scenario({
  name: 'killpg-fork-template',
  title: 'a process with a contract template forks while its group is killed from outside',
  properties: [groupKillMeetsAFork],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', set: { p_ctmpl: 1 }, threads: [fork_once] },
    { name: 'K', threads: [kill_group] },
  ],
  params: { threads: 4 },
});

/** C13: other signals are not asked for at all. */
export const termpgFork = scenario({
  name: 'termpg-fork',
  title: 'a group with one process, which forks, is sent a SIGTERM',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(-2, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** Everybody is killed. */
export const killAllFork = scenario({
  name: 'kill-all-fork',
  title: 'a process forks while another kills everybody, itself included',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(-1, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

export const setpgidFork = scenario({
  name: 'setpgid-fork',
  title: 'a process that forks is moved to a group of its own by its parent',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [fork_and_exit] },
  ],
  params: { threads: 4 },
});

export const setpgidTwice = scenario({
  name: 'setpgid-twice',
  title: 'a parent and its child put the child into a group of its own',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      parent: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(0, 0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

/** A group of another session, and one that is not there. */
export const setpgidSession = scenario({
  name: 'setpgid-session',
  title: 'a process tries to enter the group of init, which is of another session, and one that nobody leads',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* setpgid(0, 5);
          yield* setpgid(0, 1);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 2, procs: 2, prslots: 2, pids: 3 },
});

/** C21, FB-21: the number of the leader stays taken while the group lives. */
export const pidReuse = scenario({
  name: 'pid-reuse',
  title: 'the leader of a group exits, a member stays, and others fork until numbers come round',
  properties: [groupOutlivesItsLeader],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [quit] },
    { name: 'Q', group: 'P', threads: [spin] },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          for (let n = 0; n < 2; n++) {
            if ((yield* fork1()) === 0) yield* exit();
            yield* wait();
          }
          yield* spin();
        },
      ],
    },
  ],
  params: { procs: 5, prslots: 5, threads: 7, pids: 6, maxpid: 6 },
});

/** The same where no other number is left. */
export const pidReuseNone = scenario({
  name: 'pid-reuse-none',
  title: 'the leader of a group exits, a member stays, and another process forks, for which there is no number left',
  properties: [groupOutlivesItsLeader],
  processes: [
    { name: 'init', set: { p_flag: SNOWAIT }, threads: [spin] },
    { name: 'P', group: 'P', threads: [quit] },
    { name: 'Q', group: 'P', threads: [spin] },
    { name: 'R', threads: [fork_once] },
  ],
  params: { procs: 5, prslots: 5, threads: 5, pids: 6, maxpid: 5 },
});

/** C22. */
export const parentExitFork = scenario({
  name: 'parent-exit-fork',
  title: 'the parent of a process exits while that one forks and exits',
  properties: [parentExitsFirst],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'S', threads: [quit] },
    { name: 'P', parent: 'S', threads: [fork_and_exit] },
  ],
  params: { threads: 4 },
});

/** C22: a zombie, and a child that its parent traces, go to init. */
export const parentExitChildren = scenario({
  name: 'parent-exit-children',
  title: 'a process exits while one of its children does, and it traces another',
  properties: [parentExitsFirst],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'S', threads: [quit] },
    { name: 'P', parent: 'S', threads: [quit] },
    { name: 'T', parent: 'S', set: { p_proc_flag: P_PR_PTRACE }, threads: [spin] },
  ],
  params: { threads: 4 },
});

/** C22: what a parent hears of a child. */
export const waitStopContinue = scenario({
  name: 'wait-stop-continue',
  title: 'a parent waits until its child has stopped, has been continued, and has exited',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* waitid(3, WSTOPPED);
          yield* kill(3, SIGCONT);
          yield* waitid(3, WCONTINUED);
          yield* waitid(3, WEXITED);
          yield* spin();
        },
      ],
    },
    {
      name: 'C',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* exit();
        },
      ],
    },
  ],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

/** C22: one SIGCLD at a time, and the others wait. */
export const childrenExit = scenario({
  name: 'children-exit',
  title: 'two children of a process that catches SIGCLD exit, and it waits for both',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGCLD, SIG_CATCH);
          yield* wait();
          yield* pause();
          yield* wait();
          yield* spin();
        },
      ],
    },
    { name: 'C', parent: 'P', threads: [quit] },
    { name: 'D', parent: 'P', threads: [quit] },
  ],
  params: { threads: 4 },
});

export const groupsScenarios: readonly Scenario[] = [
  killpgFork, killpgForkTemplate, termpgFork, killAllFork, setpgidFork, setpgidTwice, setpgidSession, pidReuse, pidReuseNone, parentExitFork,
  parentExitChildren, waitStopContinue, childrenExit,
];
