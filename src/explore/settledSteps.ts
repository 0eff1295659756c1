import type { IntList } from './intList.ts';
import { ends, type OnwardSteps } from './onwardSteps.ts';

/** States whose steps are read together. */
const atATime = 2 ** 12;

/** So many states are followed one after another, after a look at so many steps of each. */
const followedTogether = 64;
const hopsAhead = 8;

/** Steps onward that have been followed: to which cycles they lead. */
export interface SettledSteps {
  /** A state of each cycle, which stands for it. */
  readonly cycles: readonly number[];
  /** The state that stands for the cycle to which a state leads, or `ends`. */
  cycleOf(state: number): number;
  /** Lets go of its memory. */
  clear(): void;
}

/** Whether a step leads to no younger state: every cycle has such a step, so that whoever follows those has seen all cycles. */
export const leadsBack = (state: number, next: number): boolean => next >= 0 && next <= state;

/** The last place before one whose state's step leads back, or -1. Most of the time goes here, and so it is a function that V8 has soon compiled. */
function backBefore(steps: Int32Array, first: number, place: number): number {
  let at = place - 1;
  while (at >= 0 && !leadsBack(first + at, steps[at]!)) at--;
  return at;
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

/** Follows steps in the list that holds them, and puts the answers in their place. */
export class QuicklySettled implements SettledSteps {
  readonly cycles: number[] = [];
  /** States of the path that is being followed, and behind these some of longer ones before. */
  private readonly path: number[] = [];
  /** States that are followed one after another. */
  private readonly group = new Int32Array(followedTogether);
  private collected = 0;

  constructor(
    /** The next state, or `ends`; once settled, `-2 - the state that stands for the cycle`. */
    private readonly next: IntList,
    states: number,
  ) {
    for (let end = states; end > 0; ) {
      const steps = next.before(end);
      end -= steps.length;
      this.collect(steps, end);
    }
    this.followAll();
  }

  cycleOf(state: number): number {
    const settled = this.settle(state);
    return settled === ends ? ends : -2 - settled;
  }

  /** The list belongs to the steps. */
  clear(): void {}

  /** Collects states whose steps lead back, the last first, and follows them; the first one of all is given. */
  private collect(steps: Int32Array, first: number): void {
    const { group } = this;
    for (let at = backBefore(steps, first, steps.length); at >= 0; at = backBefore(steps, first, at)) {
      group[this.collected++] = first + at;
      if (this.collected === group.length) this.followAll();
    }
  }

  private followAll(): void {
    const states = this.group.subarray(0, this.collected);
    this.collected = 0;
    this.lookAhead(states.slice());
    // The step of one may have been settled with that of another.
    for (const state of states) if (leadsBack(state, this.next.get(state))) this.follow(state);
  }

  /** Looks at where steps lead that are going to be followed: the cache misses of different paths overlap, those of one path can't. */
  private lookAhead(states: Int32Array): void {
    const { next } = this;
    for (let hop = 0; hop < hopsAhead; hop++) for (let at = 0; at < states.length; at++) if (states[at]! >= 0) states[at] = next.get(states[at]!);
  }

  /** Follows steps from a state to what is settled; there is such a state ahead. */
  private settle(state: number): number {
    const { next } = this;
    const path: number[] = [];
    let at = state;
    for (let to = next.get(at); to >= 0; to = next.get(at)) {
      path.push(at);
      at = to;
    }
    const settled = next.get(at);
    for (const one of path) next.set(one, settled);
    return settled;
  }

  private follow(state: number): void {
    const { next, path } = this;
    let length = 0;
    let at = state;
    // Each state of the path is settled as if it stood for a cycle; if the path comes back to one, it does.
    for (let to = next.get(at); to >= 0; to = next.get(at)) {
      path[length++] = at;
      next.set(at, -2 - at);
      at = to;
    }
    const settled = next.get(at);
    if (settled === -2 - at && path.lastIndexOf(at, length - 1) >= 0) this.cycles.push(at);
    for (let index = 0; index < length; index++) next.set(path[index]!, settled);
  }
}
