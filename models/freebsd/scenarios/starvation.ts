/** Programs without an end: somebody may wait for ever although everybody goes on. */
import { leadsTo, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { groupKillReturns, lenderReturns } from '../../../properties/index.ts';
import type { ProcessTable } from '../../../properties/index.ts';
import { exit, fork, killpg, reap, spin, vfork, wait4 } from '../user.ts';

/** The same claim, and locks that everybody gets who tries again and again. */
const groupKillReturnsIfFair = leadsTo<ProcessTable>(
  'group-kill-returns-if-fair',
  'a system call that signals a group comes to an end if nobody loses the race for a lock for ever',
  (table, t) => table.signalsAGroup(t),
  (table, t) => !table.signalsAGroup(t),
  { each: (table) => table.threadSlots(), strong: 'all' },
);

/** S15: killpg waits until the group's killsx is free, lets go of it, and only tries for it later: by then another fork has it. */
export const killpgForkLoop = scenario({
  name: 'killpg-fork-loop',
  title: 'a process forks and waits for its child for ever, and its group is signalled from outside',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  properties: [groupKillReturns, groupKillReturnsIfFair],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      group: 'P',
      threads: [
        function* (): Routine {
          for (;;) {
            if ((yield* fork()) === 0) yield* exit(0);
            yield* wait4(-1, 0);
          }
        },
      ],
    },
    {
      name: 'K',
      threads: [
        function* (): Routine {
          yield* killpg(2, 0);
          yield* spin();
        },
      ],
    },
  ],
});

/** `vfork-recycled-child` with the clock: the first thread looks again every second, at the stranger, and sleeps again. */
export const vforkRecycledClock = scenario({
  name: 'vfork-recycled-clock',
  title: 'a thread vforks; another one reaps the child and vforks into the same struct a child that never lets go; time passes',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 6 },
  properties: [lenderReturns],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) yield* exit(0);
          yield* spin();
        },
        function* (): Routine {
          if ((yield* wait4(-1, 0)) > 0) {
            if ((yield* vfork()) === 0) yield* spin();
          }
          yield* spin();
        },
      ],
    },
  ],
});

export const starvationScenarios: readonly Scenario[] = [killpgForkLoop, vforkRecycledClock];
