import type { Assembled } from './assemble.ts';

/** Neither lib.es2023 nor @types/node declares what Node.js has of the WebAssembly JavaScript interface. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => GrowingMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, (...numbers: number[]) => number>> };
};

/** The memory of a module, in pages of 64 KiB. */
export interface GrowingMemory {
  /** Another one after each `grow`. */
  readonly buffer: ArrayBuffer;
  /** Throws a `RangeError` if the machine or the 4 GiB that can be addressed have no room. */
  grow(pages: number): number;
}

export interface Instantiated {
  readonly memory: GrowingMemory;
  readonly functions: Readonly<Record<string, (...numbers: number[]) => number>>;
  /** What a call throws that runs into a fault. */
  readonly fault: object;
}

const mostPages = 2 ** 16;

/** Compiles a module, and makes an instance of it with a memory of its own. Throws a `RangeError` if there is no room for one. */
export function instantiate({ bytes, pages }: Assembled): Instantiated {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: mostPages });
  const thrown = { fault: true };
  const fault = (): never => {
    throw thrown;
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, fault } });
  return { memory, functions: exports, fault: thrown };
}
