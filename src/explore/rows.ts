import { type TransitionSystem, UsageError } from '../core/index.ts';
import { mostAlternatives } from './choices.ts';

const firstRows = 1024;

/** The successors of a few states, side by side, as a system with a fast way gives them. */
export class Rows {
  /** Words a row: the packed state, its fingerprint and the choice. */
  readonly stride: number;
  table: Int32Array;
  end = 0;
  private readonly ends: number[] = [];
  private readonly successors: (into: Int32Array, at: number) => number;

  private constructor(words: number, successors: (into: Int32Array, at: number) => number) {
    this.stride = words + 2;
    this.successors = successors;
    this.table = new Int32Array(firstRows * this.stride);
  }

  /** Rows for a system, if it has a fast way. */
  static of({ words, successors }: Pick<TransitionSystem, 'words' | 'successors'>): Rows | undefined {
    return successors && new Rows(words, successors);
  }

  clear(): void {
    this.end = 0;
    this.ends.length = 0;
  }

  /** Adds the successors of the current state. */
  add(): void {
    let end = this.successors(this.table, this.end);
    for (; end === -1; end = this.successors(this.table, this.end)) this.grow();
    if (end < 0) throw new UsageError(`a location has more than ${mostAlternatives} alternatives`);
    this.end = end;
    this.ends.push(end);
  }

  /** Where the successors of the state that was added as the `index`-th stand. */
  firstOf(index: number): number {
    return index === 0 ? 0 : this.ends[index - 1]!;
  }

  endOf(index: number): number {
    return this.ends[index]!;
  }

  private grow(): void {
    const grown = new Int32Array(2 * this.table.length);
    grown.set(this.table);
    this.table = grown;
  }
}
