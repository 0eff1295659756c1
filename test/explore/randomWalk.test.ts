import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SearchResult } from '../../src/core/index.ts';
import { toyCheck } from '../support/toyChecker.ts';
import { graphs, graphSystem } from '../support/toyGraph.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { kinds, run, verdictOn } from '../support/toySearch.ts';

const walks = { search: 'random', runs: 20, maxDepth: 50 } as const;

test('the same seed takes the same walks', () => {
  expect(run(toyPidlife(4), walks)).toEqual(run(toyPidlife(4), walks));
});

test('another seed takes others', () => {
  expect(run(toyPidlife(4), { ...walks, seed: 'other' })).not.toEqual(run(toyPidlife(4), walks));
});

test('walks are the same one by one', () => {
  const alone = Array.from({ length: 20 }, (_, walk) => run(toyPidlife(4), { ...walks, run: walk }));
  const together = run(toyPidlife(4), walks);
  const sum = (count: (result: SearchResult) => number): number => alone.reduce((total, each) => total + count(each), 0);
  expect(together.coverage.states).toBe(sum(({ coverage }) => coverage.states));
  expect(together.coverage.transitions).toBe(sum(({ coverage }) => coverage.transitions));
  expect(together.coverage.depth).toBe(Math.max(...alone.map(({ coverage }) => coverage.depth)));
});

test('a verdict names its walk, and that walk alone finds it again', () => {
  const found = verdictOn(run(toyPidlife(4), { ...walks, runs: 2000 }), 'all-slots-live');
  if (found.kind !== 'witnessed' || found.run === undefined) throw new Error('not witnessed');
  expect(verdictOn(run(toyPidlife(4), { ...walks, run: found.run }), 'all-slots-live')).toEqual(found);
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
  expect(result.coverage).toEqual({ states: 1, transitions: 0, depth: 1, complete: false });
  expect(result.bound).toBe('first-violation');
});
