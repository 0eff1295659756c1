import type { Formula } from '../core/index.ts';

/** A run that never ends, as far as formulas see it: what the atoms say at each position; after the last comes `back`. */
export interface Word {
  readonly positions: number;
  readonly back: number;
  says(atom: number, position: number): boolean;
}

/** Whether a run satisfies a formula, which speaks of its first position. */
export function satisfies(formula: Formula, word: Word): boolean {
  return truths(formula, word)[0] === true;
}

/** Where a formula is true, position by position. */
function truths(formula: Formula, word: Word): readonly boolean[] {
  const each = (claim: (position: number) => boolean): boolean[] => Array.from({ length: word.positions }, (_, position) => claim(position));
  const of = (inner: Formula): readonly boolean[] => truths(inner, word);
  switch (formula.op) {
    case 'true':
      return each(() => true);
    case 'false':
      return each(() => false);
    case 'atom':
      return each((position) => word.says(formula.atom, position));
    case 'not': {
      const inner = of(formula.of);
      return inner.map((holds) => !holds);
    }
    case 'next': {
      const inner = of(formula.of);
      return each((position) => inner[after(word, position)] === true);
    }
    case 'and': {
      const right = of(formula.right);
      return of(formula.left).map((holds, position) => holds && right[position] === true);
    }
    case 'or': {
      const right = of(formula.right);
      return of(formula.left).map((holds, position) => holds || right[position] === true);
    }
    case 'until':
    case 'release':
      return unfolded(formula.op, of(formula.left), of(formula.right), word);
  }
}

/** The least solution of u = right or (left and next u), or the greatest of r = right and (left or next r). */
function unfolded(op: 'until' | 'release', left: readonly boolean[], right: readonly boolean[], word: Word): readonly boolean[] {
  const result = right.map(() => op === 'release');
  // The second turn carries what the first one found out around the cycle.
  for (let turn = 0; turn < 2; turn++) {
    for (let position = word.positions - 1; position >= 0; position--) {
      const next = result[after(word, position)] === true;
      const here = left[position] === true;
      result[position] = op === 'until' ? right[position] === true || (here && next) : right[position] === true && (here || next);
    }
  }
  return result;
}

function after(word: Word, position: number): number {
  return position + 1 < word.positions ? position + 1 : word.back;
}
