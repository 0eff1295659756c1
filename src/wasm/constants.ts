import * as t from '@babel/types';
import { bare, literal } from './integerCode.ts';
import type { Surroundings } from './surroundings.ts';

/** The value of a name, if it is known. */
type LookUp = (name: string) => number | undefined;

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
  '===': (a, b) => Number(a === b),
  '!==': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
};

const unary: Readonly<Record<string, (a: number) => number>> = {
  '-': (a) => 0 - a,
  '+': (a) => a,
  '~': (a) => ~a,
  '!': (a) => Number(a === 0),
};

/** How deep calls nest whose result is looked for. */
const deepest = 8;

/** The value of an expression as JavaScript computes it (truth values are 0 and 1), if it is the same whenever the code runs; it has no effect then. */
export function constantOf(node: t.Node, lookUp: LookUp, around: Surroundings, depth = 0): number | undefined {
  const at = bare(node);
  const of = (one: t.Node): number | undefined => constantOf(one, lookUp, around, depth);
  switch (at.type) {
    case 'Identifier':
      return lookUp(at.name);
    case 'MemberExpression':
      return element(at, of, around);
    case 'UnaryExpression':
      return literal(at) ?? mapped(of(at.argument), unary[at.operator]);
    case 'BinaryExpression': {
      const left = of(at.left);
      const right = left === undefined ? undefined : of(at.right);
      return right === undefined ? undefined : binary[at.operator]?.(left!, right);
    }
    case 'LogicalExpression': {
      const left = of(at.left);
      if (left === undefined || at.operator === '??') return undefined;
      return (left !== 0) === (at.operator === '||') ? left : of(at.right);
    }
    case 'ConditionalExpression': {
      const test = of(at.test);
      return test === undefined ? undefined : of(test !== 0 ? at.consequent : at.alternate);
    }
    case 'CallExpression':
      return depth < deepest ? result(at, of, around, depth) : undefined;
    default:
      return literal(at);
  }
}

const mapped = (value: number | undefined, by: ((a: number) => number) | undefined): number | undefined => (value === undefined ? undefined : by?.(value));

/** Of an array that nobody writes to. */
function element(node: t.MemberExpression, of: (node: t.Node) => number | undefined, around: Surroundings): number | undefined {
  const values = t.isIdentifier(node.object) && node.computed ? around.fixed.get(node.object.name) : undefined;
  const index = values === undefined ? undefined : of(node.property);
  return index === undefined ? undefined : values![index];
}

/** Of a function that does nothing but return the value of an expression. */
function result(node: t.CallExpression, of: (node: t.Node) => number | undefined, around: Surroundings, depth: number): number | undefined {
  const callee = t.isIdentifier(node.callee) ? around.functions.get(node.callee.name) : undefined;
  const body = callee?.body.body;
  const [only] = body ?? [];
  if (body?.length !== 1 || !t.isReturnStatement(only) || !only.argument) return undefined;
  const names = new Map<string, number>();
  for (const [index, parameter] of callee!.params.entries()) {
    const argument = node.arguments[index];
    const value = argument && of(argument);
    // What is evaluated for an argument might have an effect, unless its value is known.
    if (value === undefined || !t.isIdentifier(parameter)) return undefined;
    names.set(parameter.name, value);
  }
  return constantOf(only.argument, (name) => names.get(name) ?? around.numbers.get(name), around, depth + 1);
}
