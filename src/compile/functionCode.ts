import * as t from '@babel/types';
import type { Resolved } from './loader.ts';
import { findLocals, type Locals, type Variable } from './locals.ts';
import type { FunctionInfo, ModuleUnit } from './moduleUnit.ts';
import { refuse } from './place.ts';
import type { Meaning, Surroundings } from './surroundings.ts';
import { asReference, bool, I16, int, type FieldType, type Type } from './types.ts';
import { wordResult } from './wordTypes.ts';

/** Drops the type-level wrappers of an expression. */
export function plain(node: t.Node): t.Node {
  if (t.isTSAsExpression(node) || t.isTSNonNullExpression(node) || t.isTSSatisfiesExpression(node)) return plain(node.expression);
  return t.isParenthesizedExpression(node) ? plain(node.expression) : node;
}

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
    return this.refuse(node, `"${node.name}" is not declared`, 'Import it, or declare it at the top level.');
  }

  private meaningOfResolved(found: Resolved, node: t.Identifier): Meaning {
    if (found.kind === 'word') return found.name === 'nil' ? { kind: 'nil' } : { kind: 'word', name: found.name };
    return this.meaningOfValue(this.program.types.valueOf(found), node);
  }

  meaningOfValue(value: unknown, node: t.Node): Meaning {
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return { kind: 'constant', value };
    if (value === null) return { kind: 'nil' };
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
    if (!t.isCallExpression(at) || !t.isIdentifier(at.callee)) return undefined;
    const meaning = this.meaning(at.callee);
    return meaning?.kind === 'word' ? meaning.name : undefined;
  }

  /** The model function that a call calls. */
  calleeOf(node: t.CallExpression): FunctionInfo | undefined {
    const meaning = t.isExpression(node.callee) ? this.meaningOfPath(node.callee) : undefined;
    return meaning?.kind === 'function' ? meaning.info : undefined;
  }

  typeOfVariable(variable: Variable): Type {
    const known = this.variableTypes.get(variable);
    if (known) return known;
    if (this.busy.has(variable)) return I16;
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
    if (variable.annotation) return asReference(this.program.types.resolve(variable.annotation, this.unit));
    if (!variable.init) return I16;
    const type = asReference(this.infer(variable.init));
    if (type.kind === 'nil') this.refuse(variable.init, `the type of "${variable.name}" is not clear from nil`, 'Annotate it: `let p: Ref<Proc> = nil`.');
    return type.kind === 'int' && !variable.isConst && variable.role !== 'temporary' ? I16 : type;
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
        return this.join(this.infer(node.left), this.infer(node.right), node);
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
      const zone = this.zoneOf(callee.object);
      if (zone && callee.property.name === 'at') return { kind: 'ref', to: this.program.structOfZone(zone) };
      if (t.isIdentifier(callee.object) && callee.object.name === 'Math') return this.inferMath(node);
    }
    const info = this.calleeOf(node);
    if (!info) return this.refuse(node, 'this is no function of the model', 'Call functions by name.');
    return this.program.resultOf(info);
  }

  private inferMath(node: t.CallExpression): Type {
    return node.arguments.map((arg) => this.infer(arg)).reduce((a, b) => this.join(a, b, node));
  }

  private inferUnary(node: t.UnaryExpression): Type {
    if (node.operator === '!') return bool;
    const type = this.infer(node.argument);
    if (node.operator === '-' && type.kind === 'int') return int(-type.hi, -type.lo);
    if (node.operator === '~' && type.kind === 'int') return int(~type.hi, ~type.lo);
    if (node.operator === '+') return type;
    return this.refuse(node, `the operator ${node.operator} cannot be part of a step`, 'See the language page.');
  }

  private inferBinary(node: t.BinaryExpression): Type {
    const { operator } = node;
    if (['===', '!==', '==', '!=', '<', '<=', '>', '>='].includes(operator)) return bool;
    const a = this.infer(node.left);
    const b = this.infer(node.right);
    if (a.kind !== 'int' || b.kind !== 'int') {
      if (a.kind === 'bool' || b.kind === 'bool') return I16;
      return this.refuse(node, `${operator} needs numbers`, 'References and structs have no arithmetic.');
    }
    return arithmetic(operator, a, b) ?? this.refuse(node, `the operator ${operator} cannot be part of a step`, 'See the language page.');
  }

  join(a: Type, b: Type, node: t.Node): Type {
    if (a.kind === 'nil') return asReference(b);
    if (b.kind === 'nil') return asReference(a);
    if (a.kind === 'int' && b.kind === 'int') return int(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi));
    if (a.kind === 'bool' && b.kind === 'int') return b;
    if (a.kind === 'void' || b.kind === 'void') return a;
    if (asReference(a).kind !== asReference(b).kind) this.refuse(node, 'the two sides differ in kind', 'Make both numbers, booleans or references.');
    return asReference(a);
  }
}

type Int = Extract<Type, { kind: 'int' }>;

function arithmetic(operator: string, a: Int, b: Int): Type | undefined {
  switch (operator) {
    case '+':
      return int(a.lo + b.lo, a.hi + b.hi);
    case '-':
      return int(a.lo - b.hi, a.hi - b.lo);
    case '&':
      if (b.lo >= 0) return int(0, a.lo >= 0 ? Math.min(a.hi, b.hi) : b.hi);
      return a.lo >= 0 ? int(0, a.hi) : int(-(2 ** 31), 2 ** 31 - 1);
    case '|':
    case '^':
      return a.lo >= 0 && b.lo >= 0 ? int(0, 2 ** (32 - Math.clz32(a.hi | b.hi)) - 1) : int(-(2 ** 31), 2 ** 31 - 1);
    case '%':
      return b.lo === b.hi && b.lo > 0 ? int(a.lo >= 0 ? 0 : 1 - b.lo, b.hi - 1) : I16;
    case '*': {
      const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
      return int(Math.min(...products), Math.max(...products));
    }
    case '/':
    case '>>':
    case '>>>':
      return int(Math.min(a.lo, -a.hi, 0), Math.max(a.hi, -a.lo));
    case '<<':
      return int(-(2 ** 31), 2 ** 31 - 1);
    default:
      return undefined;
  }
}
