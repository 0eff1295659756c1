import { expect, test } from 'vitest';
import { check } from '../../src/check.ts';

/** The verdicts that are not good, by name. */
function wrongIn(scenario: string): readonly string[] {
  const input = { kernel: 'models/freebsd/index.ts', scenario, properties: [] };
  const { properties } = check(input, { demonstrate: false, maxStates: 30_000 });
  return properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name);
}

test.each(['kill-threads', 'kill-threads-one-cpu', 'core-dump', 'stop-continue'])('%s: nothing goes wrong', (scenario) => {
  expect(wrongIn(scenario)).toEqual([]);
});

/** Findings: they are here so that a change of the model that makes them disappear is noticed. */
test('a SIGKILL that chooses a leaving thread does not wake the one that sleeps', () => {
  expect(wrongIn('kill-thr-exit')).toContain('deadlock');
});
