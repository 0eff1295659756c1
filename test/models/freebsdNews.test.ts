/** The edges of the FreeBSD model: places of children, news, numbers, singling; and that each of the kernel's own claims can fail. */
import { describe, expect, test } from 'vitest';
import kernel from '../../models/freebsd/index.ts';
import { newsMutations } from '../../models/freebsd/mutations/news.ts';
import { numbersMutations } from '../../models/freebsd/mutations/numbers.ts';
import { rforkMutations } from '../../models/freebsd/mutations/rfork.ts';
import { singlingMutations } from '../../models/freebsd/mutations/singling.ts';
import { ownProperties } from '../../models/freebsd/properties.ts';
import { newsScenarios } from '../../models/freebsd/scenarios/news.ts';
import { numbersScenarios } from '../../models/freebsd/scenarios/numbers.ts';
import { rforkScenarios } from '../../models/freebsd/scenarios/rfork.ts';
import { singlingScenarios } from '../../models/freebsd/scenarios/singling.ts';
import { asItIs, judge, wrongIn } from '../support/freebsd.ts';
import { someOf } from '../support/kernels.ts';

/** States of complete searches, in which nothing is wrong. */
const answers: Readonly<Record<string, number>> = {
  'rfork-nowait': 1_789,
  'rfork-signal-orphan': 1_670,
  'rfork-signal-unwanted': 1_628,
  'peers-nowait': 1_347,
  'wait-status': 6_218,
  'wait-both-stops': 3_194,
  'continue-stop': 121,
  'sigchld-caught': 367,
  'zombie-wakes-reaper': 182,
  'late-signal': 2_349,
  'subtree-outlives': 375,
  'fork-rlimit-last': 857,
  'fork-for-root': 269,
  'kill-foreign': 212,
  'kill-all-fork': 1_391,
  'killpg-null-fork-fails': 443,
  'stop-exec-fails': 1_637,
  'thr-new-first': 262,
};

const scenarios = [...rforkScenarios, ...newsScenarios, ...numbersScenarios, ...singlingScenarios];

test('every scenario has an answer here', () => {
  expect(scenarios.map(({ name }) => name)).toEqual(Object.keys(answers));
});

test.each(someOf(Object.entries(answers)))('%s: nothing goes wrong', (scenario, states) => {
  const result = asItIs(scenario);
  expect(wrongIn(result)).toEqual([]);
  expect(result.coverage).toMatchObject({ states, complete: true });
});

const caught = [...rforkMutations, ...newsMutations, ...numbersMutations, ...singlingMutations].flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [name, scenario, property] as const),
);

describe('a break', () => {
  test.each(someOf(caught))('%s breaks in %s: %s', (mutation, scenario, property) => {
    expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
  });

  test.each(ownProperties.map(({ name }) => name))('of %s is in the list', (property) => {
    expect(kernel.mutations.some(({ caughtBy }) => Object.values(caughtBy).includes(property))).toBe(true);
  });
});
