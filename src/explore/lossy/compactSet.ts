import type { Omission } from '../../core/index.ts';
import type { Memory } from '../memory.ts';
import { Expectation, type LossySet } from './lossySet.ts';

const firstSlots = 2 ** 11;

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
  private slotMask = firstSlots - 1;
  private growAt = roomIn(firstSlots);

  /** Fewer bits than 64 are for those who want to see states omitted. */
  constructor(memory: Memory, bits = 64) {
    this.memory = memory;
    this.bits = bits;
    this.lowMask = lowest(Math.min(bits, 32));
    this.highMask = lowest(Math.max(0, bits - 32));
    this.table = memory.int32(2 * firstSlots);
  }

  add(low: number, high: number): boolean {
    const { table, slotMask } = this;
    const lower = low & this.lowMask;
    const upper = high & this.highMask;
    const first = (lower | upper) === 0 ? 1 : lower;
    let slot = first & slotMask;
    for (;;) {
      const kept = table[2 * slot]!;
      const above = table[2 * slot + 1]!;
      if (kept === first && above === upper) return false;
      if ((kept | above) === 0) break;
      slot = (slot + 1) & slotMask;
    }
    if (this.expectation.states >= this.growAt) {
      this.grow();
      return this.add(low, high);
    }
    table[2 * slot] = first;
    table[2 * slot + 1] = upper;
    this.expectation.added((this.expectation.states + 1) / 2 ** this.bits);
    return true;
  }

  lookAhead(fingerprints: Int32Array, count: number): number {
    const { table, slotMask, lowMask } = this;
    let sum = 0;
    for (let at = 0; at < 2 * count; at += 2) sum += table[2 * (fingerprints[at]! & lowMask & slotMask)]!;
    return sum;
  }

  omission(): Omission {
    const { omitted, fraction } = this.expectation;
    return { visited: 'compact', bits: this.bits, expectedOmitted: omitted, expectedFraction: fraction };
  }

  /** Doubles the table. */
  private grow(): void {
    const old = this.table;
    const slots = old.length;
    const slotMask = slots - 1;
    const table = this.memory.int32(2 * slots);
    for (let at = 0; at < old.length; at += 2) {
      const first = old[at]!;
      const upper = old[at + 1]!;
      if ((first | upper) === 0) continue;
      let slot = first & slotMask;
      while ((table[2 * slot]! | table[2 * slot + 1]!) !== 0) slot = (slot + 1) & slotMask;
      table[2 * slot] = first;
      table[2 * slot + 1] = upper;
    }
    this.table = table;
    this.slotMask = slotMask;
    this.growAt = roomIn(slots);
    this.memory.release(old.byteLength);
  }
}

/** How many states a table takes before it grows: linear probing is slow beyond three quarters. */
function roomIn(slots: number): number {
  return (slots / 4) * 3;
}

/** A mask of so many bits, 32 at most. */
function lowest(bits: number): number {
  return bits === 0 ? 0 : (-1 >>> (32 - bits)) | 0;
}
