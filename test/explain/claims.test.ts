import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Formula, Schedule, Shows, TransitionSystem } from '../../src/core/index.ts';
import { type Claim, explainClaim } from '../../src/explain/index.ts';
import { satisfies } from '../../src/trace/index.ts';
import { runsFrom } from '../support/allRuns.ts';
import { toySystem, type Toy } from '../trace/toySystem.ts';

const nothing: Shows = () => false;

const atom = (number: number): Formula => ({ op: 'atom', atom: number });
const finally_ = (right: Formula): Formula => ({ op: 'until', left: { op: 'true' }, right });
const always = (right: Formula): Formula => ({ op: 'release', left: { op: 'false' }, right });
const not = (of: Formula): Formula => ({ op: 'not', of });
const or = (left: Formula, right: Formula): Formula => ({ op: 'or', left, right });

const formulas: readonly Formula[] = [
  finally_(atom(0)),
  always(or(not(atom(1)), finally_(atom(0)))),
  finally_(always(not(atom(1)))),
  always(or(not(atom(0)), { op: 'next', of: { op: 'until', left: not(atom(1)), right: atom(0) } })),
];

/** Three agents with a few steps each that wait for, and add to, two small counters; every run comes to an end, and stays there. */
const step = fc.record({ on: fc.nat(2), to: fc.nat(1), add: fc.integer({ min: -1, max: 2 }), ways: fc.integer({ min: 1, max: 2 }) });
const generated: fc.Arbitrary<Toy> = fc.array(fc.array(step, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 }).map((agents) => ({
  values: { x: 0, y: 0 },
  agents: agents.map((steps, index) => ({
    name: `A${index}`,
    steps: steps.map(({ on, to, add, ways }, at) => ({
      point: `${at}`,
      ways,
      when: ({ x = 0 }) => x >= on - 1,
      act: (values, way) => void (values[to === 0 ? 'x' : 'y'] = (values[to === 0 ? 'x' : 'y'] ?? 0) + add + way),
    })),
  })),
}));

/** What the atoms say: x is above 1, y is above 0. */
const says = (system: TransitionSystem) => (number: number): boolean => (system.packed[number] ?? 0) > 1 - number;

/** Whether a run that has come to its end keeps the claim, from its beginning and straight from the definition. */
function keeps(system: TransitionSystem, formula: Formula, run: Schedule, begin: () => void = () => system.reset()): boolean {
  begin();
  const positions = [system.packed.slice()];
  for (const { agent, alternative } of run) {
    system.step(agent, alternative);
    positions.push(system.packed.slice());
  }
  return satisfies(formula, { positions: positions.length, back: run.length, says: (number, at) => (positions[at]?.[number] ?? 0) > 1 - number });
}

/** Looks at all runs from a state. */
function findRun(system: TransitionSystem): Claim['findRun'] {
  return (from, formula) => {
    const rest = { ...system, reset: () => system.load(from, 0) };
    const run = [...runsFrom(rest, nothing, [])].find((one) => keeps(rest, formula, one.run, rest.reset));
    return { schedule: run?.run, states: 1 };
  };
}

const canPass = (system: TransitionSystem, formula: Formula, prefix: Schedule): boolean => {
  for (const { run } of runsFrom(system, nothing, prefix)) if (keeps(system, formula, run)) return true;
  return false;
};

test('on generated systems, what decides that a claim about runs is broken is so by a look at all runs', { timeout: 60_000 }, () => {
  const kinds = { order: 0, choice: 0, always: 0, never: 0, unknown: 0 };
  fc.assert(
    fc.property(generated, fc.constantFrom(...formulas), (toy, formula) => {
      const system = toySystem(toy);
      const broken = [...runsFrom(system, nothing, [])].filter(({ run }) => !keeps(system, formula, run)).toSorted((a, b) => a.run.length - b.run.length);
      const schedule = broken[0]?.run;
      if (schedule === undefined || schedule.length === 0) return;
      const claim: Claim = { formula, says: says(system), findRun: findRun(system) };
      const { decision } = explainClaim({ system, shows: nothing, maxStates: Infinity }, claim, schedule);
      kinds[decision.kind]++;
      if (decision.kind === 'always') expect(canPass(system, formula, [])).toBe(false);
      if (!('passing' in decision)) return;
      const { step, passing } = decision;
      expect(canPass(system, formula, schedule.slice(0, step - 1))).toBe(true);
      expect(canPass(system, formula, schedule.slice(0, step))).toBe(false);
      expect(passing.slice(0, step - 1)).toEqual(schedule.slice(0, step - 1));
      expect([...runsFrom(system, nothing, passing)].map(({ run }) => run)).toEqual([passing]);
      expect(keeps(system, formula, passing)).toBe(true);
      if (decision.kind !== 'order') return;
      expect(canPass(system, formula, [...passing.slice(0, decision.first - 1), schedule[step - 1]!])).toBe(false);
      expect(canPass(system, formula, passing.slice(0, decision.first))).toBe(true);
    }),
    // Three in a hundred are decided by an order: of so many, none by one chance in 100,000.
    { numRuns: 400 },
  );
  expect(Math.min(kinds.order, kinds.choice, kinds.always)).toBeGreaterThan(0);
  expect([kinds.never, kinds.unknown]).toEqual([0, 0]);
});
