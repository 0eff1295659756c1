import type { Omission } from '../../core/index.ts';
import type { Memory } from '../memory.ts';
import { Expectation, type LossySet } from './lossySet.ts';

const firstPartBits = 9;

/**
 * Keeps the fingerprints of states in place of the states (hash compaction: Wolper and Leroy, Reliable hashing without
 * collision detection, CAV 1993), in an open-addressing table of two words a slot.
 *
 * A new state has the fingerprint of one of k known states with a probability of k / 2^64. So over a search that finds n,
 * about 1/2^64 + 2/2^64 + ... + n/2^64 = n (n + 1) / 2^65 states are expected to be omitted, and the same number bounds the
 * odds that any is. (The smaller odds of Stern and Dill, Improved probabilistic verification by hash compaction, CHARME
 * 1995, need slots that are chosen independently of what is stored in them. Here a slot follows from the fingerprint, as it
 * must for the table to grow, and all 64 bits are compared in effect.)
 */
export class CompactSet implements LossySet {
  private readonly memory: Memory;
  private readonly bits: number;
  private readonly lowMask: number;
  private readonly highMask: number;
  private readonly expectation = new Expectation();
  /** Low and high halves in turns; 0 and 0 is an empty slot. */
  private table: Int32Array;
  /** The table has `parts` times 2^`partBits` slots: 4 or 6, so that it grows by a half or a third. */
  private parts: 4 | 6 = 4;
  private partBits = firstPartBits;

  /** Fewer bits than 64 are for those who want to see states omitted. */
  constructor(memory: Memory, bits = 64) {
    this.memory = memory;
    this.bits = bits;
    this.lowMask = lowest(Math.min(bits, 32));
    this.highMask = lowest(Math.max(0, bits - 32));
    this.table = memory.int32(2 * this.slots);
  }

  add(low: number, high: number): boolean {
    const { table, slots } = this;
    const lower = low & this.lowMask;
    const upper = high & this.highMask;
    const first = (lower | upper) === 0 ? 1 : lower;
    let slot = this.home(first);
    for (;;) {
      const kept = table[2 * slot]!;
      const above = table[2 * slot + 1]!;
      if (kept === first && above === upper) return false;
      if ((kept | above) === 0) break;
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
    if (this.expectation.states >= roomIn(slots)) {
      this.grow();
      return this.add(low, high);
    }
    table[2 * slot] = first;
    table[2 * slot + 1] = upper;
    this.expectation.added((this.expectation.states + 1) / 2 ** this.bits);
    return true;
  }

  lookAhead(fingerprints: Int32Array, count: number): number {
    const { table, lowMask } = this;
    let sum = 0;
    for (let at = 0; at < 2 * count; at += 2) sum += table[2 * this.home(fingerprints[at]! & lowMask)]!;
    return sum;
  }

  omission(): Omission {
    const { omitted, fraction } = this.expectation;
    return { visited: 'compact', bits: this.bits, expectedOmitted: omitted, expectedFraction: fraction };
  }

  private get slots(): number {
    return this.parts * 2 ** this.partBits;
  }

  /** The slot to begin with. */
  private home(first: number): number {
    const part = Math.imul(Math.imul(first, spread) >>> 16, this.parts) >>> 16;
    return (part << this.partBits) | (first & ((1 << this.partBits) - 1));
  }

  private grow(): void {
    const old = this.table;
    const larger = this.parts === 4 ? 6 : 8;
    const table = this.memory.int32(2 * larger * 2 ** this.partBits);
    this.table = table;
    this.partBits += larger === 8 ? 1 : 0;
    this.parts = larger === 8 ? 4 : 6;
    const { slots } = this;
    for (let at = 0; at < old.length; at += 2) {
      const first = old[at]!;
      const upper = old[at + 1]!;
      if ((first | upper) === 0) continue;
      let slot = this.home(first);
      while ((table[2 * slot]! | table[2 * slot + 1]!) !== 0) slot = slot + 1 === slots ? 0 : slot + 1;
      table[2 * slot] = first;
      table[2 * slot + 1] = upper;
    }
    this.memory.release(old.byteLength);
  }
}

/** Makes the high bits of a fingerprint, which may have few, depend on the low ones. */
const spread = -1640531535;

/** How many states a table takes before it grows: fuller than is fast, since there is nothing else to take memory. */
function roomIn(slots: number): number {
  return (slots / 8) * 7;
}

/** A mask of so many bits, 32 at most. */
function lowest(bits: number): number {
  return bits === 0 ? 0 : (-1 >>> (32 - bits)) | 0;
}
