import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packChoice } from '../../src/explore/choices.ts';
import { Bits } from '../../src/explore/bits.ts';
import { ByteColumns } from '../../src/explore/byteColumns.ts';
import { Frontier } from '../../src/explore/lossy/frontier.ts';
import { Lineage } from '../../src/explore/lineage.ts';
import { routeTo } from '../../src/explore/links.ts';
import { Memory } from '../../src/explore/memory.ts';
import { systemOf } from '../support/toySystem.ts';

const memory = (): Memory => new Memory(100);

test('bits count the zeros before each one', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<0 | 1>(0, 1), { maxLength: 500, size: 'max' }), fc.constantFrom(1, 700), (some, times) => {
      const bits = new Bits(memory());
      const all = Array.from({ length: times }, () => some).flat();
      all.forEach((bit) => bits.push(bit));
      const expected = all.flatMap((bit, at) => (bit === 1 ? [at] : [])).map((at, ones) => at - ones);
      for (let one = 1; one <= expected.length; one += times === 1 ? 1 : 997) expect(bits.zerosBefore(one)).toBe(expected[one - 1]);
    }),
    { numRuns: 50 },
  );
});

test('bits that are pushed together are as those pushed one by one', () => {
  const runs = fc.array(fc.tuple(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 300 })), fc.boolean()), { minLength: 1, maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(runs, (all) => {
      const [together, single] = [new Bits(memory()), new Bits(memory())];
      for (const [zeros, one] of all) {
        if (one) together.pushOneBehind(zeros);
        else together.pushZeros(zeros);
        for (let pushed = 0; pushed < zeros; pushed++) single.push(0);
        if (one) single.push(1);
      }
      expect([together.length, together.count]).toEqual([single.length, single.count]);
      const zeros = single.length - single.count;
      const [read, looked] = [new Int32Array(zeros), Int32Array.from({ length: zeros }, (_, at) => single.onesBeforeZero(at + 1))];
      if (zeros > 0) together.readOnesBeforeZeros(1, read);
      expect(read).toEqual(looked);
      for (let one = 1; one <= single.count; one += 7) expect(together.zerosBefore(one)).toBe(single.zerosBefore(one));
    }),
    { numRuns: 50 },
  );
});

/** A sequence of bits as words; the first of them leaves so many bits 0. */
function wordsOf(bits: readonly boolean[], offset: number): Int32Array {
  // There may be more words than are needed.
  const words = new Int32Array(((offset + bits.length) >>> 5) + 2);
  bits.forEach((bit, at) => (words[(offset + at) >>> 5]! |= bit ? 1 << ((offset + at) & 31) : 0));
  return words;
}

test('bits that are pushed in words are as those pushed one by one', () => {
  const bits = fc.oneof(fc.array(fc.boolean(), { maxLength: 700, size: 'max' }), fc.tuple(fc.nat({ max: 900 }), fc.boolean()).map(([length, bit]) => Array.from({ length }, () => bit)));
  fc.assert(
    fc.property(fc.array(bits, { minLength: 1, maxLength: 8 }), (all) => {
      const [together, single] = [new Bits(memory()), new Bits(memory())];
      for (const one of all) {
        const offset = together.length & 31;
        together.pushWords(wordsOf(one, offset), offset + one.length);
        for (const bit of one) single.push(bit ? 1 : 0);
      }
      expect([together.length, together.count]).toEqual([single.length, single.count]);
      for (let at = 0; at < single.length; at++) expect(together.has(at)).toBe(single.has(at));
      for (let zero = 1; zero <= single.length - single.count; zero += 3) expect(together.onesBeforeZero(zero)).toBe(single.onesBeforeZero(zero));
      for (let one = 1; one <= single.count; one++) expect(together.zerosBefore(one)).toBe(single.zerosBefore(one));
    }),
    { numRuns: 50 },
  );
});

test('links that are packed are as those added one by one', () => {
  const agents = 3;
  const some = fc.array(fc.tuple(fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 40 })), fc.nat({ max: 2 }), fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 500 }))), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), (batches) => {
      const [together, single] = [new Lineage(agents, memory()), new Lineage(agents, memory())];
      for (const lineage of [together, single]) lineage.addFrom(-1, 0);
      let parent = 0;
      for (const batch of batches) {
        const parents = batch.map(([gap]) => (parent += gap));
        const choices = batch.map(([, agent, alternative]) => packChoice(agent, alternative));
        const bits = parents.flatMap((one, at) => [...Array.from({ length: at === 0 ? 0 : one - parents[at - 1]! }, () => false), true]);
        const narrow = batch.map(([, agent, alternative]) => alternative * agents + agent);
        together.addAll(Int32Array.from(parents), Int32Array.from(choices), (offset) => ({
          words: wordsOf(bits, offset),
          end: offset + bits.length,
          choices: narrow.every((one) => one < 256) ? Uint8Array.from(narrow) : undefined,
        }));
        single.addAll(Int32Array.from(parents), Int32Array.from(choices));
      }
      const states = batches.flat().length;
      for (let state = 1; state <= states; state++) {
        expect([together.parentOf(state), together.choiceOf(state)]).toEqual([single.parentOf(state), single.choiceOf(state)]);
      }
    }),
    { numRuns: 50 },
  );
});

test('columns of bytes give numbers back, and take memory for those that are not 0 only', () => {
  const held = memory();
  const columns = new ByteColumns(held);
  const numbers = Array.from({ length: 200_000 }, (_, at) => (at % 7 === 0 ? 0 : at % 256));
  numbers.forEach((number, at) => columns.set(at, number));
  columns.set(200_000, 2 ** 31 - 1);
  expect(numbers.every((number, at) => columns.get(at) === number)).toBe(true);
  expect(columns.get(200_000)).toBe(2 ** 31 - 1);
  // Four chunks of the lowest byte, and one of each other byte.
  expect(held.bytes).toBe((4 + 3) * 2 ** 16);
  const atOnce = new ByteColumns(memory());
  for (let at = 0, end = 0; at < numbers.length; at = end) {
    end = Math.min(numbers.length, at + 1 + (at % 90_007));
    atOnce.setBytes(at, Uint8Array.from(numbers.slice(at, end)));
  }
  expect(numbers.every((number, at) => atOnce.get(at) === number)).toBe(true);
});

/** For each state that is expanded, the choices by which new states were found. */
const families = fc.array(fc.array(fc.record({ agent: fc.nat({ max: 3 }), alternative: fc.nat({ max: 3000 }) }), { maxLength: 4 }), { maxLength: 200, size: 'max' });

test('a lineage tells how each state was found', () => {
  fc.assert(
    fc.property(families, (all) => {
      const lineage = new Lineage(4, memory());
      const schedules: (readonly object[])[] = [[]];
      for (const [state, found] of all.entries()) {
        if (state >= schedules.length) break;
        for (const choice of found) {
          lineage.add(packChoice(choice.agent, choice.alternative));
          schedules.push([...schedules[state]!, choice]);
        }
        lineage.close();
      }
      schedules.forEach((schedule, state) => expect(routeTo(state, lineage)).toEqual(schedule));
    }),
  );
});

test('a frontier gives back what it has not forgotten, and uses the room of what it has', () => {
  const held = memory();
  const packed = new Int32Array(3);
  const nothing = (): never => expect.fail('not asked for');
  const system = systemOf({ packed, agents: 0, reset: nothing, alternatives: nothing, enabled: nothing, step: nothing, undo: nothing });
  const frontier = new Frontier(3, held);
  for (let state = 0; state < 200_000; state++) {
    frontier.add(Int32Array.of(7, state, ~state, 9), 0);
    if (state < 10_000 || state % 100 !== 0) continue;
    frontier.load(system, state - 9_000);
    expect([...packed]).toEqual([7, state - 9_000, ~(state - 9_000)]);
    frontier.forget(state - 9_000);
  }
  expect(held.bytes).toBeLessThan(2 ** 18);
});
