import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitstateSet } from '../../../src/explore/lossy/bitstateSet.ts';
import { CompactSet } from '../../../src/explore/lossy/compactSet.ts';
import { fingerprint } from '../../../src/explore/lossy/fingerprint.ts';
import type { LossySet } from '../../../src/explore/lossy/lossySet.ts';
import { Memory, OutOfMemory } from '../../../src/explore/memory.ts';

const megabyte = (): Memory => new Memory(1);

/** Adds so many different states of two words; returns how many were taken for known ones. */
function omittedOf(set: LossySet, count: number): number {
  const both = new Int32Array(2);
  let omitted = 0;
  for (let at = 0; at < count; at++) {
    fingerprint(Int32Array.of(Math.imul(at, 0x9e3779b1), Math.imul(at ^ 0x5bd1e995, 0x27d4eb2f)), 0, 2, both, 0);
    if (!set.add(both[0]!, both[1]!)) omitted++;
  }
  return omitted;
}

describe('what is expected to be omitted is what is omitted, give or take five standard deviations', () => {
  test.each<[string, LossySet, number]>([
    ['fingerprints of 20 bits', new CompactSet(new Memory(100), 20), 50_000],
    ['fingerprints of 16 bits, nearly all of them taken', new CompactSet(new Memory(100), 16), 150_000],
    ['fingerprints of 34 bits', new CompactSet(new Memory(100), 34), 1_000_000],
    ['a table of 2^20 bits', new BitstateSet(megabyte(), 1 / 8), 50_000],
    ['a table of 2^20 bits, overfull', new BitstateSet(megabyte(), 1 / 8), 500_000],
    ['a table of 2^23 bits', new BitstateSet(new Memory(2), 1), 300_000],
  ])('%s', (_name, set, count) => {
    const omitted = omittedOf(set, count);
    const { expectedOmitted, expectedFraction } = set.omission();
    expect(Math.abs(expectedOmitted - omitted)).toBeLessThan(5 * Math.sqrt(omitted) + 1);
    expect(expectedFraction).toBeCloseTo(omitted / count, 2);
  });
});

test('fingerprints of 64 bits omit n^2 / 2^65 of n states', () => {
  const set = new CompactSet(new Memory(100));
  expect(omittedOf(set, 100_000)).toBe(0);
  const { expectedOmitted, ...rest } = set.omission();
  expect(expectedOmitted / (100_000 * (100_001 / 2 ** 65))).toBeCloseTo(1, 9);
  expect(rest).toMatchObject({ visited: 'compact', bits: 64 });
});

test('the hash factor is the number of bits for each state', () => {
  const set = new BitstateSet(megabyte(), 1 / 8);
  const found = 1000 - omittedOf(set, 1000);
  expect(set.omission()).toMatchObject({ visited: 'bitstate', bits: 2 ** 20, hashFactor: 2 ** 20 / found });
});

const fingerprints = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -2, max: 2 })), { maxLength: 400, size: 'max' });

test('a compact set is a set of fingerprints', () => {
  fc.assert(
    fc.property(fingerprints, (all) => {
      const set = new CompactSet(megabyte());
      const known = new Set<string>();
      for (const [low, high] of all) {
        // An empty slot holds 0 and 0, so that this one fingerprint is kept as another.
        const key = low === 0 && high === 0 ? '1,0' : `${low},${high}`;
        expect(set.add(low, high)).toBe(!known.has(key));
        known.add(key);
      }
    }),
  );
});

test('no set ever takes a known state for a new one', () => {
  fc.assert(
    fc.property(fingerprints, (all) => {
      for (const set of [new CompactSet(megabyte(), 5), new CompactSet(megabyte()), new BitstateSet(megabyte(), 1e-6), new BitstateSet(megabyte(), 0.5)]) {
        for (const [low, high] of all) {
          set.add(low, high);
          expect(set.add(low, high)).toBe(false);
        }
      }
    }),
  );
});

test('a set that may not have its memory says so', () => {
  expect(() => new BitstateSet(megabyte(), 2)).toThrow(OutOfMemory);
  expect(() => omittedOf(new CompactSet(megabyte()), 100_000)).toThrow(OutOfMemory);
});

/** A million states that differ in few bits, at the places where products of 32 bits are weakest. */
describe('each half of a fingerprint collides as often as a random number', () => {
  const words = 10;
  const count = 4 ** words;
  test.each([
    ['high bits', (digit: number) => digit << 30],
    ['low bits', (digit: number) => digit],
    ['bits far from each other', (digit: number) => (digit & 1) | ((digit & 2) << 30)],
    ['bits in the middle', (digit: number) => digit << 15],
  ])('%s', (_name, valueOf) => {
    const halves = [new Int32Array(count), new Int32Array(count)] as const;
    const packed = new Int32Array(words);
    const both = new Int32Array(2);
    for (let state = 0; state < count; state++) {
      for (let word = 0; word < words; word++) packed[word] = valueOf((state >>> (2 * word)) & 3);
      fingerprint(packed, 0, words, both, 0);
      halves[0][state] = both[0]!;
      halves[1][state] = both[1]!;
    }
    // count^2 / 2^33 = 128 pairs are to be expected, give or take 11.
    for (const half of halves) expect(Math.abs(equalPairs(half) - 128)).toBeLessThan(55);
  });
});

function equalPairs(numbers: Int32Array): number {
  const sorted = numbers.toSorted();
  let pairs = 0;
  for (let at = 1; at < sorted.length; at++) if (sorted[at] === sorted[at - 1]) pairs++;
  return pairs;
}
