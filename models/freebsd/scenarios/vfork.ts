/** Lending memory to a child, and the plainest life. */
import { scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { execve, exit, fork, reap, vfork, wait4 } from '../user.ts';

/** A program that only ends. */
function* quit(): Routine {
  yield* exit(0);
}

/** M1: the parent lends its memory until the child has its own. */
export const vforkExec = scenario({
  name: 'vfork-exec',
  title: 'a parent vforks, and the child executes another program, which exits',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* execve(quit);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** M1: the same, and the child gives the memory back by exiting. */
export const vforkExit = scenario({
  name: 'vfork-exit',
  title: 'a parent vforks, and the child exits without another program',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** The plainest life: fork, exit, wait. */
export const forkExitWait = scenario({
  name: 'fork-exit-wait',
  title: 'a parent forks, the child exits, the parent waits for it and exits',
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* fork()) === 0) yield* exit(0);
          yield* wait4(-1, 0);
          yield* exit(0);
        },
      ],
    },
  ],
});

export const vforkScenarios: readonly Scenario[] = [vforkExec, vforkExit, forkExitWait];
