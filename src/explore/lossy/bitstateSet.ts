import type { Omission } from '../../core/index.ts';
import type { Memory } from '../memory.ts';
import { Expectation, type LossySet } from './lossySet.ts';
import { spread } from './fingerprint.ts';

const bitsPerWord = 32;

/**
 * Keeps three bits of a table for each state (supertrace: Holzmann, An analysis of bitstate hashing, PSTV 1995). A state is
 * known if its three bits are set, whoever set them: that is so for a new one with the probability (set bits / all bits)^3,
 * since its bits are chosen independently of each other.
 */
export class BitstateSet implements LossySet {
  private readonly table: Int32Array;
  private readonly bits: number;
  private readonly expectation = new Expectation();
  private ones = 0;

  /** Takes all of its memory at once. Throws `OutOfMemory`. */
  constructor(memory: Memory, megabytes: number) {
    this.table = memory.int32(Math.max(1, Math.floor((megabytes * 2 ** 20) / 4)));
    this.bits = this.table.length * bitsPerWord;
  }

  add(low: number, high: number): boolean {
    const third = spread(low ^ ((high << 16) | (high >>> 16)));
    const places = spread(third + high);
    const before = this.ones;
    this.set(low, places);
    this.set(high, places >>> 5);
    this.set(third, places >>> 10);
    if (this.ones === before) return false;
    this.expectation.added((this.ones / this.bits) ** 3);
    return true;
  }

  lookAhead(fingerprints: Int32Array, count: number): number {
    const { table } = this;
    let sum = 0;
    for (let at = 0; at < 2 * count; at++) sum += table[this.wordOf(fingerprints[at]!)]!;
    return sum;
  }

  omission(): Omission {
    const { states, omitted, fraction } = this.expectation;
    return {
      visited: 'bitstate',
      bits: this.bits,
      hashFactor: this.bits / Math.max(1, states),
      expectedOmitted: omitted,
      expectedFraction: fraction,
    };
  }

  /** Sets a bit: the word by one hash, since 32 bits are too few for all bits of a large table, its place in it by another. */
  private set(hash: number, place: number): void {
    const word = this.wordOf(hash);
    const bit = 1 << (place & (bitsPerWord - 1));
    const old = this.table[word]!;
    if ((old & bit) !== 0) return;
    this.table[word] = old | bit;
    this.ones++;
  }

  private wordOf(hash: number): number {
    return Math.floor(((hash >>> 0) / 2 ** 32) * this.table.length);
  }
}
