import type { Memory, Spare } from './memory.ts';
import { OutOfMemory } from './memory.ts';
import { AnyOnward, ends, type OnwardSteps, type PackOnward } from './onwardSteps.ts';
import { QuicklySettled, type SettledSteps } from './settledSteps.ts';
import { SparselySettled } from './sparselySettled.ts';

export { ends };

/**
 * One step onward from each state, of all that it has: following them, a run ends or comes to a cycle. A component that no
 * step leaves holds such a cycle, because the steps onward from its states stay in it. Given up when memory runs short.
 */
export class Onward implements Spare {
  private dropped = false;
  private settled: SettledSteps | undefined;

  constructor(
    private readonly memory: Memory,
    private readonly steps: OnwardSteps,
  ) {
    memory.spare = this;
  }

  /** Whether the steps are still there. */
  get kept(): boolean {
    return !this.dropped;
  }

  /** Whether `toLastFound` may be set. */
  get tellsLastFound(): boolean {
    return this.steps.tellsLastFound;
  }

  /** For how many states, from the first on, there may be one. */
  get length(): number {
    return this.steps.length;
  }

  /** The state that the step leads to, or `ends`. */
  get(state: number): number {
    return this.steps.get(state);
  }

  set(state: number, next: number): void {
    this.keep(() => this.steps.set(state, next));
  }

  setAll(first: number, next: Int32Array, pack?: PackOnward): void {
    this.keep(() => this.steps.setAll(first, next, pack));
  }

  drop(): void {
    this.dropped = true;
    this.memory.spare = undefined;
    this.steps.clear();
    this.settled?.clear();
    this.settled = undefined;
  }

  /** Follows all steps: a state of each cycle, in a fixed order. Afterwards `cycleOf` can tell, and nothing else. Throws `OutOfMemory`. */
  settle(states: number): readonly number[] {
    const { memory, steps } = this;
    memory.spare = undefined;
    this.settled = steps instanceof AnyOnward ? new QuicklySettled(steps.next, states) : new SparselySettled(steps, states, memory);
    return this.settled.cycles;
  }

  /** The state that stands for the cycle to which a state leads, or `ends`. */
  cycleOf(state: number): number {
    if (this.settled === undefined) throw new Error('forkcheck bug: steps onward are asked for that nobody has settled');
    return this.settled.cycleOf(state);
  }

  private keep(act: () => void): void {
    if (this.dropped) return;
    // While it asks for memory itself, it is nothing that could be dropped to get some.
    this.memory.spare = undefined;
    try {
      act();
      this.memory.spare = this;
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      this.drop();
    }
  }
}
