/** What the FreeBSD model says about group kills and about processes with several threads. */
import { expect, test } from 'vitest';
import { killpgMutations } from '../../models/freebsd/mutations/killpg.ts';
import { threadsMutations } from '../../models/freebsd/mutations/threads.ts';
import { check, type CheckResult, ourRooms } from '../../src/check.ts';
import { resolveInput } from '../../src/cli/input.ts';

/** Enough for each of the searches that are to be complete; the violations come long before. */
const bounds = { minimize: false, maxStates: 20_000 };

function checkFreebsd(scenario: string, mutation?: string): CheckResult {
  const input = resolveInput({ kernel: 'freebsd', scenario, ...(mutation !== undefined && { mutation }) }, ourRooms.openModel);
  return check(input, bounds);
}

const violatedIn = (result: CheckResult): readonly string[] =>
  result.properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name);

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
  ['rfork-unshare', 8_862],
  ['thr-new-exit', 982],
  ['thr-exit-together', 426],
  ['stop-exit', 4_440],
  ['stop-continue-threads', 2_938],
])('%s holds in %i states', { timeout: 60_000 }, (scenario, states) => {
  const result = checkFreebsd(scenario);
  expect(violatedIn(result)).toEqual([]);
  expect(result.ok).toBe(true);
  expect(result.coverage).toMatchObject({ states, complete: true });
});

// The finding about fork in a process with several threads: see counterexamples/README.md.
/** A process that is killed leaves init a zombie: see the finding about init in counterexamples/README.md. */
test('killpg-fork-setpgid breaks nothing but what an inherited zombie breaks', { timeout: 60_000 }, () => {
  expect(violatedIn(checkFreebsd('killpg-fork-setpgid'))).toEqual(['no-news-is-slept-through', 'deadlock']);
});

test.each(['killpg-fork-threads', 'killpg-fork-first', 'killpg-fork-exit', 'killpg-fork-term'])(
  '%s: a child escapes the kernel as it is',
  { timeout: 60_000 },
  (scenario) => {
    expect(violatedIn(checkFreebsd(scenario))).toEqual(['no-one-escapes-a-group-kill']);
  },
);

const caught = [...killpgMutations, ...threadsMutations].flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [name, scenario, property] as const),
);

test.each(caught)('%s is caught by %s, which keeps %s without it', { timeout: 60_000 }, (mutation, scenario, property) => {
  expect(violatedIn(checkFreebsd(scenario))).not.toContain(property);
  expect(violatedIn(checkFreebsd(scenario, mutation))).toContain(property);
});
