import type { Memory } from './memory.ts';

const wordBits = 32;
const chunkShift = 12;
const chunkWords = 1 << chunkShift;
const chunkBits = chunkWords * wordBits;
/** So many bits are counted together, so that a look at one place counts few. */
const blockWords = 8;
const blockBits = blockWords * wordBits;
/** Of so many zeros, one is remembered where it stands. */
const zerosTogether = 256;

/** A sequence of bits that only grows. */
export class Bits {
  private readonly memory: Memory;
  private readonly chunks: Int32Array[] = [];
  private last: Int32Array = new Int32Array(0);
  /** Ones before each block. */
  private readonly onesBefore: number[] = [];
  /** The block of the first of each group of zeros. */
  private readonly zeroBlocks: number[] = [];
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
    if ((size & (blockBits - 1)) === 0) this.openBlock();
    if (bit === 1) {
      this.last[(size & (chunkBits - 1)) >>> 5]! |= 1 << (size & 31);
      this.ones++;
    } else if (((size - this.ones) & (zerosTogether - 1)) === 0) this.zeroBlocks.push(this.onesBefore.length - 1);
    this.size = size + 1;
  }

  /** Pushes so many zeros. Throws `OutOfMemory`. */
  pushZeros(count: number): void {
    if (this.isWithinBlock(count)) this.size += count;
    else for (let pushed = 0; pushed < count; pushed++) this.push(0);
  }

  /** Pushes so many zeros and a one. Throws `OutOfMemory`. */
  pushOneBehind(zeros: number): void {
    const { size } = this;
    if (((size + zeros) & (blockBits - 1)) !== 0 && this.isWithinBlock(zeros)) {
      const at = size + zeros;
      this.last[(at & (chunkBits - 1)) >>> 5]! |= 1 << (at & 31);
      this.ones++;
      this.size = at + 1;
    } else {
      this.pushZeros(zeros);
      this.push(1);
    }
  }

  /** Pushes the bits of some words, from as many as those that have begun a word here, which are 0, up to `end`, from where on they are 0. Throws `OutOfMemory`. */
  pushWords(words: Int32Array, end: number): void {
    const { zeroBlocks } = this;
    const first = this.size & ~(wordBits - 1);
    for (let at = 0; at * wordBits < end; at++) {
      const place = first + at * wordBits;
      if ((place & (blockBits - 1)) === 0 && place >= this.size) this.openBlock();
      this.last[(place & (chunkBits - 1)) >>> 5]! |= words[at]!;
      this.ones += onesIn(words[at]!);
      this.size = first + Math.min(end, (at + 1) * wordBits);
      if (zeroBlocks.length * zerosTogether < this.size - this.ones) zeroBlocks.push(this.onesBefore.length - 1);
    }
  }

  /** Whether so many zeros neither begin a block nor a group of zeros, so that nothing is to be noted about them. */
  private isWithinBlock(zeros: number): boolean {
    const { size } = this;
    const inBlock = size & (blockBits - 1);
    const inGroup = (size - this.ones) & (zerosTogether - 1);
    return zeros === 0 || (inBlock !== 0 && inBlock + zeros <= blockBits && inGroup !== 0 && inGroup + zeros <= zerosTogether);
  }

  has(at: number): boolean {
    return ((this.word(at >>> 5) >>> (at & 31)) & 1) !== 0;
  }

  /** How many ones stand before a place. */
  onesBeforePlace(at: number): number {
    const last = at >>> 5;
    let count = this.onesBefore[Math.floor(last / blockWords)]!;
    for (let word = last - (last % blockWords); word < last; word++) count += onesIn(this.word(word));
    return count + onesIn(this.word(last) & ~(-1 << (at & 31)));
  }

  /** How many zeros stand before the `nth` one, counted from 1. */
  zerosBefore(nth: number): number {
    const block = this.blockOfOne(nth);
    return this.placeIn(block, nth - this.onesBefore[block]!, 0) - (nth - 1);
  }

  /** How many ones stand before the `nth` zero, counted from 1; there must be so many. */
  onesBeforeZero(nth: number): number {
    const { onesBefore } = this;
    let block = this.zeroBlocks[Math.floor((nth - 1) / zerosTogether)]!;
    while (block + 1 < onesBefore.length && (block + 1) * blockBits - onesBefore[block + 1]! < nth) block++;
    return this.placeIn(block, nth - (block * blockBits - onesBefore[block]!), -1) - (nth - 1);
  }

  /** Into each place, how many ones stand before a zero: the `nth` one, counted from 1, and those that follow it. */
  readOnesBeforeZeros(nth: number, into: Int32Array): void {
    if (into.length === 0) return;
    const first = this.onesBeforeZero(nth) + nth - 1;
    // Before the zero at a place, as many ones stand as it has other places before it than those of the zeros.
    let zeros = nth - 1;
    let word = first >>> 5;
    let rest = ~this.word(word) & (-1 << (first & 31));
    for (let at = 0; at < into.length; at++) {
      while (rest === 0) rest = ~this.word(++word);
      into[at] = word * wordBits + 31 - Math.clz32(rest & -rest) - zeros++;
      rest &= rest - 1;
    }
  }

  /** Lets go of all bits. */
  clear(): void {
    this.memory.release(this.chunks.length * chunkWords * 4);
    this.chunks.length = 0;
    this.onesBefore.length = 0;
    this.zeroBlocks.length = 0;
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

  /** The block with the `nth` one: the last with fewer before it. */
  private blockOfOne(nth: number): number {
    let low = 0;
    let high = this.onesBefore.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.onesBefore[middle]! < nth) low = middle;
      else high = middle;
    }
    return low;
  }

  private openBlock(): void {
    if ((this.size & (chunkBits - 1)) === 0) {
      this.last = this.memory.int32(chunkWords);
      this.chunks.push(this.last);
    }
    this.onesBefore.push(this.ones);
  }

  private word(at: number): number {
    return this.chunks[at >>> chunkShift]![at & (chunkWords - 1)]!;
  }
}

function onesIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
