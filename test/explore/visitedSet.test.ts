import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Memory } from '../../src/explore/memory.ts';
import { full, VisitedSet } from '../../src/explore/visitedSet.ts';
import { systemOf } from '../support/toySystem.ts';

const states = fc.integer({ min: 1, max: 5 }).chain((words) => fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: words, maxLength: words }), { minLength: 1 }));

test('numbers states in order and knows them again, whatever their fingerprints', () => {
  fc.assert(
    fc.property(states, fc.constantFrom(0, 1, 0xffffffff), (all, mask) => {
      const set = new VisitedSet(all[0]!.length, Infinity, new Memory(10));
      const numbers = new Map<string, number>();
      for (const state of all) {
        const known = numbers.get(`${state}`);
        const fingerprint = state.reduce((sum, word) => Math.imul(sum, 31) + word, 7) & mask;
        expect(set.insert(Int32Array.from(state), fingerprint)).toBe(known === undefined ? numbers.size : ~known);
        if (known === undefined) numbers.set(`${state}`, numbers.size);
      }
      expect(set.count).toBe(numbers.size);
    }),
  );
});

test('keeps 100,000 states while it grows, and gives each back', () => {
  const packed = new Int32Array(3);
  const nothing = (): never => expect.fail('not asked for');
  const system = systemOf({ packed, agents: 0, reset: nothing, alternatives: nothing, enabled: nothing, step: nothing, undo: nothing });
  const set = new VisitedSet(3, Infinity, new Memory(100));
  for (let at = 0; at < 100_000; at++) {
    packed.set([at, at ^ 5, -at]);
    expect(set.insert(packed, system.fingerprint())).toBe(at);
  }
  for (let at = 0; at < 100_000; at += 777) {
    set.load(system, at);
    expect([...packed]).toEqual([at, at ^ 5, 0 - at]);
    expect(set.insert(packed, system.fingerprint())).toBe(~at);
  }
});

test('is full at its limit, but knows what it has', () => {
  const set = new VisitedSet(1, 2, new Memory(10));
  expect([7, 8, 9, 8].map((word) => set.insert(Int32Array.of(word), word))).toEqual([0, 1, full, ~1]);
});
