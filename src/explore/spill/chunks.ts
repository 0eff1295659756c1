import type { Memory, Pages } from '../memory.ts';

/** Integers read back from disk together, about so many, and how many such blocks are kept. */
const blockLength = 2 ** 10;
const blocksKept = 64;

/**
 * A list of arrays of one length, which grows at its end. Where memory is short and there is a file for it, all but the last one may be
 * moved there; they must not be changed any more then.
 */
export class Chunks implements Pages {
  /** Those that are in memory. */
  readonly held: (Int32Array | undefined)[] = [];
  /** Where in the file the others are, in bytes. */
  private readonly places: number[] = [];
  private readonly cache: (Block | undefined)[] = [];
  private readonly lengthOfBlock: number;
  /** Where in the array that `find` returned the integers stand. */
  offset = 0;

  /** Integers that are read together, `unit` of them, never straddle two blocks; the length is a power of 2 units. */
  constructor(
    private readonly memory: Memory,
    private readonly length: number,
    unit: number,
  ) {
    this.lengthOfBlock = Math.min(length, unit * 2 ** Math.floor(Math.log2(Math.max(1, blockLength / unit))));
    memory.addPages(this);
  }

  /** Adds a chunk of zeros. Throws `OutOfMemory`. */
  add(): Int32Array {
    const chunk = this.memory.int32(this.length);
    this.held.push(chunk);
    return chunk;
  }

  /** The array that holds the integers of a chunk from a place on; `offset` tells where. */
  find(chunk: number, place: number): Int32Array {
    const held = this.held[chunk];
    if (held !== undefined) {
      this.offset = place;
      return held;
    }
    const { lengthOfBlock } = this;
    const block = Math.floor(place / lengthOfBlock);
    this.offset = place % lengthOfBlock;
    return this.readBlock(this.places[chunk]! + 4 * block * lengthOfBlock);
  }

  moveOut(): boolean {
    const { file } = this.memory;
    const chunk = this.places.length;
    const held = this.held[chunk];
    if (file === undefined || held === undefined || chunk === this.held.length - 1) return false;
    this.places.push(file.append(held));
    this.held[chunk] = undefined;
    this.memory.release(held.byteLength);
    return true;
  }

  /** Lets go of everything; what is on disk stays there for nobody. */
  clear(): void {
    this.memory.release(4 * this.length * (this.held.length - this.places.length));
    this.held.length = 0;
    this.places.length = 0;
    this.cache.length = 0;
  }

  private readBlock(at: number): Int32Array {
    const slot = Math.floor(at / (4 * this.lengthOfBlock)) % blocksKept;
    const kept = this.cache[slot];
    if (kept?.at === at) return kept.array;
    const array = kept?.array ?? new Int32Array(this.lengthOfBlock);
    this.memory.file!.read(array, at);
    this.cache[slot] = { at, array };
    return array;
  }
}

interface Block {
  readonly at: number;
  readonly array: Int32Array;
}
