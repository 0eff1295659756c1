import * as t from '@babel/types';
import { plain } from './functionCode.ts';
import type { Access, Ctx } from './emitContext.ts';
import { guardHelper } from './emitGuard.ts';
import { cellsOf, type StructType } from './types.ts';

const isNumber = (js: string): boolean => /^\d+$/.test(js);

/** `a + n`, folded where `a` is a number. */
export const plus = (js: string, n: number): string => (isNumber(js) ? String(Number(js) + n) : n === 0 ? js : `${js}+${n}`);

/** The address of the struct that a reference (as emitted) refers to, with the check for nil and freed ones. */
export function dereference(struct: StructType, js: string, ctx: Ctx, node: t.Node): string {
  const { shared } = ctx;
  const family = shared.program.layout.family(struct);
  const index = shared.familyIndex(struct);
  if (isNumber(js) && js !== '0') return String(family.instances[Number(js) - 1]?.address ?? 0);
  const checked = checkedReference(struct, js, ctx, node);
  if (family.linear) {
    const { base, stride } = family.linear;
    return stride === 1 ? `(${base}+${checked})` : `(${base}+${stride}*${checked})`;
  }
  return `ADR${index}[${checked}]`;
}

/** A reference (as emitted) with the check that it is not nil and, where structs can be freed, that its struct is not. */
export function checkedReference(struct: StructType, js: string, ctx: Ctx, node: t.Node): string {
  const { shared } = ctx;
  const family = shared.program.layout.family(struct);
  const site = shared.site(ctx.code, node, `a field of ${struct.name} is touched through nil`);
  const unstable = [...shared.program.zones.values()].some((zone) => !zone.stable && !zone.threads && shared.program.layout.family(zone.struct) === family);
  if (unstable) return `alive${shared.familyIndex(struct)}(${js},${site})`;
  return js === '(t+1)' ? js : `(${js}||nilAt(${site}))`;
}

/** The reference to the struct at an address. */
export function referenceTo(struct: StructType, address: string, ctx: Ctx): string {
  const index = ctx.shared.familyIndex(struct);
  if (isNumber(address)) {
    const { instances } = ctx.shared.program.layout.family(struct);
    return String(instances.findIndex((one) => one.address === Number(address)) + 1);
  }
  return `I${index}[${address}]`;
}

/** The struct that an expression refers to, or is. */
export function structOf(node: t.Node, ctx: Ctx): StructType {
  const type = ctx.code.infer(node);
  if (type.kind === 'ref') return type.to;
  return type.kind === 'struct' ? type.of : ctx.code.refuse(node, 'this is no reference', 'Pass a reference to a struct.');
}

/** Whether an expression, or the constant that it names, is marked as an access without locks. */
export function isUnlocked(node: t.Node, ctx: Ctx): boolean {
  const at = plain(node);
  if (t.isMemberExpression(at)) return isUnlocked(at.object, ctx) && ctx.code.infer(at).kind !== 'ref';
  if (t.isIdentifier(at)) {
    const variable = ctx.code.locals.of.get(at);
    return variable?.isConst === true && variable.init !== undefined && isUnlocked(variable.init, ctx);
  }
  return t.isCallExpression(at) && ctx.code.wordOf(at) === 'unlocked';
}

/** The address of a struct-valued expression: a reference is followed, an embedded struct is located. */
export function addressOfStruct(node: t.Node, ctx: Ctx, mode: Access['mode']): string {
  const at = plain(node);
  const type = ctx.code.infer(at);
  if (type.kind === 'ref') return dereference(type.to, ctx.emit.value(at, ctx), ctx, at);
  if (t.isIdentifier(at) || t.isMemberExpression(at)) {
    const meaning = ctx.code.meaningOfPath(at);
    if (meaning?.kind === 'struct') return String(meaning.place.address);
    if (t.isMemberExpression(at)) return addressOfPlace(at, ctx, mode);
  }
  return ctx.code.refuse(at, 'this is no struct', 'Name a struct or a reference to one.');
}

/** The address of the cell or struct that `object.field` or `array[index]` names, with its guard checked. */
export function addressOfPlace(node: t.MemberExpression, ctx: Ctx, mode: Access['mode']): string {
  if (node.computed) return addressOfElement(node, ctx, mode);
  const object = ctx.code.infer(node.object);
  const struct = object.kind === 'ref' ? object.to : object.kind === 'struct' ? object.of : undefined;
  const field = ctx.code.fieldOf(node);
  const base = addressOfStruct(node.object, ctx, mode);
  if (!field.guard || !struct || isUnlocked(node.object, ctx)) return plus(base, field.offset);
  const helper = guardHelper({ struct, field, mode }, ctx);
  if (helper === undefined) return plus(base, field.offset);
  const site = ctx.shared.site(ctx.code, node, `${struct.name}.${field.name} is ${mode === 'read' ? 'read' : 'written'} without its guard (${field.guard.text})`);
  return plus(`${helper}(${base},t,${site})`, field.offset);
}

function addressOfElement(node: t.MemberExpression, ctx: Ctx, mode: Access['mode']): string {
  const array = ctx.code.infer(node.object);
  if (array.kind !== 'arr') return ctx.code.refuse(node, 'this is no array', 'Only `Arr` fields are indexed.');
  const object = plain(node.object);
  if (!t.isMemberExpression(object)) return ctx.code.refuse(node, 'an array is a field', 'Index it where it stands.');
  const base = addressOfPlace(object, ctx, mode);
  const index = ctx.emit.value(node.property, ctx);
  const size = cellsOf(array.elem);
  if (isNumber(index)) {
    if (Number(index) >= array.length) ctx.code.refuse(node, `the array has ${array.length} elements`, 'Indices begin at 0.');
    return plus(base, Number(index) * size);
  }
  const site = ctx.shared.site(ctx.code, node, `an index beyond the ${array.length} elements of the array`);
  const type = ctx.code.infer(node.property);
  const safe = type.kind === 'int' && type.lo >= 0 && type.hi < array.length;
  const checked = safe ? index : `inside(${index},${array.length},${site})`;
  return plus(size === 1 ? checked : `${size}*${checked}`, 0) + (base === '0' ? '' : `+${base}`);
}
