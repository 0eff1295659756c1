import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Schedule, Shows } from '../../src/core/index.ts';
import { contextSwitches, findLeastRun } from '../../src/minimize/index.ts';
import { lostUpdate, type Toy, toySystem } from '../trace/toySystem.ts';

const unbounded = { maxStates: Infinity, maxSteps: Infinity };
const breaks: Shows = (system, fault) => fault === undefined && system.predicates[0]?.holds() === false;

describe('the least run', () => {
  // Both must have read before either writes: A B A B, A B B A, B A A B or B A B A. Two of these have two switches.
  test('of a lost update has four steps and two switches', () => {
    const { schedule } = findLeastRun(breaks).find(toySystem(lostUpdate), unbounded);
    expect(schedule?.map(({ agent }) => agent)).toEqual([1, 0, 0, 1]);
  });

  test('is empty where the initial state shows it', () => {
    const found = findLeastRun(() => true).find(toySystem(lostUpdate), unbounded);
    expect(found).toEqual({ states: 1, schedule: [], switches: 'fewest' });
  });

  test('is not looked for beyond its bounds', () => {
    const { find } = findLeastRun(breaks);
    expect(find(toySystem(lostUpdate), { maxStates: 3, maxSteps: 9 }).schedule).toBeUndefined();
    expect(find(toySystem(lostUpdate), { maxStates: 99, maxSteps: 3 }).schedule).toBeUndefined();
    expect(find(toySystem(lostUpdate), { maxStates: 99, maxSteps: 4 }).schedule).toHaveLength(4);
  });

  test('is as short and has as few switches as the best of all runs, on generated systems', () => {
    fc.assert(
      fc.property(generated, (toy) => {
        const { schedule } = findLeastRun(breaks).find(toySystem(toy), unbounded);
        const runs = allRuns(toy, 7).filter((run) => shownAtEnd(toy, run));
        const least = Math.min(...runs.map((run) => run.length * 100 + contextSwitches(run)));
        if (schedule !== undefined && schedule.length > 7) return;
        expect(schedule === undefined ? Infinity : schedule.length * 100 + contextSwitches(schedule)).toBe(least);
      }),
      { numRuns: 200 },
    );
  });
});

/** Three agents with steps that wait for, and add to, two small counters. */
const step = fc.record({ on: fc.nat(2), to: fc.nat(2), add: fc.nat(2), ways: fc.integer({ min: 1, max: 2 }) });
const few = { minLength: 1, maxLength: 3 };
const generated: fc.Arbitrary<Toy> = fc
  .tuple(fc.array(fc.array(step, few), few), fc.nat(5))
  .map(([agents, limit]) => ({
    values: { x: 0, y: 0 },
    agents: agents.map((steps, index) => ({
      name: `A${index}`,
      steps: steps.map(({ on, to, add, ways }, at) => ({
        point: `${at}`,
        ways,
        when: ({ x }) => (x ?? 0) >= on,
        act: (values, way) => void (values[to === 0 ? 'x' : 'y'] = (values[to === 0 ? 'x' : 'y'] ?? 0) + add + way),
      })),
    })),
    properties: [{ name: 'small', kind: 'always', holds: ({ x, y }) => (x ?? 0) + (y ?? 0) <= limit }],
  }));

/** Every run of at most so many steps. */
function allRuns(toy: Toy, depth: number): readonly Schedule[] {
  const system = toySystem(toy);
  const runs: Schedule[] = [];
  const extend = (run: Schedule): void => {
    runs.push(run);
    if (run.length === depth) return;
    for (let agent = 0; agent < system.agents; agent++) {
      for (let alternative = 0; alternative < system.alternatives(agent); alternative++) {
        if (!system.enabled(agent, alternative)) continue;
        system.step(agent, alternative);
        extend([...run, { agent, alternative }]);
        system.undo();
      }
    }
  };
  extend([]);
  return runs;
}

function shownAtEnd(toy: Toy, run: Schedule): boolean {
  const system = toySystem(toy);
  for (const { agent, alternative } of run) system.step(agent, alternative);
  return breaks(system, undefined);
}
