import { mostPages } from './encoder.ts';

/** Neither lib.es2023 nor @types/node declares what Node.js has of the WebAssembly JavaScript interface. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => GrowingMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, (...numbers: number[]) => number>> };
};

/** The memory of a module, in pages of 64 KiB. */
export interface GrowingMemory {
  /** A longer one after each `grow`. */
  readonly buffer: SharedArrayBuffer;
  /** Throws a `RangeError` if the machine or the 4 GiB that can be addressed have no room. */
  grow(pages: number): number;
}

export interface Instance {
  readonly functions: Readonly<Record<string, (...numbers: number[]) => number>>;
  /** What a call throws that runs into a fault. */
  readonly fault: object;
}

/**
 * A memory for modules of so many pages, which threads can share; views of it stay good when it grows. Throws a `RangeError`
 * if the machine has no room for it.
 */
export function newMemory(pages: number): GrowingMemory {
  return new WebAssembly.Memory({ initial: pages, maximum: mostPages, shared: true });
}

/** Compiles a module; threads may share the result. */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): object {
  return new WebAssembly.Module(bytes);
}

/** Makes an instance of a compiled module in a memory; what it has of its own begins at `base`. */
export function instantiate(module: object, memory: GrowingMemory, base = 0): Instance {
  const thrown = { fault: true };
  const fault = (): never => {
    throw thrown;
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, fault, base } });
  return { functions: exports, fault: thrown };
}
