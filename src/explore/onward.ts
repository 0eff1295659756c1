import { IntList } from './intList.ts';
import type { Memory, Spare } from './memory.ts';
import { OutOfMemory } from './memory.ts';

/** The run from the state comes to an end or to a fault. */
export const ends = -1;

/**
 * One step onward from each state, of all that it has: following them, a run ends or comes to a cycle. A component that no
 * step leaves holds such a cycle, because the steps onward from its states stay in it. Given up when memory runs short.
 */
export class Onward implements Spare {
  private readonly memory: Memory;
  /** The next state, or `ends`; once settled, `-2 - the state that stands for the cycle`. */
  private readonly next: IntList;
  private dropped = false;

  constructor(memory: Memory) {
    this.memory = memory;
    this.next = new IntList(memory);
    memory.spare = this;
  }

  /** Whether the steps are still there. */
  get kept(): boolean {
    return !this.dropped;
  }

  /** For how many states there is room. */
  get capacity(): number {
    return this.next.capacity;
  }

  /** The step onward as it was set, before they are settled. */
  get(state: number): number {
    return this.next.get(state);
  }

  set(state: number, next: number): void {
    if (this.dropped) return;
    if (state >= this.next.capacity) this.grow(state);
    if (!this.dropped) this.next.set(state, next);
  }

  setAll(state: number, next: Int32Array): void {
    if (this.dropped || next.length === 0) return;
    const last = state + next.length - 1;
    if (last >= this.next.capacity) this.grow(last);
    if (!this.dropped) this.next.setAll(state, next);
  }

  drop(): void {
    this.dropped = true;
    this.memory.spare = undefined;
    this.next.clear();
  }

  /** Follows all steps: a state of each cycle, in a fixed order. Afterwards `cycleOf` can tell. */
  settle(states: number): number[] {
    const cycles: number[] = [];
    // The step onward often leads to the youngest state, which has a greater number and is settled already.
    for (let state = states - 1; state >= 0; state--) this.follow(state, cycles);
    return cycles;
  }

  /** The state that stands for the cycle to which a state leads, or `ends`. */
  cycleOf(state: number): number {
    const settled = this.next.get(state);
    return settled === ends ? ends : -2 - settled;
  }

  private follow(state: number, cycles: number[]): void {
    const { next } = this;
    const first = next.get(state);
    if (first < 0) return;
    const beyond = next.get(first);
    if (beyond < 0) return next.set(state, beyond);
    const path: number[] = [];
    let at = state;
    // Each state of the path is settled as if it stood for a cycle; if the path comes back to one, it does.
    while (next.get(at) >= 0) {
      path.push(at);
      const to = next.get(at);
      next.set(at, -2 - at);
      at = to;
    }
    const settled = next.get(at);
    if (settled === -2 - at && path.includes(at)) cycles.push(at);
    for (const one of path) next.set(one, settled);
  }

  private grow(state: number): void {
    // While it asks for memory itself, it is nothing that could be dropped to get some.
    this.memory.spare = undefined;
    try {
      this.next.reserve(state + 1);
      this.memory.spare = this;
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      this.drop();
    }
  }
}
