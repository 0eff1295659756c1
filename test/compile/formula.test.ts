import { describe, expect, test } from 'vitest';
import { parseFormula } from '../../src/compile/formula.ts';
import { type Formula, UsageError } from '../../src/core/index.ts';

const parse = (text: string): Formula => parseFormula(text, ['p', 'q', 'r'], 'claim');

/** The formula with all its parentheses. */
function show(formula: Formula): string {
  switch (formula.op) {
    case 'true':
    case 'false':
      return formula.op;
    case 'atom':
      return 'pqr'[formula.atom]!;
    case 'not':
    case 'next':
      return `${formula.op}(${show(formula.of)})`;
    default:
      return `(${show(formula.left)} ${formula.op} ${show(formula.right)})`;
  }
}

test.each([
  ['F p', '(true until p)'],
  ['<> p', '(true until p)'],
  ['G p', '(false release p)'],
  ['[]<>p', '(false release (true until p))'],
  ['X p', 'next(p)'],
  ['p W q', '(q release (p or q))'],
  ['p -> q', '(not(p) or q)'],
  ['p <-> q', '((p and q) or (not(p) and not(q)))'],
  // What binds more comes first.
  ['!p && q || r', '((not(p) and q) or r)'],
  ['p && q U r', '(p and (q until r))'],
  ['G p U q', '((false release p) until q)'],
  ['p || q -> r', '(not((p or q)) or r)'],
  // Of equal ones these go together from the right ...
  ['p -> q -> r', '(not(p) or (not(q) or r))'],
  ['p U q U r', '(p until (q until r))'],
  // ... and these from the left.
  ['p && q && r', '((p and q) and r)'],
  ['(p -> q) -> true', '(not((not(p) or q)) or true)'],
])('%s', (text, shown) => {
  expect(show(parse(text))).toBe(shown);
});

describe('refuses', () => {
  test.each([
    ['', 'something is missing at the end'],
    ['p &&', 'something is missing at the end'],
    ['p q', '"q" has no place here'],
    ['(p', 'a ")" is missing'],
    ['p & q', '"& q" cannot be read'],
    ['F s', '"s" is no predicate; there are: p, q, r'],
    ['G', 'something is missing at the end'],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(UsageError);
    expect(() => parse(text)).toThrow(`property "claim": in the formula "${text}", ${message}`);
  });

  test('a predicate that is called like an operator', () => {
    expect(() => parseFormula('F U', ['U'], 'claim')).toThrow('a predicate cannot be called "U"; rename it');
  });
});
