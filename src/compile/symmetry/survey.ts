import * as t from '@babel/types';
import type { Block, Stop } from '../blocks.ts';
import type { RoutineCode } from '../frames.ts';
import type { FunctionCode } from '../functionCode.ts';
import type { Variable } from '../locals.ts';
import type { FunctionInfo } from '../moduleUnit.ts';
import { constantOf, countedLoop, type CountedLoop } from './constants.ts';
import { ExpressionSurvey, type Kind } from './expressionSurvey.ts';
import type { NumberKind } from './numberKinds.ts';

/** A counted loop, and what its counter means. */
export interface Loop extends CountedLoop {
  readonly code: FunctionCode;
  readonly counter: NumberKind;
}

/** `pick(n, (i) => ...)`, and what i means. */
interface Pick {
  readonly stop: Stop;
  readonly code: FunctionCode;
  readonly index: NumberKind;
}

/** Reads all code that steps, guards and properties run, and notes what its numbers mean and where it goes through zones in order. */
export class Survey extends ExpressionSurvey {
  readonly loops: Loop[] = [];
  readonly picks: Pick[] = [];
  private readonly seen = new Set<FunctionInfo>();
  private readonly queue: FunctionInfo[] = [];

  /** Reads a function and all that it calls. */
  read(root: FunctionInfo): void {
    this.enqueue(root);
    for (let info = this.queue.pop(); info; info = this.queue.pop()) this.readOne(info);
  }

  protected enqueue(info: FunctionInfo): void {
    if (this.seen.has(info)) return;
    this.seen.add(info);
    this.queue.push(info);
  }

  private readOne(info: FunctionInfo): void {
    const code = this.plan.program.codeOf(info);
    const { body } = info.node;
    if (info.node.generator === true) this.readRoutine(this.plan.frames.routine(info));
    else if (t.isBlockStatement(body)) this.statement(body, code);
    else this.returns(body, code);
  }

  private readRoutine({ code, reachable }: RoutineCode): void {
    const callees = new Map<Block, FunctionInfo>();
    const stops = new Map<Block, Stop>();
    for (const { end } of reachable) {
      if (end.kind === 'call') callees.set(end.next, end.callee);
      if (end.kind === 'yield') stops.set(end.next, end.stop);
    }
    const indices = new Map<Stop, Kind>([...stops.values()].map((stop) => [stop, this.stop(stop, code)]));
    for (const block of reachable) {
      for (const item of block.items) {
        if (item.kind === 'code') this.statement(item.node, code);
        else if (item.kind === 'result') this.give(item.variable, this.resultOf(callees.get(block)), code);
        else if (item.kind === 'alternative') this.give(item.variable, indices.get(stops.get(block) as Stop) ?? this.kinds.plain(this.at(block.node, code)), code);
        else if (item.kind === 'constant') this.give(item.variable, this.constant(item.value, block.node, code), code);
      }
      this.end(block, code);
    }
  }

  /** What the index of an alternative means, if that may be anything but a plain number. */
  private stop(stop: Stop, code: FunctionCode): Kind {
    for (const guard of stop.guards) this.arrow(guard, code);
    if (stop.count && constantOf(stop.count, code, this.plan.program) === undefined) this.mustBePlain(this.visit(stop.count, code), stop.node, code);
    const [parameter] = stop.guards[0]?.params ?? [];
    const variable = parameter && code.locals.of.get(parameter);
    if (stop.kind !== 'pick' || !variable) return undefined;
    const index = this.kindOfVariable(variable);
    this.picks.push({ stop, code, index });
    return index;
  }

  private end({ end, node }: Block, code: FunctionCode): void {
    switch (end.kind) {
      case 'branch':
        return void this.visit(end.test, code);
      case 'switch':
        return this.cases(end.value, end.cases.map(([test]) => test), code);
      case 'call':
      case 'become':
        return this.bind(end.callee, end.args, code);
      case 'run':
        this.visit(end.entry, code);
        for (const entry of this.plan.shared.entries) this.enqueue(entry);
        return;
      case 'return':
        return end.value ? this.returns(end.value, code) : undefined;
      default:
        return void node;
    }
  }

  private give(variable: Variable, kind: Kind, code: FunctionCode): void {
    if (code.typeOfVariable(variable).kind === 'int' && kind) this.kinds.unify(this.kindOfVariable(variable), kind);
  }

  private returns(value: t.Node, code: FunctionCode): void {
    const kind = this.visit(value, code);
    const result = code.info.node.returnType || code.info.node.generator !== true ? this.safeResult(code.info) : undefined;
    if (result) this.same(result, kind, value, code);
  }

  /** What a function without annotation returns, such as a property's, is a truth or nothing. */
  private safeResult(info: FunctionInfo): Kind {
    if (!info.node.returnType && t.isBlockStatement(info.node.body)) return undefined;
    return this.resultOf(info);
  }

  protected statement(node: t.Node, code: FunctionCode): void {
    switch (node.type) {
      case 'ExpressionStatement':
        return void this.visit(node.expression, code);
      case 'VariableDeclaration':
        for (const one of node.declarations) this.declarator(one, code);
        return;
      case 'ReturnStatement':
        return node.argument ? this.returns(node.argument, code) : undefined;
      case 'ForStatement':
        return this.loop(node, code);
      case 'SwitchStatement':
        this.cases(node.discriminant, node.cases.flatMap(({ test }) => (test ? [test] : [])), code);
        return node.cases.forEach(({ consequent }) => consequent.forEach((one) => this.statement(one, code)));
      case 'LabeledStatement':
        return this.statement(node.body, code);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'EmptyStatement':
        return;
      default:
        return this.parts(node, code);
    }
  }

  /** A statement's parts, whatever they are. */
  private parts(node: t.Node, code: FunctionCode): void {
    if (t.isTypeScript(node)) return;
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
      for (const one of Array.isArray(child) ? child : [child]) {
        if (one && t.isStatement(one)) this.statement(one, code);
        else if (one) this.visit(one, code);
      }
    }
  }

  private declarator({ id, init }: t.VariableDeclarator, code: FunctionCode): void {
    const variable = code.locals.of.get(id);
    const kind = init ? this.visit(init, code) : this.kinds.zero(this.at(id, code));
    if (!variable || code.typeOfVariable(variable).kind !== 'int') return;
    this.same(this.kindOfVariable(variable), kind, id, code);
  }

  private loop(node: t.ForStatement, code: FunctionCode): void {
    const counted = countedLoop(node, code, this.plan.program);
    const variable = counted && code.locals.of.get(counted.id);
    if (!counted || !variable) return this.parts(node, code);
    this.loops.push({ ...counted, code, counter: this.kindOfVariable(variable) });
    this.statement(node.body, code);
  }

  private cases(value: t.Node, tests: readonly t.Node[], code: FunctionCode): void {
    const kind = this.visit(value, code);
    for (const test of tests) {
      const other = this.visit(test, code);
      if (kind || other) this.same(kind, other, test, code);
    }
  }
}
