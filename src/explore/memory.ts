import type { SpillFile } from './spill/spillFile.ts';

/** Thrown when the search may not, or cannot, have more memory. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Something that a search can go on without. */
export interface Spare {
  /** Lets go of its memory. */
  drop(): void;
}

/** Something of which a part can go to disk. */
export interface Pages {
  /** Moves some of it there; false if there is nothing left to be moved. */
  moveOut(): boolean;
}

/** Where a search can write to disk, what is taken little by little may exceed the bound by so many bytes until the search has made room. */
const grace = 2 ** 20;
const little = 2 ** 18;

/** Hands out typed arrays up to a bound, and treats a refusal by the machine like the bound. */
export class Memory {
  /** Given up before the search is, unless there is a file. */
  spare: Spare | undefined;
  private readonly pages: Pages[] = [];
  /** Bytes. */
  readonly limit: number;
  private inUse = 0;

  constructor(
    megabytes: number,
    /** For what has no room. */
    readonly file?: SpillFile,
  ) {
    this.limit = megabytes * 2 ** 20;
  }

  get bytes(): number {
    return this.inUse;
  }

  int32(length: number): Int32Array {
    return this.allocate(length * 4, () => new Int32Array(length));
  }

  uint8(length: number): Uint8Array {
    return this.allocate(length, () => new Uint8Array(length));
  }

  /** Counts bytes that were had elsewhere. */
  take(bytes: number): void {
    this.allocate(bytes, () => true);
  }

  /** Takes back what is no longer referred to. */
  release(bytes: number): void {
    this.inUse -= bytes;
  }

  /** Whether the bound is exceeded. */
  get isOver(): boolean {
    return this.inUse > this.limit;
  }

  /** Names something that may go to disk, what came first going first. */
  addPages(pages: Pages): void {
    if (this.file !== undefined) this.pages.push(pages);
  }

  /** Whether so many more bytes would be within the bound; what can go to disk makes room for them. */
  allows(bytes: number): boolean {
    while (this.inUse + bytes > this.limit) if (!this.pages.some((one) => one.moveOut())) return false;
    return true;
  }

  private allocate<T>(bytes: number, make: () => T): T {
    const made = this.allows(bytes) || this.grants(bytes) ? attempt(make) : undefined;
    if (made !== undefined) {
      this.inUse += bytes;
      return made;
    }
    const spare = this.file === undefined ? this.spare : undefined;
    if (spare === undefined) throw new OutOfMemory(`${this.inUse} bytes are in use, ${bytes} more cannot be had`);
    this.spare = undefined;
    spare.drop();
    return this.allocate(bytes, make);
  }

  private grants(bytes: number): boolean {
    return this.file !== undefined && bytes <= little && this.inUse + bytes <= this.limit + grace;
  }
}

/** A typed array that the machine has no memory for is a RangeError. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
