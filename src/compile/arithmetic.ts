import { I32, int, type Type } from './types.ts';

type Int = Extract<Type, { kind: 'int' }>;

/** Whether all values of one range are in another. */
export const within = (inner: Int, outer: Type): boolean => outer.kind === 'int' && inner.lo >= outer.lo && inner.hi <= outer.hi;

/** The range of `a operator b`; `undefined` for an operator that the language has not. */
export function arithmetic(operator: string, a: Int, b: Int): Type | undefined {
  switch (operator) {
    case '+':
      return int(a.lo + b.lo, a.hi + b.hi);
    case '-':
      return int(a.lo - b.hi, a.hi - b.lo);
    case '*': {
      const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
      return int(Math.min(...products), Math.max(...products));
    }
    case '/':
      return int(Math.min(a.lo, -a.hi, 0), Math.max(a.hi, -a.lo, 0));
    case '%':
      return remainder(a, b);
    case '&':
    case '|':
    case '^':
      return bitwise(operator, a, b);
    case '<<':
      return I32;
    case '>>':
      return within(a, I32) ? int(Math.min(a.lo, 0), Math.max(a.hi, 0)) : I32;
    case '>>>':
      return a.lo >= 0 ? int(0, a.hi) : int(0, 2 ** 32 - 1);
    default:
      return undefined;
  }
}

/** The sign is the dividend's, as in C. */
function remainder(a: Int, b: Int): Type {
  const most = Math.max(0, Math.abs(b.lo), Math.abs(b.hi)) - 1;
  const bound = Math.max(0, most);
  return int(a.lo >= 0 ? 0 : Math.max(a.lo, -bound), a.hi <= 0 ? 0 : Math.min(a.hi, bound));
}

function bitwise(operator: '&' | '|' | '^', a: Int, b: Int): Type {
  const isBits = (one: Int): boolean => one.lo >= 0 && one.hi < 2 ** 31;
  if (operator === '&') {
    if (isBits(a) && isBits(b)) return int(0, Math.min(a.hi, b.hi));
    return isBits(b) ? int(0, b.hi) : isBits(a) ? int(0, a.hi) : I32;
  }
  return isBits(a) && isBits(b) ? int(0, 2 ** (32 - Math.clz32(a.hi | b.hi)) - 1) : I32;
}
