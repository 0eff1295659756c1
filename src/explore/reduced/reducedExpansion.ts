import { type BoundName, type OpenJudge, type SearchSettings, type StateGraph, type TrackedSystem, UsageError } from '../../core/index.ts';
import { Expansion } from '../expansion.ts';
import { IntList } from '../intList.ts';
import { buildGraph } from '../stepGraph.ts';
import type { States } from '../visitedSet.ts';
import { Bits } from './bits.ts';
import type { Knowledge } from './knowledge.ts';
import { type Move, Moves } from './moves.ts';
import { PersistentSets } from './persistent.ts';

/** Agents are bits of an integer here. */
const mostAgents = 30;

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
export class ReducedExpansion extends Expansion {
  private readonly keepsGraph: boolean;
  private readonly knowledge: Knowledge;
  private readonly moves: Moves;
  private readonly sets: PersistentSets;
  /** What is being asked for with the next state. */
  private readonly affected: Affected;
  /** For each expanded state, the agents whose steps were taken (0: all), and the version of what was known then. */
  private readonly taken: IntList;
  private readonly versions: IntList;

  constructor(tracked: TrackedSystem, knowledge: Knowledge, settings: SearchSettings, openJudge: OpenJudge) {
    if (tracked.agents > mostAgents) throw new UsageError(`${tracked.agents} agents are too many for partial-order reduction, which takes ${mostAgents}`);
    const affected = new Affected();
    super({ ...tracked, predicates: observing(tracked, knowledge, affected) }, { ...settings, keepSteps: false }, openJudge);
    this.affected = affected;
    this.keepsGraph = settings.keepSteps ?? true;
    this.knowledge = knowledge;
    this.moves = new Moves(tracked, knowledge);
    this.sets = new PersistentSets(tracked, knowledge);
    this.taken = new IntList(this.memory);
    this.versions = new IntList(this.memory);
  }

  override expand(state: number): boolean {
    this.load(state);
    this.moves.look();
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

  /** Takes the steps that turn out to have been put off wrongly. */
  override repair(): boolean {
    const { version } = this.knowledge;
    const { found } = this;
    for (let state = 0; state < this.expanded; state++) {
      const agents = this.taken.get(state);
      if (agents === everybody || this.versions.get(state) === this.knowledge.version) continue;
      this.load(state);
      this.moves.look();
      const { all } = this.moves;
      if (this.sets.isPersistent(agents, all)) this.note(state, agents);
      else {
        this.note(state, everybody);
        if (!this.takeAll(state, enabledIn(all) & ~agents)) return false;
      }
    }
    return this.goesOn() && (version !== this.knowledge.version || found !== this.found);
  }

  protected override graph(): StateGraph | BoundName {
    if (!this.keepsGraph) return 'steps-not-kept';
    const { system, taken, memory } = this;
    let agents = everybody;
    const seen: States = {
      count: this.found,
      find: (packed, fingerprint, offset) => this.known.find(packed, fingerprint, offset),
      load: (_, state) => {
        this.known.load(system, state);
        agents = taken.get(state);
      },
    };
    const alternatives = (agent: number): number => (agents === everybody || (agents & (1 << agent)) !== 0 ? system.alternatives(agent) : 0);
    return buildGraph({ ...system, alternatives }, seen, [0], memory);
  }

  protected override wholeGraph(): BoundName {
    return 'states-reduced';
  }

  private note(state: number, agents: number): void {
    this.taken.set(state, agents);
    this.versions.set(state, this.knowledge.version);
  }

  private takeAll(state: number, agents: number): boolean {
    const { system } = this;
    for (let agent = 0; agent < system.agents; agent++) {
      if ((agents & (1 << agent)) === 0) continue;
      this.affected.only(this.knowledge, this.moves.all[agent]!);
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (system.enabled(agent, alternative) && !this.take(state, agent, alternative)) return false;
      }
    }
    this.affected.every();
    return true;
  }
}

/** The properties about which a step may have changed anything; what the others say is what they said before. */
class Affected {
  private readonly properties = new Bits();
  private all = true;

  every(): void {
    this.all = true;
  }

  only({ observed }: Knowledge, { visible }: Move): void {
    this.all = false;
    this.properties.clear();
    observed.propertiesOf(visible, this.properties);
  }

  has(property: number): boolean {
    return this.all || this.properties.has(property);
  }
}

/** Stands for all agents that have a step. */
const everybody = 0;

function enabledIn(moves: readonly Move[]): number {
  return moves.reduce((agents, { enabled }, agent) => (enabled ? agents | (1 << agent) : agents), 0);
}

/** The predicates, made to tell what they look at, and not to be asked again where nothing has changed for them: they had not surprised. */
function observing(system: TrackedSystem, knowledge: Knowledge, affected: Affected): TrackedSystem['predicates'] {
  return system.predicates.map((predicate, property) => ({
    ...predicate,
    holds: () => {
      if (!affected.has(property)) return predicate.kind === 'always';
      system.attend(-1);
      try {
        return predicate.holds();
      } finally {
        knowledge.observe(property, system.log);
      }
    },
  }));
}
