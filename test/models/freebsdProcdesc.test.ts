/** pdfork in the FreeBSD model: what each scenario answers, and which break of the model each claim notices. */
import { expect, test } from 'vitest';
import { procdescMutations } from '../../models/freebsd/mutations/procdesc.ts';
import { asItIs, judge, wrongIn } from '../support/freebsd.ts';

test.each([
  ['pdfork-close', 4_714],
  ['pdfork-poll', 1_155],
  ['pdfork-fails', 25_506],
  ['pdfork-threads', 1_381],
  ['pdfork-heir', 22_738],
])('%s holds in %i states', (scenario, states) => {
  const result = asItIs(scenario);
  expect(wrongIn(result)).toEqual([]);
  expect(result.coverage).toMatchObject({ states, complete: true });
});

// Findings: see counterexamples/README.md.
test.each([
  ['pdfork-waiter', 'deadlock'],
  ['pdkill-close', 'sleeping-forbidden'],
  ['pdfork-foreign-reap', 'guard-violated'],
])('%s breaks %s', (scenario, property) => {
  expect(judge(scenario, property)?.verdict).toBe('violated');
});

const caught = procdescMutations.flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [name, scenario, property] as const),
);

test.each(caught)('%s breaks in %s: %s', (mutation, scenario, property) => {
  expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
});
