import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenJudge } from '../../src/core/index.ts';
import { Fingerprint64 } from '../../src/explore/fingerprint64.ts';
import { FingerprintSet } from '../../src/explore/fingerprints.ts';
import { FreshStates } from '../../src/explore/freshStates.ts';
import { breadthFirst } from '../../src/explore/index.ts';
import { Memory } from '../../src/explore/memory.ts';
import { openJudge } from '../../src/judge/index.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { unbounded } from '../support/toySearch.ts';

const words = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer());
const pairs = fc.array(fc.tuple(words, words), { maxLength: 300 });

test('the set is a set', () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const set = new FingerprintSet(new Memory(1));
      const known = new Set<string>();
      for (const [low, high] of all) {
        // 0 is taken for 1: two fingerprints of 2^64.
        const key = low === 0 && high === 0 ? '1,0' : `${low},${high}`;
        expect(set.add(low, high)).toBe(!known.has(key));
        known.add(key);
        expect(set.count).toBe(known.size);
      }
    }),
  );
});

test('the set grows, up to the bound of memory', () => {
  const set = new FingerprintSet(new Memory(1));
  for (let each = 0; each < 100_000; each++) set.add(Math.imul(each, 0x9e3779b1), each);
  // 2^16 slots of 8 bytes, and the table before it while that is moved: there is no room for 2^17.
  expect(set).toMatchObject({ count: (2 ** 16 * 3) / 4, isFull: true });
  expect(set.add(5, 5)).toBe(true);
  expect(set.add(Math.imul(7, 0x9e3779b1), 7)).toBe(false);
});

test('whoever lists fresh states leaves none out', () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const fresh = new FreshStates();
      const told = all.filter(([low, high]) => fresh.add(low, high));
      expect([...fresh.take()]).toEqual(told.flat());
      expect(new Set(told.map(String))).toEqual(new Set(all.map(String)));
      expect(fresh.take()).toHaveLength(0);
    }),
  );
});

// For n states, 32 bits at random are shared by n^2 / 2^33 pairs: 9 for the 278,542 states of pidlife-5. Any half of the 64 bits
// should do about as well as that, since then all of them do.
test('fingerprints of states look random', () => {
  const fingerprint = new Fingerprint64();
  const halves: readonly number[][] = [[], [], [], []];
  const noting: OpenJudge = (system, route) => ({
    ...openJudge(system, route),
    visit: () => {
      fingerprint.of(system.packed);
      const { low, high } = fingerprint;
      [low, high, (low << 16) | (high & 0xffff), (low & 0xffff0000) | (high >>> 16)].forEach((half, at) => halves[at]!.push(half));
    },
    conclude: () => [],
  });
  breadthFirst(toyPidlife(5), unbounded, noting);
  for (const half of halves) {
    expect(half).toHaveLength(278_542);
    expect(half.length - new Set(half).size).toBeLessThan(25);
  }
});

test('states that differ in one word never share a fingerprint', () => {
  const state = fc.int32Array({ minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(state, fc.nat(), fc.integer(), (packed, at, change) => {
      const other = packed.slice();
      other[at % packed.length]! ^= change;
      const [one, two] = [packed, other].map((each) => {
        const fingerprint = new Fingerprint64();
        fingerprint.of(each);
        return `${fingerprint.low},${fingerprint.high}`;
      });
      expect(one === two).toBe(change === 0);
    }),
  );
});
