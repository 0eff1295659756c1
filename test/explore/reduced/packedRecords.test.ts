import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Memory } from '../../../src/explore/memory.ts';
import { type Expanded, PackedRecords } from '../../../src/explore/reduced/packedRecords.ts';

const number = fc.nat({ max: 2 ** 31 - 1 });
const numbers = fc.array(number, { maxLength: 40 });
const expanded: fc.Arbitrary<Expanded> = fc.record({
  version: number,
  nodes: numbers,
  parts: numbers,
  glimpsed: numbers,
  owners: numbers,
  settled: number,
  agents: number,
  enabled: number,
  chains: fc.array(fc.record({ choice: number, tail: numbers, movers: number, end: number }), { maxLength: 5 }),
});

test('what was kept is told as it was, and of other states nothing', () => {
  fc.assert(
    fc.property(fc.array(expanded, { maxLength: 30 }), fc.integer({ min: 1, max: 40_000 }), (all, apart) => {
      const records = new PackedRecords(new Memory(100), () => true);
      all.forEach((one, index) => records.set(index * apart, one));
      all.forEach((one, index) => expect(records.get(index * apart)).toEqual(one));
      expect(records.get(all.length * apart)).toBeUndefined();
      if (apart > 1 && all.length > 0) expect(records.get(1)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

const one: Expanded = { version: 1, nodes: Array.from({ length: 250 }, (_, at) => at), parts: [], glimpsed: [], owners: [], settled: 0, agents: 1, enabled: 1, chains: [] };

test.each([
  ['the bound on memory is met', (): boolean => true, 1],
  ['the next pass will have no room for them', (bytes: number, memory: Memory): boolean => memory.bytes + bytes <= 2 ** 20, 100],
])('all are given up when %s', (_, isOfUse, megabytes) => {
  const memory = new Memory(megabytes);
  const records = new PackedRecords(memory, (bytes) => isOfUse(bytes, memory));
  let most = 0;
  for (let state = 0; state < 2000; state++) {
    records.set(state, one);
    most = Math.max(most, memory.bytes);
  }
  expect(most).toBeGreaterThan(900_000);
  expect(memory.bytes).toBe(0);
  expect(records.get(0)).toBeUndefined();
  expect(records.get(1999)).toBeUndefined();
});
