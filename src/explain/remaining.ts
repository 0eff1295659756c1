import type { Formula } from '../core/index.ts';

const yes: Formula = { op: 'true' };
const no: Formula = { op: 'false' };

/** What remains to be claimed of a run from its next position on, given what the atoms say at this one. */
export function remaining(formula: Formula, says: (atom: number) => boolean): Formula {
  const of = (inner: Formula): Formula => remaining(inner, says);
  switch (formula.op) {
    case 'true':
    case 'false':
      return formula;
    case 'atom':
      return says(formula.atom) ? yes : no;
    case 'not':
      return negation(of(formula.of));
    case 'next':
      return formula.of;
    case 'and':
    case 'or':
      return joined(formula.op, [of(formula.left), of(formula.right)]);
    case 'until':
      return joined('or', [of(formula.right), joined('and', [of(formula.left), formula])]);
    case 'release':
      return joined('and', [of(formula.right), joined('or', [of(formula.left), formula])]);
  }
}

function negation(of: Formula): Formula {
  if (of.op === 'true') return no;
  return of.op === 'false' ? yes : { op: 'not', of };
}

/** All of the parts or one of them, each once and in one order, so that a formula that comes again is the same. */
function joined(op: 'and' | 'or', parts: readonly Formula[]): Formula {
  const [neutral, final] = op === 'and' ? [yes, no] : [no, yes];
  const all = new Map(parts.flatMap((part) => partsOf(op, part)).map((part) => [keyOf(part), part]));
  all.delete(keyOf(neutral));
  if (all.has(keyOf(final))) return final;
  const ordered = [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
  return ordered.length === 0 ? neutral : ordered.reduceRight((right, left) => ({ op, left, right }));
}

function partsOf(op: 'and' | 'or', formula: Formula): readonly Formula[] {
  return formula.op === op ? [...partsOf(op, formula.left), ...partsOf(op, formula.right)] : [formula];
}

export function keyOf(formula: Formula): string {
  return JSON.stringify(formula);
}
