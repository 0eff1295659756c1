import type { Memory } from './memory.ts';
import { ends, type OnwardSteps } from './onwardSteps.ts';

/** States whose steps are read together. */
const atATime = 2 ** 12;

/** Steps onward that have been followed: to which cycles they lead. */
export interface SettledSteps {
  /** A state of each cycle, which stands for it. */
  readonly cycles: readonly number[];
  /** The state that stands for the cycle to which a state leads, or `ends`. */
  cycleOf(state: number): number;
  /** Lets go of its memory. */
  clear(): void;
}

/** Calls back for each state, the last one first, with the state to which its step leads. */
export function eachBackwards(steps: OnwardSteps, states: number, visit: (state: number, next: number) => void): void {
  for (let end = states; end > 0; end -= atATime) {
    const first = Math.max(0, end - atATime);
    const next = new Int32Array(end - first);
    steps.read(first, next);
    for (let state = end - 1; state >= first; state--) visit(state, next[state - first]!);
  }
}

/** Follows steps with 4 bytes a state: the answer for each. Throws `OutOfMemory`. */
export class QuicklySettled implements SettledSteps {
  readonly cycles: number[] = [];
  /** The next state, or `ends`; once settled, `-2 - the state that stands for the cycle`. */
  private readonly next: Int32Array;

  constructor(
    steps: OnwardSteps,
    states: number,
    private readonly memory: Memory,
  ) {
    this.next = memory.int32(states);
    for (let first = 0; first < states; first += atATime) steps.read(first, this.next.subarray(first, first + atATime));
    // The step onward often leads to the youngest state, which has a greater number and is settled already.
    for (let state = states - 1; state >= 0; state--) this.follow(state);
  }

  cycleOf(state: number): number {
    const settled = this.next[state]!;
    return settled === ends ? ends : -2 - settled;
  }

  clear(): void {
    this.memory.release(this.next.byteLength);
  }

  private follow(state: number): void {
    const { next } = this;
    const first = next[state]!;
    if (first < 0) return;
    const beyond = next[first]!;
    if (beyond < 0) {
      next[state] = beyond;
      return;
    }
    const path: number[] = [];
    let at = state;
    // Each state of the path is settled as if it stood for a cycle; if the path comes back to one, it does.
    while (next[at]! >= 0) {
      path.push(at);
      const to = next[at]!;
      next[at] = -2 - at;
      at = to;
    }
    const settled = next[at]!;
    if (settled === -2 - at && path.includes(at)) this.cycles.push(at);
    for (const one of path) next[one] = settled;
  }
}
