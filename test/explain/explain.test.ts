import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Choice, Schedule, Shows, TransitionSystem } from '../../src/core/index.ts';
import { explainRun, type Explanation, type OrderDecision } from '../../src/explain/index.ts';
import { findLeastRun } from '../../src/minimize/index.ts';
import { stuckAgents } from '../../src/trace/index.ts';
import { after, canPass, preemptions, runsFrom } from '../support/allRuns.ts';
import { assertion, lostUpdate, type Toy, toySystem } from '../trace/toySystem.ts';

const breaks: Shows = (system, fault) => fault === undefined && system.predicates[0]?.holds() === false;
const unbounded = { maxStates: Infinity, maxSteps: Infinity };

function explained(toy: Toy, shows = breaks, maxStates = Infinity): Explanation & { readonly schedule: Schedule } {
  const system = toySystem(toy);
  const { schedule = [] } = findLeastRun(shows).find(system, unbounded);
  return { schedule, ...explainRun({ system, shows, maxStates }, schedule) };
}

const at = (...agents: readonly number[]): Schedule => agents.map((agent) => ({ agent, alternative: 0 }));

describe('a lost update', () => {
  // Agents are A = 0 and B = 1; the least run is B reads, A reads, A writes, B writes.
  //
  //   B reads . writes        B reads writes .         before step 1, A would have had its update read; from
  //   A . reads               A . . reads writes       step 1 on until B has written, it reads what will be lost
  //
  // Orders of the three steps B reads, B writes, A reads: only where A is last, nothing is lost.
  test('is decided by one reading before the other has written', () => {
    expect(explained(lostUpdate)).toMatchObject({
      schedule: at(1, 0, 0, 1),
      decision: { kind: 'order', step: 2, first: 2, then: 3, opens: 1, passing: at(1, 1, 0, 0) },
      window: { schedules: 3n, failing: 2n },
    });
  });

  // On one CPU, whoever reads first is preempted before he writes; on two CPUs, nobody is.
  test('takes one preemption, or two CPUs', () => {
    expect(explained(lostUpdate).needs).toMatchObject([
      { cpus: 1, preemptions: 1, interrupts: 0, isLeast: true },
      { cpus: 2, preemptions: 0, interrupts: 0, isLeast: true },
    ]);
  });

  test('is not explained beyond the bound, and what it takes is a most', () => {
    const { decision, window, needs } = explained(lostUpdate, breaks, 3);
    expect([decision, window]).toEqual([{ kind: 'unknown' }, undefined]);
    expect(needs[0]).toMatchObject({ cpus: 1, preemptions: 1, isLeast: false });
  });
});

describe('what decides', () => {
  const agent = (name: string, ...steps: Toy['agents'][number]['steps']) => ({ name, steps });
  const small = { properties: [{ name: 'small', kind: 'always' as const, holds: ({ n = 0 }) => n < 2 }] };

  test('may be an alternative', () => {
    const toy = { values: { n: 0 }, ...small, agents: [agent('A', { point: 'choose', ways: 2, act: (v, way) => void (v['n'] = 2 * way) })] };
    expect(explained(toy).decision).toMatchObject({ kind: 'choice', step: 1, passing: at(0), endsBadly: false });
  });

  test('may be nothing: every run fails', () => {
    const toy = { values: { n: 0 }, ...small, agents: [agent('A', { point: 'set', act: (v) => void (v['n'] = 2) })] };
    expect(explained(toy).decision).toEqual({ kind: 'always' });
  });

  test('may be that another fault comes first, and then says so', () => {
    const toy = {
      values: { n: 0 },
      ...small,
      agents: [agent('A', { point: 'set', act: (v) => void (v['n'] = 2) }), agent('B', { point: 'fault', act: () => assertion })],
    };
    expect(explained(toy).decision).toMatchObject({ kind: 'order', step: 1, first: 1, passing: at(1), endsBadly: true });
  });

  // B can only set after A has begun, and not before A has ended: what must come first are all of A's steps, the first of which locks B out.
  test('names the beginning of what cannot be interrupted', () => {
    const lock = { point: 'lock', when: ({ locked }: Record<string, number>) => locked === 0 };
    const toy: Toy = {
      values: { n: 0, locked: 0, done: 0 },
      properties: [{ name: 'small', kind: 'always', holds: ({ n }) => n !== 2 }],
      agents: [
        agent('A', { ...lock, act: (v) => void (v['locked'] = 1) }, { point: 'work' }, { point: 'unlock', act: (v) => void Object.assign(v, { locked: 0, done: 1 }) }),
        agent('B', { ...lock, act: (v) => void (v['n'] = v['done'] === 1 ? 1 : 2) }),
      ],
    };
    expect(explained(toy).decision).toMatchObject({ step: 1, first: 1, then: 4, passing: at(0, 0, 0, 1) });
  });

  // A spins for ever: it is safe once B has set m, and no run comes to an end.
  test('is found where runs have no end', () => {
    const toy: Toy = {
      values: { n: 0, m: 0 },
      ...small,
      agents: [agent('A', { point: 'spin', then: 0 }), agent('B', { point: 'set', act: (v) => void (v['m'] = 1) }), agent('C', { point: 'test', act: (v) => void (v['n'] = v['m'] === 1 ? 0 : 2) })],
    };
    expect(explained(toy).decision).toMatchObject({ kind: 'order', step: 1, first: 1, then: 2, passing: at(1, 2) });
  });

  // B waits for what only A gives, and A only gives it before C has closed the gate; D goes on for ever. Whoever asks looks at other states.
  test('is found of a thread that is stuck while others go on', () => {
    const toy: Toy = {
      values: { given: 0, closed: 0 },
      agents: [
        agent('A', { point: 'give', act: (v) => void (v['given'] = v['closed'] === 1 ? 0 : 1) }),
        agent('B', { point: 'wait', when: ({ given }) => given === 1 }),
        agent('C', { point: 'close', act: (v) => void (v['closed'] = 1) }),
        agent('D', { point: 'spin', then: 0 }),
      ],
    };
    const isStuck: Shows = (system) => {
      const here = system.packed.slice();
      const stuck = stuckAgents(system, 'stuck-thread', Infinity) ?? [];
      system.load(here, 0);
      return stuck.includes('B');
    };
    const { decision } = explainRun({ system: toySystem(toy), shows: isStuck, maxStates: 99 }, at(2));
    expect(decision).toMatchObject({ kind: 'order', step: 1, first: 1, then: 2, passing: at(0, 2, 1) });
  });

  test('interrupts are counted apart from preemptions, and come without a CPU', () => {
    const toy: Toy = {
      values: { n: 0 },
      ...small,
      agents: [agent('A', { point: 'one', act: (v) => void (v['n'] = 1) }, { point: 'zero', act: (v) => void (v['n'] = 0) }), agent('I', { point: 'twice', act: (v) => void (v['n']! *= 2) })],
    };
    const system: TransitionSystem = { ...toySystem(toy), threads: 1 };
    expect(explainRun({ system, shows: breaks, maxStates: 99 }, at(0, 1)).needs).toEqual([{ cpus: 1, interrupts: 1, preemptions: 0, isLeast: true, states: 3 }]);
  });
});

/** Three agents with a few steps each that wait for, and add to, two small counters; some cannot end. */
const step = fc.record({ on: fc.nat(2), to: fc.nat(1), add: fc.integer({ min: -1, max: 2 }), ways: fc.integer({ min: 1, max: 2 }), faults: fc.nat(9) });
const generated: fc.Arbitrary<Toy> = fc
  .tuple(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 }), fc.integer({ min: 1, max: 4 }))
  .map(([agents, limit]) => ({
    values: { x: 0, y: 0 },
    agents: agents.map((steps, index) => ({
      name: `A${index}`,
      steps: steps.map(({ on, to, add, ways, faults }, index) => ({
        point: `${index}`,
        ways,
        when: ({ x = 0 }) => x >= on - 1,
        act: (values, way) => {
          const name = to === 0 ? 'x' : 'y';
          values[name] = (values[name] ?? 0) + add + way;
          return faults === 0 && values[name] === 2 ? assertion : undefined;
        },
      })),
    })),
    properties: [{ name: 'small', kind: 'always', holds: ({ x = 0, y = 0 }) => x + y <= limit && x - y < 3 }],
  }));

test('on generated systems, every word is so by a look at all runs', { timeout: 60_000 }, () => {
  const kinds = { order: 0, choice: 0, always: 0, never: 0, unknown: 0 };
  fc.assert(
    fc.property(generated, (toy) => {
      const system = toySystem(toy);
      const { schedule } = findLeastRun(breaks).find(system, unbounded);
      if (schedule === undefined || schedule.length === 0) return;
      const { decision, window, needs } = explainRun({ system, shows: breaks, maxStates: Infinity }, schedule);
      kinds[decision.kind]++;
      if (decision.kind === 'always') expect(canPass(system, breaks, [])).toBe(false);
      if ('passing' in decision && decision.endsBadly) {
        expect(canPass(system, breaks, [])).toBe(false);
        expect([...runsFrom(system, breaks, decision.passing)]).toEqual([{ run: decision.passing, shown: false, good: false }]);
      } else if ('passing' in decision) {
        const { step, passing } = decision;
        expect(canPass(system, breaks, schedule.slice(0, step - 1))).toBe(true);
        expect(canPass(system, breaks, schedule.slice(0, step))).toBe(false);
        expect(passing.slice(0, step - 1)).toEqual(schedule.slice(0, step - 1));
        expect([...runsFrom(system, breaks, passing)]).toEqual([{ run: passing, shown: false, good: true }]);
        if (decision.kind === 'order') expectPair(system, schedule, decision);
        if (decision.kind === 'order' && window) expect([window.schedules, window.failing]).toEqual(ordersOf(system, schedule, decision));
      }
      const failing = [...runsFrom(system, breaks, [])].filter(({ shown }) => shown).map(({ run }) => run);
      for (const { cpus, preemptions: least, isLeast } of needs) {
        expect([isLeast, least]).toEqual([true, Math.min(...failing.map((run) => preemptions(system, run, cpus)))]);
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(kinds.order, kinds.choice, kinds.always)).toBeGreaterThan(0);
  expect(kinds.unknown).toBe(0);
});

/** The pair decides: with the one first, no run passes; with the other first, one does. And no fewer steps before it would do. */
function expectPair(system: TransitionSystem, schedule: Schedule, { step, first, then, passing }: OrderDecision): void {
  const decisive = schedule[step - 1]!;
  const before = passing.slice(0, first - 1);
  expect(canPass(system, breaks, [...before, decisive])).toBe(false);
  expect(canPass(system, breaks, passing.slice(0, first))).toBe(true);
  if (then === undefined) return;
  expect(passing[then - 1]).toEqual(decisive);
  expect(canPass(system, breaks, passing.slice(0, then))).toBe(true);
  for (const shorter of delays(system, schedule.slice(0, step - 1), decisive, then - step - 1)) {
    expect(canPass(system, breaks, [...shorter, decisive])).toBe(false);
  }
}

/** Schedules that go on from a prefix with at most so many steps of others, after which the agent can take its step. */
function* delays(system: TransitionSystem, prefix: Schedule, decisive: Choice, most: number): Generator<Schedule> {
  const next = after(system, breaks, prefix);
  if (typeof next === 'string' || most < 0) return;
  if (next.some(({ agent, alternative }) => agent === decisive.agent && alternative === decisive.alternative)) yield prefix;
  for (const choice of next) if (choice.agent !== decisive.agent) yield* delays(system, [...prefix, choice], decisive, most - 1);
}

/** The orders of the window's steps, and those that fail, one by one. */
function ordersOf(system: TransitionSystem, schedule: Schedule, { step, first, then, opens, passing }: OrderDecision): readonly [bigint, bigint] {
  const begin = (opens ?? step) - 1;
  const window = [...schedule.slice(begin, step), ...passing.slice(step - 1, then === undefined ? first : then - 1)];
  const counts: [bigint, bigint] = [0n, 0n];
  const take = (prefix: Schedule, left: Schedule): void => {
    const next = after(system, breaks, prefix);
    const going = typeof next === 'string' ? [] : next.filter(({ agent }) => left.some((one) => one.agent === agent));
    for (const choice of going) {
      const at = left.findIndex(({ agent }) => agent === choice.agent);
      take([...prefix, choice], left.toSpliced(at, 1));
    }
    if (going.length > 0) return;
    counts[0]++;
    if (next === 'shown' || (typeof next !== 'string' && !canPass(system, breaks, prefix))) counts[1]++;
  };
  take(schedule.slice(0, begin), window);
  return counts;
}
