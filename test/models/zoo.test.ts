/** Historical bugs: each has mutations that exist, a finding, or a reason. All are caught by `npm run zoo`; a few here. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catchesOf, judgeCatch } from '../../bench/catches.ts';
import { zoos } from '../../bench/kernels.ts';
import { ourRooms } from '../../src/check.ts';
import { loadCounterexample } from '../../src/trace/index.ts';

const fileOf = (kernel: string): string => `models/${kernel}/index.ts`;
const findings = readdirSync('counterexamples').filter((name) => name.endsWith('.json')).map((name) => loadCounterexample(`counterexamples/${name}`));

describe.each(Object.entries(zoos))('%s', (kernel, zoo) => {
  const { mutations } = ourRooms.openModel({ file: fileOf(kernel) });
  const named = zoo.flatMap((one) => ('mutations' in one ? one.mutations : []));

  test('entries are there once, and their mutations exist', () => {
    const entries = zoo.map(({ entry }) => entry);
    expect(new Set(entries).size).toBe(entries.length);
    expect(named.filter((name) => !mutations.some((one) => one.name === name))).toEqual([]);
  });

  test('what is still in the kernel is a saved finding', () => {
    const present = zoo.flatMap((one) => ('present' in one ? [one.present] : []));
    const shown = ([scenario, property]: readonly [string, string]): boolean =>
      findings.some((one) => one.kernel === kernel && one.mutation === null && one.scenario === scenario && one.property === property);
    expect(present.filter((one) => !shown(one))).toEqual([]);
  });

  test('a mutation that is called after a historical bug belongs to it', () => {
    const called = mutations.map(({ name }) => name).filter((name) => /^[A-Z]{2}-\d/.test(name));
    expect(called.filter((name) => !named.includes(name))).toEqual([]);
  });

  test('each mutation says where it is caught', () => {
    const catches = catchesOf(mutations);
    expect(mutations.filter(({ name }) => !catches.some(({ mutation }) => mutation === name))).toEqual([]);
  });
});

test.each([['freebsd', 'LX-1'], ['freebsd', 'XN-11'], ['freebsd-5', 'DF-2']])('%s: %s is caught, and absent without the mutation', { timeout: 120_000 }, (kernel, name) => {
  const catches = catchesOf(ourRooms.openModel({ file: fileOf(kernel) }).mutations).filter(({ mutation }) => mutation === name);
  const results = catches.map((one) => judgeCatch(fileOf(kernel), one, 20_000));
  expect(results.length).toBeGreaterThan(0);
  expect(results).toEqual(results.map((one) => ({ ...one, caught: true, without: 'holds' })));
});

test('a break that is none is told', { timeout: 120_000 }, () => {
  const harmless = { mutation: 'DF-3', scenario: 'fork-exit-wait', property: 'process-count-is-exact' };
  expect(judgeCatch(fileOf('freebsd'), harmless, 20_000)).toMatchObject({ caught: false, steps: null, without: 'holds' });
});
