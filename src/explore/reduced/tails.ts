import type { Schedule } from '../../core/index.ts';
import { unpackChoice } from '../choices.ts';
import { IntList } from '../intList.ts';
import type { Memory } from '../memory.ts';

/** For each state that was found at the end of a chain, the steps after the first. */
export class Tails {
  private readonly ends: IntList;
  private readonly choices: IntList;
  private states = 0;
  private length = 0;

  constructor(memory: Memory) {
    this.ends = new IntList(memory);
    this.choices = new IntList(memory);
  }

  /** Notes the packed choices that led to the next state. Throws `OutOfMemory`. */
  add(tail: readonly number[]): void {
    for (const choice of tail) this.choices.set(this.length++, choice);
    this.ends.set(this.states++, this.length);
  }

  of(state: number): Schedule {
    const first = state === 0 ? 0 : this.ends.get(state - 1);
    return Array.from({ length: this.ends.get(state) - first }, (_, at) => unpackChoice(this.choices.get(first + at)));
  }
}
