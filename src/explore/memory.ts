/** Thrown when the search may not, or cannot, have more memory. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Something that a search can go on without. */
export interface Spare {
  /** Lets go of its memory. */
  drop(): void;
}

/** Hands out typed arrays up to a bound, and treats a refusal by the machine like the bound. */
export class Memory {
  /** Given up before the search is. */
  spare: Spare | undefined;
  /** Bytes. */
  readonly limit: number;
  private inUse = 0;

  constructor(megabytes: number) {
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

  /** Whether so many more bytes would be within the bound. */
  allows(bytes: number): boolean {
    return this.inUse + bytes <= this.limit;
  }

  private allocate<T>(bytes: number, make: () => T): T {
    const made = this.allows(bytes) ? attempt(make) : undefined;
    if (made !== undefined) {
      this.inUse += bytes;
      return made;
    }
    const spare = this.spare;
    if (spare === undefined) throw new OutOfMemory(`${this.inUse} bytes are in use, ${bytes} more cannot be had`);
    this.spare = undefined;
    spare.drop();
    return this.allocate(bytes, make);
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
