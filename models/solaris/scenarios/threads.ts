/** LWPs that hold each other, pools, contracts, and who looks from outside. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies, singlingEnds, threadHasOthersStopped } from '../../../properties/index.ts';
import { SIGCONT, SIGKILL, SIGQUIT, SIGSTOP, SNOWAIT } from '../state.ts';
import { execve, exit, fork1, forkall, kill, look, lwp_continue, lwp_create, lwp_exit, lwp_suspend, pause, pool_bind, spin } from '../user.ts';
import { fork_once, quit, sleep_and_spin } from './programs.ts';

const small = { threads: 4, procs: 3, prslots: 3, pids: 4 };

/** C20: two forks of one process, of either kind, one after the other. */
export const forkForkall = scenario({
  name: 'fork-forkall',
  title: 'one LWP of a process forks itself, another forks all',
  properties: [threadHasOthersStopped, singlingEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        fork_once,
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 6, procs: 4, prslots: 4, pids: 5 },
});

/** C20: one LWP forks all, another sleeps where it can be found. */
export const forkallSleeper = scenario({
  name: 'forkall-sleeper',
  title: 'one LWP of a process forks all while another sleeps',
  properties: [threadHasOthersStopped, singlingEnds],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
        function* (): Routine {
          yield* pause();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
});

/** C20: an exit ends a fork, or waits for it. */
export const forkExit = scenario({
  name: 'fork-exit',
  title: 'one LWP of a process forks, another exits',
  properties: [singlingEnds, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once, quit] },
  ],
  params: small,
});

export const forkallExit = scenario({
  name: 'forkall-exit',
  title: 'one LWP of a process forks all, another exits',
  properties: [singlingEnds, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
        quit,
      ],
    },
  ],
  params: { threads: 5, procs: 3, prslots: 3, pids: 4 },
});

/** C20: signals from outside while one holds the other. */
function forkSignalled(name: string, title: string, signals: readonly [number, number]): Scenario {
  const [first, second] = signals;
  return scenario({
    name,
    title,
    properties: [threadHasOthersStopped, killedProcessDies],
    processes: [
      { name: 'init', threads: [spin] },
      { name: 'P', threads: [fork_once, sleep_and_spin] },
      {
        name: 'K',
        threads: [
          function* (): Routine {
            yield* kill(2, first);
            yield* kill(2, second);
            yield* spin();
          },
        ],
      },
    ],
    params: { threads: 5 },
  });
}

export const forkStopContinue = forkSignalled('fork-stop-continue', 'a process with two LWPs forks, and is stopped and continued', [SIGSTOP, SIGCONT]);
export const forkStopKill = forkSignalled('fork-stop-kill', 'a process with two LWPs forks, and is stopped and killed', [SIGSTOP, SIGKILL]);

export const exitExit = scenario({
  name: 'exit-exit',
  title: 'two LWPs of a process exit',
  properties: [singlingEnds, killedProcessDies],
  processes: [{ name: 'init', set: { p_flag: SNOWAIT }, threads: [spin] }, { name: 'P', threads: [quit, quit] }],
  params: { threads: 3, procs: 2, prslots: 2, pids: 3 },
});

/** One LWP executes another program, another exits by itself and is the last one but that. */
export const execExit = scenario({
  name: 'exec-exit',
  title: 'one LWP of a process executes another program, another exits',
  properties: [singlingEnds, killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* execve(quit); }, function* (): Routine { yield* lwp_exit(); }] },
  ],
  params: { threads: 3, procs: 2, prslots: 2, pids: 3 },
});

export const coreDump = scenario({
  name: 'core-dump',
  title: 'a process with two LWPs, one of which forks, is sent a SIGQUIT',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once, spin] },
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
  params: { threads: 5 },
});

/** C12: the copy of an LWP that is to be suspended is suspended, and nobody can let it go on. */
export const suspendFork = scenario({
  name: 'suspend-fork',
  title: 'one LWP of a process suspends another, which forks, and lets it go on',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        fork_once,
        function* (): Routine {
          yield* lwp_suspend(1);
          yield* lwp_continue(1);
          yield* spin();
        },
      ],
    },
  ],
  params: small,
});

/** C12, I32: who suspends gives up for a fork, and the request stays. */
export const suspendForkall = scenario({
  name: 'suspend-forkall',
  title: 'one LWP of a process suspends another, and a third one forks all',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* lwp_suspend(2);
          yield* lwp_continue(2);
          yield* spin();
        },
        spin,
        function* (): Routine {
          yield* forkall();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 7, procs: 3, prslots: 3, pids: 4 },
});

/** C10: two LWPs wait for one binder, and one of them is woken. */
export const bindCreate = scenario({
  name: 'bind-create',
  title: 'two LWPs of a process make a third and a fourth one while another process binds it to a pool',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [1, 2].map(() =>
        function* (): Routine {
          yield* lwp_create(spin);
          yield* spin();
        }),
    },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* pool_bind(2);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 6, procs: 3, prslots: 3, pids: 4, pools: 2 },
});

/** A fork that is bound meanwhile. */
export const bindFork = scenario({
  name: 'bind-fork',
  title: 'a process forks while another binds all processes to a pool',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* pool_bind(0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, pools: 2 },
});

/** I12: a new process is bound by its number before it is complete. */
export const bindChild = scenario({
  name: 'bind-child',
  title: 'a process forks, and another binds the child to a pool by its number',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [fork_once] },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* pool_bind(4);
          yield* spin();
        },
      ],
    },
  ],
  failures: { lwp_create: 1 },
  params: { threads: 4, pools: 2 },
});

/** C9: the LWP that binds is held by another that forks, which waits for the binder. */
export const bindForkSelf = scenario({
  name: 'bind-fork-self',
  title: 'one LWP of a process binds all processes to a pool while another process forks, and another LWP forks, too',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* pool_bind(0);
          yield* spin();
        },
        function* (): Routine {
          yield* fork1();
          yield* exit();
        },
      ],
    },
    { name: 'Q', threads: [fork_once] },
  ],
  params: { threads: 6, procs: 5, prslots: 5, pids: 6, pools: 2 },
});

/** C17: a SIGKILL comes while somebody looks at the process, all of whose LWPs are stopped. */
export const lookKill = scenario({
  name: 'look-kill',
  title: 'a process has stopped; somebody looks at it, and another kills it',
  properties: [killedProcessDies],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* spin();
        },
      ],
    },
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

/** C19: a member of a contract that is fatal for all dumps core while another one forks. */
export const contractFork = scenario({
  name: 'contract-fork',
  title: 'a process forks while another of its contract dumps core, which kills those of the group',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', set: { 'p_ct_process.conp_pgrponly': 1, 'p_ct_process.conp_fatal_core': 1 }, threads: [fork_once] },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGQUIT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

/** The same where all members are killed, whatever their group. */
export const contractForkAll = scenario({
  name: 'contract-fork-all',
  title: 'a process forks while another of its contract dumps core, which kills all members',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', set: { 'p_ct_process.conp_fatal_core': 1 }, threads: [fork_once] },
    {
      name: 'R',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGQUIT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

export const threadsScenarios: readonly Scenario[] = [
  forkForkall, forkallSleeper, forkExit, forkallExit, forkStopContinue, forkStopKill, exitExit, execExit, coreDump, suspendFork, suspendForkall,
  bindCreate, bindFork, bindChild, bindForkSelf, lookKill, contractFork, contractForkAll,
];
