import type { Memory } from '../memory.ts';

const wordBits = 32;
const chunkWords = 2 ** 12;
const chunkBits = chunkWords * wordBits;

/** A sequence of bits that only grows. */
export class Bits {
  private readonly memory: Memory;
  private readonly chunks: Int32Array[] = [];
  /** Ones before each chunk. */
  private readonly onesBefore: number[] = [];
  private length = 0;
  private ones = 0;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** Throws `OutOfMemory`. */
  push(bit: 0 | 1): void {
    const place = this.length % chunkBits;
    if (place === 0) {
      this.chunks.push(this.memory.int32(chunkWords));
      this.onesBefore.push(this.ones);
    }
    this.length++;
    if (bit === 0) return;
    this.chunks.at(-1)![place >>> 5]! |= 1 << (place & 31);
    this.ones++;
  }

  /** How many zeros stand before the `nth` one, counted from 1. */
  zerosBefore(nth: number): number {
    const chunk = this.chunkWith(nth);
    const words = this.chunks[chunk]!;
    let left = nth - this.onesBefore[chunk]!;
    let word = 0;
    for (let ones = onesIn(words[word]!); ones < left; ones = onesIn(words[word]!)) {
      left -= ones;
      word++;
    }
    let rest = words[word]!;
    for (; left > 1; left--) rest &= rest - 1;
    const place = 31 - Math.clz32(rest & -rest);
    return chunk * chunkBits + word * wordBits + place - (nth - 1);
  }

  /** The chunk with the `nth` one: the last with fewer before it. */
  private chunkWith(nth: number): number {
    let low = 0;
    let high = this.chunks.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.onesBefore[middle]! < nth) low = middle;
      else high = middle;
    }
    return low;
  }
}

function onesIn(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
