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

  /** Sets as many places as there are values, which hold 0. Throws `OutOfMemory`. */
  setAll(at: number, values: Int32Array): void {
    for (let from = 0; from < values.length; ) {
      const place = (at + from) & mask;
      const end = Math.min(values.length, from + chunkLength - place);
      const lowest = this.columns[0]![(at + from) >>> shift];
      if (lowest !== undefined) setLowest(lowest, place - from, values, from, end);
      for (let index = from; index < end; index++) if (lowest === undefined || values[index]! > 255) this.set(at + index, values[index]!);
      from = end;
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

function setLowest(lowest: Uint8Array, shiftedBy: number, values: Int32Array, from: number, end: number): void {
  for (let index = from; index < end; index++) lowest[index + shiftedBy] = values[index]!;
}
