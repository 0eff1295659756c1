import * as t from '@babel/types';
import { isMath, plain, type FunctionCode } from '../functionCode.ts';
import type { ZoneLayout } from '../layout.ts';
import type { Variable } from '../locals.ts';
import type { FunctionInfo } from '../moduleUnit.ts';
import { placeOf } from '../place.ts';
import type { Plan } from '../plan.ts';
import type { FieldType, StructType } from '../types.ts';
import { find, type Form, type NumberKind, NumberKinds } from './numberKinds.ts';
import { zoneIndexed, zoneNumbered, zonesAround } from './zonesOf.ts';

/** `every`, `some` or `count` over a zone. */
export interface Claim {
  readonly zone: object;
  readonly claim: t.ArrowFunctionExpression;
  readonly code: FunctionCode;
}

/** What a number means; nothing for an expression that is none. */
export type Kind = NumberKind | undefined;

/** Reads expressions: notes what their numbers mean and which claims they make about zones. */
export abstract class ExpressionSurvey {
  readonly kinds = new NumberKinds();
  readonly claims: Claim[] = [];
  /** Zones of which structs are allocated, and freed. */
  readonly allocated = new Set<object>();
  readonly freed = new Set<object>();
  private readonly variables = new Map<Variable, NumberKind>();
  private readonly fields = new Map<FieldType, NumberKind>();
  private readonly results = new Map<FunctionInfo, NumberKind>();

  constructor(
    protected readonly plan: Plan,
    private readonly blame: (zone: ZoneLayout, reason: string) => void,
  ) {}

  /** Notes that a function is called, or that a routine is passed on. */
  protected abstract enqueue(info: FunctionInfo): void;

  /** Reads a statement. */
  protected abstract statement(node: t.Node, code: FunctionCode): void;

  kindOfVariable(variable: Variable): NumberKind {
    return this.kept(this.variables, variable);
  }

  kindOfResult(info: FunctionInfo): NumberKind {
    return this.kept(this.results, info);
  }

  /** Fields begin as 0. */
  kindOfField(field: FieldType): NumberKind {
    const kind = this.kept(this.fields, field);
    find(kind).zero ??= `the field ${field.name}`;
    find(kind).stored = true;
    return kind;
  }

  private kept<K>(map: Map<K, NumberKind>, key: K): NumberKind {
    let kind = map.get(key);
    if (!kind) map.set(key, (kind = this.kinds.fresh()));
    return kind;
  }

  protected at(node: t.Node, code: FunctionCode): string {
    return placeOf(code.unit, node);
  }

  private isNumber(node: t.Node, code: FunctionCode): boolean {
    return code.infer(node).kind === 'int';
  }

  protected mustBePlain(kind: Kind, node: t.Node, code: FunctionCode): void {
    if (kind) this.kinds.unify(kind, this.kinds.plain(this.at(node, code)));
  }

  /** Two numbers that are compared, or of which one is stored over the other; a boolean makes the other plain. */
  protected same(a: Kind, b: Kind, node: t.Node, code: FunctionCode): Kind {
    if (a && b) return this.kinds.unify(a, b);
    this.mustBePlain(a ?? b, node, code);
    return a ?? b;
  }

  protected resultOf(info: FunctionInfo | undefined): Kind {
    if (!info || this.plan.program.resultOf(info).kind !== 'int') return undefined;
    return this.kindOfResult(info);
  }

  protected arrow(node: t.ArrowFunctionExpression, code: FunctionCode): void {
    if (t.isBlockStatement(node.body)) this.statement(node.body, code);
    else this.visit(node.body, code);
  }

  /** Reads an expression; what its value means, if it is a number. */
  protected visit(node: t.Node, code: FunctionCode): Kind {
    const at = plain(node);
    switch (at.type) {
      case 'NumericLiteral':
        return this.constant(at.value, at, code);
      case 'Identifier':
        return this.identifier(at, code);
      case 'MemberExpression':
        return this.member(at, code);
      case 'CallExpression':
        return this.call(at, code);
      case 'UnaryExpression':
        return this.unary(at, code);
      case 'BinaryExpression':
        return this.binary(at, code);
      case 'LogicalExpression':
        return this.logical(at, code);
      case 'ConditionalExpression':
        this.visit(at.test, code);
        return this.either(at.consequent, at.alternate, at, code);
      case 'AssignmentExpression':
        return this.assignment(at, code);
      case 'UpdateExpression': {
        const kind = this.visit(at.argument, code);
        this.mustBePlain(kind, at, code);
        return kind;
      }
      case 'SequenceExpression':
        at.expressions.forEach((one) => this.visit(one, code));
        return undefined;
      case 'FunctionExpression':
        this.enqueue(this.plan.program.inlineRoutine(at, code));
        return undefined;
      default:
        return undefined;
    }
  }

  private either(a: t.Node, b: t.Node, node: t.Node, code: FunctionCode): Kind {
    const [left, right] = [this.visit(a, code), this.visit(b, code)];
    return left || right ? this.same(left, right, node, code) : undefined;
  }

  protected constant(value: unknown, node: t.Node, code: FunctionCode): Kind {
    if (typeof value !== 'number') return undefined;
    return value === 0 ? this.kinds.zero(this.at(node, code)) : this.kinds.plain(this.at(node, code));
  }

  private identifier(node: t.Identifier, code: FunctionCode): Kind {
    const meaning = code.meaning(node);
    if (meaning?.kind === 'function') this.enqueue(meaning.info);
    if (meaning) return meaning.kind === 'constant' ? this.constant(meaning.value, node, code) : undefined;
    const variable = code.locals.of.get(node);
    return variable && code.typeOfVariable(variable).kind === 'int' ? this.kindOfVariable(variable) : undefined;
  }

  private member(node: t.MemberExpression, code: FunctionCode): Kind {
    const meaning = code.meaningOfPath(node);
    if (meaning?.kind === 'function') this.enqueue(meaning.info);
    if (meaning) return meaning.kind === 'constant' ? this.constant(meaning.value, node, code) : undefined;
    if (node.computed) return this.element(node, code);
    if (code.zoneOf(node.object)) return this.kinds.plain(this.at(node, code));
    this.visit(node.object, code);
    return this.isNumber(node, code) ? this.kindOfField(code.fieldOf(node)) : undefined;
  }

  private element(node: t.MemberExpression, code: FunctionCode): Kind {
    const array = plain(node.object);
    this.mustBePlain(this.visit(node.property, code), node, code);
    if (t.isMemberExpression(array) && !array.computed) this.visit(array.object, code);
    else this.visit(array, code);
    if (!this.isNumber(node, code)) return undefined;
    return t.isMemberExpression(array) && !array.computed ? this.kindOfField(code.fieldOf(array)) : this.kinds.plain(this.at(node, code));
  }

  private unary(node: t.UnaryExpression, code: FunctionCode): Kind {
    const kind = this.visit(node.argument, code);
    if (node.operator === '!' || node.operator === '+') return node.operator === '!' ? undefined : kind;
    if (node.operator === '~' && kind) return this.bits(kind, node, code);
    this.mustBePlain(kind, node, code);
    return kind;
  }

  private bits(kind: NumberKind, node: t.Node, code: FunctionCode): NumberKind {
    const marked = this.kinds.fresh();
    marked.bits = this.at(node, code);
    return this.kinds.unify(kind, marked);
  }

  private binary(node: t.BinaryExpression, code: FunctionCode): Kind {
    const { operator, left, right } = node;
    const isOne = (at: t.Node): boolean => t.isNumericLiteral(plain(at), { value: 1 });
    if ((operator === '-' || operator === '+') && isOne(right)) return this.shifted(left, operator === '-' ? ['slot', 'place'] : ['place', 'slot'], node, code);
    if (operator === '<<' && isOne(left)) return this.shifted(right, ['place', 'mask'], node, code);
    const [a, b] = [this.visit(left, code), this.visit(right, code)];
    if (['===', '!==', '==', '!='].includes(operator)) {
      if (a || b) this.same(a, b, node, code);
      return undefined;
    }
    if (a && b && ['|', '&', '^'].includes(operator)) return this.bits(this.kinds.unify(a, b), node, code);
    this.mustBePlain(a, node, code);
    this.mustBePlain(b, node, code);
    return ['<', '<=', '>', '>='].includes(operator) ? undefined : this.kinds.plain(this.at(node, code));
  }

  /** A number computed from another, by which one form becomes the next. */
  private shifted(from: t.Node, [before, after]: readonly [Form, Form], node: t.Node, code: FunctionCode): Kind {
    const kind = this.visit(from, code);
    if (!kind) return this.kinds.plain(this.at(node, code));
    const result = this.kinds.fresh();
    this.kinds.relate(kind, before, result, after, this.at(node, code));
    return result;
  }

  private logical(node: t.LogicalExpression, code: FunctionCode): Kind {
    const [a, b] = [this.visit(node.left, code), this.visit(node.right, code)];
    return this.isNumber(node, code) ? this.same(a, b, node, code) : undefined;
  }

  private assignment(node: t.AssignmentExpression, code: FunctionCode): Kind {
    const [left, right] = [this.visit(node.left, code), this.visit(node.right, code)];
    if (node.operator === '=') return left || right ? this.same(left, right, node, code) : undefined;
    if (left && right && ['|=', '&=', '^='].includes(node.operator)) return this.bits(this.kinds.unify(left, right), node, code);
    this.mustBePlain(left, node, code);
    this.mustBePlain(right, node, code);
    return left;
  }

  private call(node: t.CallExpression, code: FunctionCode): Kind {
    const word = code.wordOf(node);
    if (word !== undefined) return this.word(word, node, code);
    const { callee } = node;
    if (isMath(callee)) return this.math(node, code);
    const zone = t.isMemberExpression(callee) ? code.zoneOf(callee.object) : undefined;
    if (zone) return this.slotAt(zone, node, code);
    const info = code.calleeOf(node);
    if (!info) return undefined;
    this.bind(info, node.arguments, code);
    return this.resultOf(info);
  }

  private math(node: t.CallExpression, code: FunctionCode): Kind {
    for (const one of node.arguments) this.mustBePlain(this.visit(one, code), node, code);
    return this.kinds.plain(this.at(node, code));
  }

  private slotAt(value: object, node: t.CallExpression, code: FunctionCode): Kind {
    const [index] = node.arguments;
    const kind = index && this.visit(index, code);
    const zone = zoneIndexed(value, this.plan.program);
    if (zone && kind) this.kinds.unify(kind, this.kinds.tagged({ form: 'slot', zones: [zone] }));
    else for (const one of zonesAround(this.plan.program.structOfZone(value), this.plan.program)) this.blame(one, `a struct is found by its number among all (${this.at(node, code)})`);
    return undefined;
  }

  protected bind(info: FunctionInfo, args: readonly t.Node[], code: FunctionCode): void {
    const callee = this.plan.program.codeOf(info);
    args.forEach((arg, index) => {
      const kind = this.visit(arg, code);
      const parameter = callee.locals.parameters[index];
      if (!parameter || callee.typeOfVariable(parameter).kind !== 'int') return this.mustBePlain(kind, arg, code);
      this.same(this.kindOfVariable(parameter), kind, arg, code);
    });
    this.enqueue(info);
  }

  private word(word: string, node: t.CallExpression, code: FunctionCode): Kind {
    const [first, second] = node.arguments;
    switch (word) {
      case 'every':
      case 'some':
      case 'count':
        return this.claim(word, node, code);
      case 'slot':
        return first && this.slotNumber(first, node, code);
      case 'addressOf':
        return first && this.address(first, code);
      case 'start':
      case 'become': {
        const at = word === 'start' ? 1 : 0;
        if (word === 'start' && first) this.visit(first, code);
        const routine = node.arguments[at];
        const meaning = routine && (t.isIdentifier(routine) || t.isMemberExpression(routine)) ? code.meaningOfPath(routine) : undefined;
        if (meaning?.kind === 'function') this.bind(meaning.info, node.arguments.slice(at + 1), code);
        return undefined;
      }
      case 'inside':
      case 'standsAt':
        return first && void this.visit(first, code);
      case 'alloc': {
        const zone = first && code.zoneOf(first);
        if (zone) this.allocated.add(zone);
        return undefined;
      }
      case 'free': {
        const zone = first && code.zoneOf(first);
        if (zone) this.freed.add(zone);
        return this.wordOnValues(word, node, code);
      }
      case 'require':
        return second && void this.visit(second, code);
      default:
        return this.wordOnValues(word, node, code);
    }
  }

  private wordOnValues(word: string, node: t.CallExpression, code: FunctionCode): Kind {
    for (const one of node.arguments) if (!t.isStringLiteral(one)) this.visit(one, code);
    return word === 'lockRank' ? this.kinds.plain(this.at(node, code)) : undefined;
  }

  private claim(word: string, node: t.CallExpression, code: FunctionCode): Kind {
    const [first, claim] = node.arguments;
    const zone = first && code.zoneOf(first);
    if (zone && claim && t.isArrowFunctionExpression(claim)) {
      this.claims.push({ zone, claim, code });
      this.arrow(claim, code);
    }
    return word === 'count' ? this.kinds.plain(this.at(node, code)) : undefined;
  }

  private structOf(node: t.Node, code: FunctionCode): StructType | undefined {
    const type = code.infer(node);
    return type.kind === 'ref' ? type.to : type.kind === 'struct' ? type.of : undefined;
  }

  private slotNumber(of: t.Node, node: t.Node, code: FunctionCode): Kind {
    this.visit(of, code);
    const struct = this.structOf(of, code);
    const zone = struct && zoneNumbered(struct, this.plan.program);
    if (zone) return this.kinds.tagged({ form: 'slot', zones: [zone] });
    for (const one of struct ? zonesAround(struct, this.plan.program) : []) this.blame(one, `${struct?.name} has a number among others (${this.at(node, code)})`);
    return this.kinds.plain(this.at(node, code));
  }

  private address(of: t.Node, code: FunctionCode): Kind {
    const at = plain(of);
    const base = t.isMemberExpression(at) && code.meaningOfPath(at) === undefined ? this.baseOf(at, code) : at;
    this.visit(base, code);
    const struct = this.structOf(base, code);
    return this.kinds.tagged({ form: 'address', zones: struct ? zonesAround(struct, this.plan.program) : [] });
  }

  /** The struct in which a field or an element of an array stands. */
  private baseOf(node: t.MemberExpression, code: FunctionCode): t.Node {
    if (!node.computed) return node.object;
    this.mustBePlain(this.visit(node.property, code), node, code);
    const array = plain(node.object);
    return t.isMemberExpression(array) ? this.baseOf(array, code) : array;
  }
}
