import type { OpenJudge, SearchSettings, Symmetry, TrackedSystem } from '../../core/index.ts';
import { IntList } from '../intList.ts';
import type { Knowledge } from './knowledge.ts';
import { PersistentSets } from './persistent.ts';
import { enabledIn, everybody, TrackedExpansion } from './trackedExpansion.ts';

/** States looked at again before it is time to look at the clock. */
const repairedTogether = 256;

/**
 * An expansion that takes, of each state, a persistent set of steps only: those that do not depend on anything which the other
 * agents may do before. At least one of them must lead to a state that is expanded later, or all are taken: so no agent is
 * put off for ever (the proviso of Bosnacki and Holzmann, "Improving Spin's partial-order reduction for breadth-first search",
 * SPIN 2005).
 *
 * What agents may do is learned on the way (see `Knowledge`), so that what was left out is looked at again when all has
 * been learned. That is enough: if a step that was put off depended on one that was taken, it would, taken afterwards, still look at or
 * change the first thing on which the two depend, and so have told.
 */
export class PersistentExpansion extends TrackedExpansion {
  private readonly sets: PersistentSets;
  /** For each expanded state, the agents whose steps were taken (0: all), and the version of what was known then. */
  private readonly taken: IntList;
  private readonly versions: IntList;
  /** How many states were found to be in order, for a version of what is known. */
  private checked = 0;
  private checkedFor = -1;

  constructor(tracked: TrackedSystem, knowledge: Knowledge, settings: SearchSettings, openJudge: OpenJudge, symmetry?: Symmetry) {
    super(tracked, knowledge, settings, openJudge, symmetry);
    this.sets = new PersistentSets(tracked, knowledge);
    this.taken = new IntList(this.memory);
    this.versions = new IntList(this.memory);
  }

  override expand(state: number): boolean {
    this.load(state);
    this.look();
    const { all } = this.moves;
    const enabled = enabledIn(all);
    if (enabled === 0) this.verdicts.rest(state);
    this.leave();
    let agents = 0;
    for (const set of this.sets.all(all)) {
      if (!this.takeAll(state, set & ~agents)) return false;
      agents |= set;
      if (this.onwardTo > state) break;
    }
    this.note(state, agents === enabled ? everybody : agents);
    return this.finish(state);
  }

  /** Takes steps that turn out to have been put off wrongly. */
  override repair(): boolean {
    const { knowledge, expanded } = this;
    if (this.checkedFor !== knowledge.version) {
      this.checkedFor = knowledge.version;
      this.checked = 0;
    }
    const end = Math.min(expanded, this.checked + repairedTogether);
    // What is learned meanwhile makes the next round begin anew.
    for (; this.checked < end; this.checked++) if (!this.check(this.checked)) return false;
    return this.goesOn() && (this.checked < expanded || this.checkedFor !== knowledge.version || this.found !== expanded);
  }

  private check(state: number): boolean {
    const agents = this.taken.get(state);
    if (agents === everybody || this.versions.get(state) === this.knowledge.version) return true;
    this.load(state);
    this.look();
    const { all } = this.moves;
    if (this.sets.isPersistent(agents, all)) {
      this.note(state, agents);
      return true;
    }
    this.note(state, everybody);
    return this.takeAll(state, enabledIn(all) & ~agents);
  }

  protected override stepsOf(state: number): number {
    return this.taken.get(state);
  }

  private note(state: number, agents: number): void {
    this.taken.set(state, agents);
    this.versions.set(state, this.knowledge.version);
  }
}
