import type { Seen } from './walker.ts';

const slots = 2 ** 18;

/**
 * Lists the states that a walker comes to, for somebody who counts the distinct ones, and remembers enough of them to leave most
 * of the known ones out: 2 MB, however many there are.
 */
export class FreshStates implements Seen {
  /** Low and high word of the last fingerprint that fell on each slot. */
  private readonly recent = new Int32Array(2 * slots);
  private list: number[] = [];

  add(low: number, high: number): boolean {
    const { recent } = this;
    const at = 2 * (low & (slots - 1));
    // An empty slot looks like the fingerprint 0.
    if (recent[at] === low && recent[at + 1] === high && (low | high) !== 0) return false;
    recent[at] = low;
    recent[at + 1] = high;
    this.list.push(low, high);
    return true;
  }

  /** The fingerprints since the last call, low and high word in turn. */
  take(): Int32Array {
    const fresh = Int32Array.from(this.list);
    this.list = [];
    return fresh;
  }
}
