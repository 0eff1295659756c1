import type { TransitionSystem } from '../core/index.ts';
import type { Memory } from './memory.ts';
import { AppendList } from './spill/appendList.ts';
import { Chunks } from './spill/chunks.ts';

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
  /** Whether one of the states to which the steps of a state lead (-1: to a fault) is `wanted`, if there is a faster way to tell than by the above. */
  someNext?(state: number, wanted: (next: number) => boolean): boolean;
}

/**
 * The exact set of states seen: packed states one after another, numbered in order of insertion, and a hash table of
 * their numbers. A state never straddles two chunks, so that a system can load it from where it is stored. Where memory is short, states
 * may go to disk, and are read back to be compared with those that look like them.
 */
export class VisitedSet implements States {
  private readonly words: number;
  private readonly limit: number;
  private readonly memory: Memory;
  private readonly shift: number;
  private readonly mask: number;
  private readonly chunks: Chunks;
  /** Only for the table to grow. */
  private readonly fingerprints: AppendList;
  private states = 0;
  /** The chunk for the states that come next. */
  private last: Int32Array = new Int32Array(0);
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
    this.chunks = new Chunks(memory, words << this.shift, words);
    this.fingerprints = new AppendList(memory);
    this.table = memory.int32(firstSlots);
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
      const chunk = chunks.held[state >>> shift];
      if (chunk !== undefined) sum += chunk[(state & mask) * words]!;
    }
    return sum;
  }

  /** Makes a state current in its system. */
  load(system: TransitionSystem, state: number): void {
    const array = this.chunks.find(state >>> this.shift, (state & this.mask) * this.words);
    system.load(array, this.chunks.offset);
  }

  /**
   * Takes over all states of another set, which is released when they are kept here, and before they can be found. This set must be
   * empty. Throws `OutOfMemory`.
   */
  takeOver(states: States, system: TransitionSystem, release: () => void): void {
    for (let state = 0; state < states.count; state++) {
      states.load(system, state);
      this.store(system.packed, 0, system.fingerprint());
    }
    release();
    let slots = this.table.length;
    while (roomIn(slots) <= this.states) slots *= 2;
    this.resize(slots);
  }

  /** Lets go of all states. */
  clear(): void {
    this.chunks.clear();
    this.fingerprints.clear();
    this.memory.release(this.table.byteLength);
    this.table = new Int32Array(1);
    this.slotMask = 0;
  }

  private equals(state: number, packed: Int32Array, offset: number): boolean {
    const { words, chunks } = this;
    const chunk = chunks.find(state >>> this.shift, (state & this.mask) * words);
    const from = chunks.offset;
    for (let word = 0; word < words; word++) if (chunk[from + word] !== packed[offset + word]) return false;
    return true;
  }

  private add(packed: Int32Array, offset: number, fingerprint: number, slot: number): number {
    const state = this.states;
    if (state >= this.limit) return full;
    if (state >= this.growAt) {
      this.resize(2 * this.table.length);
      return this.insert(packed, fingerprint, offset);
    }
    this.store(packed, offset, fingerprint);
    this.table[slot] = (mix(fingerprint) & ~this.slotMask) | (state + 1);
    return state;
  }

  /** Keeps a new state, which is not to be found yet. */
  private store(packed: Int32Array, offset: number, fingerprint: number): void {
    const { words, states: state, mask } = this;
    if ((state & mask) === 0) this.last = this.chunks.add();
    const to = (state & mask) * words;
    for (let word = 0; word < words; word++) this.last[to + word] = packed[offset + word]!;
    this.fingerprints.push(fingerprint);
    this.states = state + 1;
  }

  /** Gives the table so many slots, and enters all states anew. */
  private resize(slots: number): void {
    const slotMask = slots - 1;
    const table = this.newTable(slots);
    for (let state = 0; state < this.states; state++) {
      const hash = mix(this.fingerprints.get(state));
      let slot = hash & slotMask;
      while (table[slot] !== 0) slot = (slot + 1) & slotMask;
      table[slot] = (hash & ~slotMask) | (state + 1);
    }
    this.table = table;
    this.slotMask = slotMask;
    this.growAt = roomIn(slots);
  }

  /** A table to take the place of the one there is, whose memory is given back: before, if there is none for both. */
  private newTable(slots: number): Int32Array {
    const { memory, table: old } = this;
    const both = memory.allows(4 * slots);
    if (!both && memory.file !== undefined && memory.allows(4 * slots - old.byteLength)) {
      // No state can be found from here on until there is the new one.
      this.table = new Int32Array(1);
      this.slotMask = 0;
      memory.release(old.byteLength);
      return memory.int32(slots);
    }
    const table = memory.int32(slots);
    memory.release(old.byteLength);
    return table;
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
