import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Formula } from '../../src/core/index.ts';
import { lassoProblem, satisfies } from '../../src/trace/index.ts';
import { satisfiesAt } from '../support/lassoReference.ts';
import { formulas, runSystem, type RunNode } from '../support/runGraph.ts';

const p: Formula = { op: 'atom', atom: 0 };
const eventually: Formula = { op: 'until', left: { op: 'true' }, right: p };

/** Two agents. The first goes 0 -> 1 -> 0; the second may go to 2, from 1 only, where p holds and all ends. */
const nodes: readonly RunNode[] = [
  { moves: [[1], []], atoms: 0 },
  { moves: [[0], [2]], atoms: 0 },
  { moves: [[], []], atoms: 1 },
];
const first = { agent: 0, alternative: 0 };
const second = { agent: 1, alternative: 0 };

test.each([
  { name: 'it does not close', schedule: [first], cycle: 0, problem: 'it does not come back to where its cycle begins' },
  { name: 'it stays where somebody has a step', schedule: [], cycle: 0, problem: 'it does not stay where it ends' },
  { name: 'it begins after its end', schedule: [first], cycle: 2, problem: 'its cycle begins after its end' },
  { name: 'it satisfies the property', schedule: [first, second], cycle: 2, problem: 'the property is as it should be' },
  { name: 'nothing is wrong with it', schedule: [first, first], cycle: 0, problem: undefined },
])('$name', ({ schedule, cycle, problem }) => {
  const system = runSystem(nodes, eventually, ['weak', 'weak']);
  expect(lassoProblem(system, system.liveness![0]!, schedule, cycle)).toBe(problem);
});

test('it is not fair to an agent that could step again and again, if strong fairness is assumed of that one', () => {
  const system = runSystem(nodes, eventually, ['weak', 'strong']);
  expect(lassoProblem(system, system.liveness![0]!, [first, first], 0)).toBe('it is not fair to A1');
});

test('it is not fair to an agent that waits for a CPU all the time', () => {
  const system = { ...runSystem(nodes, eventually, ['weak', 'weak']), ready: (agent: number) => agent === 1 };
  expect(lassoProblem(system, system.liveness![0]!, [first, first], 0)).toBe('it is not fair to A1');
});

test('formulas on endless words mean what the definition says', () => {
  const word = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }).chain((letters) =>
    fc.record({ letters: fc.constant(letters), back: fc.nat({ max: letters.length - 1 }) }),
  );
  fc.assert(
    fc.property(formulas, word, (formula, { letters, back }) => {
      const says = (atom: number, position: number): boolean => ((letters[position]! >> atom) & 1) === 1;
      expect(satisfies(formula, { positions: letters.length, back, says })).toBe(satisfiesAt(formula, letters, back, 0));
    }),
    { numRuns: 2000 },
  );
});
