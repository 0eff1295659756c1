import {
  type BoundName,
  type OpenJudge,
  type SearchSettings,
  type StateGraph,
  type Symmetry,
  type TrackedSystem,
  type TransitionSystem,
  UsageError,
} from '../../core/index.ts';
import { Expansion } from '../expansion.ts';
import { OutOfMemory } from '../memory.ts';
import { buildGraph } from '../stepGraph.ts';
import { quotient } from '../symmetric/quotient.ts';
import { type RenamedSteps, renamedStepsOf } from '../symmetric/renamedSteps.ts';
import { firstStuck } from '../symmetric/stuckAgents.ts';
import { loopAt } from '../symmetric/symmetricExpansion.ts';
import type { States } from '../visitedSet.ts';
import { Affected, observing } from './affected.ts';
import type { Knowledge } from './knowledge.ts';
import { Moves } from './moves.ts';
import { RenamedLook } from './renamedLook.ts';

/** Agents are bits of an integer here. */
const mostAgents = 30;

/** Stands for all agents that have a step. */
export const everybody = 0;

/** What a reduced search is made of. */
export interface TrackedParts {
  readonly tracked: TrackedSystem;
  readonly knowledge: Knowledge;
  readonly settings: SearchSettings;
  readonly openJudge: OpenJudge;
  readonly symmetry?: Symmetry | undefined;
}

/** An expansion that knows of each agent's next steps what they look at and change, before it takes any of them. */
export class TrackedExpansion extends Expansion {
  protected readonly keepsGraph: boolean;
  private readonly tracked: TrackedSystem;
  protected readonly symmetry: Symmetry | undefined;
  protected readonly knowledge: Knowledge;
  /** What the agents do next in the state that was looked at last. */
  protected readonly moves: Moves;
  /** What is being asked for with the next state. */
  protected readonly affected: Affected;
  /** What else is looked at with a state. */
  private readonly renamedLook: RenamedLook | undefined;

  constructor({ tracked, knowledge, settings, openJudge, symmetry }: TrackedParts) {
    if (tracked.agents > mostAgents) throw new UsageError(`${tracked.agents} agents are too many for a reduction, which takes ${mostAgents}: leave --reduction out`);
    const affected = new Affected();
    const keepsGraph = settings.keepSteps ?? true;
    const observed = { ...tracked, predicates: observing(tracked, knowledge, affected) };
    super(symmetry ? quotient(observed, symmetry) : observed, { ...settings, keepSteps: keepsGraph && symmetry !== undefined }, openJudge, false);
    this.keepsGraph = keepsGraph;
    this.tracked = tracked;
    this.symmetry = symmetry;
    this.affected = affected;
    this.knowledge = knowledge;
    this.moves = new Moves(tracked, knowledge);
    if (symmetry !== undefined) this.renamedLook = new RenamedLook(tracked, symmetry, this.moves, observed.predicates, (property) => affected.has(property));
  }

  protected override wholeGraph(): 'states-reduced' {
    return 'states-reduced';
  }

  /** Which agents' steps belong to the graph that is judged: those that were taken, or would have been but for being taken elsewhere. */
  protected stepsOf(_state: number): number {
    return everybody;
  }

  /** The graph of the steps that belong to it; with a symmetry, the one that `firstStuck` makes do. */
  protected override graph(): StateGraph | BoundName {
    if (!this.keepsGraph) return 'steps-not-kept';
    return this.symmetry === undefined ? this.graphOfSteps() : this.graphUpTo(this.symmetry);
  }

  protected graphOfSteps(): StateGraph | BoundName {
    const { system, seen } = this.restricted();
    return buildGraph(system, seen, [0], this.memory);
  }

  private graphUpTo(symmetry: Symmetry): StateGraph | BoundName {
    const { memory, onward, known, tracked } = this;
    if (!onward.kept) return 'max-memory';
    try {
      const steps = this.renamedSteps(symmetry);
      if (steps === undefined) return 'max-memory';
      return loopAt(firstStuck(tracked, steps, known, onward, memory), this.states, (state) => known.load(this.system, state));
    } catch (error) {
      if (error instanceof OutOfMemory) return 'max-memory';
      throw error;
    }
  }

  /** The steps between representatives that belong to the graph; `undefined` if there was no room for them. */
  protected renamedSteps(symmetry: Symmetry): RenamedSteps | undefined {
    const { system, seen } = this.restricted();
    return renamedStepsOf(system, symmetry, seen);
  }

  /** The system without the steps that do not belong to the graph, as long as its states come from this set. */
  private restricted(): { readonly system: TransitionSystem; readonly seen: States } {
    const { tracked, known } = this;
    let agents = everybody;
    const seen: States = {
      count: this.found,
      find: (packed, fingerprint, offset) => known.find(packed, fingerprint, offset),
      load: (_, state) => {
        known.load(tracked, state);
        agents = this.stepsOf(state);
      },
    };
    const alternatives = (agent: number): number => (agents === everybody || (agents & (1 << agent)) !== 0 ? tracked.alternatives(agent) : 0);
    return { system: { ...tracked, alternatives }, seen };
  }

  /** Looks at the moves from the current state, and learns from what it may be renamed to as well. */
  protected look(): void {
    this.renamedLook?.look();
    this.moves.look();
  }

  /** Takes the steps of some agents, one bit each, in the state that was looked at last. False when the search must end. */
  protected takeAll(state: number, agents: number): boolean {
    for (let agent = 0; agent < this.system.agents; agent++) {
      if ((agents & (1 << agent)) !== 0 && !this.takeOf(state, agent)) return false;
    }
    return true;
  }

  /** Takes all steps of an agent. False when the search must end. */
  protected takeOf(state: number, agent: number): boolean {
    const { system } = this;
    const narrowed = this.narrowTo(agent);
    try {
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (system.enabled(agent, alternative) && !this.take(state, agent, alternative)) return false;
      }
      return true;
    } finally {
      // However it ends: states that are judged later come from other steps.
      narrowed.widen();
    }
  }

  /** Asks those properties only, of the states that follow, to which what an agent does next matters. */
  protected narrowTo(agent: number): { widen(): void } {
    this.affected.narrow(this.knowledge, this.moves.all[agent]!);
    return this.affected;
  }
}
