/** Signals to groups, processes and LWPs, against forks and exits. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import {
  forkReturns, groupIsSignalled, groupKillMeetsAFork, groupKillReturns, killedProcessDies, processIsStopped,
} from '../../../properties/index.ts';
import { SIGCONT, SIGKILL, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP } from '../state.ts';
import {
  _lwp_continue, _lwp_create, _lwp_exit, _lwp_suspend, exit, fork, kevent, kill, killpg, pause, reap, setpgid, spin, wait4, waitid,
} from '../user.ts';
import { WCONTINUED, WEXITED, WNOHANG, WNOWAIT, WUNTRACED } from '../waitOptions.ts';

/** Kills the group of process 2. */
function* kill_group(): Routine {
  yield* killpg(2, SIGKILL);
  yield* spin();
}

/** Forks once. Parent and child stay, for the signal to find. */
function* fork_once(): Routine {
  yield* fork();
  yield* spin();
}

/** Sleeps until it is killed. */
function* sleep(): Routine {
  yield* pause();
}

/** Ends its LWP. */
function* leave(): Routine {
  yield* _lwp_exit();
}

/** C4. */
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

/** C4 with somebody who follows the forks of P: proc_lock is dropped while the child is on its lists and is not complete. */
export const killpgForkKnote = scenario({
  name: 'killpg-fork-knote',
  title: 'a process that is watched forks; who watches learns of the child, and kills it and its group',
  properties: [groupKillReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', set: { p_klist: 1 }, threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(yield* kevent(), SIGKILL);
          yield* killpg(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  failures: { knote_proc_fork: 1 },
  params: { threads: 4 },
});

/** IL-5: a number can be guessed before the process is complete. */
export const killNew = scenario({
  name: 'kill-new',
  title: 'a process forks, and somebody kills the child by its number as early as it likes',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(4, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** A kill of everybody, and a fork that is under way. */
export const killAllFork = scenario({
  name: 'kill-all-fork',
  title: 'a process that forks is killed with all others',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once] },
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

/** S4 for stops: the child of a fork under way is not in the group when it is stopped. */
export const stopFork = scenario({
  name: 'stop-fork-continue',
  title: 'a group with a process that forks is stopped and continued from outside',
  properties: [processIsStopped, groupKillReturns],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* killpg(2, SIGSTOP);
          yield* killpg(2, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** All LWPs have to look at a SIGKILL. */
export const killThreads = scenario({
  name: 'kill-threads',
  title: 'a process with two LWPs, one of which sleeps, is killed',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [sleep, spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** A signal for the process is left to one LWP, which may be on its way out. */
export const killLwpExit = scenario({
  name: 'kill-lwp-exit',
  title: 'a process is terminated while one of its LWPs exits and the other sleeps',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [sleep, leave] },
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
  params: { threads: 4 },
});

/** Stops, news of it, and the way on. */
export const waitStopContinue = scenario({
  name: 'wait-stop-continue',
  title: 'a child stops, continues and dies; its parent waits for each',
  properties: [processIsStopped, killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* wait4(3, WUNTRACED);
          yield* kill(3, SIGCONT);
          yield* wait4(-1, WCONTINUED | WNOHANG);
          yield* kill(3, SIGKILL);
          yield* waitid(3, WEXITED | WNOWAIT);
          yield* wait4(0, 0);
          yield* exit(0);
        },
      ],
    },
    {
      name: 'C',
      parent: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* pause();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** A stop of two LWPs: the callout finds the one that goes to sleep when it has begun. */
export const stopThreads = scenario({
  name: 'stop-threads',
  title: 'a process with two LWPs, one of which goes to sleep, is stopped from its terminal, continued and killed',
  properties: [processIsStopped, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', group: 'P', threads: [sleep, spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGTSTP);
          yield* kill(2, SIGCONT);
          yield* kill(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 5, stop_callout: 1 },
});

/** A core dump suspends the other LWPs before it begins. */
export const coreDump = scenario({
  name: 'core-dump',
  title: 'a process with two LWPs dies with a core dump',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [sleep, spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGQUIT);
          yield* spin();
        },
      ],
    },
  ],
  failures: { coredump: 1 },
  params: { threads: 4 },
});

/** The request to suspend does not end the sleep of who was about to sleep. */
export const suspendSleeper = scenario({
  name: 'suspend-sleeper',
  title: 'one LWP of a process suspends another one, which goes to sleep',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* _lwp_suspend(3);
          yield* spin();
        },
        sleep,
      ],
    },
  ],
  params: { threads: 3 },
});

/** One LWP suspends another, and takes it back. */
export const suspendContinue = scenario({
  name: 'suspend-continue',
  title: 'one LWP of a process suspends another one and lets it go on; then it exits',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* _lwp_suspend(3);
          yield* _lwp_continue(3);
          yield* exit(0);
        },
        spin,
      ],
    },
  ],
  params: { threads: 3 },
});

/** A third LWP takes the request back. */
export const suspendLost = scenario({
  name: 'suspend-race',
  title: 'one LWP of a process suspends a second one, and a third lets it go on',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* _lwp_suspend(3);
          yield* spin();
        },
        spin,
        function* (): Routine {
          yield* _lwp_continue(3);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** LX-1: a new LWP does not dodge the end of its process. */
export const lwpCreateExit = scenario({
  name: 'lwp-create-exit',
  title: 'one LWP of a process creates another, while the process is killed',
  failures: { lwp_create: 1 },
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        spin,
        function* (): Routine {
          yield* _lwp_create(spin);
          yield* spin();
        },
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGKILL);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 5 },
});

/** A group whose members nobody is left to continue. */
export const orphanedGroup = scenario({
  name: 'orphaned-group',
  title: 'a stopped process is left alone in its group when its parent exits',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'S', group: 'S', threads: [function* (): Routine { yield* exit(0); }] },
    { name: 'C', parent: 'S', group: 'C', threads: [function* (): Routine { yield* kill(3, SIGTSTP); yield* spin(); }] },
  ],
  params: { threads: 3 },
});

/** A shell moves a process to a group of its own, and kills that. */
export const killpgForkSetpgid = scenario({
  name: 'killpg-fork-setpgid',
  title: 'a process that forks is moved to a new group, and that group is killed',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* killpg(3, SIGKILL);
          yield* spin();
        },
      ],
    },
    { name: 'P', parent: 'S', threads: [fork_once] },
  ],
  params: { threads: 4 },
});

export const signalsScenarios: readonly Scenario[] = [
  killpgFork, killpgForkKnote, killNew, killAllFork, stopFork, killThreads, killLwpExit, waitStopContinue, stopThreads, coreDump,
  suspendSleeper, suspendContinue, suspendLost, lwpCreateExit, orphanedGroup, killpgForkSetpgid,
];
