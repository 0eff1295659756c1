import * as t from '@babel/types';
import { type Constants, none } from './surroundings.ts';
import { Deferred } from './deferred.ts';
import { i32, i64, nothing, op, signed, unsigned } from './encoder.ts';
import { NotIntegers } from './integerCode.ts';

/** A construct that branches can leave. */
interface Label {
  readonly kind: 'break' | 'continue' | 'labelled' | 'inlined' | 'loop' | 'other';
  /** Labels of the source that stand before it. */
  readonly names: readonly string[];
}

/** The instructions of one function, its locals and the labels around the place where instructions are added. */
export class FunctionBuilder {
  readonly code: number[] = [];
  readonly locals: number[] = [];
  private names = new Map<string, number>();
  private constants: Map<string, number>;
  private readonly labels: Label[] = [];
  /** What is put off since the function began to. */
  deferred: Deferred | undefined;
  private readonly spare: Record<number, number[]> = { [i32]: [], [i64]: [] };

  /** `known` are values of names that are no parameters for that. */
  constructor(
    readonly parameters: readonly string[],
    known: Constants = none,
  ) {
    parameters.forEach((name, index) => this.names.set(name, index));
    this.constants = new Map(known);
  }

  add(...bytes: readonly number[]): void {
    for (const byte of bytes) this.code.push(byte);
  }

  with(opcode: number, index: number): void {
    this.add(opcode, ...unsigned(index));
  }

  constant(value: number): void {
    this.add(op.i32Const, ...signed(value | 0));
  }

  /** The local of a name, which is declared when it is first asked for: a name means one thing in a function. */
  local(name: string): number {
    let index = this.names.get(name);
    if (index === undefined) this.names.set(name, (index = this.borrow(i32)));
    return index;
  }

  /** The value of a name, if it is known. */
  constantOf(name: string): number | undefined {
    return this.constants.get(name);
  }

  /** From here on the name has this value. */
  know(name: string, value: number): void {
    this.constants.set(name, value);
  }

  /** From here on the name has some value: that of another variable, which had its name elsewhere, was known. */
  forget(name: string): void {
    this.constants.delete(name);
  }

  isLocal(name: string): boolean {
    return this.names.has(name);
  }

  /** Lends a local that nobody else uses meanwhile. */
  borrow(type: typeof i32 | typeof i64): number {
    return this.spare[type]?.pop() ?? this.newLocal(type);
  }

  giveBack(type: typeof i32 | typeof i64, local: number): void {
    this.spare[type]?.push(local);
  }

  /** Adds a block or loop around what `inside` adds. */
  within(opcode: number, label: Label, inside: () => void): void {
    this.add(opcode, nothing);
    this.labels.push(label);
    inside();
    this.labels.pop();
    this.add(op.end);
  }

  /** Adds an `if` without result around what `then` and `otherwise` add. */
  when(then: () => void, otherwise?: () => void): void {
    this.add(op.if, nothing);
    this.labels.push({ kind: 'other', names: [] });
    then();
    if (otherwise) {
      this.add(op.else);
      otherwise();
    }
    this.labels.pop();
    this.add(op.end);
  }

  /** Adds an `if` with a result: an i32 by default. */
  choose(then: () => void, otherwise: () => void, type: typeof i32 | typeof i64 = i32): void {
    this.add(op.if, type);
    this.labels.push({ kind: 'other', names: [] });
    then();
    this.add(op.else);
    otherwise();
    this.labels.pop();
    this.add(op.end);
  }

  /** From here on calls may be put off. */
  beginLater(): void {
    this.deferred = new Deferred(this.labels.length);
  }

  /** Whether this place may be come to more than once since calls may be put off. */
  isRepeated({ depth }: Deferred): boolean {
    return this.labels.slice(depth).some(({ kind }) => kind === 'loop');
  }

  /** A local that nobody else is ever lent: it holds 0 until it is set. */
  ownLocal(): number {
    return this.newLocal(i32);
  }

  /** Adds what reads a local by a name. */
  called(name: string, local: number, inside: () => void): void {
    this.names.set(name, local);
    inside();
    this.names.delete(name);
  }

  /** How many labels a branch out of the nearest (or the named) construct counts. */
  depthOf(kind: 'break' | 'continue', name: string | undefined, node: t.Node): number {
    for (let depth = 0; depth < this.labels.length; depth++) {
      const label = this.labels[this.labels.length - 1 - depth]!;
      if (label.kind === 'inlined') break;
      if (name === undefined ? label.kind === kind : label.names.includes(name) && [kind, 'labelled'].includes(label.kind)) return depth;
    }
    throw new NotIntegers(node, `nothing to ${kind}`);
  }

  /**
   * Adds the body of another function in place of a call; its arguments are on the stack, but for those that are known, and its
   * result is afterwards. A name of the body is none of the names around it.
   */
  inline(parameters: readonly string[], known: Constants, body: () => void): void {
    const { names, constants } = this;
    const own = new Map(parameters.map((name) => [name, this.borrow(i32)]));
    for (const name of parameters.toReversed()) this.with(op.localSet, own.get(name)!);
    this.names = own;
    this.constants = new Map(known);
    this.add(op.block, i32);
    this.labels.push({ kind: 'inlined', names: [] });
    body();
    this.labels.pop();
    this.add(op.end);
    for (const local of this.names.values()) this.giveBack(i32, local);
    this.names = names;
    this.constants = constants;
  }

  /** Returns what is on the stack from the function, or from the innermost one that stands in place of a call. */
  return(): void {
    const depth = this.labels.toReversed().findIndex((label) => label.kind === 'inlined');
    if (depth < 0) this.add(op.return);
    else this.with(op.br, depth);
  }

  private newLocal(type: number): number {
    return this.parameters.length + this.locals.push(type) - 1;
  }
}
