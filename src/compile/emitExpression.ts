import * as t from '@babel/types';
import { addressOfPlace, addressOfStruct, plus, referenceTo } from './emitAddress.ts';
import { emitCall } from './emitCall.ts';
import type { Ctx } from './emitContext.ts';
import { plain } from './functionCode.ts';
import type { Meaning } from './surroundings.ts';
import type { Variable } from './locals.ts';
import type { Type } from './types.ts';

/** JavaScript for the value of an expression without yields. Booleans are JavaScript's, references are numbers. */
export function emitExpression(node: t.Node, ctx: Ctx): string {
  const at = plain(node);
  switch (at.type) {
    case 'NumericLiteral':
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
      return `(${emitExpression(at.left, ctx)}${at.operator}${emitExpression(at.right, ctx)})`;
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
  const left = emitOperand(node.left, node.right, ctx);
  const right = emitOperand(node.right, node.left, ctx);
  const { operator } = node;
  if (operator === '/') return `((${left}/${right})|0)`;
  if (operator === '==' || operator === '!=') return `(${left}${operator}=${right})`;
  return `(${left}${operator}${right})`;
}

/** A boolean that is compared or added with a number becomes one. */
function emitOperand(node: t.Node, other: t.Node, ctx: Ctx): string {
  const js = emitExpression(node, ctx);
  return ctx.code.infer(node).kind === 'bool' && ctx.code.infer(other).kind !== 'bool' ? `(${js}?1:0)` : js;
}

/** JavaScript that stores a value in a cell, with the range check that its type asks for. */
export function emitStore(type: Type, address: string, value: string, from: Type, ctx: Ctx, node: t.Node): string {
  if (type.kind === 'bool') {
    if (value === 'true' || value === 'false') return `w(${address},${value === 'true' ? 1 : 0})`;
    return from.kind === 'bool' ? `w(${address},${value}?1:0)` : `w(${address},${value}?1:0)`;
  }
  if (type.kind !== 'int' || (from.kind === 'int' && from.lo >= type.lo && from.hi <= type.hi)) return `w(${address},${value})`;
  const number = from.kind === 'bool' ? `(${value}?1:0)` : value;
  const site = ctx.shared.site(ctx.code, node, `the value does not fit its range of ${type.lo} to ${type.hi}`);
  return `wr(${address},${number},${type.lo},${type.hi},${site})`;
}

/** JavaScript that gives a local variable a value. */
export function emitSet(variable: Variable, value: string, from: Type, ctx: Ctx, node: t.Node): string {
  const cell = ctx.cell(variable);
  const type = ctx.code.typeOfVariable(variable);
  if (cell !== undefined) return emitStore(type, plus('f', cell), value, from, ctx, node);
  if (type.kind === 'bool' && from.kind !== 'bool') return `${ctx.read(variable)}=${value}?true:false`;
  if (type.kind === 'int' && from.kind === 'bool') return `${ctx.read(variable)}=${value}?1:0`;
  return `${ctx.read(variable)}=${value}`;
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
  const operator = node.operator.slice(0, -1);
  const right = emitOperandOf(node.right, ctx);
  const value = operator === '/' ? `((${old}/${right})|0)` : `(${old}${operator}${right})`;
  return emitStore(type, address, value, combinedType(operator, type, ctx.code.infer(node.right)), ctx, node);
}

function emitOperandOf(node: t.Node, ctx: Ctx): string {
  const js = emitExpression(node, ctx);
  return ctx.code.infer(node).kind === 'bool' ? `(${js}?1:0)` : js;
}

/** Clearing bits keeps a value in its range; anything else is checked. */
function combinedType(operator: string, type: Type, right: Type): Type {
  if (operator === '&' && type.kind === 'int' && type.lo >= 0) return type;
  if (operator === '|' && type.kind === 'int' && right.kind === 'int' && type.lo === 0 && right.lo >= 0 && right.hi <= type.hi && ((type.hi + 1) & type.hi) === 0) return type;
  return { kind: 'int', lo: -(2 ** 31), hi: 2 ** 31 - 1 };
}

function assignVariable(node: t.AssignmentExpression, target: t.Identifier, ctx: Ctx): string {
  const variable = ctx.code.locals.of.get(target);
  if (!variable) return ctx.code.refuse(target, `"${target.name}" is no variable of this function`, 'Constants cannot be assigned; state lives in structs.');
  if (node.operator === '=') return emitSet(variable, emitExpression(node.right, ctx), ctx.code.infer(node.right), ctx, node);
  const operator = node.operator.slice(0, -1);
  const old = ctx.read(variable);
  const right = emitOperandOf(node.right, ctx);
  const value = operator === '/' ? `((${old}/${right})|0)` : `(${old}${operator}${right})`;
  return emitSet(variable, value, combinedType(operator, ctx.code.typeOfVariable(variable), ctx.code.infer(node.right)), ctx, node);
}

/** `++` and `--`; `wanted` says whether the value of the expression is used. */
export function emitUpdate(node: t.UpdateExpression, ctx: Ctx, wanted: boolean): string {
  const target = plain(node.argument);
  const sign = node.operator === '++' ? '+' : '-';
  const undo = wanted && !node.prefix ? (sign === '+' ? '-1' : '+1') : '';
  const any: Type = { kind: 'int', lo: -(2 ** 31), hi: 2 ** 31 - 1 };
  if (t.isIdentifier(target)) {
    const variable = ctx.code.locals.of.get(target);
    if (!variable) return ctx.code.refuse(target, `"${target.name}" is no variable of this function`, 'State lives in structs.');
    return `((${emitSet(variable, `${ctx.read(variable)}${sign}1`, any, ctx, node)})${undo})`;
  }
  if (!t.isMemberExpression(target)) return ctx.code.refuse(target, 'this cannot be changed', 'Change a variable or a field.');
  const [prefix, address] = steady(addressOfPlace(target, ctx, 'write'), ctx);
  return `((${prefix}${emitStore(ctx.code.infer(target), address, `S[${address}]${sign}1`, any, ctx, node)})${undo})`;
}

/** JavaScript for the reference that an expression of struct or reference type stands for. */
export function emitReference(node: t.Node, ctx: Ctx): string {
  const type = ctx.code.infer(node);
  if (type.kind !== 'struct') return emitExpression(node, ctx);
  return referenceTo(type.of, addressOfStruct(node, ctx, 'read'), ctx);
}
