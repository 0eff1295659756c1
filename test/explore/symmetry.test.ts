/** Orbits of well-known models: as many as there are states up to the names of threads. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import type { ReductionName, SearchResult, TransitionSystem } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { orbitOf, reachable, representative } from '../support/orbits.ts';

const settings = settle({ maxMemory: 16_000 });

function systemOf(model: string, scenario: string): TransitionSystem {
  const file = fileURLToPath(new URL(`../models/${model}.ts`, import.meta.url));
  return openModel({ file }).compile({ scenario });
}

function explore(model: string, scenario: string, reductions: readonly ReductionName[] = ['symmetry']): SearchResult {
  return search(systemOf(model, scenario), { ...settings, ...(reductions.length > 0 && { reductions }) }, openJudge);
}

describe('one state of each orbit', () => {
  test.each([
    { model: 'increment', scenario: 'increment-2', orbits: 9 },
    { model: 'increment', scenario: 'increment-3', orbits: 13 },
    { model: 'increment', scenario: 'increment-4', orbits: 17 },
    { model: 'increment', scenario: 'increment-5', orbits: 21 },

    { model: 'twoPhaseAlike', scenario: 'two-phase-3', orbits: 80 },
    { model: 'twoPhaseAlike', scenario: 'two-phase-5', orbits: 314 },

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

test.each([
  { scenario: 'two-phase-3', states: 288 },
  { scenario: 'two-phase-5', states: 8_832 },
])('$scenario has its $states states in slots as well', ({ scenario, states }) => {
  expect(explore('twoPhaseAlike', scenario, []).coverage.states).toBe(states);
});

test.each([
  { model: 'twoPhaseAlike', scenario: 'two-phase-3', orbits: 80 },
  { model: 'worker', scenario: 'worker-3-2', orbits: 835 },
  { model: 'increment', scenario: 'increment-4', orbits: 17 },
])('all states of each of the $orbits orbits of $scenario have one representative', ({ model, scenario, orbits }) => {
  const system = systemOf(model, scenario);
  const seen = new Set<string>();
  let count = 0;
  for (const state of reachable(system)) {
    if (seen.has(state.join(' '))) continue;
    count++;
    const orbit = orbitOf(system, state);
    for (const one of orbit) seen.add(one.join(' '));
    expect(new Set(orbit.map((one) => representative(system, one))).size).toBe(1);
  }
  expect(count).toBe(orbits);
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
