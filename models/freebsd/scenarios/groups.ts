/** Process groups and sessions. */
import { always, every, inside, nil, scenario, some, sometimes } from '../../../src/index.ts';
import type { Ref, Routine, Scenario } from '../../../src/index.ts';
import {
  callHoldsAGroup, forkReturns, groupIsMade, groupOutlivesItsLeader, groupRunsEmpty, sessionHasThreeGroups,
  sessionsAreTwo,
} from '../../../properties/index.ts';
import { tty_thread } from '../interrupts.ts';
import {
  k, P2_WEXIT, P_STOPPED_SIG, PGRP_ORPHANED, pgrp_zone, proc_zone, PRS_NORMAL, PS_NOCLDWAIT, SIGBIT, SIGINT, SIGSTOP, SIGTSTP,
  thread_zone,
} from '../state.ts';
import type { Proc } from '../state.ts';
import { exit, fork, getpid, kill, pause, reap, setpgid, setsid, spin, wait4 } from '../user.ts';
import { WUNTRACED } from '../waitOptions.ts';

/** M8, the small one: the group changes under the fork, or the fork makes the change wait. */
export const setpgidFork = scenario({
  name: 'setpgid-fork',
  title: 'a process forks while its parent moves it to a new group',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 1, pid_max: 6 },
  properties: [groupIsMade, callHoldsAGroup, forkReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 0);
          yield* wait4(-1, 0);
        },
      ],
    },
    {
      name: 'P',
      parent: 'S',
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
        },
      ],
    },
  ],
});

/** M8: the process has two threads, and the other one begins a session. */
export const setsidFork = scenario({
  name: 'setsid-fork',
  title: 'one thread forks, another one begins a session, and the parent moves their process to a new group',
  params: { procs: 4, threads: 5, pgrps: 4, sessions: 2, pid_max: 6 },
  properties: [sessionsAreTwo],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'S',
      threads: [
        function* (): Routine {
          yield* setpgid(3, 0);
          yield* pause();
        },
      ],
    },
    {
      name: 'P',
      parent: 'S',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* pause();
        },
        function* (): Routine {
          yield* setsid();
          yield* pause();
        },
      ],
    },
  ],
});

/** OB-9: parent and child both make the child's group, as shells do, so that it does not matter who is first. */
export const setpgidTwice = scenario({
  name: 'setpgid-twice',
  title: 'a shell and its child both move the child to a group of its own',
  params: { procs: 3, threads: 3, pgrps: 4, sessions: 1, pid_max: 5 },
  properties: [callHoldsAGroup, sessionHasThreeGroups],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          const pid = yield* fork();
          yield* setpgid(pid, pid);
          yield* pause();
        },
      ],
    },
  ],
});

/** FB-21: the parent makes the child a group leader and never waits; the child's own child inherits the group. */
export const groupLeaderDies = scenario({
  name: 'group-leader-dies',
  title: 'a child is moved to a new group, forks and dies; the grandchild forks until the numbers come round',
  params: { procs: 5, threads: 5, pgrps: 3, sessions: 1, pid_max: 6 },
  properties: [groupOutlivesItsLeader],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      set: { 'p_sigacts.ps_flag': PS_NOCLDWAIT },
      threads: [
        function* (): Routine {
          yield* setpgid(3, 3);
          yield* pause();
        },
      ],
    },
    {
      name: 'P',
      parent: 'S',
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) {
            if ((yield* fork()) === 0) yield* exit(0);
            yield* wait4(-1, 0);
            yield* fork();
            yield* pause();
          }
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Nobody could continue such a process. It is looked at when nobody changes the tree or signals the process. */
const orphansGoOn = always('orphans-go-on', 'no process of an orphaned group stays stopped', () => {
  return k.proctree_lock.sx_owner !== nil || every(proc_zone, (p) => p.p_mtx.mtx_owner !== nil || !is_stopped_orphan(p));
});

function is_stopped_orphan(p: Ref<Proc>): boolean {
  if (p.p_state !== PRS_NORMAL || p.p_pgrp === nil) return false;
  return (p.p_flag & P_STOPPED_SIG) !== 0 && (p.p_pgrp.pg_flags & PGRP_ORPHANED) !== 0;
}

/** For orphans-go-on. */
const groupIsOrphaned = sometimes('group-is-orphaned', 'a group with a member is an orphan', () =>
  some(pgrp_zone, (g) => g.pg_hashed && (g.pg_flags & PGRP_ORPHANED) !== 0 && g.pg_members.first !== nil),
);

/** The hangup that an orphaned group with a stopped member gets kills the child, which could not be continued. */
export const orphanedGroup = scenario({
  name: 'orphaned-group',
  title: 'a shell dies when it sees that its child has stopped',
  params: { procs: 3, threads: 3, pgrps: 3, sessions: 2, pid_max: 5, tty: 1 },
  properties: [orphansGoOn, groupRunsEmpty, groupIsOrphaned],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* wait4(-1, WUNTRACED);
          yield* exit(0);
        },
      ],
    },
    {
      name: 'c',
      parent: 'S',
      group: 'c',
      threads: [
        function* (): Routine {
          yield* kill(getpid(), SIGSTOP);
          yield* spin();
        },
      ],
    },
  ],
});

/** A terminal's stop is refused in an orphaned group; here the group becomes one at the same time. */
export const orphanStopRace = scenario({
  name: 'orphan-stop-race',
  title: 'a shell dies while its child stops as the terminal would stop it',
  params: { procs: 3, threads: 3, pgrps: 3, sessions: 2, pid_max: 5, tty: 1 },
  properties: [orphansGoOn, groupIsOrphaned],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* exit(0);
        },
      ],
    },
    {
      name: 'c',
      parent: 'S',
      group: 'c',
      threads: [
        function* (): Routine {
          yield* kill(getpid(), SIGTSTP);
          yield* spin();
        },
      ],
    },
  ],
});

/** The terminal has sent all that it will send. */
function tty_is_done(): boolean {
  return !some(thread_zone, (td) => inside(td, tty_thread));
}

/** Whether the process with this number is dead, or dies. */
function is_dying(pid: number): boolean {
  return !some(proc_zone, (p) => p.p_hashed && p.p_pid === pid && p.p_state === PRS_NORMAL && (p.p_flag2 & P2_WEXIT) === 0);
}

/** The parent has no other reason to die. */
const interruptReachesAll = always('interrupt-reaches-all', 'when ^C has killed the parent, it kills the child that it had by then', () => {
  if (!tty_is_done() || !is_dying(2)) return true;
  return every(proc_zone, (p) => !p.p_hashed || p.p_pid <= 2 || p.p_state !== PRS_NORMAL || is_interrupted(p));
});

function is_interrupted(p: Ref<Proc>): boolean {
  return (p.p_flag2 & P2_WEXIT) !== 0 || (p.p_siglist & SIGBIT(SIGINT)) !== 0;
}

/** S14: the device interrupt is delivered by a kernel thread, which takes the group's lock and not its pg_killsx. */
export const ttyInterruptFork = scenario({
  name: 'tty-interrupt-fork',
  title: 'a process in the foreground forks when ^C comes',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 5, tty_signals: 1, tty_foreground: 2 },
  properties: [interruptReachesAll],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      group: 'P',
      threads: [
        function* (): Routine {
          yield* fork();
          yield* spin();
        },
      ],
    },
  ],
});

export const groupsScenarios: readonly Scenario[] = [
  setpgidFork,
  setsidFork,
  setpgidTwice,
  groupLeaderDies,
  orphanedGroup,
  orphanStopRace,
  ttyInterruptFork,
];
