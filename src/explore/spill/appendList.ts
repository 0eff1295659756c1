import type { Memory } from '../memory.ts';
import { Chunks } from './chunks.ts';

const shift = 14;
const chunkLength = 1 << shift;
const mask = chunkLength - 1;

/** A list of 32-bit integers that are added one after another and never changed, so that they may go to disk. */
export class AppendList {
  private readonly chunks: Chunks;
  private last: Int32Array | undefined;
  private count = 0;

  constructor(memory: Memory) {
    this.chunks = new Chunks(memory, chunkLength, 1);
  }

  get length(): number {
    return this.count;
  }

  get(at: number): number {
    const { chunks } = this;
    const chunk = chunks.held[at >>> shift];
    return chunk !== undefined ? chunk[at & mask]! : chunks.find(at >>> shift, at & mask)[chunks.offset]!;
  }

  /** Throws `OutOfMemory`. */
  push(value: number): void {
    const place = this.count & mask;
    if (place === 0) this.last = this.chunks.add();
    this.last![place] = value;
    this.count++;
  }

  /** Adds several. Throws `OutOfMemory`. */
  pushAll(values: Int32Array): void {
    for (let from = 0; from < values.length; ) {
      const place = this.count & mask;
      if (place === 0) this.last = this.chunks.add();
      const some = values.subarray(from, from + chunkLength - place);
      this.last!.set(some, place);
      this.count += some.length;
      from += some.length;
    }
  }

  clear(): void {
    this.chunks.clear();
    this.count = 0;
  }
}
