/** Waits, stops and events. Numbers follow the order of processes: init is 1. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { parentSleeps, processIsStopped } from '../../../properties/index.ts';
import { SIGCONT, SIGSTOP } from '../state.ts';
import { kill, spin, wait4 } from '../user.ts';
import { WCONTINUED, WUNTRACED } from '../waitOptions.ts';
import { quit } from './programs.ts';

/** Two threads wait for one child. */
export const twoWaiters = scenario({
  name: 'two-waiters',
  title: 'two threads of a process wait for its only child, which exits',
  properties: [parentSleeps],
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

export const waitStopContinue = scenario({
  name: 'wait-stop-continue',
  title: 'a parent stops its child, waits for that, lets it go on, and waits for its end',
  properties: [parentSleeps, processIsStopped],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* wait4(-1, WUNTRACED);
          yield* kill(3, SIGCONT);
          yield* wait4(-1, 0);
          yield* spin();
        },
      ],
    },
    { name: 'c', parent: 'P', threads: [quit] },
  ],
  params: { threads: 3 },
});

/** Who continues wakes nobody that waits for it. */
export const waitContinued = scenario({
  name: 'wait-continued',
  title: 'a parent waits until its stopped child goes on',
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'P', threads: [function* (): Routine { yield* wait4(-1, WCONTINUED); yield* spin(); }] },
    { name: 'c', parent: 'P', threads: [spin] },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGCONT);
          yield* spin();
        },
      ],
    },
  ],
  params: { threads: 4 },
});

export const waitScenarios: readonly Scenario[] = [twoWaiters, waitStopContinue, waitContinued];
