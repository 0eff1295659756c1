import type { Formula } from '../core/index.ts';

const yes: Formula = { op: 'true' };
const no: Formula = { op: 'false' };

/** The negation of a formula, or the formula itself, with `not` in front of atoms only and constants worked out. */
export function normalForm(formula: Formula, negated: boolean): Formula {
  switch (formula.op) {
    case 'true':
    case 'false':
      return (formula.op === 'true') === negated ? no : yes;
    case 'atom':
      return negated ? { op: 'not', of: formula } : formula;
    case 'not':
      return normalForm(formula.of, !negated);
    case 'next':
      return next(normalForm(formula.of, negated));
    case 'and':
    case 'or': {
      const op = (formula.op === 'and') === negated ? 'or' : 'and';
      return combine(op, normalForm(formula.left, negated), normalForm(formula.right, negated));
    }
    case 'until':
    case 'release': {
      const op = (formula.op === 'until') === negated ? 'release' : 'until';
      return repeat(op, normalForm(formula.left, negated), normalForm(formula.right, negated));
    }
  }
}

/** One text for each formula, to compare formulas by. */
export function textOf(formula: Formula): string {
  switch (formula.op) {
    case 'true':
    case 'false':
      return formula.op;
    case 'atom':
      return `a${formula.atom}`;
    case 'not':
    case 'next':
      return `${formula.op}(${textOf(formula.of)})`;
    default:
      return `${formula.op}(${textOf(formula.left)},${textOf(formula.right)})`;
  }
}

function next(of: Formula): Formula {
  return of.op === 'true' || of.op === 'false' ? of : { op: 'next', of };
}

function combine(op: 'and' | 'or', left: Formula, right: Formula): Formula {
  const [neutral, final] = op === 'and' ? (['true', 'false'] as const) : (['false', 'true'] as const);
  if (left.op === neutral || right.op === final || textOf(left) === textOf(right)) return right;
  if (right.op === neutral || left.op === final) return left;
  return { op, left, right };
}

/** `until` and `release`, without repetitions such as F F p and G G p. */
function repeat(op: 'until' | 'release', left: Formula, right: Formula): Formula {
  if (right.op === 'true' || right.op === 'false') return right;
  // p U q is q where p never holds; p R q is q where p always does.
  if (left.op === (op === 'until' ? 'false' : 'true') || textOf(left) === textOf(right)) return right;
  const last = op === 'until' ? 'true' : 'false';
  if (left.op === last && right.op === op && right.left.op === last) return right;
  return { op, left, right };
}
