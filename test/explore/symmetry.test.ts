/** Orbits of well-known models: as many as there are states up to the names of threads. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openModel } from '../../src/compile/index.ts';
import type { SearchResult, SearchSettings } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';

const settings: SearchSettings = {
  search: 'bfs',
  seed: '',
  runs: 0,
  strategy: 'uniform',
  pctDepth: 3,
  stopAtFirst: false,
  maxStates: 20_000_000,
  maxDepth: Infinity,
  maxSeconds: Infinity,
  maxMemory: 16_000,
  reductions: ['symmetry'],
};

function explore(model: string, scenario: string): SearchResult {
  const file = fileURLToPath(new URL(`../models/${model}.ts`, import.meta.url));
  return search(openModel({ file }).compile({ scenario }), settings, openJudge);
}

describe('one state of each orbit', () => {
  test.each([
    { model: 'increment', scenario: 'increment-2', orbits: 9 },
    { model: 'increment', scenario: 'increment-3', orbits: 13 },
    { model: 'increment', scenario: 'increment-4', orbits: 17 },
    { model: 'increment', scenario: 'increment-5', orbits: 21 },

    { model: 'worker', scenario: 'worker-3-2', orbits: 835 },
    { model: 'worker', scenario: 'worker-4-2', orbits: 2_270 },
    { model: 'worker', scenario: 'worker-5-1', orbits: 421 },
    // With dead values kept.
    { model: 'worker', scenario: 'field-worker-3-2', orbits: 10_313 },
    { model: 'worker', scenario: 'field-worker-5-1', orbits: 2_453 },
  ])('$scenario: $orbits orbits', ({ model, scenario, orbits }) => {
    const { coverage } = explore(model, scenario);
    expect(coverage).toMatchObject({ states: orbits, complete: true });
    expect(coverage.symmetry?.map(({ reason }) => reason)).toEqual([undefined]);
  });
});

/** Whose turn it is, who comes first, who is to the left: these threads are told apart by their numbers. */
describe('leaves alone what is told apart', () => {
  test.each([
    { model: 'peterson', scenario: 'peterson-2', states: 196 },
    { model: 'bakery', scenario: 'bakery-6', states: 966 },
    { model: 'philosophers', scenario: 'philosophers-3', states: 26 },
  ])('$scenario: $states states', ({ model, scenario, states }) => {
    const { coverage } = explore(model, scenario);
    expect(coverage.states).toBe(states);
    expect(coverage.symmetry?.every(({ reason }) => reason !== undefined)).toBe(true);
  });
});
