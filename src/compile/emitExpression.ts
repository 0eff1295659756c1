import * as t from '@babel/types';
import { addressOfPlace, addressOfStruct, plus, referenceTo } from './emitAddress.ts';
import { emitCall } from './emitCall.ts';
import { convert, type Ctx } from './emitContext.ts';
import { plain } from './functionCode.ts';
import type { Meaning } from './surroundings.ts';
import type { Variable } from './locals.ts';
import { arithmetic, within } from './arithmetic.ts';
import { assertAssignable, coerce, divisor, rangeSite } from './coerce.ts';
import { bool, type Type } from './types.ts';

/** JavaScript for the value of an expression without yields. Booleans are JavaScript's, references are numbers. */
export function emitExpression(node: t.Node, ctx: Ctx): string {
  const at = plain(node);
  switch (at.type) {
    case 'NumericLiteral':
      if (!Number.isInteger(at.value)) ctx.code.refuse(at, 'a state holds integers only', 'Round it.');
      return String(at.value);
    case 'BooleanLiteral':
      return String(at.value);
    case 'NullLiteral':
      return '0';
    case 'Identifier':
      return emitIdentifier(at, ctx);
    case 'MemberExpression':
      return emitMember(at, ctx);
    case 'CallExpression':
      return emitCall(at, ctx);
    case 'UnaryExpression':
      return `(${at.operator}${emitExpression(at.argument, ctx)})`;
    case 'BinaryExpression':
      return emitBinary(at, ctx);
    case 'LogicalExpression':
      return emitLogical(at, ctx);
    case 'ConditionalExpression':
      return `(${emitExpression(at.test, ctx)}?${emitExpression(at.consequent, ctx)}:${emitExpression(at.alternate, ctx)})`;
    case 'AssignmentExpression':
      return `(${emitAssignment(at, ctx)})`;
    case 'UpdateExpression':
      return emitUpdate(at, ctx, true);
    case 'FunctionExpression':
      return String(ctx.shared.entryNumber(ctx.shared.program.inlineRoutine(at, ctx.code)));
    default:
      return ctx.code.refuse(at, `${at.type} cannot be part of a step`, 'See the language page for what can.');
  }
}

function emitIdentifier(node: t.Identifier, ctx: Ctx): string {
  const meaning = ctx.code.meaning(node);
  if (meaning) return emitMeaning(meaning, node, ctx);
  const variable = ctx.code.locals.of.get(node);
  if (!variable) return ctx.code.refuse(node, `"${node.name}" is not declared`, 'Declare it.');
  return ctx.read(variable);
}

function emitMeaning(meaning: Meaning, node: t.Node, ctx: Ctx): string {
  switch (meaning.kind) {
    case 'constant':
      if (typeof meaning.value === 'number' && !Number.isInteger(meaning.value)) ctx.code.refuse(node, 'a state holds integers only', 'Round it.');
      return typeof meaning.value === 'number' && meaning.value < 0 ? `(${meaning.value})` : String(meaning.value);
    case 'nil':
      return '0';
    case 'function':
      return String(ctx.shared.entryNumber(meaning.info));
    case 'struct':
      return referenceTo(meaning.place.struct, String(meaning.place.address), ctx);
    default:
      return ctx.code.refuse(node, 'this cannot be used as a value', 'Use one of its members.');
  }
}

function emitMember(node: t.MemberExpression, ctx: Ctx): string {
  const meaning = ctx.code.meaningOfPath(node);
  if (meaning) return emitMeaning(meaning, node, ctx);
  const zone = node.computed ? undefined : ctx.code.zoneOf(node.object);
  if (zone) return String(ctx.shared.program.slotsOf(zone));
  const type = ctx.code.infer(node);
  const address = addressOfPlace(node, ctx, 'read');
  if (type.kind === 'struct') return referenceTo(type.of, address, ctx);
  return type.kind === 'bool' ? `(S[${address}]!==0)` : `S[${address}]`;
}

function emitBinary(node: t.BinaryExpression, ctx: Ctx): string {
  ctx.code.infer(node);
  const left = emitOperand(node.left, node.right, ctx);
  const right = emitOperand(node.right, node.left, ctx);
  const { operator } = node;
  if (operator === '==' || operator === '!=') return `(${left}${operator}=${right})`;
  return operate(operator, left, right, ctx.code.infer(node.right), ctx, node);
}

/** `left operator right`; division truncates and faults for a zero divisor. */
function operate(operator: string, left: string, right: string, type: Type, ctx: Ctx, node: t.Node): string {
  if (operator === '/') return `((${left}/${divisor(right, type, ctx, node)})|0)`;
  if (operator === '%') return `(${left}%${divisor(right, type, ctx, node)})`;
  return `(${left}${operator}${right})`;
}

function emitLogical(node: t.LogicalExpression, ctx: Ctx): string {
  const isTruth = ctx.code.infer(node).kind === 'bool';
  const side = (one: t.Node): string => {
    const type = ctx.code.infer(one);
    return isTruth ? convert(emitReference(one, ctx), type, bool) : emitReference(one, ctx);
  };
  return `(${side(node.left)}${node.operator}${side(node.right)})`;
}

/** A boolean that is compared or added with a number becomes one. */
function emitOperand(node: t.Node, other: t.Node, ctx: Ctx): string {
  const js = emitExpression(node, ctx);
  return ctx.code.infer(node).kind === 'bool' && ctx.code.infer(other).kind !== 'bool' ? `(${js}?1:0)` : js;
}

/** JavaScript that stores a value in a cell, with the range check that its type asks for. */
export function emitStore(type: Type, address: string, value: string, from: Type, ctx: Ctx, node: t.Node): string {
  assertAssignable(from, type, ctx, node);
  if (type.kind === 'bool') {
    if (value === 'true' || value === 'false') return `w(${address},${value === 'true' ? 1 : 0})`;
    return `w(${address},${value}?1:0)`;
  }
  const number = convert(value, from, type);
  if (type.kind !== 'int' || from.kind !== 'int' || within(from, type)) return `w(${address},${number})`;
  return `wr(${address},${number},${type.lo},${type.hi},${rangeSite(type, ctx, node)})`;
}

/** JavaScript that gives a local variable a value. */
export function emitSet(variable: Variable, value: string, from: Type, ctx: Ctx, node: t.Node): string {
  const cell = ctx.cell(variable);
  const type = ctx.code.typeOfVariable(variable);
  if (cell !== undefined) return emitStore(type, plus('f', cell), value, from, ctx, node);
  return `${ctx.read(variable)}=${coerce(value, from, type, ctx, node)}`;
}

export function emitAssignment(node: t.AssignmentExpression, ctx: Ctx): string {
  const target = plain(node.left);
  if (t.isIdentifier(target)) return assignVariable(node, target, ctx);
  if (!t.isMemberExpression(target)) return ctx.code.refuse(target, 'this cannot be assigned', 'Assign a variable or a field.');
  const type = ctx.code.infer(target);
  if (type.kind === 'struct' || type.kind === 'arr') ctx.code.refuse(node, 'a whole struct cannot be assigned', 'Assign its fields one by one.');
  if (node.operator === '=') {
    return emitStore(type, addressOfPlace(target, ctx, 'write'), emitExpression(node.right, ctx), ctx.code.infer(node.right), ctx, node);
  }
  const [prefix, address] = steady(addressOfPlace(target, ctx, 'write'), ctx);
  return `${prefix}${combine(node, type, address, `S[${address}]`, ctx)}`;
}

/** Keeps an address that is used twice in a JavaScript local. */
function steady(address: string, ctx: Ctx): readonly [string, string] {
  if (/^\d+$/.test(address)) return ['', address];
  const temp = ctx.temp();
  return [`${temp}=${address},`, temp];
}

function combine(node: t.AssignmentExpression, type: Type, address: string, old: string, ctx: Ctx): string {
  const [value, from] = combined(node, type, old, ctx);
  return emitStore(type, address, value, from, ctx, node);
}

/** The new value of `old operator= right`, and its type. */
function combined(node: t.AssignmentExpression, type: Type, old: string, ctx: Ctx): readonly [string, Type] {
  const operator = node.operator.slice(0, -1);
  const right = ctx.code.infer(node.right);
  if (operator === '&&' || operator === '||') {
    assertAssignable(right, type, ctx, node);
    return [`(${old}${operator}${convert(emitExpression(node.right, ctx), right, type)})`, type];
  }
  const from = type.kind === 'int' || type.kind === 'bool' ? type : undefined;
  if (!from) return ctx.code.refuse(node, `${operator} needs numbers`, 'References and structs have no arithmetic.');
  const range = arithmetic(operator, numeric(from, ctx, node), numeric(right, ctx, node.right));
  if (!range) return ctx.code.refuse(node, `the operator ${node.operator} cannot be part of a step`, 'See the language page.');
  const value = operate(operator, old, emitOperandOf(node.right, ctx), right, ctx, node);
  return [value, range];
}

function numeric(type: Type, ctx: Ctx, node: t.Node): Extract<Type, { kind: 'int' }> {
  if (type.kind === 'int') return type;
  return type.kind === 'bool' ? { kind: 'int', lo: 0, hi: 1 } : ctx.code.refuse(node, 'this is no number', 'References and structs have no arithmetic.');
}

function emitOperandOf(node: t.Node, ctx: Ctx): string {
  const js = emitExpression(node, ctx);
  return ctx.code.infer(node).kind === 'bool' ? `(${js}?1:0)` : js;
}

function assignVariable(node: t.AssignmentExpression, target: t.Identifier, ctx: Ctx): string {
  const variable = ctx.code.locals.of.get(target);
  if (!variable) return ctx.code.refuse(target, `"${target.name}" is no variable of this function`, 'Constants cannot be assigned; state lives in structs.');
  if (node.operator === '=') return emitSet(variable, emitExpression(node.right, ctx), ctx.code.infer(node.right), ctx, node);
  const [value, from] = combined(node, ctx.code.typeOfVariable(variable), ctx.read(variable), ctx);
  return emitSet(variable, value, from, ctx, node);
}

/** `++` and `--`; `wanted` says whether the value of the expression is used. */
export function emitUpdate(node: t.UpdateExpression, ctx: Ctx, wanted: boolean): string {
  const target = plain(node.argument);
  const sign = node.operator === '++' ? '+' : '-';
  const undo = wanted && !node.prefix ? (sign === '+' ? '-1' : '+1') : '';
  const old = numeric(ctx.code.infer(target), ctx, node);
  const changed: Type = sign === '+' ? { ...old, lo: old.lo + 1, hi: old.hi + 1 } : { ...old, lo: old.lo - 1, hi: old.hi - 1 };
  if (t.isIdentifier(target)) {
    const variable = ctx.code.locals.of.get(target);
    if (!variable) return ctx.code.refuse(target, `"${target.name}" is no variable of this function`, 'State lives in structs.');
    return `((${emitSet(variable, `(${ctx.read(variable)}${sign}1)`, changed, ctx, node)})${undo})`;
  }
  if (!t.isMemberExpression(target)) return ctx.code.refuse(target, 'this cannot be changed', 'Change a variable or a field.');
  const [prefix, address] = steady(addressOfPlace(target, ctx, 'write'), ctx);
  return `((${prefix}${emitStore(ctx.code.infer(target), address, `S[${address}]${sign}1`, changed, ctx, node)})${undo})`;
}

/** JavaScript for the reference that an expression of struct or reference type stands for. */
export function emitReference(node: t.Node, ctx: Ctx): string {
  const type = ctx.code.infer(node);
  if (type.kind !== 'struct') return emitExpression(node, ctx);
  return referenceTo(type.of, addressOfStruct(node, ctx, 'read'), ctx);
}
