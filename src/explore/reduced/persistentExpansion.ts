import { IntList } from '../intList.ts';
import { enabledIn } from './beside.ts';
import { PersistentSets } from './persistent.ts';
import { everybody, TrackedExpansion, type TrackedParts } from './trackedExpansion.ts';

/**
 * An expansion that takes, of each state, a persistent set of steps only: those that do not depend on anything which the other
 * agents may do before. At least one of them must lead to a state that is expanded later, or all are taken: so no agent is
 * put off for ever (the proviso of Bosnacki and Holzmann, "Improving Spin's partial-order reduction for breadth-first search",
 * SPIN 2005).
 *
 * What agents may do is learned on the way (see `Knowledge`): an expansion that learned something counts for nothing, but that the next one knows it.
 * An expansion that learned nothing is enough: if a step that was put off depended on one that was taken, it would, taken afterwards, still
 * look at or change the first thing on which the two depend, and so have told.
 */
export class PersistentExpansion extends TrackedExpansion {
  protected readonly sets: PersistentSets;
  /** For each expanded state, the agents whose steps were taken (0: all). */
  private readonly taken: IntList;

  constructor(parts: TrackedParts) {
    super(parts);
    this.sets = new PersistentSets(parts.tracked, parts.knowledge);
    this.taken = new IntList(this.memory);
  }

  override expand(state: number): boolean {
    this.load(state);
    this.sets.forget();
    this.look();
    const enabled = enabledIn(this.moves.all);
    if (enabled === 0) this.verdicts.rest(state);
    this.leave();
    const alone = this.sets.alone(this.moves.all);
    const agents = alone < 0 ? 0 : 1 << alone;
    return this.takeAll(state, agents) && this.complete(state, agents, enabled);
  }

  /** Ends the expansion of a state of which the steps of some agents were taken; takes more if need be. False when the search must end. */
  protected complete(state: number, first: number, enabled: number): boolean {
    let agents = first;
    // Only then is it worth while to look for larger sets.
    if (this.onwardTo <= state && agents !== enabled) {
      this.again(state);
      for (const set of this.sets.all(this.moves.all)) {
        if (!this.takeAll(state, set & ~agents)) return false;
        agents |= set;
        if (this.onwardTo > state) break;
      }
    }
    this.taken.set(state, agents === enabled ? everybody : agents);
    this.tookAll(state, agents, enabled);
    return this.finish(state);
  }

  /** Is told of each state whose steps were taken, and by whom, of those that have any. */
  protected tookAll(_state: number, _agents: number, _enabled: number): void {}

  /** Looks at a state once more, if others have become current since. */
  protected again(_state: number): void {}

  protected override stepsOf(state: number): number {
    return this.taken.get(state);
  }
}
