import * as t from '@babel/types';
import { UsageError } from '../core/index.ts';
import { isMath, type FunctionCode } from './functionCode.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import type { Program } from './program.ts';
import type { StructType } from './types.ts';
import { childrenOf } from './walk.ts';

/** The functions that a program uses. */
export interface Discovered {
  readonly routines: readonly FunctionInfo[];
  readonly pures: readonly FunctionInfo[];
  /** Routines that are passed as values; entry number i is element i-1. */
  readonly entries: readonly FunctionInfo[];
  /** Routines that threads begin with. */
  readonly roots: readonly FunctionInfo[];
}

/** Finds all functions that can be reached from the given ones, and marks the zones and globals they use. */
export class Discovery implements Discovered {
  readonly routines: FunctionInfo[] = [];
  readonly pures: FunctionInfo[] = [];
  readonly entries: FunctionInfo[] = [];
  readonly roots: FunctionInfo[] = [];
  private readonly seen = new Set<FunctionInfo>();

  constructor(private readonly program: Program) {}

  add(info: FunctionInfo, bound: readonly unknown[] = []): void {
    if (this.seen.has(info)) return;
    this.seen.add(info);
    (info.node.generator === true ? this.routines : this.pures).push(info);
    const code = this.program.codeOf(info, bound);
    this.visit(info.node.body, code);
  }

  addEntry(info: FunctionInfo): void {
    if (info.node.generator !== true) throw new UsageError(`"${info.name}" is not a routine, and a thread can only run routines`);
    if (!this.entries.includes(info)) this.entries.push(info);
    this.add(info);
  }

  addRoot(info: FunctionInfo): void {
    if (!this.roots.includes(info)) this.roots.push(info);
    this.add(info);
  }

  /** Adds the tests of locks that the guards of a struct's fields need. */
  addLockTests(struct: StructType): void {
    for (const name of ['held', 'shared']) {
      const value = struct.unit.values.get(`${struct.name}_${name}`)?.();
      const info = this.program.loader.functionOf(value);
      if (info) this.add(info);
    }
  }

  /** Adds the globals that hold the locks of a struct's guards. */
  addGuards(struct: StructType): void {
    for (const { guard } of struct.fields.values()) {
      for (const lock of [...(guard?.read ?? []), ...(guard?.write ?? [])].flat()) {
        const [first = ''] = lock.split('.');
        if (!struct.fields.has(first)) this.program.globalsCalled(first);
      }
    }
  }

  private visit(node: t.Node, code: FunctionCode): void {
    if (t.isTypeScript(node) && !t.isExpression(node)) return;
    if (t.isFunctionExpression(node) && node.generator === true) return this.addEntry(this.program.inlineRoutine(node, code));
    if (t.isCallExpression(node)) return this.visitCall(node, code);
    if (t.isLabeledStatement(node)) return this.visit(node.body, code);
    if (t.isBreakStatement(node) || t.isContinueStatement(node)) return;
    if (t.isMemberExpression(node) || t.isIdentifier(node)) return this.visitValue(node, code);
    if (t.isVariableDeclarator(node)) return void (node.init && this.visit(node.init, code));
    for (const child of childrenOf(node)) {
      if (t.isFunction(node) && node.params.includes(child as t.Identifier)) continue;
      this.visit(child, code);
    }
  }

  private visitCall(node: t.CallExpression, code: FunctionCode): void {
    const word = code.wordOf(node);
    const args = [...node.arguments];
    if (word === undefined && t.isExpression(node.callee)) {
      const callee = code.calleeOf(node);
      if (callee) this.add(callee);
      else if (t.isMemberExpression(node.callee) && !isMath(node.callee)) this.visit(node.callee.object, code);
    }
    if (word === 'start' || word === 'become') {
      const at = word === 'start' ? 1 : 0;
      const [routine] = args.splice(at, 1);
      const meaning = routine && (t.isIdentifier(routine) || t.isMemberExpression(routine)) ? code.meaningOfPath(routine) : undefined;
      if (meaning?.kind !== 'function') code.refuse(node, `${word} takes a routine by its name`, 'Pass a `function*` declared at the top level.');
      this.addRoot(meaning.info);
    }
    if (word === 'inside' || word === 'standsAt') args.splice(1);
    for (const arg of args) this.visit(arg, code);
  }

  private visitValue(node: t.MemberExpression | t.Identifier, code: FunctionCode): void {
    if (t.isIdentifier(node) && node.name === 'undefined') return;
    if (isMath(node)) return;
    const meaning = code.meaningOfPath(node);
    if (meaning?.kind === 'function') {
      if (meaning.info.node.generator === true) this.addEntry(meaning.info);
      else code.refuse(node, 'a function is no value here', 'Call it.');
    }
    if (meaning || t.isIdentifier(node)) return;
    this.visit(node.object, code);
    if (node.computed) this.visit(node.property, code);
  }
}
