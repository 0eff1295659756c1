import * as t from '@babel/types';
import { atomicOp, op, unsigned } from './encoder.ts';
import { NotIntegers } from './integerCode.ts';
import type { Values } from './values.ts';

/** `align` of the instructions: an element of four bytes. */
const wordAlign = 2;

/** Pushes the value of a call of a function of `Atomics` on an element of a table of words: what JavaScript gives, too. */
export function atomicCall(values: Values, node: t.CallExpression, { property }: t.MemberExpression): void {
  const name = t.isIdentifier(property) ? property.name : '';
  const [table, index, ...rest] = node.arguments;
  if (!t.isIdentifier(table) || !t.isExpression(index)) throw new NotIntegers(node, 'Atomics of no element');
  const wanted = { compareExchange: 2, store: 1 }[name];
  if (wanted !== rest.length) throw new NotIntegers(node, `no element has Atomics.${name} of so many integers`);
  const { at, width } = values.address(t.memberExpression(table, index, true));
  if (width !== 4) throw new NotIntegers(node, 'Atomics of an element that is no word');
  for (const one of rest) values.value(one);
  const { to } = values;
  if (name === 'compareExchange') return to.add(op.atomic, atomicOp.compareExchange, wordAlign, ...unsigned(at));
  to.add(op.atomic, atomicOp.store, wordAlign, ...unsigned(at));
  // Nobody needs it: the value that was stored would have to be kept.
  to.constant(0);
}
