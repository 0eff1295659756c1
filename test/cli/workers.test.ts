import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check, type CheckOptions } from '../../src/check.ts';
import type { StrategyName } from '../../src/core/index.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { run, unbounded } from '../support/toySearch.ts';

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const kernel = 'test/cli/models/counter.ts';
const strategies: readonly StrategyName[] = ['uniform', 'pct', 'swarm'];

/** The workers are threads that run what was built. */
function walk(options: CheckOptions) {
  return check({ kernel, mutation: 'unlocked' }, { search: 'random', runs: 300, minimize: false, ...options });
}

describe('random walks on several threads', () => {
  test.each(strategies)('give the same result as on one: %s', (strategy) => {
    const alone = walk({ strategy });
    expect(alone.coverage.sample?.walks).toBe(300);
    expect(walk({ strategy, workers: 2 })).toEqual(alone);
  });

  test('or on more than there are processors', () => {
    expect(walk({ workers: 5 })).toEqual(walk({}));
  });

  test('are fewer than there are workers', () => {
    expect(walk({ runs: 5, workers: 3 })).toEqual(walk({ runs: 5 }));
  });

  test('stop when the time is up', () => {
    const { coverage, properties } = walk({ runs: 1e9, maxSeconds: 3, workers: 2 });
    expect(coverage.sample?.walks).toBeGreaterThan(0);
    expect(properties.find(({ name }) => name === 'deadlock')?.bound).toBe('max-seconds');
  });

  test('tell how far they have come', () => {
    const told: number[] = [];
    walk({ runs: 30_000, workers: 2, progress: ({ walks }) => told.push(walks?.walks ?? -1) });
    expect(told.length).toBeGreaterThan(0);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  test('fail with whoever takes them', () => {
    const settings = { ...unbounded, search: 'random' } as const;
    const entry = new URL('../../dist/src/walkWorker.js', import.meta.url);
    const withModel = (file: string) => run(toyPidlife(4), { ...settings, team: { workers: 2, entry, model: { file }, request: { scenario: 'two-adders' } } });
    expect(() => withModel('/no/model.ts')).toThrow(/^forkcheck bug: in a worker, UsageError: cannot read the module/);
    // Somebody edits the model between the two compilations.
    expect(() => withModel(resolve(kernel))).toThrow('the model was changed while the search began; start it again');
  });

  test('print the same bytes from the command line', () => {
    const print = (workers: string) => {
      const args = ['check', kernel, '--mutation', 'unlocked', '--search', 'random', '--runs', '200', '--workers', workers, '--json', '--quiet'];
      return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
    };
    const [one, two] = [print('1'), print('2')];
    expect([one.status, one.stderr]).toEqual([1, '']);
    expect(two).toMatchObject({ status: 1, stderr: '', stdout: one.stdout });
  });
});
