import type { Formula } from '../core/index.ts';
import { normalForm, textOf } from './normalForm.ts';

/**
 * A generalized Büchi automaton that reads valuations: bit words of what the atoms say. A run begins in an initial state; in
 * each state it reads a valuation that agrees with the state's label, and it is accepted if it comes to each of the
 * acceptance sets again and again.
 */
export interface Automaton {
  readonly states: readonly AutomatonState[];
  readonly initial: readonly number[];
  /** All acceptance sets, as bits. */
  readonly sets: number;
}

export interface AutomatonState {
  /** The atoms that the label speaks of, and what they have to say, as bits. */
  readonly care: number;
  readonly want: number;
  readonly next: readonly number[];
  /** The acceptance sets that it is in, as bits. */
  readonly accepts: number;
}

/** The automaton of the runs that break a formula. */
export function automatonAgainst(formula: Formula): Automaton {
  return new Tableau(normalForm(formula, true)).automaton();
}

interface Until {
  readonly op: 'until';
  readonly left: Formula;
  readonly right: Formula;
}

/** What a run may still have to satisfy, from here on: `now` is to be worked out, `done` is, `later` is for the next position. */
interface Duty {
  readonly now: readonly Formula[];
  readonly done: ReadonlyMap<string, Formula>;
  readonly later: ReadonlyMap<string, Formula>;
}

/**
 * The tableau of Gerth, Peled, Vardi and Wolper (1995): duties are split until only literals, and what is left for later, stand
 * for them. Two states with the same literals, acceptance and duties for later are one.
 */
class Tableau {
  private readonly formula: Formula;
  private readonly untils: readonly Until[];
  private readonly states: { readonly later: readonly Formula[]; readonly label: Omit<AutomatonState, 'next'> }[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(formula: Formula) {
    this.formula = formula;
    const found = new Map<string, Until>();
    findUntils(formula, found);
    this.untils = [...found.values()];
    if (this.untils.length > 30) throw new Error('forkcheck bug: more acceptance sets than bits');
  }

  automaton(): Automaton {
    const initial = this.expand([this.formula]);
    const next: (readonly number[])[] = [];
    for (let state = 0; state < this.states.length; state++) next.push(this.expand(this.states[state]?.later ?? []));
    const states = this.states.map(({ label }, state) => ({ ...label, next: next[state] ?? [] }));
    return { states, initial, sets: 2 ** this.untils.length - 1 };
  }

  /** The states in which a run can be that has these duties. */
  private expand(duties: readonly Formula[]): readonly number[] {
    const found = new Set<number>();
    const open: Duty[] = [{ now: duties, done: new Map(), later: new Map() }];
    for (let duty = open.pop(); duty !== undefined; duty = open.pop()) {
      const [first, ...now] = duty.now;
      if (first === undefined) found.add(this.number(duty));
      else open.push(...this.split({ ...duty, now }, first));
    }
    return [...found].sort((a, b) => a - b);
  }

  /** The ways to satisfy one more formula. */
  private split(duty: Duty, formula: Formula): readonly Duty[] {
    const text = textOf(formula);
    if (duty.done.has(text) || formula.op === 'true') return [duty];
    if (formula.op === 'false' || duty.done.has(opposite(formula, text))) return [];
    const done = new Map(duty.done).set(text, formula);
    const add = (now: readonly Formula[], later?: Formula): Duty => ({
      now: [...now, ...duty.now],
      done,
      later: later === undefined ? duty.later : new Map(duty.later).set(textOf(later), later),
    });
    switch (formula.op) {
      case 'and':
        return [add([formula.left, formula.right])];
      case 'or':
        return [add([formula.left]), add([formula.right])];
      case 'until':
        return [add([formula.left], formula), add([formula.right])];
      case 'release':
        return [add([formula.right], formula), add([formula.left, formula.right])];
      case 'next':
        return [add([], formula.of)];
      default:
        return [add([])];
    }
  }

  private number({ done, later }: Duty): number {
    const label = this.labelOf(done);
    const key = [label.care, label.want, label.accepts, ...[...later.keys()].sort()].join(';');
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.states.push({ later: [...later.values()], label }) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }

  private labelOf(done: ReadonlyMap<string, Formula>): Omit<AutomatonState, 'next'> {
    let care = 0;
    let want = 0;
    for (const formula of done.values()) {
      const atom = formula.op === 'not' ? formula.of : formula;
      if (atom.op !== 'atom') continue;
      care |= 1 << atom.atom;
      if (formula.op === 'atom') want |= 1 << atom.atom;
    }
    let accepts = 0;
    for (const [set, until] of this.untils.entries()) {
      // A run that has put an `until` off for ever has not satisfied it.
      if (!done.has(textOf(until)) || satisfiedBy(until.right, done)) accepts |= 1 << set;
    }
    return { care, want, accepts };
  }
}

function findUntils(formula: Formula, into: Map<string, Until>): void {
  if ('of' in formula) findUntils(formula.of, into);
  if (!('left' in formula)) return;
  if (formula.op === 'until') into.set(textOf(formula), { op: formula.op, left: formula.left, right: formula.right });
  findUntils(formula.left, into);
  findUntils(formula.right, into);
}

/** Text of the literal that a literal contradicts. */
function opposite(formula: Formula, text: string): string {
  return formula.op === 'not' ? textOf(formula.of) : `not(${text})`;
}

function satisfiedBy(formula: Formula, done: ReadonlyMap<string, Formula>): boolean {
  return formula.op === 'true' || done.has(textOf(formula));
}
