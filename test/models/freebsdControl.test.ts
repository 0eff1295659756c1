/** Processes under the control of others: by a descriptor, by a reaper, by who stops all. What each scenario answers, and which breaks are noticed. */
import { expect, test } from 'vitest';
import { procdescMutations } from '../../models/freebsd/mutations/procdesc.ts';
import { reapKillMutations } from '../../models/freebsd/mutations/reapKill.ts';
import { stopAllMutations } from '../../models/freebsd/mutations/stopAll.ts';
import { asItIs, judge, wrongIn } from '../support/freebsd.ts';
import { someOf } from '../support/kernels.ts';

test.each([
  ['pdfork-close', 4_714],
  ['pdfork-poll', 1_155],
  ['pdfork-fails', 25_506],
  ['pdfork-threads', 1_381],
  ['pdfork-heir', 22_738],
  ['reap-kill-fork', 8_351],
  ['reap-kill-nested', 4_856],
  ['reap-kill-subtree', 217],
  ['stop-all-threads', 468],
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
  ['reap-kill-stop', 'no-one-escapes-a-tree-kill'],
  ['reap-kill-continue', 'deadlock'],
  ['stop-all-fork', 'deadlock'],
  ['stop-all-stopped', 'total-stop-is-total'],
])('%s breaks %s', (scenario, property) => {
  expect(judge(scenario, property)?.verdict).toBe('violated');
});

const caught = [...procdescMutations, ...reapKillMutations, ...stopAllMutations].flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [name, scenario, property] as const),
);

test.each(someOf(caught))('%s breaks in %s: %s', (mutation, scenario, property) => {
  expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
});
