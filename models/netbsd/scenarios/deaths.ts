/** LWPs and processes that end beside others, and what those are told. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, parentExitsFirst } from '../../../properties/index.ts';
import { CLONE_FS } from '../forkFlags.ts';
import { SIG_CATCH } from '../others.ts';
import { pendingSignalIsTaken } from '../properties.ts';
import { ECHILD, EPERM, SIGCHLD, SIGCONT, SIGKILL, SIGSTOP, SIGTERM, SIGTSTP } from '../state.ts';
import {
  __clone, _lwp_create, _lwp_exit, _lwp_suspend, exit, fork, kill, killpg, pause, reap, rely, setpgid, setsid, sigaction, spin, vfork, wait4,
} from '../user.ts';
import { WNOHANG, WUNTRACED } from '../waitOptions.ts';
import { quit } from './programs.ts';

/** Ends its LWP. */
function* leave(): Routine {
  yield* _lwp_exit();
}

/** Sleeps until something ends it. */
function* sleep(): Routine {
  yield* pause();
}

/** exit wakes who sleeps. */
export const exitSleeper = scenario({
  name: 'exit-sleeper',
  title: 'one LWP of a process exits while another one sleeps',
  properties: [killedProcessDies],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [quit, sleep] }],
  params: { threads: 3 },
});

/** It lets a suspended LWP go on, too. */
export const exitSuspended = scenario({
  name: 'exit-suspended',
  title: 'one LWP of a process suspends another one and exits',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [function* (): Routine { yield* _lwp_suspend(3); yield* exit(0); }, spin] },
  ],
  params: { threads: 3 },
});

/** A stop has begun, and found one of two LWPs asleep. */
export const stopExitThreads = scenario({
  name: 'stop-exit-threads',
  title: 'a process with three LWPs, one of which sleeps and one exits, is stopped',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [sleep, quit, spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGSTOP); yield* spin(); }] },
  ],
  params: { threads: 5 },
});

/** Whoever waits for an LWP to be suspended hears that it is gone. */
export const suspendExit = scenario({
  name: 'suspend-exit',
  title: 'one LWP of a process suspends another one, which ends',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [function* (): Routine { yield* _lwp_suspend(3); yield* spin(); }, leave] },
  ],
  params: { threads: 3 },
});

/** The last one ends the process, whichever that is. */
export const lwpsExit = scenario({
  name: 'lwps-exit',
  title: 'both LWPs of a process end, and neither calls exit',
  properties: [killedProcessDies],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [leave, leave] }],
  params: { threads: 3 },
});

/** A signal that was left to an LWP on its way out. */
export const termLwpExit = scenario({
  name: 'term-lwp-exit',
  title: 'a process with two LWPs, one of which ends and one computes, is terminated',
  properties: [pendingSignalIsTaken],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [spin, leave] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGTERM); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** A stop does not keep a process from its death. */
export const stopKill = scenario({
  name: 'stop-kill',
  title: 'a process with two LWPs is stopped and then killed',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [spin, spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGSTOP); yield* kill(2, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** Every stop is told once. */
export const waitStop = scenario({
  name: 'wait-stop',
  title: 'a parent hears of two stops of its child, continues it after each, kills it and waits',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          rely((yield* wait4(3, WUNTRACED)) === 3);
          rely((yield* wait4(3, WUNTRACED | WNOHANG)) === 0);
          yield* kill(3, SIGCONT);
          yield* kill(3, SIGSTOP);
          rely((yield* wait4(-1, WUNTRACED)) === 3);
          yield* kill(3, SIGKILL);
          rely((yield* wait4(-1, 0)) === 3);
          yield* spin();
        },
      ],
    },
    { name: 'C', parent: 'P', threads: [function* (): Routine { yield* kill(3, SIGSTOP); yield* spin(); }] },
  ],
  params: { threads: 3 },
});

/** A new LWP is stopped with the others. */
export const lwpCreateStop = scenario({
  name: 'lwp-create-stop',
  title: 'one LWP of a process creates another, while the process is stopped and continued',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* _lwp_create(spin); yield* spin(); }, spin] },
    { name: 'K', threads: [function* (): Routine { yield* kill(2, SIGSTOP); yield* kill(2, SIGCONT); yield* spin(); }] },
  ],
  params: { threads: 5 },
});

/** All members, not only the first. */
export const killpgTwo = scenario({
  name: 'killpg-two',
  title: 'a group of two processes is killed',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [spin] },
    { name: 'Q', group: 'P', threads: [spin] },
    { name: 'K', threads: [function* (): Routine { yield* killpg(2, SIGKILL); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** A vfork child is not stopped from the terminal, or its parent could not go on. */
export const vforkTstp = scenario({
  name: 'vfork-tstp',
  title: 'a group whose only process vforks is stopped from its terminal, and the child exits',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', group: 'P', threads: [function* (): Routine { if ((yield* vfork()) === 0) yield* exit(0); yield* spin(); }] },
    { name: 'K', threads: [function* (): Routine { yield* killpg(2, SIGTSTP); yield* spin(); }] },
  ],
  params: { threads: 4 },
});

/** Nobody is left who could continue the child. */
export const orphanLeft = scenario({
  name: 'orphan-left',
  title: 'the leader of a session forks, its child begins a group of its own, and the leader exits',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* setsid();
          if ((yield* fork()) === 0) {
            yield* setpgid(0, 0);
            yield* spin();
          }
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3, pgrps: 5 },
});

/** A child that says nothing when it exits says SIGCHLD to init. */
export const cloneOrphan = scenario({
  name: 'clone-orphan',
  title: 'a process clones one that ends without a signal, and exits before it',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [function* (): Routine { yield* __clone(CLONE_FS); yield* exit(0); }] },
  ],
  params: { threads: 3 },
});

/** All children go to init, dead or alive. */
export const exitTwoChildren = scenario({
  name: 'exit-two-children',
  title: 'a process with two children, one of which exits, exits',
  properties: [parentExitsFirst],
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'S', threads: [quit] },
    { name: 'A', parent: 'S', threads: [spin] },
    { name: 'B', parent: 'S', threads: [quit] },
  ],
  params: { threads: 4 },
});

export const sigchldCaught = scenario({
  name: 'sigchld-caught',
  title: 'a process that catches SIGCHLD forks, the child exits, and the parent waits for it',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGCHLD, SIG_CATCH);
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** The group of the caller is not the one that bears its number. */
export const waitGroup = scenario({
  name: 'wait-group',
  title: 'a process waits for its own group, for a child of it, and for the group that it moves that to; an ordinary user signals another one',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'L', group: 'L', threads: [spin] },
    {
      name: 'P',
      parent: 'L',
      threads: [
        function* (): Routine {
          rely((yield* wait4(0, WNOHANG)) === 0);
          rely((yield* wait4(-5, 0)) === -ECHILD);
          rely((yield* setpgid(5, 5)) === 0);
          rely((yield* wait4(0, 0)) === -ECHILD);
          rely((yield* wait4(5, WNOHANG)) === 0);
          rely((yield* kill(5, SIGTERM)) === 0);
          rely((yield* wait4(-5, 0)) === 5);
          yield* spin();
        },
      ],
    },
    { name: 'A', parent: 'init', uid: 1, threads: [function* (): Routine { rely((yield* kill(2, SIGTERM)) === -EPERM); yield* spin(); }] },
    { name: 'C', parent: 'P', threads: [spin] },
  ],
  params: { procs: 5, threads: 5 },
});

export const deathsScenarios: readonly Scenario[] = [
  stopKill, waitStop, lwpCreateStop, killpgTwo, vforkTstp, orphanLeft, cloneOrphan, exitSleeper, exitSuspended, stopExitThreads, suspendExit, lwpsExit, termLwpExit, exitTwoChildren, sigchldCaught, waitGroup,
];
