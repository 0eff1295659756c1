import * as t from '@babel/types';
import { BlockNumbers } from './blockNumbers.ts';
import { placeOf } from './place.ts';
import type { FunctionCode } from './functionCode.ts';
import type { Frames } from './frames.ts';
import type { Variable } from './locals.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import type { Program } from './program.ts';
import type { FieldType, StructType, Type } from './types.ts';

/** A place in the model at which emitted code can report a fault. */
export interface Site {
  readonly at: string;
  readonly message: string;
}

/** What the emission of all functions shares: names given out, sites, helper functions. */
export class EmitShared {
  /** Number 0 is for what the runtime finds out and no place in the model stands for. */
  readonly sites: Site[] = [{ at: '', message: 'the step does not end' }];
  private readonly siteNumbers = new Map<string, number>();
  /** Helper functions (guards, claims over zones, fields), in order of need. */
  readonly helpers: string[] = [];
  private readonly helperNames = new Map<string, string>();
  private readonly pureNames = new Map<FunctionInfo, string>();
  private readonly taken = new Set<string>();
  entries: readonly FunctionInfo[] = [];
  /** Number of threads, that is of slots in the zone of threads. */
  threads = 0;
  interrupts = 0;
  /** First cell of thread 0's frame, and cells a thread. */
  frameBase = 0;
  frameSize = 0;
  readonly numbers = new BlockNumbers();
  readonly budgets = new Map<string, number>();
  readonly lockOrder: readonly string[];

  constructor(
    readonly program: Program,
    readonly frames: Frames,
    lockOrder: readonly string[],
  ) {
    this.lockOrder = lockOrder;
  }

  site(code: FunctionCode, node: t.Node, message: string): number {
    const at = placeOf(code.unit, node);
    const key = `${at} ${message}`;
    let number = this.siteNumbers.get(key);
    if (number === undefined) this.siteNumbers.set(key, (number = this.sites.push({ at, message }) - 1));
    return number;
  }

  unique(wanted: string): string {
    const clean = wanted.replace(/[^A-Za-z0-9_]/g, '_');
    let name = clean;
    for (let n = 2; this.taken.has(name); n++) name = `${clean}_${n}`;
    this.taken.add(name);
    return name;
  }

  pureName(info: FunctionInfo): string {
    let name = this.pureNames.get(info);
    if (name === undefined) this.pureNames.set(info, (name = this.unique(`f_${info.name}`)));
    return name;
  }

  /** The helper for `key`, made by `make(name)` when it is first asked for. */
  helper(key: string, wanted: string, make: (name: string) => string): string {
    let name = this.helperNames.get(key);
    if (name !== undefined) return name;
    name = this.unique(wanted);
    this.helperNames.set(key, name);
    this.helpers.push(make(name));
    return name;
  }

  entryNumber(info: FunctionInfo): number {
    const index = this.entries.indexOf(info);
    if (index < 0) throw new Error(`forkcheck bug: ${info.name} is no entry`);
    return index + 1;
  }

  familyIndex(struct: StructType): number {
    const family = this.program.layout.family(struct);
    return [...this.program.layout.families.values()].indexOf(family);
  }
}

/** Emission is recursive through several files; here they find each other. */
export interface Emitters {
  /** JavaScript for a value. */
  value(node: t.Node, ctx: Ctx): string;
  /** JavaScript for the reference that an expression of struct or reference type stands for, or for any other value. */
  reference(node: t.Node, ctx: Ctx): string;
  /** JavaScript for the body of a function without yields. */
  body(node: t.BlockStatement, ctx: Ctx): string;
}

/** How variables are read and written where code is emitted. */
export interface Ctx {
  readonly shared: EmitShared;
  readonly emit: Emitters;
  readonly code: FunctionCode;
  /** The expression that gives a variable's value. */
  readonly read: (variable: Variable) => string;
  /** The cell of a variable relative to the frame, if it has one. */
  readonly cell: (variable: Variable) => number | undefined;
  /** Asks for a JavaScript local that does not clash. */
  readonly temp: () => string;
}

/** Name of a variable that has no cell. */
export const localName = (variable: Variable): string => `${variable.name}$${variable.id}`;

/** Turns booleans into numbers and back where giver and taker differ. */
export function convert(js: string, from: Type, to: Type): string {
  if (to.kind === 'bool' && from.kind !== 'bool') return `(${js}?true:false)`;
  if (to.kind !== 'bool' && from.kind === 'bool') return `(${js}?1:0)`;
  return js;
}

export interface Access {
  readonly struct: StructType;
  readonly field: FieldType;
  readonly mode: 'read' | 'write';
}

/** The text of a message, a name or a label. */
export function messageOf(node: t.Node, ctx: Ctx): string {
  if (t.isStringLiteral(node)) return node.value;
  const meaning = t.isIdentifier(node) || t.isMemberExpression(node) ? ctx.code.meaningOfPath(node) : undefined;
  if (meaning?.kind === 'constant' && typeof meaning.value === 'string') return meaning.value;
  return ctx.code.refuse(node, 'a message is a plain string', 'Write it out.');
}
