import type { Memory } from './memory.ts';

const shift = 14;
const chunkLength = 1 << shift;
const mask = chunkLength - 1;

/** A list of 32-bit integers that grows chunk by chunk, so that growing never copies. Places not set hold 0. */
export class IntList {
  private readonly chunks: Int32Array[] = [];
  private readonly memory: Memory;
  private room = 0;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** How many places there is room for. */
  get capacity(): number {
    return this.room;
  }

  get(at: number): number {
    return this.chunks[at >>> shift]![at & mask]!;
  }

  set(at: number, value: number): void {
    if (at >= this.room) this.reserve(at + 1);
    this.chunks[at >>> shift]![at & mask] = value;
  }

  /** Sets as many places as there are values. */
  setAll(at: number, values: Int32Array): void {
    this.reserve(at + values.length);
    for (let from = 0; from < values.length; ) {
      const place = (at + from) & mask;
      const some = values.subarray(from, from + chunkLength - place);
      this.chunks[(at + from) >>> shift]!.set(some, place);
      from += some.length;
    }
  }

  /** The values of the places up to `end` that are kept together with the one before it; a loop through them takes a fraction of one that gets each. */
  before(end: number): Int32Array {
    return this.chunks[(end - 1) >>> shift]!.subarray(0, ((end - 1) & mask) + 1);
  }

  /** Makes room for so many places. */
  reserve(length: number): void {
    while (this.room < length) {
      this.chunks.push(this.memory.int32(chunkLength));
      this.room += chunkLength;
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.memory.release(this.room * 4);
    this.chunks.length = 0;
    this.room = 0;
  }
}
