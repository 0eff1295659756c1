import * as t from '@babel/types';
import { arithmetic, within } from '../arithmetic.ts';
import { isMath, plain, type FunctionCode } from '../functionCode.ts';
import type { Variable } from '../locals.ts';
import { placeOf } from '../place.ts';
import type { Plan } from '../plan.ts';
import { bool, type Type } from '../types.ts';
import { countedLoop } from './constants.ts';
import { changing, type Facts, Knowing } from './facts.ts';
import type { Survey } from './survey.ts';

/** Why code may end in a fault, and whether that is one fault of one kind. */
export interface PossibleFault {
  readonly text: string;
  readonly isOne: boolean;
}

/** `undefined` if it is plain to see that there is none. */
type Reason = PossibleFault | undefined;

/** Looks for whatever may end in a fault, on the safe side. */
export class Faults extends Knowing {
  constructor(
    plan: Plan,
    survey: Survey,
    /** A fault that is looked past. */
    private readonly forgiven?: PossibleFault,
  ) {
    super(plan, survey);
  }

  /** Of an expression. */
  of(node: t.Node, code: FunctionCode, facts: Facts): Reason {
    const at = plain(node);
    switch (at.type) {
      case 'MemberExpression':
        return this.member(at, code, facts);
      case 'CallExpression':
        return this.call(at, code, facts);
      case 'UnaryExpression':
        return this.of(at.argument, code, facts);
      case 'BinaryExpression':
        return this.of(at.left, code, facts) ?? this.of(at.right, code, facts) ?? this.division(at.operator, at.right, code);
      case 'LogicalExpression':
        return this.of(at.left, code, facts) ?? this.of(at.right, code, this.knowing(at.left, at.operator === '&&', code, facts));
      case 'ConditionalExpression':
        return this.of(at.test, code, facts) ?? this.of(at.consequent, code, this.knowing(at.test, true, code, facts)) ?? this.of(at.alternate, code, this.knowing(at.test, false, code, facts));
      case 'AssignmentExpression':
        return this.assignment(at, code, facts);
      case 'UpdateExpression':
        return t.isIdentifier(plain(at.argument)) ? undefined : this.because(at, code, 'it counts in a field');
      case 'Identifier':
      case 'NumericLiteral':
      case 'BooleanLiteral':
      case 'NullLiteral':
        return undefined;
      default:
        return this.because(at, code, `${at.type} is not looked into`);
    }
  }

  /** Of statements one after another. */
  ofAll(nodes: readonly t.Statement[], code: FunctionCode, facts: Facts): Reason {
    let known = facts;
    for (const node of nodes) {
      const reason = this.ofOne(node, code, known);
      if (reason !== undefined) return reason;
      known = this.after(node, code, known);
    }
    return undefined;
  }

  private ofOne(node: t.Statement, code: FunctionCode, facts: Facts): Reason {
    switch (node.type) {
      case 'ExpressionStatement':
        return this.of(node.expression, code, facts);
      case 'VariableDeclaration':
        return node.declarations.map((one) => this.declarator(one, code, facts)).find((reason) => reason !== undefined);
      case 'BlockStatement':
        return this.ofAll(node.body, code, facts);
      case 'IfStatement':
        return (
          this.of(node.test, code, facts) ??
          this.ofOne(node.consequent, code, this.knowing(node.test, true, code, facts)) ??
          (node.alternate ? this.ofOne(node.alternate, code, this.knowing(node.test, false, code, facts)) : undefined)
        );
      case 'ReturnStatement':
        return node.argument ? (this.of(node.argument, code, facts) ?? this.result(node.argument, code, facts)) : undefined;
      case 'ForStatement':
        return this.loop(node, code, facts);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'EmptyStatement':
        return undefined;
      default:
        return this.because(node, code, `${node.type} is not looked into`);
    }
  }

  private because(node: t.Node, code: FunctionCode, why: string, isOne = false): Reason {
    const text = `${placeOf(code.unit, node)}: ${why}`;
    return isOne && this.forgiven?.text === text ? undefined : { text, isOne };
  }

  private one(node: t.Node, code: FunctionCode, why: string): Reason {
    return this.because(node, code, why, true);
  }

  private loop(node: t.ForStatement, code: FunctionCode, facts: Facts): Reason {
    const counted = countedLoop(node, code, this.plan.program);
    return counted ? this.ofOne(node.body, code, this.counting(counted.id, counted.first, counted.turns, code, facts)) : this.because(node, code, 'the loop may run without end');
  }

  private declarator({ id, init }: t.VariableDeclarator, code: FunctionCode, facts: Facts): Reason {
    if (!init) return undefined;
    const variable = code.locals.of.get(id);
    return this.of(init, code, facts) ?? (variable ? this.fits(init, code.typeOfVariable(variable), code, facts) : undefined);
  }

  /** A value that is stored or passed where its type may not have room for it. */
  private fits(node: t.Node, to: Type, code: FunctionCode, facts: Facts): Reason {
    const variable = t.isIdentifier(plain(node)) ? code.locals.of.get(plain(node)) : undefined;
    const from = (variable && facts.ranges.get(variable)) ?? code.infer(node);
    return from.kind !== 'int' || to.kind !== 'int' || within(from, to) ? undefined : this.one(node, code, 'the value may be out of range');
  }

  private result(node: t.Node, code: FunctionCode, facts: Facts): Reason {
    const { info } = code;
    return info.node.returnType || t.isExpression(info.node.body) ? this.fits(node, this.plan.program.resultOf(info), code, facts) : undefined;
  }

  private dereference(node: t.Node, code: FunctionCode, facts: Facts): Reason {
    const type = code.infer(node);
    if (type.kind !== 'ref') return undefined;
    if (!this.isThere(node, code, facts)) return this.one(node, code, 'the reference may be nil');
    return this.canBeFreed(type.to) && !this.isLive(node, code, facts) ? this.because(node, code, 'the struct may be freed') : undefined;
  }

  private member(node: t.MemberExpression, code: FunctionCode, facts: Facts): Reason {
    if (code.meaningOfPath(node) !== undefined) return undefined;
    if (node.computed) return this.of(node.object, code, facts) ?? this.of(node.property, code, facts) ?? this.inside(node, code);
    if (code.zoneOf(node.object)) return undefined;
    return this.of(node.object, code, facts) ?? this.dereference(node.object, code, facts) ?? this.guard(node, 'read', code, facts);
  }

  private inside(node: t.MemberExpression, code: FunctionCode): Reason {
    const [array, index] = [code.infer(node.object), code.infer(node.property)];
    const fits = array.kind === 'arr' && index.kind === 'int' && index.lo >= 0 && index.hi < array.length;
    return fits ? undefined : this.one(node, code, 'the index may be out of range');
  }

  private guard(node: t.MemberExpression, mode: 'read' | 'write', code: FunctionCode, facts: Facts): Reason {
    const { guard } = code.fieldOf(node);
    if (!guard || facts.unguarded || guard[mode].length === 0 || this.isUnlocked(node.object, code)) return undefined;
    return this.one(node, code, `the field is guarded by ${guard.text}`);
  }

  private division(operator: string, divisor: t.Node, code: FunctionCode): Reason {
    if (operator !== '/' && operator !== '%') return undefined;
    const type = code.infer(divisor);
    return type.kind === 'int' && (type.lo > 0 || type.hi < 0) ? undefined : this.one(divisor, code, 'the divisor may be zero');
  }

  private assignment(node: t.AssignmentExpression, code: FunctionCode, facts: Facts): Reason {
    const target = plain(node.left);
    const reason = this.of(node.right, code, facts) ?? this.stored(node, code.infer(target), code, facts);
    if (reason !== undefined || !t.isMemberExpression(target)) return reason;
    if (target.computed) return this.of(target, code, facts);
    return this.of(target.object, code, facts) ?? this.dereference(target.object, code, facts) ?? this.guard(target, 'write', code, facts);
  }

  private stored(node: t.AssignmentExpression, to: Type, code: FunctionCode, facts: Facts): Reason {
    if (node.operator === '=') return this.fits(node.right, to, code, facts);
    const right = code.infer(node.right);
    const [a, b] = [to, right.kind === 'bool' ? { kind: 'int', lo: 0, hi: 1 } as const : right];
    const range = a.kind === 'int' && b.kind === 'int' ? arithmetic(node.operator.slice(0, -1), a, b) : a.kind === 'bool' ? bool : undefined;
    const fits = range !== undefined && (range.kind !== 'int' || within(range, to));
    return fits && this.division(node.operator.slice(0, -1), node.right, code) === undefined ? undefined : this.one(node, code, 'the value may be out of range');
  }

  private call(node: t.CallExpression, code: FunctionCode, facts: Facts): Reason {
    const word = code.wordOf(node);
    if (word !== undefined) return this.word(word, node, code, facts);
    const { callee } = node;
    if (isMath(callee)) return node.arguments.map((one) => this.of(one, code, facts)).find((reason) => reason !== undefined);
    const zone = t.isMemberExpression(callee) ? code.zoneOf(callee.object) : undefined;
    if (zone) return this.slotAt(zone, node, code, facts);
    const info = code.calleeOf(node);
    if (!info || info.node.generator === true) return this.because(node, code, 'the call is not looked into');
    const own = this.plan.program.codeOf(info);
    for (const [index, arg] of node.arguments.entries()) {
      const parameter = own.locals.parameters[index];
      const reason = this.of(arg, code, facts) ?? (parameter && this.fits(arg, own.typeOfVariable(parameter), code, facts));
      if (reason !== undefined) return reason;
    }
    const inner = this.passing(node.arguments, own, code, facts);
    const { body } = info.node;
    return t.isBlockStatement(body) ? this.ofAll(body.body, own, inner) : (this.of(body, own, inner) ?? this.result(body, own, inner));
  }

  /** What the function that is called knows of its parameters. */
  private passing(args: readonly t.Node[], own: FunctionCode, code: FunctionCode, facts: Facts): Facts {
    const [there, live] = [new Set<string>(), new Set<string>()];
    const counters = new Map<Variable, { readonly below: 0 | 1; readonly most: number }>();
    const ranges = new Map<Variable, Type>();
    args.forEach((arg, index) => {
      const parameter = own.locals.parameters[index];
      if (!parameter || changing(own).has(parameter)) return;
      if (this.isThere(arg, code, facts)) there.add(`v${parameter.id}`);
      if (this.isLive(arg, code, facts)) live.add(`v${parameter.id}`);
      const counter = this.counter(arg, code, facts);
      if (counter) counters.set(parameter, counter);
      if (code.infer(arg).kind === 'int') ranges.set(parameter, code.infer(arg));
    });
    return { ...facts, there, live, counters, ranges };
  }

  private slotAt(zone: object, node: t.CallExpression, code: FunctionCode, facts: Facts): Reason {
    const [index] = node.arguments;
    if (!index) return this.because(node, code, 'there is no index');
    const counter = this.counter(index, code, facts);
    const slots = this.plan.program.slotsOf(zone);
    const type = code.infer(index);
    const fits = (counter?.below === 0 && counter.most <= slots) || this.isSlot(index, zone, code, facts) || (type.kind === 'int' && type.lo >= 1 && type.hi <= slots);
    return this.of(index, code, facts) ?? (fits ? undefined : this.one(node, code, 'there may be no such slot'));
  }

  private word(word: string, node: t.CallExpression, code: FunctionCode, facts: Facts): Reason {
    const [first, second] = node.arguments;
    if (!first) return word === 'curthread' ? undefined : this.because(node, code, `${word} is not looked into`);
    switch (word) {
      case 'unlocked':
      case 'slot':
      case 'allocated':
      case 'lockRank':
        return this.of(first, code, facts);
      case 'addressOf':
        return this.address(plain(first), code, facts);
      case 'halted':
      case 'inside':
      case 'standsAt':
        return this.of(first, code, facts) ?? (this.isThere(first, code, facts) ? undefined : this.one(node, code, 'the thread may be nil'));
      case 'every':
      case 'some':
      case 'count': {
        const zone = code.zoneOf(first);
        return zone && second && t.isArrowFunctionExpression(second) ? this.claim(zone, second, code, facts) : this.because(node, code, 'the claim is not looked into');
      }
      default:
        return this.because(node, code, `${word} may fail`);
    }
  }

  /** The guard of the field itself is not asked for its address. */
  private address(node: t.Node, code: FunctionCode, facts: Facts): Reason {
    const base = t.isMemberExpression(node) && !node.computed ? node.object : node;
    return this.of(base, code, facts) ?? this.dereference(base, code, facts);
  }

  /** Of a claim about an element of a zone. */
  claim(zone: object, claim: t.ArrowFunctionExpression, code: FunctionCode, facts: Facts): Reason {
    const element = claim.params[0] && code.locals.of.get(claim.params[0]);
    const key = element ? [`v${element.id}`] : [];
    const there = new Set([...facts.there, ...key]);
    // Structs that are looked at wherever they stand may be those of a freed slot.
    const live = this.plan.program.isAll(zone) ? facts.live : new Set([...facts.live, ...key]);
    const known = { ...facts, there, live };
    return t.isBlockStatement(claim.body) ? this.ofAll(claim.body.body, code, known) : this.of(claim.body, code, known);
  }
}
