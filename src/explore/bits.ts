import type { Memory } from './memory.ts';

const wordBits = 32;
const chunkWords = 2 ** 12;
const chunkBits = chunkWords * wordBits;
/** So many bits are counted together, so that a look at one place counts few. */
const blockWords = 32;
const blockBits = blockWords * wordBits;

/** A sequence of bits that only grows. */
export class Bits {
  private readonly memory: Memory;
  private readonly chunks: Int32Array[] = [];
  /** Ones before each block. */
  private readonly onesBefore: number[] = [];
  private size = 0;
  private ones = 0;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  get length(): number {
    return this.size;
  }

  /** How many ones there are. */
  get count(): number {
    return this.ones;
  }

  /** Throws `OutOfMemory`. */
  push(bit: 0 | 1): void {
    const { size } = this;
    if (size % chunkBits === 0) this.chunks.push(this.memory.int32(chunkWords));
    if (size % blockBits === 0) this.onesBefore.push(this.ones);
    this.size++;
    if (bit === 0) return;
    this.chunks.at(-1)![(size % chunkBits) >>> 5]! |= 1 << (size & 31);
    this.ones++;
  }

  has(at: number): boolean {
    return ((this.word(Math.floor(at / wordBits)) >>> (at & 31)) & 1) !== 0;
  }

  /** How many ones stand before a place. */
  onesBeforePlace(at: number): number {
    const last = Math.floor(at / wordBits);
    let count = this.onesBefore[Math.floor(at / blockBits)]!;
    for (let word = last - (last % blockWords); word < last; word++) count += onesIn(this.word(word));
    return count + onesIn(this.word(last) & ~(-1 << (at & 31)));
  }

  /** How many zeros stand before the `nth` one, counted from 1. */
  zerosBefore(nth: number): number {
    const block = this.blockWith((one) => this.onesBefore[one]! < nth);
    return this.placeIn(block, nth - this.onesBefore[block]!, 0) - (nth - 1);
  }

  /** How many ones stand before the `nth` zero, counted from 1; there must be so many. */
  onesBeforeZero(nth: number): number {
    const zerosBefore = (block: number): number => block * blockBits - this.onesBefore[block]!;
    const block = this.blockWith((one) => zerosBefore(one) < nth);
    return this.placeIn(block, nth - zerosBefore(block), -1) - (nth - 1);
  }

  /** Lets go of all bits. */
  clear(): void {
    this.memory.release(this.chunks.length * chunkWords * 4);
    this.chunks.length = 0;
    this.onesBefore.length = 0;
    this.size = 0;
    this.ones = 0;
  }

  /** The place of the `nth` one of a block; with `flip` -1, of the `nth` zero. */
  private placeIn(block: number, nth: number, flip: 0 | -1): number {
    let left = nth;
    let word = block * blockWords;
    let rest = this.word(word) ^ flip;
    for (let ones = onesIn(rest); ones < left; ones = onesIn(rest)) {
      left -= ones;
      rest = this.word(++word) ^ flip;
    }
    for (; left > 1; left--) rest &= rest - 1;
    return word * wordBits + 31 - Math.clz32(rest & -rest);
  }

  /** The last block of which something is true that is true of those before it. */
  private blockWith(isBefore: (block: number) => boolean): number {
    let low = 0;
    let high = this.onesBefore.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (isBefore(middle)) low = middle;
      else high = middle;
    }
    return low;
  }

  private word(at: number): number {
    return this.chunks[Math.floor(at / chunkWords)]![at % chunkWords]!;
  }
}

function onesIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
