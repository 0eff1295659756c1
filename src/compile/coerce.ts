import type * as t from '@babel/types';
import { within } from './arithmetic.ts';
import { convert, type Ctx } from './emitContext.ts';
import { asReference, assignable, type Type } from './types.ts';

/** JavaScript for a value of one type where another is expected: converted, and checked where it may not fit. */
export function coerce(js: string, from: Type, to: Type, ctx: Ctx, node: t.Node): string {
  assertAssignable(from, to, ctx, node);
  const converted = convert(js, from, to);
  if (to.kind !== 'int' || from.kind !== 'int' || within(from, to)) return converted;
  return `${fitting(ctx)}(${converted},${to.lo},${to.hi},${rangeSite(to, ctx, node)})`;
}

/** Refuses to mix numbers, references and entries. */
export function assertAssignable(from: Type, to: Type, ctx: Ctx, node: t.Node): void {
  if (assignable(from, to)) return;
  ctx.code.refuse(node, `${nameOf(from)} cannot stand where ${nameOf(to)} is expected`, 'Use a value of the same kind.');
}

/** The site of a range check. */
export function rangeSite(to: Extract<Type, { kind: 'int' }>, ctx: Ctx, node: t.Node): number {
  return ctx.shared.site(ctx.code, node, `the value does not fit its range of ${to.lo} to ${to.hi}`);
}

/** JavaScript for a divisor, which must not be zero. */
export function divisor(js: string, type: Type, ctx: Ctx, node: t.Node): string {
  if (type.kind === 'int' && (type.lo > 0 || type.hi < 0)) return js;
  const name = ctx.shared.helper('divisor', 'divisor', (own) => `function ${own}(v, site) { return v !== 0 ? v : fault(RANGE, site); }`);
  return `${name}(${js},${ctx.shared.site(ctx.code, node, 'the divisor is zero')})`;
}

const fitting = (ctx: Ctx): string =>
  ctx.shared.helper('fitting', 'fitting', (own) => `function ${own}(v, lo, hi, site) { return v >= lo && v <= hi ? v : fault(RANGE, site); }`);

function nameOf(type: Type): string {
  const one = asReference(type);
  switch (one.kind) {
    case 'ref':
      return `a reference to ${one.to.name}`;
    case 'int':
      return 'a number';
    case 'bool':
      return 'a boolean';
    case 'entry':
      return 'a routine';
    case 'arr':
      return 'an array';
    default:
      return one.kind;
  }
}
