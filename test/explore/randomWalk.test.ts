import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SearchResult, SearchSettings, StrategyName, TransitionSystem } from '../../src/core/index.ts';
import { FingerprintSet } from '../../src/explore/fingerprints.ts';
import { FreshStates } from '../../src/explore/freshStates.ts';
import { Memory } from '../../src/explore/memory.ts';
import { Sampling } from '../../src/explore/sampling.ts';
import { Walker } from '../../src/explore/walker.ts';
import { WalkRanges } from '../../src/explore/walkPart.ts';
import { planWalks } from '../../src/explore/walkPlan.ts';
import { openJudge } from '../../src/judge/index.ts';
import { toyCheck } from '../support/toyChecker.ts';
import { graphs, graphSystem } from '../support/toyGraph.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { kinds, run, unbounded, verdictOn } from '../support/toySearch.ts';

const walks = { search: 'random', runs: 20, maxDepth: 50 } as const;
const strategies: readonly StrategyName[] = ['uniform', 'pct', 'swarm'];

describe.each(strategies)('%s', (strategy) => {
  const settings = { ...walks, strategy };

  test('the same seed takes the same walks', () => {
    expect(run(toyPidlife(4), settings)).toEqual(run(toyPidlife(4), settings));
  });

  test('another seed takes others', () => {
    expect(run(toyPidlife(4), { ...settings, seed: 'other' })).not.toEqual(run(toyPidlife(4), settings));
  });

  test('walks are the same one by one', () => {
    const alone = Array.from({ length: 20 }, (_, walk) => run(toyPidlife(4), { ...settings, run: walk }));
    const together = run(toyPidlife(4), settings);
    const sum = (count: (result: SearchResult) => number): number => alone.reduce((total, each) => total + count(each), 0);
    expect(together.coverage.states).toBe(sum(({ coverage }) => coverage.states));
    expect(together.coverage.transitions).toBe(sum(({ coverage }) => coverage.transitions));
    expect(together.coverage.depth).toBe(Math.max(...alone.map(({ coverage }) => coverage.depth)));
    expect(together.coverage.sample?.walks).toBe(sum(({ coverage }) => coverage.sample?.walks ?? 0));
  });

  test('a verdict names its walk, and that walk alone finds it again', () => {
    const found = verdictOn(run(toyPidlife(4), { ...settings, runs: 2000 }), 'all-slots-live');
    if (found.kind !== 'witnessed' || found.run === undefined) throw new Error('not witnessed');
    expect(verdictOn(run(toyPidlife(4), { ...settings, run: found.run }), 'all-slots-live')).toEqual(found);
  });

  test('the result is the same for any split of the work', () => {
    const split = fc.record({ workers: fc.array(fc.nat({ max: 4 }), { minLength: 7, maxLength: 7 }), runs: fc.integer({ min: 1, max: 112 }) });
    fc.assert(
      fc.property(graphs, split, fc.boolean(), (nodes, { workers, runs }, stopAtFirst) => {
        const wanted = { ...unbounded, ...settings, runs, maxDepth: 20, stopAtFirst };
        expect(walkSplit(() => graphSystem(nodes), wanted, workers)).toEqual(run(graphSystem(nodes), wanted));
      }),
    );
    const wanted = { ...unbounded, ...settings, runs: 112 };
    expect(walkSplit(() => toyPidlife(4), wanted, [0, 1, 1, 2, 0, 0, 2])).toEqual(run(toyPidlife(4), wanted));
  });
});

/** Takes the walks part by part, each by the worker that is named, and joins them in their order. */
function walkSplit(open: () => TransitionSystem, settings: SearchSettings, workers: readonly number[]): SearchResult {
  const team = Array.from({ length: 5 }, () => {
    const system = open();
    const fresh = new FreshStates();
    return { fresh, walker: new Walker(system, planWalks(system, settings), openJudge, fresh, () => false) };
  });
  const ranges = new WalkRanges(settings);
  const parts = Array.from({ length: ranges.count }, (_, at) => {
    const { walker, fresh } = team[workers[at]!]!;
    return { ...walker.take(ranges.at(at)), fresh: fresh.take() };
  });
  const system = open();
  const sampling = new Sampling(system, planWalks(system, settings), openJudge, new FingerprintSet(new Memory(settings.maxMemory)));
  for (const part of parts) {
    sampling.add(part);
    if (settings.stopAtFirst && sampling.isViolated) return sampling.result('first-violation');
  }
  return sampling.result('runs');
}

test('counts each distinct state and each location once', () => {
  fc.assert(
    fc.property(graphs, fc.constantFrom(...strategies), (nodes, strategy) => {
      const seen = new Set<number>();
      const system = graphSystem(nodes);
      const locationOf = (agent: number): number => {
        seen.add(system.packed[0]!);
        return system.locationOf(agent);
      };
      const { sample } = run({ ...system, locationOf }, { ...walks, strategy, runs: 100 }).coverage;
      expect(sample).toMatchObject({ walks: 100, distinct: seen.size, distinctIsFull: false, locations: seen.size, allLocations: nodes.length });
      expect(sample?.growth.map((each) => each.walks)).toEqual([16, 32, 64, 100]);
      expect(sample?.growth.at(-1)).toEqual({ walks: 100, distinct: seen.size, locations: seen.size });
    }),
  );
});

test('says so when there is no room to count all states', () => {
  const { sample } = run(toyPidlife(5), { ...walks, strategy: 'uniform', runs: 1000, maxMemory: 0.05 }).coverage;
  expect(sample).toMatchObject({ distinct: 3072, distinctIsFull: true });
});

test('walks end where there is no step, and claim nothing that they did not see', () => {
  fc.assert(
    fc.property(graphs, (nodes) => {
      const toy = toyCheck(graphSystem(nodes));
      const result = run(graphSystem(nodes), walks);
      const found = new Set([...toy.values()].flatMap((state) => [...state.found, ...state.steps.flatMap(({ fault }) => fault ?? [])]));
      for (const [name, kind] of Object.entries(kinds(result))) {
        if (kind !== 'unknown') expect(found).toContain(name);
      }
      expect(verdictOn(result, 'stuck-thread')).toEqual({ kind: 'unknown', bound: 'runs' });
      expect(result.coverage.complete).toBe(false);
      expect(result.coverage.depth).toBeLessThanOrEqual(50);
      expect(result.bound).toBe('runs');
    }),
  );
});

test('stops at the first violation if asked to', () => {
  const bad = graphSystem([{ agents: [{ moves: [0], rests: false, ended: false }], good: false, seen: false }]);
  const result = run(bad, { ...walks, stopAtFirst: true });
  expect(result.coverage).toMatchObject({ states: 1, transitions: 0, depth: 1, complete: false });
  expect(result.bound).toBe('first-violation');
});
