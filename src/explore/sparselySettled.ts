import type { Memory } from './memory.ts';
import { ends, type OnwardSteps } from './onwardSteps.ts';
import { eachBackwards, leadsBack, type SettledSteps } from './settledSteps.ts';

/** Of so many states, one remembers where it leads to. */
const together = 4;

/** Follows steps with little more than a byte a state: answers are remembered here and there. Throws `OutOfMemory`. */
export class SparselySettled implements SettledSteps {
  readonly cycles: number[] = [];
  /** A bit for each state: whether it stands for a cycle. */
  private readonly isCycle: Uint8Array;
  /** For one state of each group, the state that stands for its cycle, plus 2; 0 if it is not known yet. */
  private readonly answers: Int32Array;

  constructor(
    private readonly steps: OnwardSteps,
    states: number,
    private readonly memory: Memory,
  ) {
    this.isCycle = memory.uint8(Math.ceil(states / 8));
    this.answers = memory.int32(Math.ceil(states / together));
    const settled = memory.uint8(Math.ceil(states / 8));
    eachBackwards(steps, states, (state, next) => {
      if (leadsBack(state, next) && !hasBit(settled, state)) this.follow(state, settled);
    });
    memory.release(settled.byteLength);
  }

  cycleOf(state: number): number {
    const { isCycle, answers, steps } = this;
    const asked: number[] = [];
    let at = state;
    for (; at !== ends && !hasBit(isCycle, at); at = steps.get(at)) {
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

  clear(): void {
    this.memory.release(this.answers.byteLength + this.isCycle.byteLength);
  }

  private follow(state: number, settled: Uint8Array): void {
    const path: number[] = [];
    let at = state;
    for (; at !== ends && !hasBit(settled, at); at = this.steps.get(at)) {
      setBit(settled, at);
      path.push(at);
    }
    if (at === ends || !path.includes(at)) return;
    setBit(this.isCycle, at);
    this.cycles.push(at);
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
