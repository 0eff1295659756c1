import type { TransitionSystem } from '../core/index.ts';
import type { Memory } from './memory.ts';

/** What `insert` returns for a new state that there is no room for. */
export const full = -0x80000000;

const chunkBytes = 2 ** 18;
const firstSlots = 2 ** 11;

/**
 * The exact set of states seen: packed states one after another, numbered in order of insertion, and a hash table of
 * their numbers. A state never straddles two chunks, so that a system can load it from where it is stored.
 */
export class VisitedSet {
  private readonly words: number;
  private readonly limit: number;
  private readonly memory: Memory;
  private readonly shift: number;
  private readonly mask: number;
  private readonly chunks: Int32Array[] = [];
  private states = 0;
  /** Two words a slot, in one cache line: the state's number plus 1 (0: empty), and its fingerprint. */
  private table: Int32Array;
  private slotMask = firstSlots - 1;
  private growAt = roomIn(firstSlots);

  constructor(words: number, limit: number, memory: Memory) {
    this.words = words;
    this.limit = limit;
    this.memory = memory;
    this.shift = Math.max(0, Math.floor(Math.log2(chunkBytes / (4 * words))));
    this.mask = (1 << this.shift) - 1;
    this.table = memory.int32(2 * firstSlots);
  }

  get count(): number {
    return this.states;
  }

  /** Adds a state: its number if it is new, the complement (`~`) of its number if it is known, or `full`. */
  insert(packed: Int32Array, fingerprint: number): number {
    const table = this.table;
    const slotMask = this.slotMask;
    const tag = fingerprint | 0;
    let slot = mix(tag) & slotMask;
    for (let known = table[2 * slot]!; known !== 0; known = table[2 * slot]!) {
      if (table[2 * slot + 1] === tag && this.equals(known - 1, packed)) return -known;
      slot = (slot + 1) & slotMask;
    }
    return this.add(packed, tag, slot);
  }

  /** Makes a state current in its system. */
  load(system: TransitionSystem, state: number): void {
    system.load(this.chunks[state >>> this.shift]!, (state & this.mask) * this.words);
  }

  private equals(state: number, packed: Int32Array): boolean {
    const words = this.words;
    const chunk = this.chunks[state >>> this.shift]!;
    const from = (state & this.mask) * words;
    for (let word = 0; word < words; word++) if (chunk[from + word] !== packed[word]) return false;
    return true;
  }

  private add(packed: Int32Array, tag: number, slot: number): number {
    const state = this.states;
    if (state >= this.limit) return full;
    if (state >= this.growAt) {
      this.grow();
      return this.insert(packed, tag);
    }
    const words = this.words;
    const at = state >>> this.shift;
    if (at === this.chunks.length) this.chunks.push(this.memory.int32(words << this.shift));
    const chunk = this.chunks[at]!;
    const from = (state & this.mask) * words;
    for (let word = 0; word < words; word++) chunk[from + word] = packed[word]!;
    this.table[2 * slot] = state + 1;
    this.table[2 * slot + 1] = tag;
    this.states = state + 1;
    return state;
  }

  /** Doubles the table; the fingerprints in it are enough to do so. */
  private grow(): void {
    const old = this.table;
    const slots = old.length;
    const table = this.memory.int32(2 * slots);
    const slotMask = slots - 1;
    for (let from = 0; from < old.length; from += 2) {
      const known = old[from]!;
      if (known === 0) continue;
      const tag = old[from + 1]!;
      let slot = mix(tag) & slotMask;
      while (table[2 * slot] !== 0) slot = (slot + 1) & slotMask;
      table[2 * slot] = known;
      table[2 * slot + 1] = tag;
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

/** Spreads a fingerprint over all bits (the finalizer of MurmurHash3), since slots use the low ones only. */
function mix(fingerprint: number): number {
  let hash = fingerprint ^ (fingerprint >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
