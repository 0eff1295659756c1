import * as t from '@babel/types';
import { i32, op } from './encoder.ts';
import { NotIntegers } from './integerCode.ts';
import { isWord } from './ranges.ts';
import type { Values } from './values.ts';

/** Pushes the value of a call of a function of `Math`. */
export function mathCall(values: Values, node: t.CallExpression, { property }: t.MemberExpression): void {
  const { to } = values;
  const name = t.isIdentifier(property) ? property.name : '';
  const [a, b, more] = node.arguments;
  if (!a || more) throw new NotIntegers(node, 'Math of one or two integers only');
  values.value(a);
  if (name === 'clz32' && !b) return to.add(op.i32Clz);
  if (name === 'abs' && !b) return magnitude(values, a);
  if (!b || !['imul', 'min', 'max'].includes(name)) throw new NotIntegers(node, `no integer has Math.${name}`);
  if (name === 'imul') {
    values.value(b);
    return to.add(op.i32Mul);
  }
  extreme(values, a, b, name === 'min' ? op.i32LtS : op.i32GtS);
}

/** The magnitude of what is on the stack; that of the least number is 2^31, unsigned. */
function magnitude(values: Values, node: t.Node): void {
  const { to } = values;
  if (!isWord(values.range(node))) throw new NotIntegers(node, 'a value that may not fit 32 bits');
  const kept = to.borrow(i32);
  to.with(op.localSet, kept);
  to.constant(0);
  to.with(op.localGet, kept);
  to.add(op.i32Sub);
  for (let times = 0; times < 2; times++) to.with(op.localGet, kept);
  to.add(op.i32Const, 0, op.i32LtS, op.select);
  to.giveBack(i32, kept);
}

/** The lesser or the greater of what is on the stack and `b`. */
function extreme(values: Values, a: t.Node, b: t.Node, compare: number): void {
  const { to } = values;
  if (!isWord(values.range(a)) || !isWord(values.range(b))) throw new NotIntegers(a, 'a value that may not fit 32 bits');
  const [left, right] = [to.borrow(i32), to.borrow(i32)];
  to.with(op.localSet, left);
  values.value(b);
  to.with(op.localSet, right);
  for (const one of [left, right, left, right]) to.with(op.localGet, one);
  to.add(compare, op.select);
  to.giveBack(i32, left);
  to.giveBack(i32, right);
}
