import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packChoice } from '../../src/explore/choices.ts';
import { Lineage } from '../../src/explore/lineage.ts';
import { Memory } from '../../src/explore/memory.ts';
import { ends, Onward } from '../../src/explore/onward.ts';
import { AnyOnward, OnwardByLineage, type OnwardSteps, toLastFound } from '../../src/explore/onwardSteps.ts';

const memory = (): Memory => new Memory(100);

/** For each state, where a step leads to, as part of all states; below 0 the run ends. */
const graphs = fc.array(fc.double({ min: -0.2, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 300, size: 'max' });

function walkToCycle(next: readonly number[], state: number): ReadonlySet<number> | typeof ends {
  let at = state;
  for (let steps = 0; steps < next.length && at !== ends; steps++) at = next[at]!;
  if (at === ends) return ends;
  const cycle = new Set<number>();
  for (; !cycle.has(at); at = next[at]!) cycle.add(at);
  return cycle;
}

/** Steps in the order of the states, none of which leads to a state that was found from it. */
const inOrder = (held: Memory): OnwardSteps => new OnwardByLineage(new Lineage(1, held), held);

test('steps onward lead to one state of each cycle, or to an end', () => {
  fc.assert(
    fc.property(graphs, fc.boolean(), (parts, isAny) => {
      const next = parts.map((part) => (part < 0 ? ends : Math.floor(part * parts.length)));
      const held = memory();
      const onward = new Onward(held, isAny ? new AnyOnward(held) : inOrder(held));
      next.forEach((to, state) => onward.set(state, to));
      const cycles = onward.settle(next.length);
      const found = next.map((_, state) => walkToCycle(next, state));
      expect(new Set(cycles)).toEqual(new Set(next.map((_, state) => onward.cycleOf(state)).filter((one) => one !== ends)));
      expect(cycles.length).toBe(new Set(found.filter((one) => one !== ends).map((cycle) => Math.min(...(cycle as Set<number>)))).size);
      found.forEach((cycle, state) => {
        if (cycle === ends) expect(onward.cycleOf(state)).toBe(ends);
        else expect(cycle.has(onward.cycleOf(state))).toBe(true);
      });
    }),
  );
});

test('cycles are the same ones, in the same order, with little memory and with more', () => {
  fc.assert(
    fc.property(graphs, (parts) => {
      const [sparse, quick] = [false, true].map((isAny) => {
        const held = memory();
        const onward = new Onward(held, isAny ? new AnyOnward(held) : inOrder(held));
        parts.forEach((part, state) => onward.set(state, part < 0 ? ends : Math.floor(part * parts.length)));
        return [...onward.settle(parts.length), ...parts.map((_, state) => onward.cycleOf(state))];
      });
      expect(sparse).toEqual(quick);
    }),
  );
});

test('a chain of 100,000 states with branches that lead back is followed once', () => {
  const held = memory();
  const onward = new Onward(held, new AnyOnward(held));
  const length = 50_000;
  for (let at = 0; at < length; at++) {
    onward.set(2 * at, at === length - 1 ? 0 : 2 * at + 2);
    onward.set(2 * at + 1, 0);
  }
  const [cycle, ...others] = onward.settle(2 * length);
  expect(others).toEqual([]);
  const leadsElsewhere = Array.from({ length }, (_, at) => onward.cycleOf(2 * at + 1)).filter((one) => one !== cycle);
  expect(leadsElsewhere).toEqual([]);
});

/** Of each state that is expanded: how many states are found from it, and where it goes onward to if it is not the last of them. */
const families = fc.array(fc.record({ found: fc.nat({ max: 3 }), other: fc.option(fc.nat({ max: 100 }), { nil: undefined }), cut: fc.boolean() }), { maxLength: 300, size: 'max' });

test('of steps onward to the last state found, the lineage tells where they lead', () => {
  fc.assert(
    fc.property(families, (all) => {
      const held = memory();
      const lineage = new Lineage(3, held);
      const steps = new OnwardByLineage(lineage, held);
      const expected = new Map<number, number>();
      lineage.addFrom(-1, packChoice(0, 0));
      let known = 1;
      for (const [state, { found, other, cut }] of all.entries()) {
        if (state >= known) break;
        if (cut) continue;
        for (let times = 0; times < found; times++, known++) lineage.addFrom(state, packChoice(times, 5));
        const onward = found === 0 ? (other ?? ends) : (other ?? toLastFound);
        steps.set(state, onward);
        expected.set(state, onward === toLastFound ? known - 1 : onward);
      }
      for (const [state, next] of expected) expect(steps.get(state)).toBe(next);
    }),
  );
});

test('steps onward that are packed are as those set one by one', () => {
  const batches = fc.array(fc.array(fc.oneof(fc.constant(toLastFound), fc.nat({ max: 10_000 })), { maxLength: 300, size: 'max' }), { maxLength: 6 });
  const lineage = { lastFrom: (state: number) => state + 1, readLastFrom: (first: number, into: Int32Array) => into.forEach((_, at) => (into[at] = first + at + 1)) };
  fc.assert(
    fc.property(batches, (all) => {
      const [together, single] = [new OnwardByLineage(lineage, memory()), new OnwardByLineage(lineage, memory())];
      let first = 0;
      for (const batch of all) {
        const next = Int32Array.from(batch);
        together.setAll(first, next, (bits) => {
          const words = new Int32Array(((bits + next.length) >>> 5) + 2);
          batch.forEach((one, at) => (words[(bits + at) >>> 5]! |= one === toLastFound ? 0 : 1 << ((bits + at) & 31)));
          return { words, told: next.filter((one) => one !== toLastFound) };
        });
        single.setAll(first, next);
        first += batch.length;
      }
      const [read, expected] = [new Int32Array(first), new Int32Array(first)];
      if (first > 0) together.read(0, read);
      if (first > 0) single.read(0, expected);
      expect(read).toEqual(expected);
      expect(Array.from(read, (_, state) => together.get(state))).toEqual([...read]);
    }),
  );
});
