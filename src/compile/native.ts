import type { Native, NativeSearch } from '../core/index.ts';
import { assemble, compileModule, instantiate, type IntegerCode, newMemory, NotIntegers } from '../wasm/index.ts';
import { type EmittedTables, undoLength } from '../system/index.ts';

/** What is translated. */
export interface NativeCode {
  /** The emitted code, and what takes the place of functions in it. */
  readonly sources: readonly string[];
  readonly tables: EmittedTables;
  /** Parameters for each known value of which functions are translated by themselves. */
  readonly special?: readonly string[];
  /** Rewrites the code before it is translated. */
  readonly prepare?: (code: IntegerCode) => void;
}

const undoLog = { name: 'U', width: 4, length: undoLength } as const;

/** What the search asks of the system's own integer code. */
const searched = ['unpack', 'walk', 'skip', 'rewind', 'surprising'];

/**
 * Translates emitted code to WebAssembly, together with a search. `undefined` where it computes with what is no 32-bit
 * integer, or the machine has no room for one more memory.
 */
export function translate({ sources, tables, special, prepare }: NativeCode, search: NativeSearch): Native | undefined {
  const { WATCHED, ...own } = tables;
  const { threads = 1 } = search;
  try {
    const assembled = assemble({
      sources: [...sources, ...search.sources],
      exports: [...searched, ...search.exports],
      tables: own,
      own: [undoLog],
      shared: [{ name: 'WATCHED', width: 4, length: WATCHED?.length ?? 0 }, ...search.regions],
      instances: threads,
      ...(special && { special }),
      ...(prepare && { prepare }),
    });
    const memory = newMemory(assembled.pages);
    const module = compileModule(assembled.module);
    const [mine, ...otherBases] = assembled.bases;
    const { functions, fault } = instantiate(module, memory, mine);
    return { memory, functions, fault, module, otherBases, addressOf: (array) => addressIn(assembled.tables, array) };
  } catch (error) {
    if (error instanceof NotIntegers || error instanceof RangeError) return undefined;
    throw error;
  }
}

function addressIn(tables: ReadonlyMap<string, { readonly at: number }>, array: string): number {
  const found = tables.get(array);
  if (!found) throw new Error(`forkcheck bug: no array ${array}`);
  return found.at;
}
