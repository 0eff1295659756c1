import { type Memory, OutOfMemory } from './memory.ts';

const firstSlots = 2 ** 12;
const wordsPerSlot = 2;

/** An exact set of 64-bit fingerprints that grows as far as the memory goes: 8 bytes a slot, up to three quarters in use. */
export class FingerprintSet {
  /** A fingerprint found no room: there are more than `count`. */
  isFull = false;
  private readonly memory: Memory;
  private size = 0;
  /** Low and high word of each slot in turn; both are 0 in an empty one. */
  private table: Int32Array;

  constructor(memory: Memory) {
    this.memory = memory;
    this.table = memory.int32(firstSlots * wordsPerSlot);
  }

  get count(): number {
    return this.size;
  }

  /** Adds a fingerprint. False if it is known. */
  add(low: number, high: number): boolean {
    // The fingerprint 0 has to be another, since 0 is an empty slot.
    const first = low === 0 && high === 0 ? 1 : low;
    const at = slotOf(this.table, first, high);
    if (this.table[at] !== 0 || this.table[at + 1] !== 0) return false;
    if (this.size * wordsPerSlot * 4 >= this.table.length * 3 && !this.grow()) {
      this.isFull = true;
      return true;
    }
    this.put(first, high);
    this.size++;
    return true;
  }

  private put(low: number, high: number): void {
    const at = slotOf(this.table, low, high);
    this.table[at] = low;
    this.table[at + 1] = high;
  }

  /** Doubles the table. False if there is no memory for that. */
  private grow(): boolean {
    const old = this.table;
    const larger = this.larger();
    if (larger === undefined) return false;
    this.table = larger;
    for (let at = 0; at < old.length; at += wordsPerSlot) {
      if (old[at] !== 0 || old[at + 1] !== 0) this.put(old[at]!, old[at + 1]!);
    }
    this.memory.release(old.byteLength);
    return true;
  }

  private larger(): Int32Array | undefined {
    if (this.isFull) return undefined;
    try {
      return this.memory.int32(2 * this.table.length);
    } catch (error) {
      if (error instanceof OutOfMemory) return undefined;
      throw error;
    }
  }
}

/** Where the fingerprint is, or the empty slot where it belongs. */
function slotOf(table: Int32Array, low: number, high: number): number {
  const mask = table.length - 1;
  let at = (low * wordsPerSlot) & mask;
  while ((table[at] !== low || table[at + 1] !== high) && (table[at] !== 0 || table[at + 1] !== 0)) at = (at + wordsPerSlot) & mask;
  return at;
}
