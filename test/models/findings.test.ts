/** The saved findings are runs of the models as they are. Where one is not any more, `npm run findings` tells whether it is gone. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { remake } from '../../bench/findings/remake.ts';
import { check, recompute } from '../../src/check.ts';
import { findModule } from '../../src/cli/modules.ts';
import { loadCounterexample, saveCounterexample } from '../../src/trace/index.ts';
import { someOf } from '../support/kernels.ts';

const files = readdirSync('counterexamples').filter((file) => file.endsWith('.json'));

test.each(someOf(files))('%s is reproduced', (file) => {
  const replay = recompute(loadCounterexample(`counterexamples/${file}`), (name) => findModule(name).file);
  expect(replay.kind).toBe('reproduced');
});

describe('npm run findings', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'forkcheck-findings-')), 'found.json');
  const [found] = check({ kernel: 'test/cli/models/counter.ts', mutation: 'unlocked', properties: ['every-update-counts'] }).properties;
  const stale = { ...found!.counterexample!, digest: 'of an earlier model' };

  test('saves a finding anew, which is the same from then on', () => {
    saveCounterexample(stale, file);
    expect(remake(file, 1000)).toMatchObject({ kind: 'saved', before: 4, after: 4 });
    expect(remake(file, 1000)).toEqual({ kind: 'same' });
  });

  test.each([
    ['gives up where its search meets the bound', { ...stale }, 5, { kind: 'unknown', bound: 'max-states' }],
    ['tells that a finding is gone', { ...stale, mutation: null }, 1000, { kind: 'gone' }],
    ['takes the walk that found it, where one of a swarm would find it', { ...stale, walk: { seed: '1', strategy: 'pct', pctDepth: 1, run: 0 } }, 5, { kind: 'unknown', bound: 'runs' }],
  ] as const)('%s, and leaves the file as it is', (_what, saved, maxStates, came) => {
    saveCounterexample(saved, file);
    expect(remake(file, maxStates)).toEqual(came);
    expect(loadCounterexample(file)).toEqual(saved);
  });
});
