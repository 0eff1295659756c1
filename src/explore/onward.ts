import type { Memory, Spare } from './memory.ts';
import { OutOfMemory } from './memory.ts';
import type { OnwardSteps } from './onwardSteps.ts';

/** The run from the state comes to an end or to a fault. */
export const ends = -1;

/** Of so many states, one remembers where it leads to. */
const together = 4;

/** States whose steps are read together. */
const atATime = 2 ** 12;

/**
 * One step onward from each state, of all that it has: following them, a run ends or comes to a cycle. A component that no
 * step leaves holds such a cycle, because the steps onward from its states stay in it. Given up when memory runs short.
 */
export class Onward implements Spare {
  private dropped = false;
  /** A bit for each state: whether it stands for a cycle. */
  private isCycle: Uint8Array = new Uint8Array(0);
  /** For one state of each group, the state that stands for its cycle, plus 2; 0 if it is not known yet. */
  private answers: Int32Array = new Int32Array(0);

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

  setAll(first: number, next: Int32Array): void {
    this.keep(() => {
      for (let at = 0; at < next.length; at++) this.steps.set(first + at, next[at]!);
    });
  }

  drop(): void {
    this.dropped = true;
    this.memory.spare = undefined;
    this.steps.clear();
    this.memory.release(this.answers.byteLength + this.isCycle.byteLength);
    this.answers = new Int32Array(0);
    this.isCycle = new Uint8Array(0);
  }

  /** Follows all steps: a state of each cycle, in a fixed order. Afterwards `cycleOf` can tell. Throws `OutOfMemory`. */
  settle(states: number): number[] {
    const { memory } = this;
    memory.spare = undefined;
    this.isCycle = memory.uint8(Math.ceil(states / 8));
    this.answers = memory.int32(Math.ceil(states / together));
    const settled = memory.uint8(Math.ceil(states / 8));
    const cycles: number[] = [];
    // The step onward often leads to the youngest state, which has a greater number and is settled already.
    for (let end = states; end > 0; end -= atATime) this.followAll(Math.max(0, end - atATime), end, settled, cycles);
    memory.release(settled.byteLength);
    return cycles;
  }

  /** The state that stands for the cycle to which a state leads, or `ends`. */
  cycleOf(state: number): number {
    const { isCycle, answers } = this;
    const asked: number[] = [];
    let at = state;
    for (; at !== ends && !hasBit(isCycle, at); at = this.get(at)) {
      if (at % together !== memberOf(at)) continue;
      const answer = answers[Math.floor(at / together)]!;
      if (answer !== 0) {
        at = answer - 2;
        break;
      }
      asked.push(at);
    }
    for (const one of asked) answers[Math.floor(one / together)] = at + 2;
    return at;
  }

  private followAll(first: number, end: number, settled: Uint8Array, cycles: number[]): void {
    const next = new Int32Array(end - first);
    this.steps.read(first, next);
    for (let state = end - 1; state >= first; state--) {
      const to = next[state - first]!;
      if (to === ends || hasBit(settled, to)) setBit(settled, state);
      else this.follow(state, settled, cycles);
    }
  }

  private follow(state: number, settled: Uint8Array, cycles: number[]): void {
    const path: number[] = [];
    let at = state;
    for (; at !== ends && !hasBit(settled, at); at = this.get(at)) {
      setBit(settled, at);
      path.push(at);
    }
    if (at === ends || !path.includes(at)) return;
    setBit(this.isCycle, at);
    cycles.push(at);
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

/** Which member of a group remembers: not the same one of each, since steps may well lead from group to group in step. */
function memberOf(state: number): number {
  return (Math.imul(Math.floor(state / together), -1640531527) >>> 30) % together;
}

function hasBit(bits: Uint8Array, at: number): boolean {
  return (bits[at >>> 3]! & (1 << (at & 7))) !== 0;
}

function setBit(bits: Uint8Array, at: number): void {
  bits[at >>> 3]! |= 1 << (at & 7);
}
