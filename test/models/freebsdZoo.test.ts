/** Historical bugs: each has mutations that exist, or a reason. All are caught by `npm run zoo`; a few here. */
import { expect, test } from 'vitest';
import { catchesOf, judgeCatch } from '../../bench/catches.ts';
import kernel from '../../models/freebsd/index.ts';
import { zoo } from '../../models/freebsd/zoo.ts';
import { ourRooms } from '../../src/check.ts';

const file = 'models/freebsd/index.ts';
const catches = catchesOf(ourRooms.openModel({ file }).mutations);
const named = zoo.flatMap((one) => ('mutations' in one ? one.mutations : []));

test('entries are there once, and their mutations exist', () => {
  const entries = zoo.map(({ entry }) => entry);
  expect(new Set(entries).size).toBe(entries.length);
  const mutations = kernel.mutations.map(({ name }) => name);
  expect(named.filter((name) => !mutations.includes(name))).toEqual([]);
});

test('a mutation that is called after a historical bug belongs to it', () => {
  const called = kernel.mutations.map(({ name }) => name).filter((name) => /^[A-Z]{2}-\d/.test(name));
  expect(called.filter((name) => !named.includes(name))).toEqual([]);
});

test('each mutation says where it is caught', () => {
  expect(kernel.mutations.filter(({ name }) => !catches.some(({ mutation }) => mutation === name))).toEqual([]);
});

test.each(['LX-1', 'XN-11'])('%s is caught, and absent without the mutation', { timeout: 120_000 }, (name) => {
  const results = catches.filter(({ mutation }) => mutation === name).map((one) => judgeCatch(file, one, 20_000));
  expect(results).toEqual(results.map((one) => ({ ...one, caught: true, without: 'holds' })));
});

test('a break that is none is told', { timeout: 120_000 }, () => {
  const harmless = { mutation: 'DF-3', scenario: 'fork-exit-wait', property: 'process-count-is-exact' };
  expect(judgeCatch(file, harmless, 20_000)).toMatchObject({ caught: false, steps: null, without: 'holds' });
});
