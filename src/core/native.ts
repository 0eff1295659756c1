/** Integer code of a search, to be translated to WebAssembly together with the steps of the system that it searches. */
export interface NativeSearch {
  /** Texts of JavaScript or TypeScript that compute with integers only; they may use what the system's own code declares. */
  readonly sources: readonly string[];
  /** Functions that the search calls from outside. */
  readonly exports: readonly string[];
  /** Arrays in the memory that all threads share; the last one ends where the memory ends, and grows with it. */
  readonly regions: readonly { readonly name: string; readonly width: 1 | 2 | 4; readonly length: number }[];
  /** How many threads search: 1 by default. */
  readonly threads?: number;
}

/** A system's steps with a search, as WebAssembly. */
export interface Native {
  readonly memory: { readonly buffer: SharedArrayBuffer; grow(pages: number): number };
  /** The exported functions, for this thread; one that runs into a fault throws `fault`. */
  readonly functions: Readonly<Record<string, (...numbers: number[]) => number>>;
  readonly fault: object;
  /** Byte address of an array. */
  addressOf(array: string): number;
  /** The compiled module: what it and `memory` are instantiated to in another thread, with one of these bases, works on the same shared arrays. */
  readonly module: object;
  readonly otherBases: readonly number[];
}

/** Bytes by which the memory of a `Native` grows. */
export const nativePage = 2 ** 16;
