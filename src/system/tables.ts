import type { Code, Family } from '../core/index.ts';
import type { Emitted } from './emitted.ts';
import { unpackSites } from './sites.ts';

/** Cells of the undo log: two for each write of a step. */
export const undoLength = 1 << 17;

/** The arrays that emitted code reads, under the names that it gives them. */
export type EmittedTables = Readonly<Record<string, ArrayLike<number>>>;

/** The arrays that emitted code works on. */
export interface Tables {
  /** The cells, and the packed state. */
  readonly S: Int32Array;
  readonly P: Int32Array;
  /** The others, under the names that emitted code gives them; steps do not change them. */
  readonly fixed: EmittedTables;
}

/** New arrays, in which every cell is 0. */
export function tablesOf({ word, shift, blank, frameBases, frameSizes, families, properties }: Code): Tables {
  const S = new Int32Array(word.length);
  const fixed = {
    WD: Uint16Array.from(word),
    SH: Uint8Array.from(shift),
    KC: multipliers(S.length),
    FB: Int32Array.from(frameBases),
    SIZES: Int32Array.from(frameSizes),
    WATCHED: new Int32Array(properties.length).fill(1),
    ...Object.assign({}, ...families.map((family, index) => familyTables(family, index, S.length))),
  };
  return { S, P: Int32Array.from(blank), fixed };
}

function familyTables({ addresses, live, ranks }: Family, index: number, cells: number): EmittedTables {
  const references = new Uint16Array(cells);
  addresses.forEach((address, at) => (references[address] = at + 1));
  return {
    [`ADR${index}`]: Int32Array.from([0, ...addresses]),
    [`I${index}`]: references,
    [`L${index}`]: Int32Array.from([-1, ...live]),
    [`RANK${index}`]: Uint8Array.from([0, ...ranks]),
  };
}

/** Runs emitted code, or what was made of it, on its tables; `others` is what such a text takes beside them. */
export function instantiate<E extends Emitted>({ source, sites }: Pick<Code, 'source' | 'sites'>, { S, P, fixed }: Tables, others: object = {}): E {
  const make = new Function('rt', source) as (rt: object) => E;
  return make({ S, P, ...fixed, ...others, U: new Int32Array(undoLength), sites: unpackSites(sites) });
}

/** Deterministic odd multipliers for the fingerprint, one a cell (splitmix32). */
function multipliers(count: number): Int32Array {
  const numbers = new Int32Array(count);
  let state = 0x9e3779b9;
  for (let index = 0; index < count; index++) {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    numbers[index] = (z ^ (z >>> 16)) | 1;
  }
  return numbers;
}
