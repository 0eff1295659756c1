/** The search in the page finds what the checker's does. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { search } from '../../src/explore/index.ts';
import { execute } from '../../src/page/history.ts';
import { searchFrom } from '../../src/page/searchFrom.ts';
import { settle } from '../../src/settings.ts';
import { openSystem } from '../../src/system/index.ts';

const bounds = { maxStates: 100_000, maxSeconds: Infinity };
const quiet = (): void => undefined;

test.each([
  ['test/cli/models/counter.ts', 'two-adders', 'unlocked'],
  ['bench/pidlife.ts', 'pidlife-4', undefined],
  ['test/models/starvedLock.ts', undefined, undefined],
])('%s %s: from the initial state on', (file, scenario, mutation) => {
  const model = openModel({ file: resolve(file), ...(mutation !== undefined && { mutation }) });
  const compiled = model.compile({ scenario: scenario ?? model.scenarios[0]!.name });
  const { coverage, judgements } = search(compiled, settle({}), openJudge);
  const found = searchFrom({ executable: compiled.executable!, schedule: [], ...bounds }, quiet);
  expect(found).toEqual({ states: coverage.states, depth: coverage.depth, complete: true, judgements });
});

test('from a later state on, and only what can follow it', () => {
  const { executable } = openModel({ file: resolve('test/cli/models/counter.ts'), mutation: 'unlocked' }).compile({ scenario: 'two-adders' });
  const system = openSystem(executable!);
  const violated = (after: number): number | undefined => {
    const { judgements } = searchFrom({ executable: executable!, schedule: whole.slice(0, after), ...bounds }, quiet);
    const verdict = judgements.find(({ name }) => name === 'every-update-counts')!.verdict;
    return verdict.kind === 'violated' ? verdict.schedule.length : undefined;
  };
  const all = searchFrom({ executable: executable!, schedule: [], ...bounds }, quiet);
  const verdict = all.judgements.find(({ name }) => name === 'every-update-counts')!.verdict;
  const whole = verdict.kind === 'violated' ? verdict.schedule : [];
  expect(whole.length).toBeGreaterThan(2);
  expect(execute(system, whole).steps).toHaveLength(whole.length);
  for (let after = 0; after <= whole.length; after++) expect(violated(after)).toBe(whole.length - after);
});

test('where a bound is met, nothing is claimed', () => {
  const { executable } = openModel({ file: resolve('bench/pidlife.ts') }).compile({ scenario: 'pidlife-4' });
  const found = searchFrom({ executable: executable!, schedule: [], ...bounds, maxStates: 500 }, quiet);
  expect([found.states, found.complete]).toEqual([500, false]);
  expect(found.judgements.filter(({ verdict }) => verdict.kind === 'holds')).toEqual([]);
});
