import type { OpenJudge, SearchSettings, TrackedSystem } from '../../core/index.ts';
import { IntList } from '../intList.ts';
import type { Knowledge } from './knowledge.ts';
import { areIndependent } from './independence.ts';
import { enabledIn, TrackedExpansion } from './trackedExpansion.ts';

/**
 * An expansion that takes two steps which do not depend on each other in one order only: after the second, the agent of the first sleeps,
 * until somebody does what its step depends on. All states are found, by fewer steps. Each state keeps its sleep set; one that is found again
 * wakes the agents that do not sleep on the new way as well (Godefroid, "Partial-order methods for the verification of concurrent
 * systems", LNCS 1032, 1996, section 5.3).
 */
export class SleepingExpansion extends TrackedExpansion {
  /** For each state, the agents that sleep there, and those whose steps were taken; one bit each. */
  private readonly asleep: IntList;
  private readonly done: IntList;
  /** States that were expanded before somebody woke there. */
  private readonly woken: number[] = [];
  /** Who will sleep in the states that are being found. */
  private next = 0;

  constructor(tracked: TrackedSystem, knowledge: Knowledge, settings: SearchSettings, openJudge: OpenJudge) {
    super(tracked, knowledge, settings, openJudge);
    this.asleep = new IntList(this.memory);
    this.done = new IntList(this.memory);
  }

  override expand(state: number): boolean {
    this.leave();
    return this.takeAwake(state) && this.finish(state);
  }

  override repair(): boolean {
    for (let state = this.woken.pop(); state !== undefined; state = this.woken.pop()) if (!this.takeAwake(state)) return false;
    return this.goesOn() && this.found > this.expanded;
  }

  protected override arrive(state: number, isNew: boolean): void {
    if (isNew) {
      this.asleep.set(state, this.next);
      this.done.set(state, 0);
      return;
    }
    const before = this.asleep.get(state);
    const now = before & this.next;
    if (now === before) return;
    this.asleep.set(state, now);
    if (state < this.expanded) this.woken.push(state);
  }

  private takeAwake(state: number): boolean {
    this.load(state);
    this.look();
    const { all } = this.moves;
    const enabled = enabledIn(all);
    if (enabled === 0) this.verdicts.rest(state);
    const asleep = this.asleep.get(state);
    let done = this.done.get(state);
    for (let agent = 0; agent < all.length; agent++) {
      const own = 1 << agent;
      if ((enabled & own) === 0 || ((asleep | done) & own) !== 0) continue;
      this.next = 0;
      for (let other = 0; other < all.length; other++) {
        const mayFollow = (enabled & (asleep | done) & (1 << other)) !== 0;
        if (mayFollow && areIndependent(all[agent]!, all[other]!, this.knowledge.atoms)) this.next |= 1 << other;
      }
      if (!this.takeOf(state, agent)) return false;
      done |= own;
      this.done.set(state, done);
    }
    return true;
  }
}
