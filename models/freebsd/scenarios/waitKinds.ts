/** What a wait asks for: whom, and which changes. Pids: init is 1, the others follow in their order. */
import { KASSERT, scenario } from '../../../src/index.ts';
import type { Routine, Scenario } from '../../../src/index.ts';
import { parentSleeps } from '../../../properties/index.ts';
import { ECHILD, SIGCONT, SIGKILL, SIGSTOP } from '../state.ts';
import { exit, kill, spin, wait4 } from '../user.ts';
import { WCONTINUED, WNOHANG, WNOWAIT, WUNTRACED } from '../waitOptions.ts';
import { secondEnds } from './news.ts';

const init = { name: 'init', threads: [spin] } as const;

/** Each change is looked at first and taken then, in a group of its own. */
export const waitLooks = scenario({
  name: 'wait-looks',
  title: 'a parent looks at each change of its child before it takes it, and asks for others in vain',
  params: { procs: 3, threads: 3, pgrps: 3, sessions: 1, pid_max: 4 },
  properties: [parentSleeps, secondEnds],
  processes: [
    init,
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          KASSERT((yield* wait4(0, WUNTRACED)) === -ECHILD, 'a child of another group is waited for');
          yield* kill(3, SIGSTOP);
          KASSERT((yield* wait4(-3, WUNTRACED | WNOWAIT)) === 3, 'the stop is not reported');
          KASSERT((yield* wait4(-3, WUNTRACED | WNOHANG)) === 3, 'a look takes the stop');
          KASSERT((yield* wait4(3, WUNTRACED | WNOHANG)) === 0, 'the stop is reported twice');
          yield* kill(3, SIGCONT);
          KASSERT((yield* wait4(3, WCONTINUED | WNOWAIT)) === 3, 'the continuation is not reported');
          KASSERT((yield* wait4(-1, WCONTINUED | WNOHANG)) === 3, 'a look takes the continuation');
          KASSERT((yield* wait4(-1, WCONTINUED | WNOHANG)) === 0, 'the continuation is reported twice');
          yield* kill(3, SIGKILL);
          KASSERT((yield* wait4(3, WNOWAIT)) === 3, 'the death is not reported');
          KASSERT((yield* wait4(-3, WNOHANG)) === 3, 'a look takes the zombie');
          KASSERT((yield* wait4(-1, 0)) === -ECHILD, 'the zombie is still there');
          yield* exit(0);
        },
      ],
    },
    { name: 'c', parent: 'Q', group: 'c', threads: [spin] },
  ],
});

/** A stop that is taken back before anybody has asked for it is no news any more. */
export const waitStopTwice = scenario({
  name: 'wait-stop-twice',
  title: 'a child is stopped, continued and stopped again, and its parent waits for continuations only',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 4 },
  properties: [parentSleeps],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGCONT);
          yield* kill(3, SIGSTOP);
          yield* kill(3, SIGKILL);
          yield* spin();
        },
      ],
    },
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          while ((yield* wait4(3, WCONTINUED)) !== -ECHILD) continue;
        },
      ],
    },
    { name: 'c', parent: 'Q', threads: [spin] },
  ],
});

/** Who begins to wait takes the mark away that another one, who has looked already, has not seen yet. */
export const waitTwoKinds = scenario({
  name: 'wait-two-kinds',
  title: 'one thread waits for its child to stop, another one for it to exit, and it stops',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 4 },
  processes: [
    init,
    {
      name: 'Q',
      threads: [
        function* (): Routine {
          yield* wait4(3, WUNTRACED);
          yield* spin();
        },
        function* (): Routine {
          yield* wait4(3, 0);
          yield* spin();
        },
      ],
    },
    {
      name: 'c',
      parent: 'Q',
      threads: [
        function* (): Routine {
          yield* kill(3, SIGSTOP);
          yield* spin();
        },
      ],
    },
  ],
});

export const waitKindsScenarios: readonly Scenario[] = [waitLooks, waitStopTwice, waitTwoKinds];
