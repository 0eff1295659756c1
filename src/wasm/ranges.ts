import * as t from '@babel/types';
import { bare, literal, NotIntegers } from './integerCode.ts';
import type { Surroundings } from './surroundings.ts';

/** The smallest and the greatest value that an expression can have. */
export type Range = readonly [number, number];

const word: Range = [-(2 ** 31), 2 ** 31 - 1];
const truth: Range = [0, 1];

/** Agents, addresses of cells, references, distances and places of rows, as the names of the emitted runtime and of the search are that carry them. */
const small: Readonly<Record<string, Range>> = { t: [-1, 2 ** 16], f: [0, 2 ** 20], r: [0, 2 ** 16], stride: [0, 2 ** 16], row: [0, 2 ** 30] };

export const isWord = ([lo, hi]: Range): boolean => lo >= word[0] && hi <= word[1];

/** The range of an expression as JavaScript computes it: sums and products are not cut to 32 bits. */
export function rangeOf(node: t.Node, around: Surroundings): Range {
  const at = bare(node);
  const value = literal(at);
  if (value !== undefined) return [value, value];
  switch (at.type) {
    case 'Identifier':
      return rangeOfName(at.name, around);
    case 'MemberExpression':
      return rangeOfElement(at, around);
    case 'UnaryExpression':
      return rangeOfUnary(at, around);
    case 'BinaryExpression':
      return rangeOfBinary(at, around);
    case 'LogicalExpression':
      return union(rangeOf(at.left, around), rangeOf(at.right, around));
    case 'ConditionalExpression':
      return union(rangeOf(at.consequent, around), rangeOf(at.alternate, around));
    case 'SequenceExpression':
      return rangeOf(at.expressions.at(-1)!, around);
    case 'AssignmentExpression':
      return at.operator === '=' ? rangeOf(at.right, around) : word;
    case 'CallExpression':
      return isAbs(at) ? [0, 2 ** 31] : word;
    default:
      return word;
  }
}

/** Whether an expression is a call of `Math.abs`, whose result is unsigned. */
export function isAbs(node: t.Node): boolean {
  return t.isCallExpression(node) && t.isMemberExpression(node.callee) && t.isIdentifier(node.callee.property, { name: 'abs' });
}

function rangeOfName(name: string, around: Surroundings): Range {
  const number = around.numbers.get(name);
  return number === undefined ? (small[name] ?? word) : [number, number];
}

function rangeOfElement({ object }: t.MemberExpression, around: Surroundings): Range {
  const table = t.isIdentifier(object) ? around.tables.get(object.name) : undefined;
  return table === undefined || table.width === 4 ? word : [0, 2 ** (8 * table.width) - 1];
}

function rangeOfUnary({ operator, argument }: t.UnaryExpression, around: Surroundings): Range {
  if (operator === '!') return truth;
  if (operator === '+') return rangeOf(argument, around);
  if (operator !== '-') return word;
  const [lo, hi] = rangeOf(argument, around);
  return [-hi, -lo];
}

function rangeOfBinary(node: t.BinaryExpression, around: Surroundings): Range {
  const { operator, right } = node;
  const left = node.left;
  switch (operator) {
    case '+':
    case '-':
    case '*':
      return arithmetic(operator, rangeOf(left, around), rangeOf(right, around));
    case '&': {
      const mask = rangeOf(right, around);
      return mask[0] >= 0 && isWord(mask) ? [0, mask[1]] : word;
    }
    case '>>>':
      return [0, 2 ** 32 - 1];
    case '|':
    case '^':
    case '<<':
    case '>>':
    case '%':
      return word;
    case '/':
      throw new NotIntegers(node, 'a quotient stands alone');
    default:
      return truth;
  }
}

function arithmetic(operator: '+' | '-' | '*', a: Range, b: Range): Range {
  if (operator === '+') return [a[0] + b[0], a[1] + b[1]];
  if (operator === '-') return [a[0] - b[1], a[1] - b[0]];
  const products = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]];
  return [Math.min(...products), Math.max(...products)];
}

const union = (a: Range, b: Range): Range => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
