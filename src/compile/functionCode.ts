import * as t from '@babel/types';
import * as lang from '../lang/index.ts';
import type { Resolved } from './loader.ts';
import { findLocals, type Locals, type Variable } from './locals.ts';
import type { FunctionInfo, ModuleUnit } from './moduleUnit.ts';
import { refuse } from './place.ts';
import type { Meaning, Surroundings } from './surroundings.ts';
import { asReference, assignable, bool, commonStruct, I16, I32, int, type FieldType, type Type } from './types.ts';
import { arithmetic, within } from './arithmetic.ts';
import { wordResult } from './wordTypes.ts';

/** Drops the type-level wrappers of an expression. */
export function plain(node: t.Node): t.Node {
  if (t.isTSAsExpression(node) || t.isTSNonNullExpression(node) || t.isTSSatisfiesExpression(node)) return plain(node.expression);
  return t.isParenthesizedExpression(node) ? plain(node.expression) : node;
}

/** Names of the language's words, for those who import them as a namespace. */
const wordOfValue = new Map<unknown, string>(Object.entries(lang).flatMap(([name, value]) => (typeof value === 'function' ? [[value, name] as const] : [])));

/** Whether an expression is a member of JavaScript's `Math`. */
export const isMath = (node: t.Node): boolean => t.isMemberExpression(node) && t.isIdentifier(node.object, { name: 'Math' });

/** A function of the model with its names resolved and the types of its expressions. */
export class FunctionCode {
  readonly locals: Locals;
  readonly unit: ModuleUnit;
  private readonly inferred = new Map<t.Node, Type>();
  private readonly variableTypes = new Map<Variable, Type>();
  private readonly busy = new Set<Variable>();

  constructor(
    readonly info: FunctionInfo,
    readonly program: Surroundings,
    /** Parameters that stand for constant objects, as a property's table does. */
    readonly bound: readonly unknown[] = [],
  ) {
    this.unit = info.unit;
    if (info.mutableCaptures.length > 0) {
      const name = info.mutableCaptures[0];
      throw refuse(info.unit, info.node, `the function closes over "${name}", which changes`, 'Make it a constant, or keep it in the state.');
    }
    this.locals = findLocals(info);
  }

  refuse(node: t.Node, problem: string, remedy: string): never {
    throw refuse(this.unit, node, problem, remedy);
  }

  /** What an identifier means; `undefined` for a local variable. */
  meaning(node: t.Identifier): Meaning | undefined {
    const variable = this.locals.of.get(node);
    if (variable) {
      const index = this.locals.parameters.indexOf(variable);
      return index >= 0 && index < this.bound.length ? this.meaningOfValue(this.bound[index], node) : undefined;
    }
    const captured = this.info.captures();
    if (node.name in captured) return this.meaningOfValue(captured[node.name], node);
    const found = this.program.loader.resolveName(this.unit, node.name);
    if (found) return this.meaningOfResolved(found, node);
    const imported = this.unit.top.get(node.name);
    if (imported?.kind === 'import') return this.refuse(node, `"${imported.from}" exports no "${imported.name}"`, 'Correct the import.');
    return this.refuse(node, `"${node.name}" is not declared`, 'Import it, or declare it at the top level; a routine inside another cannot use its locals.');
  }

  private meaningOfResolved(found: Resolved, node: t.Identifier): Meaning {
    if (found.kind === 'word' && !(found.name in lang)) return this.refuse(node, `"forkcheck" exports no "${found.name}" for use in a step`, 'Correct the import.');
    if (found.kind === 'word') return found.name === 'nil' ? { kind: 'nil' } : { kind: 'word', name: found.name };
    return this.meaningOfValue(this.program.types.valueOf(found), node);
  }

  meaningOfValue(value: unknown, node: t.Node): Meaning {
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return { kind: 'constant', value };
    if (value === null) return { kind: 'nil' };
    const word = wordOfValue.get(value);
    if (word !== undefined) return { kind: 'word', name: word };
    const info = this.program.loader.functionOf(value);
    if (info) return { kind: 'function', info };
    if (typeof value === 'object') return this.program.meaningOfObject(value);
    return this.refuse(node, 'this value has no place in a model', 'Functions must come from a module of the model, written as declarations or as `name: (x) => ...`.');
  }

  /** What a constant path such as `P.WEXIT`, `conf.maxproc` or `table.pid` means, if it is one. */
  meaningOfPath(node: t.Node): Meaning | undefined {
    const at = plain(node);
    if (t.isIdentifier(at)) return this.meaning(at);
    if (!t.isMemberExpression(at) || at.computed || !t.isIdentifier(at.property)) return undefined;
    const object = this.meaningOfPath(at.object);
    if (object?.kind === 'parameters') return { kind: 'constant', value: this.program.parameterOf(object.value, at.property.name) };
    if (object?.kind !== 'object') return undefined;
    if (!(at.property.name in object.value)) this.refuse(at, `there is no member "${at.property.name}"`, 'See where the object is declared.');
    return this.meaningOfValue(object.value[at.property.name], at);
  }

  /** The word of the language that a call uses, if it is one. */
  wordOf(node: t.Node): string | undefined {
    const at = plain(node);
    if (!t.isCallExpression(at) || isMath(at.callee)) return undefined;
    const meaning = this.meaningOfPath(at.callee);
    return meaning?.kind === 'word' ? meaning.name : undefined;
  }

  /** The model function that a call calls. */
  calleeOf(node: t.CallExpression): FunctionInfo | undefined {
    const meaning = t.isExpression(node.callee) && !isMath(node.callee) ? this.meaningOfPath(node.callee) : undefined;
    return meaning?.kind === 'function' ? meaning.info : undefined;
  }

  typeOfVariable(variable: Variable): Type {
    const known = this.variableTypes.get(variable);
    if (known) return known;
    if (this.busy.has(variable)) return this.plainNumber();
    this.busy.add(variable);
    const type = this.declaredType(variable);
    this.busy.delete(variable);
    this.variableTypes.set(variable, type);
    return type;
  }

  setVariableType(variable: Variable, type: Type): void {
    this.variableTypes.set(variable, type);
  }

  private declaredType(variable: Variable): Type {
    const { annotation, init } = variable;
    if (annotation) return t.isTSNumberKeyword(annotation) ? this.plainNumber() : asReference(this.program.types.resolve(annotation, this.unit));
    if (!init) return this.plainNumber();
    const type = asReference(this.infer(init));
    if (type.kind === 'nil') this.refuse(init, `the type of "${variable.name}" is not clear from nil`, 'Annotate it: `let p: Ref<Proc> = nil`.');
    if (type.kind !== 'int') return type;
    if (!variable.isConst) return this.join(this.plainNumber(), type, init);
    return within(type, I16) || type.lo >= 0 ? type : this.plainNumber();
  }

  /** A `number` without a width: in a routine it may take room in the state, in a pure function it never does. */
  private plainNumber(): Type {
    return this.info.node.generator === true ? I16 : I32;
  }

  /** The type of an expression. */
  infer(node: t.Node): Type {
    const known = this.inferred.get(node);
    if (known) return known;
    const type = this.inferAnew(plain(node));
    this.inferred.set(node, type);
    return type;
  }

  private inferAnew(node: t.Node): Type {
    switch (node.type) {
      case 'NumericLiteral':
        return int(node.value, node.value);
      case 'BooleanLiteral':
        return bool;
      case 'NullLiteral':
        return { kind: 'nil' };
      case 'Identifier':
        return this.inferIdentifier(node);
      case 'MemberExpression':
        return this.inferMember(node);
      case 'CallExpression':
        return this.inferCall(node);
      case 'FunctionExpression':
        return { kind: 'entry' };
      case 'YieldExpression':
        return node.delegate && node.argument ? this.infer(node.argument) : { kind: 'void' };
      case 'UnaryExpression':
        return this.inferUnary(node);
      case 'UpdateExpression':
        return this.infer(node.argument);
      case 'AssignmentExpression':
        return node.operator === '=' ? this.infer(node.right) : this.infer(node.left);
      case 'ConditionalExpression':
        return this.join(this.infer(node.consequent), this.infer(node.alternate), node);
      case 'LogicalExpression':
        return this.inferLogical(node);
      case 'BinaryExpression':
        return this.inferBinary(node);
      default:
        return this.refuse(node, `${node.type} cannot be part of a step`, 'See the language page for what can.');
    }
  }

  private inferIdentifier(node: t.Identifier): Type {
    const meaning = this.meaning(node);
    if (meaning) return this.typeOfMeaning(meaning, node);
    const variable = this.locals.of.get(node);
    return variable ? this.typeOfVariable(variable) : this.refuse(node, `"${node.name}" is not declared`, 'Declare it.');
  }

  typeOfMeaning(meaning: Meaning, node: t.Node): Type {
    switch (meaning.kind) {
      case 'constant':
        if (typeof meaning.value === 'boolean') return bool;
        if (typeof meaning.value === 'number') return int(meaning.value, meaning.value);
        return this.refuse(node, 'a string is no value of a model', 'Strings are labels and messages only.');
      case 'nil':
        return { kind: 'nil' };
      case 'function':
        return { kind: 'entry' };
      case 'struct':
        return { kind: 'struct', of: meaning.place.struct };
      default:
        return this.refuse(node, 'this cannot be used as a value', 'Use one of its members.');
    }
  }

  private inferMember(node: t.MemberExpression): Type {
    const meaning = this.meaningOfPath(node);
    if (meaning) return this.typeOfMeaning(meaning, node);
    if (node.computed) {
      const array = this.infer(node.object);
      return array.kind === 'arr' ? array.elem : this.refuse(node, 'this is no array', 'Only `Arr` fields are indexed.');
    }
    const zone = this.zoneOf(node.object);
    if (zone && t.isIdentifier(node.property) && node.property.name === 'slots') {
      const slots = this.program.slotsOf(zone);
      return int(slots, slots);
    }
    return this.fieldOf(node).type;
  }

  /** The zone that an expression names, if it does. */
  zoneOf(node: t.Node): object | undefined {
    const at = plain(node);
    const meaning = t.isIdentifier(at) || t.isMemberExpression(at) ? this.meaningOfPath(at) : undefined;
    return meaning?.kind === 'zone' ? meaning.value : undefined;
  }

  /** The field that a member expression `object.name` touches. */
  fieldOf(node: t.MemberExpression): FieldType {
    const object = this.infer(node.object);
    const struct = object.kind === 'ref' ? object.to : object.kind === 'struct' ? object.of : undefined;
    if (!struct || !t.isIdentifier(node.property)) return this.refuse(node, 'this has no fields', 'Only structs and references to them have.');
    const field = struct.fields.get(node.property.name);
    return field ?? this.refuse(node, `${struct.name} has no field "${node.property.name}"`, `It has: ${[...struct.fields.keys()].join(', ')}.`);
  }

  private inferCall(node: t.CallExpression): Type {
    const word = this.wordOf(node);
    if (word !== undefined) return wordResult(word, node, this);
    const { callee } = node;
    if (t.isMemberExpression(callee) && t.isIdentifier(callee.property)) {
      const zone = isMath(callee) ? undefined : this.zoneOf(callee.object);
      if (zone && callee.property.name === 'at') return { kind: 'ref', to: this.program.structOfZone(zone) };
      if (isMath(callee)) return this.inferMath(node);
    }
    const info = this.calleeOf(node);
    if (!info) return this.refuse(node, 'this is no function of the model', 'Call functions by name.');
    return this.program.resultOf(info);
  }

  private inferMath(node: t.CallExpression): Type {
    const name = t.isMemberExpression(node.callee) && t.isIdentifier(node.callee.property) ? node.callee.property.name : '';
    const types = node.arguments.map((arg) => this.infer(arg));
    const [first] = types;
    if (!first || types.some((one) => one.kind !== 'int')) return this.refuse(node, `Math.${name} needs numbers`, 'References and structs have no arithmetic.');
    if (name === 'abs' && first.kind === 'int') return int(0, Math.max(Math.abs(first.lo), Math.abs(first.hi)));
    if (name === 'min' || name === 'max') return types.reduce((a, b) => this.join(a, b, node));
    return this.refuse(node, `Math.${name} cannot be part of a step`, 'There are Math.min, Math.max and Math.abs.');
  }

  private inferUnary(node: t.UnaryExpression): Type {
    if (node.operator === '!') return bool;
    const type = this.infer(node.argument);
    if (node.operator === '-' && type.kind === 'int') return int(-type.hi, -type.lo);
    if (node.operator === '~' && type.kind === 'int') return int(~type.hi, ~type.lo);
    if (node.operator === '+' && type.kind === 'int') return type;
    return this.refuse(node, `the operator ${node.operator} cannot be part of a step`, 'See the language page.');
  }

  private inferBinary(node: t.BinaryExpression): Type {
    const { operator } = node;
    const a = this.infer(node.left);
    const b = this.infer(node.right);
    if (['===', '!==', '==', '!=', '<', '<=', '>', '>='].includes(operator)) {
      this.assertComparable(a, b, node);
      return bool;
    }
    const [left, right] = [asNumber(a), asNumber(b)];
    if (!left || !right) return this.refuse(node, `${operator} needs numbers`, 'References and structs have no arithmetic.');
    return arithmetic(operator, left, right) ?? this.refuse(node, `the operator ${operator} cannot be part of a step`, 'See the language page.');
  }

  private assertComparable(a: Type, b: Type, node: t.BinaryExpression): void {
    if (asNumber(a) && asNumber(b)) return;
    const isOrder = !['===', '!==', '==', '!='].includes(node.operator);
    if (!isOrder && (assignable(a, b) || assignable(b, a))) return;
    this.refuse(node, `the two sides of ${node.operator} differ in kind`, 'Compare numbers with numbers, references with references to the same struct.');
  }

  /** The type of a value that is one of two. */
  join(a: Type, b: Type, node: t.Node): Type {
    if (a.kind === 'nil') return asReference(b);
    if (b.kind === 'nil') return asReference(a);
    if (a.kind === 'int' && b.kind === 'int') return int(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi));
    if (a.kind === 'void' || b.kind === 'void') return a;
    const [left, right] = [asReference(a), asReference(b)];
    if (left.kind !== right.kind) this.refuse(node, 'the two sides differ in kind', 'Make both numbers, booleans or references.');
    if (left.kind !== 'ref' || right.kind !== 'ref') return left;
    const to = commonStruct(left.to, right.to);
    return to ? { kind: 'ref', to } : this.refuse(node, `the two sides refer to different structs, ${left.to.name} and ${right.to.name}`, 'Use two variables.');
  }

  /** `a && b` and `a || b` of different kinds is a truth value. */
  private inferLogical(node: t.LogicalExpression): Type {
    if (node.operator === '??') this.refuse(node, '?? cannot be part of a step', 'Compare with `nil`.');
    const a = this.infer(node.left);
    const b = this.infer(node.right);
    const known = a.kind === 'nil' || b.kind === 'nil' || asReference(a).kind === asReference(b).kind;
    if (!known || a.kind === 'nil' || b.kind === 'nil') return known ? this.join(a, b, node) : bool;
    if (a.kind === 'ref' && b.kind === 'ref' && !commonStruct(a.to, b.to)) return bool;
    return this.join(a, b, node);
  }
}

const asNumber = (type: Type): Extract<Type, { kind: 'int' }> | undefined => (type.kind === 'int' ? type : type.kind === 'bool' ? { kind: 'int', lo: 0, hi: 1 } : undefined);
