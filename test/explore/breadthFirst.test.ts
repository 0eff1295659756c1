import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toyDistances } from '../support/toyAnswers.ts';
import { toyCheck } from '../support/toyChecker.ts';
import { graphs, graphSystem } from '../support/toyGraph.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { run } from '../support/toySearch.ts';

test('every schedule is a shortest one', () => {
  fc.assert(
    fc.property(graphs, (nodes) => {
      const distances = toyDistances(toyCheck(graphSystem(nodes)));
      for (const { name, verdict } of run(graphSystem(nodes)).judgements) {
        if ('schedule' in verdict && name !== 'stuck-thread') expect(verdict.schedule.length, name).toBe(distances.get(name));
      }
    }),
    { numRuns: 300 },
  );
});

// The layers of a ring: 0 -> 1 -> 2 -> 3 -> 0.
test('depth counts layers, the initial state being the first', () => {
  expect(run(ring(4)).coverage).toEqual({ states: 4, transitions: 4, depth: 4, complete: true });
});

test('pidlife with 4 slots has 73 layers', () => {
  expect(run(toyPidlife(4)).coverage.depth).toBe(73);
});

function ring(length: number): ReturnType<typeof graphSystem> {
  const node = (_: unknown, at: number) => ({ agents: [{ moves: [(at + 1) % length], rests: false, ended: false }], good: true, seen: false });
  return graphSystem(Array.from({ length }, node));
}
