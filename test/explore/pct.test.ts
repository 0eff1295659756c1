import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenJudge, TransitionSystem } from '../../src/core/index.ts';
import { Pct } from '../../src/explore/pct.ts';
import { randomOf } from '../../src/explore/random.ts';
import { noStep } from '../../src/explore/strategy.ts';
import { unpackChoice } from '../../src/explore/choices.ts';
import { Walker } from '../../src/explore/walker.ts';
import { openJudge } from '../../src/judge/index.ts';
import { type Plant, plantedSystem, plants } from '../support/plantedBugs.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { run, unbounded } from '../support/toySearch.ts';

/** In how many of the walks the property is violated. */
function walksThatMeet(plant: Plant, { depth, runs, steps }: { readonly depth: number; readonly runs: number; readonly steps: number }): number {
  const met = new Set<number>();
  const noting: OpenJudge = (system, route) => ({
    ...openJudge(system, route),
    visit: () => {
      if (!system.predicates[0]!.holds()) met.add(route.run!);
    },
    rest: () => undefined,
    conclude: () => [],
  });
  const settings = { ...unbounded, search: 'random', strategy: 'pct', pctDepth: depth } as const;
  // Who says that every state is new gets to see it in each walk.
  new Walker(plantedSystem(plant), { settings, steps }, noting, { add: () => true }, () => false).take({ first: 0, end: runs });
  return met.size;
}

const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);

// The bound is a lower one: far more walks may meet the bug. Fewer than four standard deviations below it would be one chance in
// 30,000 for a plant that meets it exactly; since the seeds are fixed, the test says the same every time.
test.each([
  { depth: 1, numRuns: 60 },
  { depth: 2, numRuns: 60 },
  { depth: 3, numRuns: 25 },
])('meets bugs of depth $depth at least as often as guaranteed', ({ depth, numRuns }) => {
  fc.assert(
    fc.property(plants(depth), (plant) => {
      const steps = sum(plant.steps);
      const odds = plant.steps.length * steps ** (depth - 1);
      const expected = 100;
      const met = walksThatMeet(plant, { depth, runs: expected * odds, steps });
      expect(met).toBeGreaterThanOrEqual(expected - 4 * Math.sqrt(expected));
    }),
    { seed: depth, numRuns },
  );
});

// Three agents with one step each; the first of them has to come last. A walk of depth 1 is a random order of the agents.
test('the guarantee is exact where a bug needs one agent to be the last', () => {
  const last = { agent: 0, step: 0 };
  const needs = [1, 2].map((agent) => ({ before: { agent, step: 0 }, after: last }));
  const runs = 9000;
  const met = walksThatMeet({ steps: [1, 1, 1], forced: [], needs }, { depth: 1, runs, steps: 3 });
  expect(Math.abs(met - runs / 3)).toBeLessThan(4 * Math.sqrt(runs * (1 / 3) * (2 / 3)));
});

// A  0 . 1      0 before B's 0, and that before 1: A has to be interrupted.
// B  . 0 .
test('a depth of 1 interrupts nobody who could go on', () => {
  const inside = { agent: 1, step: 0 };
  const needs = [
    { before: { agent: 0, step: 0 }, after: inside },
    { before: inside, after: { agent: 0, step: 1 } },
  ];
  const plant = { steps: [2, 1], forced: [], needs };
  expect(walksThatMeet(plant, { depth: 1, runs: 1000, steps: 3 })).toBe(0);
  expect(walksThatMeet(plant, { depth: 2, runs: 1000, steps: 3 })).toBeGreaterThan(0);
});

test('goes on by chance after k steps, so that an agent that spins does not keep the others off for ever', () => {
  const taken = walk(forever(3), new Pct(randomOf('spin', 0), { depth: 1, steps: 10 }), 100);
  expect(new Set(taken.slice(0, 10)).size).toBe(1);
  expect(new Set(taken.slice(10))).toEqual(new Set([0, 1, 2]));
});

test('an agent that is born again has another priority', () => {
  const firsts = Array.from({ length: 50 }, (_, seed) => {
    const pct = new Pct(randomOf('born', seed), { depth: 1, steps: 1000 });
    const before = walk(forever(2), pct, 1)[0];
    for (let birth = 0; birth < 10; birth++) pct.born(0);
    return before === walk(forever(2), pct, 1, false)[0];
  });
  expect(new Set(firsts)).toEqual(new Set([true, false]));
});

test('says what it guarantees, with the figures that it holds for', () => {
  const settings = { search: 'random', strategy: 'pct', maxDepth: 60, runs: 50 } as const;
  const { sample, depth } = run(toyPidlife(4), { ...settings, pctDepth: 2, pctSteps: 40 }).coverage;
  expect(sample?.guarantee).toMatchObject({ steps: 40, depth: 2, longest: depth - 1 });
  expect(sample?.guarantee?.agents).toBeGreaterThanOrEqual(4);
  // pidlife goes on for ever, so that the trials have as many steps as there may be.
  expect(run(toyPidlife(4), settings).coverage.sample?.guarantee?.steps).toBe(59);
  expect(run(toyPidlife(4), { ...settings, strategy: 'uniform' }).coverage.sample?.guarantee).toBeUndefined();
});

/** Agents that always have a step. */
function forever(agents: number): TransitionSystem {
  return plantedSystem({ steps: Array<number>(agents).fill(1000), forced: [], needs: [] });
}

/** Takes steps as the strategy says; returns who took them. */
function walk(system: TransitionSystem, strategy: Pct, steps: number, isNew = true): number[] {
  system.reset();
  if (isNew) for (let agent = 0; agent < system.agents; agent++) strategy.born(agent);
  return Array.from({ length: steps }, () => {
    const choice = strategy.next(system);
    if (choice === noStep) throw new Error('there is no step');
    const { agent, alternative } = unpackChoice(choice);
    system.step(agent, alternative);
    return agent;
  });
}
