import * as t from '@babel/types';
import { callersOf } from './deferred.ts';
import { encode, type EncodedFunction } from './encoder.ts';
import { type IntegerCode, NotIntegers, readIntegerCode } from './integerCode.ts';
import { translateFunction } from './statements.ts';
import { type Constants, none, type Surroundings, type Table } from './surroundings.ts';

/** An array in memory that begins with zeros. */
export interface Region {
  readonly name: string;
  /** Bytes an element. */
  readonly width: 1 | 2 | 4;
  /** Elements; the last region may have none yet, and grow with the memory. */
  readonly length: number;
}

/** What to assemble. */
export interface Assembly {
  /** Integer code, in parts. */
  readonly sources: readonly string[];
  /** Functions that can be called. */
  readonly exports: readonly string[];
  /** Arrays with their first contents; each instance has its own. */
  readonly tables: Readonly<Record<string, ArrayLike<number>>>;
  /** Arrays that begin with zeros and of which each instance has its own. */
  readonly own: readonly Region[];
  /** Arrays that begin with zeros and that all instances share; the last one may have no length, and grow with the memory. */
  readonly shared: readonly Region[];
  /** How many instances there are to be, in one memory. */
  readonly instances: number;
  /** Names of parameters for each known value of which a function is translated by itself: none by default. */
  readonly special?: readonly string[];
  /** Rewrites the code before it is translated. */
  readonly prepare?: (code: IntegerCode) => void;
}

export interface Assembled {
  readonly module: Uint8Array<ArrayBuffer>;
  /** For each instance, where its own arrays begin: its `env.base`. */
  readonly bases: readonly number[];
  /** Where the arrays of the first instance stand, and the shared ones. */
  readonly tables: ReadonlyMap<string, Table>;
  /** 64 KiB pages up to the end of the last region. */
  readonly pages: number;
}

const page = 2 ** 16;
/** Address 0 stays free, and tables begin where a cache line does: vectors may be copied beyond their ends. */
const firstAddress = 64;

/**
 * Translates integer code to a WebAssembly module (core specification 2.0, with a shared memory as in the threads proposal) that imports
 * `env.memory` and `env.fault`, which throws, and `env.base` if there are to be several instances. Throws `NotIntegers` for what it cannot translate.
 */
export function assemble(assembly: Assembly): Assembled {
  const code = readIntegerCode(assembly.sources);
  assembly.prepare?.(code);
  const first = placeOwn(code, assembly);
  const size = first.end;
  const common = new MemoryPlan(assembly.instances * size);
  for (const { name, width, length } of assembly.shared) common.reserve(name, width, length);
  const pages = Math.ceil(common.end / page);
  const tables = new Map([...first.tables, ...common.tables]);
  const module = encode({ ...translateAll(code, tables, assembly), pages, hasBase: assembly.instances > 1, data: first.contents });
  return { module, bases: Array.from({ length: assembly.instances }, (_, index) => index * size), tables, pages };
}

/** Places what each instance has of its own; the next one's is behind it. */
function placeOwn(code: IntegerCode, { tables, own }: Assembly): MemoryPlan {
  const plan = new MemoryPlan(firstAddress, true);
  for (const [name, values] of code.arrays) plan.place(name, values);
  for (const [name, values] of Object.entries(tables)) plan.place(name, values);
  for (const { name, width, length } of own) plan.reserve(name, width, length);
  plan.end = Math.ceil(plan.end / firstAddress) * firstAddress;
  return plan;
}

/** Where tables stand, and what they begin with. */
class MemoryPlan {
  readonly tables = new Map<string, Table>();
  private readonly data: { readonly at: number; readonly bytes: Uint8Array }[] = [];

  constructor(
    public end: number,
    private readonly isOwn = false,
  ) {}

  /** Places an array as narrow as its values allow; one that is typed has the width of its type. */
  place(name: string, values: ArrayLike<number>): void {
    const typed = narrow(values);
    const at = this.reserve(name, typed.BYTES_PER_ELEMENT as Table['width'], typed.length);
    if (values.length > 0) this.data.push({ at, bytes: new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength) });
  }

  /** From address 0 on. */
  get contents(): Uint8Array {
    const all = new Uint8Array(Math.max(0, ...this.data.map(({ at, bytes }) => at + bytes.length)));
    for (const { at, bytes } of this.data) all.set(bytes, at);
    return all;
  }

  reserve(name: string, width: Table['width'], length: number): number {
    const at = Math.ceil(this.end / firstAddress) * firstAddress;
    this.tables.set(name, { at, width, length, isOwn: this.isOwn });
    this.end = at + width * length;
    return at;
  }
}

function narrow(values: ArrayLike<number>): Uint8Array | Uint16Array | Int32Array {
  if (values instanceof Uint8Array || values instanceof Uint16Array || values instanceof Int32Array) return values;
  const all = Array.from(values);
  if (all.some((one) => one < 0 || one > 0xffff)) return Int32Array.from(all);
  return all.some((one) => one > 0xff) ? Uint16Array.from(all) : Uint8Array.from(all);
}

/** Translates the exported functions and whatever they call. */
function translateAll(code: IntegerCode, tables: ReadonlyMap<string, Table>, assembly: Assembly): { functions: EncodedFunction[]; globals: readonly number[] } {
  const { exports, special = [] } = assembly;
  const hasBase = assembly.instances > 1;
  const puttingOff = callersOf('later', code.functions);
  const wanted: { readonly name: string; readonly source: string; readonly known: Constants }[] = [];
  const indices = new Map<string, number>();
  const bodyOf = (name: string, node?: t.Node): t.FunctionDeclaration => {
    const found = code.functions.get(name);
    if (!found) throw node ? new NotIntegers(node, `no function ${name}`) : new Error(`forkcheck bug: no function ${name}`);
    return found;
  };
  const functionIndex = (source: string, node?: t.Node, known = none): number => {
    const name = [source, ...known.values()].join('$');
    let index = indices.get(name);
    if (index === undefined) {
      bodyOf(source, node);
      indices.set(name, (index = wanted.push({ name, source, known })));
    }
    return index;
  };
  const around: Surroundings = {
    numbers: code.numbers,
    tables,
    globals: new Map([...code.variables.keys()].map((name, index) => [name, index + Number(hasBase)])),
    base: hasBase ? 0 : undefined,
    fixed: fixedArrays(code, assembly),
    functions: code.functions,
    puttingOff,
    isSpecial: (parameter) => special.includes(parameter),
    functionIndex,
    functionCalled: bodyOf,
  };
  for (const name of exports) functionIndex(name);
  const functions: EncodedFunction[] = [];
  for (let next = 0; next < wanted.length; next++) {
    const { name, source, known } = wanted[next]!;
    const { parameters, locals, code: instructions } = translateFunction(bodyOf(source), around, known);
    functions.push({ name, parameters: parameters.length, locals, code: instructions, exported: exports.includes(name) });
  }
  return { functions, globals: [...code.variables.values()] };
}

/** The constant arrays of the code, and the tables that none of its functions writes to. */
function fixedArrays(code: IntegerCode, { tables }: Assembly): ReadonlyMap<string, ArrayLike<number>> {
  const fixed = new Map<string, ArrayLike<number>>([...code.arrays, ...Object.entries(tables)]);
  for (const one of code.functions.values()) {
    t.traverseFast(one, (node) => {
      const target = t.isAssignmentExpression(node) ? node.left : undefined;
      if (t.isMemberExpression(target) && t.isIdentifier(target.object)) fixed.delete(target.object.name);
    });
  }
  return fixed;
}
