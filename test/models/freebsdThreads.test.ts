/** What the FreeBSD model says about group kills and about processes with several threads. */
import { expect, test } from 'vitest';
import { killpgMutations } from '../../models/freebsd/mutations/killpg.ts';
import { threadsMutations } from '../../models/freebsd/mutations/threads.ts';
import { asItIs, judge, violatedIn } from '../support/freebsd.ts';
import { someOf } from '../support/kernels.ts';

/** Enough for each of the searches that are to be complete; the violations come long before. */
const mostStates = 20_000;

test.each([
  ['killpg-fork', 4_707],
  ['killpg-fork-parked', 17_567],
  ['exit-fork', 5_632],
  ['thr-exit-fork', 5_186],
  ['exit-exec', 517],
  ['fork-exec', 7_833],
  ['pause-exit', 234],
  ['vfork-stopped-child', 1_802],
  ['exec-fails', 430],
  ['exec-fails-late', 349],
  ['rfork-unshare', 8_862],
  ['thr-new-exit', 982],
  ['thr-exit-together', 426],
  ['stop-exit', 4_440],
  ['stop-continue-threads', 2_938],
])('%s holds in %i states', (scenario, states) => {
  const result = asItIs(scenario, mostStates);
  expect(violatedIn(result)).toEqual([]);
  expect(result.ok).toBe(true);
  expect(result.coverage).toMatchObject({ states, complete: true });
});

// The finding about fork in a process with several threads: see counterexamples/README.md.
/** A process that is killed leaves init a zombie: see the finding about init in counterexamples/README.md. */
test('killpg-fork-setpgid breaks nothing but what an inherited zombie breaks', () => {
  expect(violatedIn(asItIs('killpg-fork-setpgid', mostStates))).toEqual(['no-news-is-slept-through', 'deadlock']);
});

test.each(['killpg-fork-threads', 'killpg-fork-first', 'killpg-fork-exit', 'killpg-fork-term'])(
  '%s: a child escapes the kernel as it is',
  (scenario) => {
    expect(violatedIn(asItIs(scenario, mostStates))).toEqual(['no-one-escapes-a-group-kill']);
  },
);

const caught = [...killpgMutations, ...threadsMutations].flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [name, scenario, property] as const),
);

test.each(someOf(caught))('%s is caught by %s, which keeps %s without it', (mutation, scenario, property) => {
  expect(violatedIn(asItIs(scenario, mostStates))).not.toContain(property);
  expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
});
