import * as t from '@babel/types';
import { atomicOp, op, unsigned } from './encoder.ts';
import { NotIntegers } from './integerCode.ts';
import type { Values } from './values.ts';

/** `align` of the instructions: an element of four bytes. */
const wordAlign = 2;

/** Pushes the value of a call of a function of `Atomics` on an element of a table of words: what JavaScript gives, too, but for `store`, which gives 0. */
export function atomicCall(values: Values, node: t.CallExpression, { property }: t.MemberExpression): void {
  const name = t.isIdentifier(property) ? property.name : '';
  const [table, index, ...rest] = node.arguments;
  if (!t.isIdentifier(table) || !t.isExpression(index)) throw new NotIntegers(node, 'Atomics of no element');
  const wanted = { load: 0, store: 1, compareExchange: 2 }[name];
  if (wanted !== rest.length) throw new NotIntegers(node, `no element has Atomics.${name} of so many integers`);
  const part = values.address(t.memberExpression(table, index, true));
  if (part.width !== 4 || part.isOwn) throw new NotIntegers(node, 'Atomics of an element that is no shared word');
  for (const one of rest) values.value(one);
  const { to } = values;
  to.add(op.atomic, atomicOp[name as keyof typeof atomicOp], wordAlign, ...unsigned(part.at));
  // Nobody needs it: the value that was stored would have to be kept.
  if (name === 'store') to.constant(0);
}
