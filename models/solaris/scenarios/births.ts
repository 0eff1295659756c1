/** What a child gets, what fork refuses, and what it leaves behind then. Numbers follow the order of processes and LWPs: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies } from '../../../properties/index.ts';
import { SIG_CATCH, SIG_IGN } from '../sigaction.ts';
import { EAGAIN, SEXECED, SIGTERM, SIGTSTP, SJCTL, SNOWAIT } from '../state.ts';
import { fork1, lwp_exit, reap, rely, sigaction, spin } from '../user.ts';
import { fork_once } from './programs.ts';

export const forkInherits = scenario({
  name: 'fork-inherits',
  title: 'a process that has executed, ignores one signal, catches another, and wants no zombies forks',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      set: { p_flag: SNOWAIT | SJCTL | SEXECED },
      threads: [
        function* (): Routine {
          yield* sigaction(SIGTERM, SIG_CATCH);
          yield* sigaction(SIGTSTP, SIG_IGN);
          yield* fork1();
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3 },
});

function* lwp_exit_once(): Routine {
  yield* lwp_exit();
}

/** The other LWP goes on when the fork has failed. */
export const forkFailsHeld = scenario({
  name: 'fork-fails-held',
  title: 'one of two LWPs forks, and there is no memory for the child, or for its address space',
  processes: [{ name: 'init', threads: [spin] }, { name: 'P', threads: [fork_once, spin] }],
  failures: { page_mem_avail: 1, as_dup: 1 },
  params: { threads: 4 },
});

/** Whichever is the last one ends the process. */
export const lwpsExit = scenario({
  name: 'lwps-exit',
  title: 'both LWPs of a process end, and neither calls exit',
  properties: [killedProcessDies],
  processes: [{ name: 'init', threads: [reap] }, { name: 'P', threads: [lwp_exit_once, lwp_exit_once] }],
  params: { threads: 3 },
});

/** The privileged user forks on when others may not. */
export const forkRoot = scenario({
  name: 'fork-root',
  title: 'the privileged user forks where an ordinary one could not, and where there is no entry left',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          const child = yield* fork1();
          rely(child >= 0);
          if (child > 0) rely((yield* fork1()) === -EAGAIN);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 3, procs: 4, prslots: 3, v_maxup: 1, v_maxupttl: 1 },
});

/** The last one that an ordinary user may have, and one more. */
export const forkReserve = scenario({
  name: 'fork-reserve',
  title: 'an ordinary user forks where there is one process left for all that are not privileged',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      uid: 1,
      threads: [
        function* (): Routine {
          const child = yield* fork1();
          rely(child >= 0);
          if (child > 0) rely((yield* fork1()) === -EAGAIN);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4, procs: 5, prslots: 5, v_maxup: 3, v_maxupttl: 4 },
});

export const birthsScenarios: readonly Scenario[] = [forkInherits, forkFailsHeld, lwpsExit, forkRoot, forkReserve];
