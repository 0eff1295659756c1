/** Limits, failures, and what fork reads without a lock. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { forkReturns, twoUsersHaveProcesses } from '../../../properties/index.ts';
import { SIGCONT, SIGKILL, SIGTERM } from '../state.ts';
import { chdir, coreadm, exit, fork1, forkall, kill, look, newproc, pool_bind, setuid, spin, vfork, wait } from '../user.ts';
import { fork_and_wait, fork_once } from './programs.ts';

/** C21: two forks, and room for one. */
export const forkLimit = scenario({
  name: 'fork-limit',
  title: 'two processes fork, and there is room for one more',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_and_wait] },
    { name: 'Q', threads: [fork_and_wait] },
  ],
  params: { threads: 5, procs: 5, prslots: 4 },
});

/** All numbers are taken. */
export const forkNoPid = scenario({
  name: 'fork-no-pid',
  title: 'a process forks, and there is no number for the child',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [fork_once] }],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4, maxpid: 3 },
});

/** C3: a user who may not have more processes; what getproc gives back without pidlock somebody may have found. */
export const forkUserLimit = scenario({
  name: 'fork-user-limit',
  title: 'a process of a user at the limit forks, and another sends the child a signal',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', uid: 1, threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(4, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, v_maxup: 1 },
});

/** C21: two forks of a user, and room for one. */
export const forkUserRace = scenario({
  name: 'fork-user-race',
  title: 'two processes of a user fork, who may have one more',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', uid: 1, threads: [fork_once] },
    { name: 'Q', uid: 1, threads: [fork_once] },
  ],
  params: { threads: 5, procs: 5, prslots: 5, v_maxup: 3 },
});

/** C3: the number is handed out again. */
export const forkUserLimitReuse = scenario({
  name: 'fork-user-limit-reuse',
  title: 'a process of a user at the limit forks, another sends the child a SIGKILL, and a third one forks',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', uid: 1, threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(5, SIGKILL);
          yield* spin();
        },
      ],
    },
    { name: 'Q', threads: [fork_once] },
  ],
  params: { threads: 5, procs: 6, prslots: 6, pids: 8, maxpid: 7, v_maxup: 1 },
});

/** Each way in which a fork fails gives back what it had. */
function forkFails(name: string, title: string, failures: Readonly<Record<string, number>>, forks: () => Routine<number>): Scenario {
  return scenario({
    name,
    title,
    processes: [
      { name: 'init', threads: [spin] },
      {
        name: 'P',
        threads: [
          function* (): Routine {
            if ((yield* forks()) === 0) yield* exit();
            yield* wait();
            yield* spin();
          },
        ],
      },
      { name: 'C', parent: 'P', threads: [spin] },
    ],
    failures,
    params: { threads: 4 },
  });
}

export const forkNoMemory = forkFails('fork-no-memory', 'a process with a child forks, and its memory cannot be copied', { as_dup: 1, page_mem_avail: 1 }, fork1);
export const forkNoLwp = forkFails('fork-no-lwp', 'a process with a child forks, and there is no LWP for the child', { lwp_create: 1 }, fork1);
export const vforkNoLwp = forkFails('vfork-no-lwp', 'a process with a child vforks, and there is no LWP for the child', { lwp_create: 1 }, vfork);

/** I20: what was copied of DTrace's stays where there is no LWP. */
export const forkHelpers = scenario({
  name: 'fork-helpers',
  title: 'a process with DTrace helpers forks, and there is no LWP for the child',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [fork_and_wait] }],
  failures: { lwp_create: 1 },
  params: { threads: 3, procs: 3, prslots: 3, pids: 4, helpers: 1 },
});

/** I19: P_PR_LOCK is kept until all is undone. */
export const forkNoMemoryLook = scenario({
  name: 'fork-no-memory-look',
  title: 'a process forks and its memory cannot be copied, while one process looks at it and another binds it to a pool',
  properties: [forkReturns],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* look(2);
          yield* spin();
        },
      ],
    },
    {
      name: 'B',
      threads: [
        function* (): Routine {
          yield* pool_bind(2);
          yield* spin();
        },
      ],
    },
  ],
  failures: { as_dup: 1 },
  params: { threads: 5, procs: 5, prslots: 5, pids: 6, pools: 2 },
});

/** I26: a child that is taken back is on the list of all processes, and its credential is gone. */
export const killAllForkFails = scenario({
  name: 'kill-all-fork-fails',
  title: 'a process forks and there is no LWP for the child, while another one sends everybody a signal',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(-1, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 4 },
});

/** The second LWP of a child cannot be made. */
export const forkallNoLwp = scenario({
  name: 'forkall-no-lwp',
  title: 'a process with two LWPs forks them all, and one of them cannot be copied',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* forkall()) === 0) yield* exit();
          yield* spin();
        },
        spin,
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
});

/** The last thing that can fail: all LWPs are there. */
export const forkNoContract = scenario({
  name: 'fork-no-contract',
  title: 'a process with a contract template and two LWPs forks them all, and there is no contract for the child',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      set: { p_ctmpl: 1 },
      threads: [
        function* (): Routine {
          if ((yield* forkall()) === 0) yield* exit();
          yield* spin();
        },
        spin,
      ],
    },
  ],
  failures: { contract_process_create: 1 },
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
});

/** C5: the parent's lists keep a process that is not there. */
export const newprocFails = scenario({
  name: 'newproc-fails',
  title: 'the kernel makes a process and has no LWP for it, and then another one',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* newproc(true);
          yield* newproc(true);
          yield* spin();
        },
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 4 },
});

/** Processes that the kernel makes; what it holds for those of its own it never lets go. */
export const newprocTwo = scenario({
  name: 'newproc-two',
  title: 'the kernel makes a process of its own, and another one like init',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* newproc(false);
          yield* newproc(true);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** I21: one LWP forks as who it was, while another changes the user; the user has no entry yet. */
export const setuidFork = scenario({
  name: 'setuid-fork',
  title: 'one LWP of a process forks, another changes the user; the child exits and is waited for',
  properties: [twoUsersHaveProcesses],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        fork_and_wait,
        function* (): Routine {
          yield* setuid(1);
          yield* spin();
        },
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 4, procs: 3, prslots: 3, pids: 4 },
});

/** I24: what is given back is what the caller has by then. */
export const forkChdir = scenario({
  name: 'fork-chdir',
  title: 'one LWP of a process forks and there is none for the child, while another one goes to another directory',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        fork_once,
        function* (): Routine {
          yield* chdir();
          yield* spin();
        },
      ],
    },
  ],
  failures: { lwp_create: 1, as_dup: 1 },
  params: { threads: 4, procs: 3, prslots: 3, pids: 4 },
});

/** A process of the kernel is made and the maker's other LWP is not held. */
export const newprocChdir = scenario({
  name: 'newproc-chdir',
  title: 'the kernel makes a process and has no LWP for it, while another LWP of the maker goes to another directory',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* newproc(false);
          yield* spin();
        },
        function* (): Routine {
          yield* chdir();
          yield* spin();
        },
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 4 },
});

/** I2: coreadm replaces what fork is about to hold. */
export const coreadmFork = scenario({
  name: 'coreadm-fork',
  title: 'a process forks while another changes where it dumps core, twice',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* coreadm(2);
          yield* coreadm(2);
          yield* spin();
        },
      ],
    },
  ],
  slots: { corectl: 3 },
  params: { threads: 4 },
});

/** IL-5: from a zone of its own somebody looks for a process that is in none yet. */
export const zoneKillFork = scenario({
  name: 'zone-kill-fork',
  title: 'a process forks while another one, in a zone that is not the global one, sends a signal to the child\'s number',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(4, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, zones: 2, zoned: 3 },
});

/** A zone that goes down gets no more processes. */
export const zoneShutsDown = scenario({
  name: 'zone-shuts-down',
  title: 'a process forks in a zone that goes down',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', set: { 'p_zone.zone_shutting_down': 1 }, threads: [fork_once] },
  ],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

export const limitsScenarios: readonly Scenario[] = [
  forkLimit, forkNoPid, forkUserLimit, forkUserRace, forkUserLimitReuse, forkNoMemory, forkNoLwp, vforkNoLwp, forkallNoLwp, forkNoContract,
  forkHelpers, forkNoMemoryLook, killAllForkFails, newprocFails, newprocTwo, forkChdir, newprocChdir, setuidFork, coreadmFork, zoneKillFork, zoneShutsDown,
];
