import type { Memory } from './memory.ts';

const shift = 16;
const chunkLength = 1 << shift;
const mask = chunkLength - 1;
const bytes = 4;

/** A list of numbers of up to 32 bits, a byte of them a column: where all bytes of a chunk are 0, it takes no memory. */
export class ByteColumns {
  private readonly memory: Memory;
  private readonly columns: (Uint8Array | undefined)[][] = Array.from({ length: bytes }, () => []);

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** Sets a place that holds 0. Throws `OutOfMemory`. */
  set(at: number, value: number): void {
    const chunk = at >>> shift;
    const lowest = this.columns[0]![chunk];
    if (value < 256 && lowest !== undefined) {
      lowest[at & mask] = value;
      return;
    }
    for (let column = 0, rest = value; rest !== 0; column++, rest >>>= 8) {
      if ((rest & 255) === 0) continue;
      const chunks = this.columns[column]!;
      const held = (chunks[chunk] ??= this.memory.uint8(chunkLength));
      held[at & mask] = rest & 255;
    }
  }

  /** Sets as many places, which hold 0, as there are numbers below 256. Throws `OutOfMemory`. */
  setBytes(at: number, values: Uint8Array): void {
    const lowest = this.columns[0]!;
    for (let from = 0; from < values.length; ) {
      const place = (at + from) & mask;
      const some = values.subarray(from, from + chunkLength - place);
      const chunk = (at + from) >>> shift;
      if (lowest[chunk] !== undefined || some.some((one) => one !== 0)) (lowest[chunk] ??= this.memory.uint8(chunkLength)).set(some, place);
      from += some.length;
    }
  }

  get(at: number): number {
    let value = 0;
    for (let column = bytes - 1; column >= 0; column--) {
      value = value * 256 + (this.columns[column]![at >>> shift]?.[at & mask] ?? 0);
    }
    return value;
  }
}
