/** pdfork in the FreeBSD model: what each scenario answers, and which break of the model each claim notices. */
import { expect, test } from 'vitest';
import { procdescMutations } from '../../models/freebsd/mutations/procdesc.ts';
import { checkFreebsd, wrongIn } from '../support/freebsd.ts';

test.each([
  ['pdfork-close', 4_714],
  ['pdfork-poll', 1_155],
  ['pdfork-fails', 25_506],
  ['pdfork-threads', 1_381],
  ['pdfork-heir', 22_738],
])('%s holds in %i states', { timeout: 60_000 }, (scenario, states) => {
  const result = checkFreebsd({ scenario });
  expect(wrongIn(result)).toEqual([]);
  expect(result.coverage).toMatchObject({ states, complete: true });
});

// Findings: see counterexamples/README.md.
test.each([
  ['pdfork-waiter', 'deadlock'],
  ['pdkill-close', 'sleeping-forbidden'],
  ['pdfork-foreign-reap', 'guard-violated'],
])('%s breaks %s', { timeout: 60_000 }, (scenario, property) => {
  expect(wrongIn(checkFreebsd({ scenario, properties: [property] }))).toEqual([property]);
});

const caught = procdescMutations.flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [name, scenario, property] as const),
);

test.each(caught)('%s breaks in %s: %s', { timeout: 60_000 }, (mutation, scenario, property) => {
  expect(wrongIn(checkFreebsd({ scenario, mutation, properties: [property] }))).toContain(property);
});
