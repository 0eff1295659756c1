/**
 * The life cycle of FreeBSD's processes: what each scenario answers, in a complete search, and that each historical bug, brought
 * back, is caught where its mutation says. A count that drifts tells that the model, the compiler or the search has changed.
 */
import { fileURLToPath } from 'node:url';
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
import { check } from '../../src/index.ts';
import type { CheckResult } from '../../src/index.ts';

const kernel = fileURLToPath(new URL('../../models/freebsd/index.ts', import.meta.url));
const minute = 60_000;

/** What a scenario answers: its states, and the findings in the kernel as it is (see counterexamples/README.md). */
interface Answer {
  readonly states: number;
  readonly violated?: readonly string[];
}

const answers: Readonly<Record<string, Answer>> = {
  'vfork-exec': { states: 1_051 },
  'vfork-exit': { states: 699 },
  'vfork-recycled-child': { states: 3_686, violated: ['lender-waits-for-its-own', 'deadlock'] },
  'vfork-recycled-by-stranger': { states: 89_437, violated: ['lender-waits-for-its-own', 'deadlock'] },
  'vfork-reaped-child': { states: 965 },
  'vfork-child-killed': { states: 1_541 },
  'vfork-parent-killed': { states: 3_757 },
  'fork-exit-wait': { states: 683 },
  'fork-limit': { states: 17_024 },
  'fork-rlimit': { states: 163, violated: ['event-lists-have-owners'] },
  'maxproc-race': { states: 4_348 },
  'two-forks': { states: 62_719 },
  'fork-child-reaped': { states: 1_080 },
  'pid-reuse': { states: 20_891 },
  'pids-pinned': { states: 309, violated: ['step-does-not-end'] },
  'setuid-fork': { states: 8_552 },
  'setpgid-fork': { states: 11_995 },
  'setsid-fork': { states: 9_884 },
  'setpgid-twice': { states: 854 },
  'group-leader-dies': { states: 211_317 },
  'orphaned-group': { states: 430 },
  'orphan-stop-race': { states: 741 },
  'tty-interrupt-fork': { states: 5_200, violated: ['interrupt-reaches-all'] },
  'peers-die': { states: 1_120 },
  'peers-exit': { states: 39_160, violated: ['peers-die-with-their-leader', 'deadlock'] },
  'wait-stop-continue': { states: 7_992 },
  'waitpid-nocldwait': { states: 11_573 },
  'two-waiters': { states: 2_378 },
  'parent-exit-fork': { states: 16_545 },
  'reaper-subtree': { states: 7_260 },
  'reaper-exit': { states: 21_612, violated: ['subtree-map-is-exact', 'assertion-failed'] },
  'reaper-release': { states: 20_688, violated: ['subtree-map-is-exact'] },
};

function run(scenario: string, mutation?: string): CheckResult {
  return check({ kernel, scenario, ...(mutation !== undefined && { mutation }) }, { minimize: false, maxStates: 300_000 });
}

/** Names of what is not as it should be. */
function violatedIn(result: CheckResult): readonly string[] {
  return result.properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed').map(({ name }) => name);
}

const scenarios = [...vforkScenarios, ...limitsScenarios, ...groupsScenarios, ...peersScenarios, ...waitScenarios];

test('every scenario has an answer here', () => {
  expect(Object.keys(answers).toSorted()).toEqual(scenarios.map(({ name }) => name).toSorted());
});

describe('the kernel as it is', () => {
  test.each(Object.entries(answers))('%s', (scenario, { states, violated = [] }) => {
    const result = run(scenario);
    expect(violatedIn(result)).toEqual(violated);
    expect(result.coverage).toMatchObject({ states, complete: true });
  }, minute);
});

const mutations = [...vforkMutations, ...limitsMutations, ...groupsMutations, ...peersMutations, ...waitMutations];
const catches = mutations.flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => ({ mutation: name, scenario, property })),
);

describe('a historical bug', () => {
  test.each(catches)('$mutation breaks $property in $scenario', ({ mutation, scenario, property }) => {
    expect(answers[scenario]?.violated ?? []).not.toContain(property);
    expect(violatedIn(run(scenario, mutation))).toContain(property);
  }, minute);
});
