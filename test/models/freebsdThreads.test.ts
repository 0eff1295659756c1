/** What the FreeBSD model says about group kills and about processes with several threads. */
import { expect, test } from 'vitest';
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
  ['killpg-fork', 4_161],
  ['killpg-fork-setpgid', 4_768],
  ['killpg-fork-parked', 15_658],
  ['exit-fork', 4_835],
  ['exit-exec', 452],
  ['fork-exec', 6_705],
  ['pause-exit', 205],
  ['vfork-stopped-child', 1_545],
  ['exec-fails', 373],
  ['thr-new-exit', 674],
  ['thr-exit-together', 374],
  ['stop-exit', 3_966],
  ['stop-continue-threads', 2_057],
])('%s holds in %i states', { timeout: 60_000 }, (scenario, states) => {
  const result = checkFreebsd(scenario);
  expect(violatedIn(result)).toEqual([]);
  expect(result.ok).toBe(true);
  expect(result.coverage).toMatchObject({ states, complete: true });
});

// The finding about fork in a process with several threads: see counterexamples/README.md.
test.each(['killpg-fork-threads', 'killpg-fork-first', 'killpg-fork-exit', 'killpg-fork-term'])(
  '%s: a child escapes the kernel as it is',
  { timeout: 60_000 },
  (scenario) => {
    expect(violatedIn(checkFreebsd(scenario))).toEqual(['no-one-escapes-a-group-kill']);
  },
);

test.each([
  ['FB-1', 'killpg-fork', 'no-one-escapes-a-group-kill'],
  ['FB-1b', 'killpg-fork', 'no-one-escapes-a-group-kill'],
  ['FB-1c', 'killpg-fork-setpgid', 'no-one-escapes-a-group-kill'],
  ['FB-2', 'killpg-fork-parked', 'no-one-escapes-a-group-kill'],
  ['FB-8', 'pause-exit', 'deadlock'],
  ['FB-9', 'vfork-stopped-child', 'stuck-thread'],
  ['FB-15', 'exec-fails', 'failed-exec-spares-threads'],
  ['FB-15b', 'exec-fails', 'deadlock'],
])('%s is caught by %s', { timeout: 60_000 }, (mutation, scenario, property) => {
  expect(violatedIn(checkFreebsd(scenario, mutation))).toContain(property);
});
