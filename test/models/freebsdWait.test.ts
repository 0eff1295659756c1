/** Whom a wait asks for, and for what, in the FreeBSD model; breaks of it are in the life cycle's test. */
import { expect, test } from 'vitest';
import { waitKindsScenarios } from '../../models/freebsd/scenarios/waitKinds.ts';
import { asItIs, wrongIn } from '../support/freebsd.ts';

const answers: Readonly<Record<string, { readonly states: number; readonly violated?: readonly string[] }>> = {
  'wait-looks': { states: 399 },
  'wait-stop-twice': { states: 1_948 },
  'wait-two-kinds': { states: 338, violated: ['no-news-is-slept-through', 'deadlock'] },
};

test('every scenario has an answer here', () => {
  expect(waitKindsScenarios.map(({ name }) => name)).toEqual(Object.keys(answers));
});

test.each(Object.entries(answers))('%s', (scenario, { states, violated = [] }) => {
  const result = asItIs(scenario);
  expect(wrongIn(result)).toEqual(violated);
  expect(result.coverage).toMatchObject({ states, complete: true });
});
