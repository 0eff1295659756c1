import { describe, expect, test } from 'vitest';
import kernel from '../../models/freebsd/index.ts';
import { livenessMutations } from '../../models/freebsd/mutations/liveness.ts';
import { inTheEnd } from '../../properties/index.ts';
import { check, recompute } from '../../src/check.ts';
import { judge } from '../support/freebsd.ts';
import { someOf } from '../support/kernels.ts';

const freebsd = 'models/freebsd/index.ts';
const breaks = livenessMutations.flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [property, scenario, name] as const),
);

describe('each claim about what has to happen in the end', () => {
  test('has a break', () => {
    expect([...new Set(breaks.map(([property]) => property))].toSorted()).toEqual(inTheEnd.map(({ name }) => name).toSorted());
  });

  test.each(someOf(breaks))('%s holds in %s, and fails with %s', (property, scenario, mutation) => {
    expect(judge(scenario, property)?.verdict).toBe('holds');
    expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
  });

  test.each(inTheEnd.map(({ name }) => name))('%s is listed by a scenario', (name) => {
    expect(kernel.scenarios.some(({ properties = [] }) => properties.some((one) => one.name === name))).toBe(true);
  });
});

test('a run that goes round is made small, scenario and all, saved and reproduced', () => {
  const input = { kernel: freebsd, scenario: 'fork-exit-wait', mutation: 'fork-begins-again', properties: ['fork-returns'] };
  const found = check(input, { minimizeStates: 5000 }).properties.find(({ name }) => name === 'fork-returns');
  const counterexample = found?.counterexample;
  expect(counterexample).toMatchObject({ format: 'forkcheck-counterexample/2', fairness: 'weak', minimized: { length: 'shortened' } });
  expect(counterexample?.reduction.statements).not.toEqual([]);
  expect(counterexample && recompute(counterexample)).toMatchObject({ kind: 'reproduced', trace: { cycle: counterexample?.cycle } });
});

/** Findings: they are here so that a change of the model that makes them disappear is noticed. */
describe('the kernel as it is', () => {
  test('starves a killpg by forks that come one after another, even if locks are fair', () => {
    expect(judge('killpg-fork-loop', 'group-kill-returns')).toMatchObject({ verdict: 'violated', fairness: 'weak' });
    expect(judge('killpg-fork-loop', 'group-kill-returns-if-fair')).toMatchObject({ verdict: 'violated', fairness: 'strong' });
  });

  test('lets a vfork parent look at a stranger for ever', () => {
    const input = { kernel: freebsd, scenario: 'vfork-recycled-clock', properties: ['lender-returns'] };
    const found = check(input, { minimize: false, maxStates: 50_000 }).properties.find(({ name }) => name === 'lender-returns');
    expect(found?.verdict).toBe('violated');
    // Time passes: it is no deadlock, and no thread is stuck.
    expect(found?.run?.cycle).toBeLessThan(found?.run?.steps.length ?? 0);
  });

  test.each([
    ['vfork-recycled-child', 'lender-returns'],
    ['kill-thr-exit', 'killed-process-dies'],
    ['kill-stop', 'killed-process-dies'],
    ['peers-exit', 'killed-process-dies'],
    ['orphan-zombie', 'awaited-zombie-is-reaped'],
  ])('%s: %s fails, as other checks show', (scenario, property) => {
    expect(judge(scenario, property)?.verdict).toBe('violated');
  });
});
