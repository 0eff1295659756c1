import { UsageError, type Formula } from '../core/index.ts';

/** Operators between two formulas, from what binds least; `right`: of equal ones the last is taken together first. */
const binary = [
  { names: ['<->'], right: false },
  { names: ['->'], right: true },
  { names: ['||'], right: false },
  { names: ['&&'], right: false },
  { names: ['U', 'W', 'R'], right: true },
] as const;

const unary = ['!', 'X', 'F', '<>', 'G', '[]'] as const;
const token = /\s*(<->|->|\|\||&&|<>|\[\]|[!()]|[A-Za-z_]\w*)/y;
const reserved = new Set(['X', 'F', 'G', 'U', 'W', 'R', 'true', 'false']);

/** Parses a formula over predicates by name; `property` is whose mistake a `UsageError` reports. */
export function parseFormula(text: string, predicates: readonly string[], property: string): Formula {
  const taken = predicates.find((name) => reserved.has(name) || !/^[A-Za-z_]\w*$/.test(name));
  if (taken !== undefined) throw new UsageError(`property "${property}": a predicate cannot be called "${taken}"; rename it`);
  return new Parser(text, predicates, property).parse();
}

class Parser {
  private at = 0;
  private next: string | undefined;

  constructor(
    private readonly text: string,
    private readonly predicates: readonly string[],
    private readonly property: string,
  ) {
    this.next = this.read();
  }

  parse(): Formula {
    const formula = this.level(0);
    if (this.next !== undefined) this.refuse(`"${this.next}" has no place here`);
    return formula;
  }

  private level(depth: number): Formula {
    const operators = binary[depth];
    if (operators === undefined) return this.operand();
    let left = this.level(depth + 1);
    while (this.next !== undefined && operators.names.some((name) => name === this.next)) {
      const operator = this.advance();
      left = combine(operator, left, this.level(operators.right ? depth : depth + 1));
    }
    return left;
  }

  private operand(): Formula {
    const word = this.advance();
    if (unary.some((name) => name === word)) return apply(word, this.operand());
    if (word === 'true' || word === 'false') return { op: word };
    if (word === '(') {
      const inner = this.level(0);
      if (this.next !== ')') this.refuse('a ")" is missing');
      this.advance();
      return inner;
    }
    const atom = this.predicates.indexOf(word);
    if (atom !== -1) return { op: 'atom', atom };
    return this.refuse(`"${word}" is no predicate; there are: ${this.predicates.join(', ') || 'none'}`);
  }

  private advance(): string {
    const word = this.next;
    if (word === undefined) return this.refuse('something is missing at the end');
    this.next = this.read();
    return word;
  }

  private read(): string | undefined {
    token.lastIndex = this.at;
    const found = token.exec(this.text);
    if (found === null && this.text.slice(this.at).trim() !== '') this.refuse(`"${this.text.slice(this.at).trim()}" cannot be read`);
    if (found === null) return undefined;
    this.at = token.lastIndex;
    return found[1];
  }

  private refuse(problem: string): never {
    throw new UsageError(`property "${this.property}": in the formula "${this.text}", ${problem}`);
  }
}

const yes: Formula = { op: 'true' };
const no: Formula = { op: 'false' };
const not = (of: Formula): Formula => ({ op: 'not', of });

function apply(operator: string, of: Formula): Formula {
  switch (operator) {
    case '!':
      return not(of);
    case 'X':
      return { op: 'next', of };
    case 'F':
    case '<>':
      return { op: 'until', left: yes, right: of };
    default:
      return { op: 'release', left: no, right: of };
  }
}

function combine(operator: string, left: Formula, right: Formula): Formula {
  switch (operator) {
    case '&&':
      return { op: 'and', left, right };
    case '||':
      return { op: 'or', left, right };
    case '->':
      return { op: 'or', left: not(left), right };
    case '<->':
      return { op: 'or', left: { op: 'and', left, right }, right: { op: 'and', left: not(left), right: not(right) } };
    case 'U':
      return { op: 'until', left, right };
    case 'R':
      return { op: 'release', left, right };
    default:
      // W: `right` releases the state that satisfies either.
      return { op: 'release', left: right, right: { op: 'or', left, right } };
  }
}
