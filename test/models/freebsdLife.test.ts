/**
 * The life cycle of FreeBSD's processes: what each scenario answers, in a complete search, and that each historical bug, brought
 * back, is caught where its mutation says. A count that drifts tells that the model, the compiler or the search has changed.
 */
import { describe, expect, test } from 'vitest';
import { groupsMutations } from '../../models/freebsd/mutations/groups.ts';
import { limitsMutations } from '../../models/freebsd/mutations/limits.ts';
import { peersMutations } from '../../models/freebsd/mutations/peers.ts';
import { vforkMutations } from '../../models/freebsd/mutations/vfork.ts';
import { waitMutations } from '../../models/freebsd/mutations/wait.ts';
import { groupsScenarios } from '../../models/freebsd/scenarios/groups.ts';
import { limitsScenarios } from '../../models/freebsd/scenarios/limits.ts';
import { peersScenarios } from '../../models/freebsd/scenarios/peers.ts';
import { vforkScenarios } from '../../models/freebsd/scenarios/vfork.ts';
import { waitScenarios } from '../../models/freebsd/scenarios/wait.ts';
import { asItIs, judge, violatedIn, wrongIn } from '../support/freebsd.ts';
import { isFull, someOf } from '../support/kernels.ts';

/** What a scenario answers: its states where they are few, and the findings in the kernel as it is (see counterexamples/README.md). */
interface Answer {
  readonly states?: number;
  readonly violated?: readonly string[];
  /** So many states that only its first part is searched, except by `npm run test:full`. */
  readonly large?: true;
}

/** States of a large scenario that are searched in any case. */
const firstPart = 20_000;

const answers: Readonly<Record<string, Answer>> = {
  'vfork-exec': { states: 1_289 },
  'vfork-exit': { states: 822 },
  'vfork-one-cpu': { states: 1_495 },
  'vfork-recycled-child': { violated: ['lender-waits-for-its-own', 'lender-returns', 'deadlock'] },
  'vfork-recycled-by-stranger': { violated: ['lender-waits-for-its-own', 'deadlock'], large: true },
  'vfork-reaped-child': { states: 1_067 },
  'vfork-child-killed': { states: 1_801 },
  'vfork-parent-killed': {},
  'vfork-child-stopped': { states: 3_822 },
  'vfork-parent-stopped': { states: 1_437 },
  'vfork-two-threads': { large: true },
  'fork-exit-wait': { states: 857 },
  'fork-limit': {},
  'fork-rlimit': { states: 185, violated: ['event-lists-have-owners'] },
  'fork-rlimit-root': { states: 857 },
  'fork-sleeps': { states: 256 },
  'rfork-refused': { states: 115 },
  'fork-fresh-memory': { states: 1_815, violated: ['assertion-failed'] },
  'maxproc-race': {},
  'two-forks': { large: true },
  'fork-child-reaped': { states: 1_166 },
  'pid-reuse': {},
  'pids-pinned': { states: 357, violated: ['step-does-not-end'] },
  'setuid-fork': {},
  'setuid-twice': { states: 15 },
  'setpgid-fork': {},
  'setsid-fork': {},
  'session-outlives-leader': {},
  'setpgid-twice': { states: 1_028 },
  'group-leader-dies': { large: true },
  'orphaned-group': { states: 1_069 },
  'orphan-stop-race': { states: 3_185 },
  'tty-interrupt-fork': { violated: ['interrupt-reaches-all'] },
  'peers-die': { states: 1_283 },
  'peers-exit': { violated: ['peers-die-with-their-leader', 'no-news-is-slept-through', 'killed-process-dies', 'deadlock'], large: true },
  'peer-leaves-child': {},
  'wait-news': { states: 558 },
  'wait-stop-continue': {},
  'waitpid-nocldwait': {},
  'two-waiters': {},
  'parent-exit-fork': { violated: ['no-news-is-slept-through'] },
  'reaper-subtree': {},
  'reaper-exit': { violated: ['subtree-map-is-exact', 'assertion-failed'] },
  'reaper-release': { violated: ['subtree-map-is-exact'] },
  'reaper-zombie': { violated: ['no-news-is-slept-through', 'deadlock'] },
  'orphan-zombie': { violated: ['no-news-is-slept-through', 'awaited-zombie-is-reaped', 'deadlock'] },
};

const scenarios = [...vforkScenarios, ...limitsScenarios, ...groupsScenarios, ...peersScenarios, ...waitScenarios];

test('every scenario has an answer here', () => {
  expect(Object.keys(answers).toSorted()).toEqual(scenarios.map(({ name }) => name).toSorted());
});

describe('the kernel as it is', () => {
  test.each(someOf(Object.entries(answers)))('%s', (scenario, { states, violated = [], large = false }) => {
    if (large && !isFull) return expect(violated).toEqual(expect.arrayContaining([...violatedIn(asItIs(scenario, firstPart))]));
    const result = asItIs(scenario);
    expect(wrongIn(result)).toEqual(violated);
    expect(result.coverage).toMatchObject({ complete: true, ...(states !== undefined && { states }) });
  });
});

const mutations = [...vforkMutations, ...limitsMutations, ...groupsMutations, ...peersMutations, ...waitMutations];

/** Shown after 370,000 states only. `npm run zoo` sees it, too. */
const lateCatches = ['FB-21 group-leader-dies'];

const catches = mutations
  .flatMap(({ name, caughtBy }) => Object.entries(caughtBy).map(([scenario, property]) => ({ mutation: name, scenario, property })))
  .filter(({ mutation, scenario }) => isFull || !lateCatches.includes(`${mutation} ${scenario}`));

describe('a historical bug', () => {
  test.each(someOf(catches))('$mutation breaks $property in $scenario', ({ mutation, scenario, property }) => {
    expect(answers[scenario]?.violated ?? []).not.toContain(property);
    expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
  });
});
