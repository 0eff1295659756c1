/** A search that is killed and resumed, however often, finds what an uninterrupted one finds. */
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settle } from '../../../src/check.ts';
import { openModel } from '../../../src/compile/index.ts';
import type { SearchSettings } from '../../../src/core/index.ts';
import { search } from '../../../src/explore/index.ts';
import { openJudge } from '../../../src/judge/index.ts';
import { graphs, graphSystem } from '../../support/toyGraph.ts';
import { toyPidlife } from '../../support/toyPidlife.ts';
import { run } from '../../support/toySearch.ts';
import { checkpointIn, freshDirectory, searchKilled } from './killed.ts';

const lives = (most: number) => fc.array(fc.nat({ max: most }), { maxLength: 4 });

test('random graphs', () => {
  fc.assert(
    fc.property(graphs, lives(3), fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }), (nodes, killed, maxDepth) => {
      const settings = maxDepth === undefined ? {} : { maxDepth };
      expect(searchKilled(() => graphSystem(nodes), killed, settings)).toEqual(run(graphSystem(nodes), settings));
    }),
    { numRuns: 60 },
  );
});

describe('pidlife, written by hand', () => {
  const plain = run(toyPidlife(4));

  test('killed at many batches, with what was written after the last checkpoint', () => {
    const tear = (directory: string): void => {
      for (const file of ['links', 'onward', 'manifest.json.tmp']) appendFileSync(join(directory, file), 'torn');
    };
    fc.assert(
      fc.property(lives(60), (killed) => {
        expect(searchKilled(() => toyPidlife(4), killed, {}, tear)).toEqual(plain);
      }),
      { numRuns: 8 },
    );
  });

  test.each<Partial<SearchSettings>>([
    { maxStates: 5000 },
    { maxDepth: 40 },
    { keepSteps: false },
    // Too little for the states, and enough for them but not for what finds stuck threads.
    { maxMemory: 1 },
  ])('with the bound %j', (settings) => {
    expect(searchKilled(() => toyPidlife(4), [10, 70, 0], settings)).toEqual(run(toyPidlife(4), settings));
  });

  test('a search that has ended is not searched again', () => {
    const directory = freshDirectory();
    const checkpoint = checkpointIn(directory);
    expect(run(toyPidlife(4), { checkpoint })).toEqual(plain);
    const untouched = { ...toyPidlife(4), load: () => expect.unreachable('it searches') };
    expect(run(untouched, { checkpoint: { ...checkpoint, resumes: true } })).toEqual(plain);
  });
});

/** In JavaScript all the way, natively from the start, and with the switch on the way. */
describe.each([Infinity, 1, 800])('natively from %d states on', (nativeFrom) => {
  test.each([
    ['bench/pidlife.ts', 'pidlife-4', {}],
    ['bench/pidlife.ts', 'pidlife-4', { maxStates: 6000 }],
    ['bench/pidlife.ts', 'pidlife-4', { maxMemory: 1 }],
    ['bench/pidlife.ts', 'pidlife-4', { visited: 'tree' as const }],
    ['bench/pidlife.ts', 'pidlife-4', { maxDepth: 50 }],
    ['test/models/starvedLock.ts', undefined, {}],
    ['models/freebsd/index.ts', 'vfork-exec', {}, 'lender-waits-for-exit'],
  ])('%s %s %j %s', (file, scenario, settings: Partial<SearchSettings>, mutation?: string) => {
    const model = openModel({ file: resolve(file), ...(mutation !== undefined && { mutation }) });
    const compile = () => model.compile({ scenario: scenario ?? model.scenarios[0]!.name });
    const all = { ...settle({ maxStates: 20_000 }), ...settings, nativeFrom };
    const plain = search(compile(), all, openJudge);
    const most = Math.ceil(plain.coverage.states / 64);
    fc.assert(
      fc.property(lives(most), (killed) => {
        expect(searchKilled(compile, killed, all)).toEqual(plain);
      }),
      { numRuns: 2 },
    );
  });
});
