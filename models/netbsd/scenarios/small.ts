/** Small ones: waits without a child, and two changes at a time. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { SIG_IGN } from '../others.ts';
import { SIGCHLD } from '../state.ts';
import { exit, fork, mq_close, mq_open, reap, setuid, sigaction, spin, wait4 } from '../user.ts';
import { quit } from './programs.ts';

/** PK_CLDSIGIGN: children go to init. */
export const waitIgnored = scenario({
  name: 'wait-ignored',
  title: 'a parent ignores SIGCHLD, forks, and waits for a child that goes to init',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* sigaction(SIGCHLD, SIG_IGN);
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
  params: { threads: 3 },
});

/** Two LWPs wait for one child. */
export const twoWaiters = scenario({
  name: 'two-waiters',
  title: 'two LWPs of a process wait for its only child, which exits',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [1, 2].map(() =>
        function* (): Routine {
          yield* wait4(-1, 0);
          yield* spin();
        }),
    },
    { name: 'C', parent: 'P', threads: [quit] },
  ],
  params: { threads: 4 },
});

/** Two users change places. */
export const setuidTwice = scenario({
  name: 'setuid-twice',
  title: 'two LWPs of a process change its user, and the user has no entry yet',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [1, 2].map(() =>
        function* (): Routine {
          yield* setuid(1);
          yield* spin();
        }),
    },
  ],
  failures: { kauth_cred_alloc: 1, uid_find: 1 },
  params: { threads: 3 },
});

/** A child has the queues of its parent, and closes one. */
export const mqueueInherit = scenario({
  name: 'mqueue-inherit',
  title: 'a process opens a message queue and forks, and the child closes it',
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* mq_open();
          if ((yield* fork()) === 0) yield* mq_close();
          yield* spin();
        },
      ],
    },
  ],
  failures: { fd_allocfile: 1 },
  params: { threads: 3 },
});

export const smallScenarios: readonly Scenario[] = [waitIgnored, twoWaiters, setuidTwice, mqueueInherit];
