import { type BoundName, type OpenJudge, type SearchSettings, type StateGraph, type TrackedSystem, UsageError } from '../../core/index.ts';
import { Expansion } from '../expansion.ts';
import { buildGraph } from '../stepGraph.ts';
import type { States } from '../visitedSet.ts';
import { Bits } from './bits.ts';
import type { Knowledge } from './knowledge.ts';
import { type Move, Moves } from './moves.ts';

/** Agents are bits of an integer here. */
const mostAgents = 30;

/** Stands for all agents that have a step. */
export const everybody = 0;

/** An expansion that knows of each agent's next steps what they look at and change, before it takes any of them. */
export class TrackedExpansion extends Expansion {
  private readonly keepsGraph: boolean;
  protected readonly knowledge: Knowledge;
  /** What the agents do next in the state that was looked at last. */
  protected readonly moves: Moves;
  /** What is being asked for with the next state. */
  private readonly affected: Affected;

  constructor(tracked: TrackedSystem, knowledge: Knowledge, settings: SearchSettings, openJudge: OpenJudge) {
    if (tracked.agents > mostAgents) throw new UsageError(`${tracked.agents} agents are too many for a reduction, which takes ${mostAgents}: leave --reduction out`);
    const affected = new Affected();
    super({ ...tracked, predicates: observing(tracked, knowledge, affected) }, { ...settings, keepSteps: false }, openJudge, false);
    this.keepsGraph = settings.keepSteps ?? true;
    this.affected = affected;
    this.knowledge = knowledge;
    this.moves = new Moves(tracked, knowledge);
  }

  protected override wholeGraph(): 'states-reduced' {
    return 'states-reduced';
  }

  /** Which agents' steps belong to the graph that is judged: those that were taken, or would have been but for being taken elsewhere. */
  protected stepsOf(_state: number): number {
    return everybody;
  }

  /** The steps onward are not kept: not all of them are taken. */
  protected override graph(): StateGraph | BoundName {
    if (!this.keepsGraph) return 'steps-not-kept';
    const { system, memory } = this;
    let agents = everybody;
    const seen: States = {
      count: this.found,
      find: (packed, fingerprint, offset) => this.known.find(packed, fingerprint, offset),
      load: (_, state) => {
        this.known.load(system, state);
        agents = this.stepsOf(state);
      },
    };
    const alternatives = (agent: number): number => (agents === everybody || (agents & (1 << agent)) !== 0 ? system.alternatives(agent) : 0);
    return buildGraph({ ...system, alternatives }, seen, [0], memory);
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
    this.affected.only(this.knowledge, this.moves.all[agent]!);
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      if (system.enabled(agent, alternative) && !this.take(state, agent, alternative)) return false;
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

/** The agents that have a step, one bit each. */
export function enabledIn(moves: readonly Move[]): number {
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
