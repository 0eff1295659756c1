import { IntList } from '../intList.ts';
import { enabledIn } from './beside.ts';
import { areIndependent } from './independence.ts';
import { TrackedExpansion, type TrackedParts } from './trackedExpansion.ts';

/**
 * An expansion that takes two steps which do not depend on each other in one order only: after the second, the agent of the first sleeps,
 * until somebody does what its step depends on. All states are found, by fewer steps. Each state keeps its sleep set: of those that it is
 * found with before it is expanded, what they have in common (Godefroid, "Partial-order methods for the verification of concurrent
 * systems", LNCS 1032, 1996, section 5.3).
 *
 * Ways that come later wake nobody, for states are expanded in the order of their distance: of the shortest ways to a state, the one whose
 * agents come first in their order is never cut short. If an agent slept there before its step, it would have been put to sleep further up by
 * an agent behind it, that step would do the same if it were taken there, and the way would be as short and come before.
 */
export class SleepingExpansion extends TrackedExpansion {
  /** For each state, the agents that sleep there, one bit each. */
  private readonly asleep: IntList;
  /** Who will sleep in the states that are being found. */
  private next = 0;

  constructor(parts: TrackedParts) {
    super(parts);
    this.asleep = new IntList(this.memory);
  }

  override expand(state: number): boolean {
    this.leave();
    return this.takeAwake(state) && this.finish(state);
  }

  protected override arrive(state: number, isNew: boolean): void {
    this.asleep.set(state, isNew ? this.next : this.asleep.get(state) & this.next);
  }

  private takeAwake(state: number): boolean {
    this.load(state);
    this.look();
    const { all } = this.moves;
    const enabled = enabledIn(all);
    if (enabled === 0) this.verdicts.rest(state);
    const asleep = this.asleep.get(state);
    // Those whose steps in this state are found, or will be on another way.
    let settled = asleep;
    for (let agent = 0; agent < all.length; agent++) {
      const own = 1 << agent;
      if ((enabled & own) === 0 || (asleep & own) !== 0) continue;
      this.next = 0;
      for (let other = 0; other < all.length; other++) {
        const mayFollow = (enabled & settled & (1 << other)) !== 0;
        if (mayFollow && areIndependent(all[agent]!, all[other]!, this.knowledge.atoms)) this.next |= 1 << other;
      }
      if (!this.takeOf(state, agent)) return false;
      settled |= own;
    }
    return true;
  }
}
