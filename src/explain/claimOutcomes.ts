import type { Formula, Schedule } from '../core/index.ts';
import { keyOf, remaining } from './remaining.ts';
import { StateTable } from './stateTable.ts';
import type { Fates, Question } from './steps.ts';

/** A claim about runs that a run breaks. */
export interface Claim {
  readonly formula: Formula;
  /** What an atom says of the current state. */
  readonly says: (atom: number) => boolean;
  /** Looks for a fair run from a packed state on that satisfies a formula; `undefined` if a bound was met first. */
  readonly findRun: (from: Int32Array, formula: Formula) => FoundRun | undefined;
}

export interface FoundRun {
  /** None if no run does. */
  readonly schedule: Schedule | undefined;
  /** States that were looked at. */
  readonly states: number;
}

/** So many searches at most, each as large as the bound allows. */
const mostSearches = 200;

/** Which states are lost: those from which no fair run keeps the claim, given what has been before. What remains to be claimed is part of a state. */
export class ClaimOutcomes implements Fates {
  readonly table: StateTable;
  bounded = false;
  readonly otherEnds = false;
  lost = 0;
  readonly #claim: Claim;
  readonly #formulas: Formula[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #found = new Map<number, FoundRun>();

  constructor({ system }: Question, claim: Claim) {
    this.#claim = claim;
    this.table = new StateTable(system, (word) => this.#number(remaining(this.#formulaOf(word), claim.says)));
    this.#number(claim.formula);
  }

  isLost(state: number): boolean | undefined {
    const found = this.#found.get(state) ?? this.#search(state);
    return found && found.schedule === undefined;
  }

  wayOn(state: number): Schedule {
    return this.#found.get(state)?.schedule ?? [];
  }

  #search(state: number): FoundRun | undefined {
    if (this.bounded || this.#found.size >= mostSearches) {
      this.bounded = true;
      return undefined;
    }
    const { system } = this.table;
    this.table.load(state);
    const found = this.#claim.findRun(system.packed.slice(), this.#formulaOf(this.table.wordOf(state)));
    if (found === undefined) this.bounded = true;
    else {
      this.#found.set(state, found);
      if (found.schedule === undefined) this.lost = Math.max(this.lost, found.states);
    }
    return found;
  }

  #formulaOf(word: number): Formula {
    const formula = this.#formulas[word];
    if (formula === undefined) throw new Error(`forkcheck bug: there is no formula ${word}`);
    return formula;
  }

  #number(formula: Formula): number {
    const key = keyOf(formula);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#formulas.length);
    return this.#formulas.push(formula) - 1;
  }
}
