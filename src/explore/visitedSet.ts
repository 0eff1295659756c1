import type { TransitionSystem } from '../core/index.ts';
import { IntList } from './intList.ts';
import type { Memory } from './memory.ts';

/** What `insert` returns for a new state that there is no room for. */
export const full = -0x80000000;

/** What `find` returns for a state that is not in the set. */
export const unknown = -1;

const chunkBytes = 2 ** 18;
const firstSlots = 2 ** 11;

/** A table with fewer slots stays in the processor's cache, so that it does not pay to look ahead. */
const slotsInCache = 2 ** 16;

/** A set of states, numbered from 0. */
export interface States {
  readonly count: number;
  /** Makes a state current in its system. */
  load(system: TransitionSystem, state: number): void;
  /** The number of the state at `packed[offset ..]`, or `unknown`; the offset is 0 by default. */
  find(packed: Int32Array, fingerprint: number, offset?: number): number;
}

/**
 * The exact set of states seen: packed states one after another, numbered in order of insertion, and a hash table of
 * their numbers. A state never straddles two chunks, so that a system can load it from where it is stored.
 */
export class VisitedSet implements States {
  private readonly words: number;
  private readonly limit: number;
  private readonly memory: Memory;
  private bytes = 0;
  private readonly shift: number;
  private readonly mask: number;
  private readonly chunks: Int32Array[] = [];
  /** Only for the table to grow. */
  private readonly fingerprints: IntList;
  private states = 0;
  /**
   * In the low bits, as many as a slot's number has, the state's number plus 1 (0: empty); above them the same bits of its
   * hash. A look at a slot costs a cache miss, so it had better tell most other states apart by itself.
   */
  private table: Int32Array;
  private slotMask = firstSlots - 1;
  private growAt = roomIn(firstSlots);

  constructor(words: number, limit: number, memory: Memory) {
    this.words = words;
    this.limit = limit;
    this.memory = memory;
    this.shift = Math.max(0, Math.floor(Math.log2(chunkBytes / (4 * words))));
    this.mask = (1 << this.shift) - 1;
    this.fingerprints = new IntList(memory);
    this.table = memory.int32(firstSlots);
    this.bytes = 4 * firstSlots;
  }

  get count(): number {
    return this.states;
  }

  /** Adds the state at `from[offset ..]`: its number if it is new, the complement (`~`) of its number if it is known, or `full`. */
  insert(from: Int32Array, fingerprint: number, offset = 0): number {
    const { table, slotMask } = this;
    const hash = mix(fingerprint);
    let slot = hash & slotMask;
    for (let known = table[slot]!; known !== 0; known = table[slot]!) {
      if (((known ^ hash) & ~slotMask) === 0 && this.equals((known & slotMask) - 1, from, offset)) return -(known & slotMask);
      slot = (slot + 1) & slotMask;
    }
    return this.add(from, offset, fingerprint, slot);
  }

  find(from: Int32Array, fingerprint: number, offset = 0): number {
    const { table, slotMask } = this;
    const hash = mix(fingerprint);
    let slot = hash & slotMask;
    for (let known = table[slot]!; known !== 0; known = table[slot]!) {
      if (((known ^ hash) & ~slotMask) === 0 && this.equals((known & slotMask) - 1, from, offset)) return (known & slotMask) - 1;
      slot = (slot + 1) & slotMask;
    }
    return unknown;
  }

  /**
   * Looks at what `insert` will look at for rows of a state and its fingerprint, one every `stride` words. It changes
   * nothing, but the looks do not depend on each other, so that the processor waits for many cache misses at a time.
   */
  lookAhead(rows: Int32Array, end: number, stride: number): number {
    const { table, slotMask, chunks, shift, mask, words } = this;
    if (slotMask < slotsInCache) return 0;
    let sum = 0;
    for (let at = words; at < end; at += stride) sum += table[mix(rows[at]!) & slotMask]!;
    for (let at = words; at < end; at += stride) {
      const hash = mix(rows[at]!);
      const known = table[hash & slotMask]!;
      if (known === 0 || ((known ^ hash) & ~slotMask) !== 0) continue;
      const state = (known & slotMask) - 1;
      sum += chunks[state >>> shift]![(state & mask) * words]!;
    }
    return sum;
  }

  /** Makes a state current in its system. */
  load(system: TransitionSystem, state: number): void {
    system.load(this.chunks[state >>> this.shift]!, (state & this.mask) * this.words);
  }

  /** Lets go of all states. */
  clear(): void {
    this.chunks.length = 0;
    this.fingerprints.clear();
    this.memory.release(this.bytes);
    this.bytes = 0;
  }

  private equals(state: number, packed: Int32Array, offset: number): boolean {
    const words = this.words;
    const chunk = this.chunks[state >>> this.shift]!;
    const from = (state & this.mask) * words;
    for (let word = 0; word < words; word++) if (chunk[from + word] !== packed[offset + word]) return false;
    return true;
  }

  private add(packed: Int32Array, offset: number, fingerprint: number, slot: number): number {
    const state = this.states;
    if (state >= this.limit) return full;
    if (state >= this.growAt) {
      this.grow();
      return this.insert(packed, fingerprint, offset);
    }
    const words = this.words;
    const at = state >>> this.shift;
    if (at === this.chunks.length) this.addChunk();
    const chunk = this.chunks[at]!;
    const to = (state & this.mask) * words;
    for (let word = 0; word < words; word++) chunk[to + word] = packed[offset + word]!;
    this.fingerprints.set(state, fingerprint);
    this.table[slot] = (mix(fingerprint) & ~this.slotMask) | (state + 1);
    this.states = state + 1;
    return state;
  }

  private addChunk(): void {
    const chunk = this.memory.int32(this.words << this.shift);
    this.chunks.push(chunk);
    this.bytes += chunk.byteLength;
  }

  /** Doubles the table. */
  private grow(): void {
    const slots = 2 * this.table.length;
    const slotMask = slots - 1;
    const old = this.table.byteLength;
    const table = this.memory.int32(slots);
    for (let state = 0; state < this.states; state++) {
      const hash = mix(this.fingerprints.get(state));
      let slot = hash & slotMask;
      while (table[slot] !== 0) slot = (slot + 1) & slotMask;
      table[slot] = (hash & ~slotMask) | (state + 1);
    }
    this.table = table;
    this.slotMask = slotMask;
    this.growAt = roomIn(slots);
    this.memory.release(old);
    this.bytes += table.byteLength - old;
  }
}

/** How many states a table takes before it grows: linear probing is slow beyond three quarters. */
function roomIn(slots: number): number {
  return (slots / 4) * 3;
}

/** Spreads a fingerprint over all bits (the finalizer of MurmurHash3), since slots use the low ones only. */
function mix(fingerprint: number): number {
  let hash = fingerprint ^ (fingerprint >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
