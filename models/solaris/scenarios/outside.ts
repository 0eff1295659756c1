/** Who acts from outside: pools, contracts, drivers, debuggers. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { forkReturns, killedProcessDies } from '../../../properties/index.ts';
import { SIGCONT, SIGKILL, SIGQUIT, SIGSTOP } from '../state.ts';
import { device_signal, kill, look, lwp_create, pool_bind, prstop, reap, spin } from '../user.ts';
import { fork_once, quit } from './programs.ts';

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
  title: 'one LWP of a process binds all processes to a pool while another process makes an LWP, and another LWP forks',
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
        fork_once,
      ],
    },
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          yield* lwp_create(spin);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 6, procs: 4, prslots: 4, pids: 5, pools: 2 },
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

/** I22: a driver follows a pointer that nobody keeps. */
export const deviceSignal = scenario({
  name: 'device-signal',
  title: 'a driver signals a process, which exits and is waited for',
  processes: [
    { name: 'init', threads: [reap] },
    { name: 'P', threads: [quit] },
    {
      name: 'D',
      threads: [
        function* (): Routine {
          yield* device_signal(2, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3, procs: 3, prslots: 3, pids: 4 },
});

/** I30: a debugger stops an LWP that makes another, behind the barrier, and all who are to be bound with it wait. */
export const bindStopped = scenario({
  name: 'bind-stopped',
  title: 'a debugger stops a process that makes an LWP, and binds all processes to a pool, one of which forks, for which there is no room',
  properties: [forkReturns],
  processes: [
    { name: 'init', threads: [fork_once] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* lwp_create(spin);
          yield* spin();
        },
      ],
    },
    {
      name: 'Z',
      threads: [
        function* (): Routine {
          yield* prstop(2);
          yield* pool_bind(0);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 4, prslots: 3, pids: 5, pools: 2 },
});

export const outsideScenarios: readonly Scenario[] = [
  bindCreate, bindFork, bindChild, bindForkSelf, bindStopped, lookKill, contractFork, contractForkAll, deviceSignal,
];
