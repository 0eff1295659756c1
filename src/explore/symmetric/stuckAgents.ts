import type { TransitionSystem } from '../../core/index.ts';
import type { Memory } from '../memory.ts';
import { OutOfMemory } from '../memory.ts';
import { ends, type Onward } from '../onward.ts';
import { clearedNearby } from '../suspects.ts';
import type { States } from '../visitedSet.ts';
import { bottomMembers } from './bottomMembers.ts';
import type { RenamedStep, RenamedSteps } from './renamedSteps.ts';

/** Bytes that a pair of a state and an agent takes while it is looked at, and that a step does; upper bounds. */
const pairBytes = 200;
const stepBytes = 150;

/**
 * The first representative from which a run of the system goes on for ever while some agent, neither ended nor at rest, never takes
 * a step again; -1 if there is none. Agents are followed by their names: to be in a state as an agent is a pair of both, and a step
 * leads from pair to pair. An agent that takes a step on some way from a pair is not stuck there, and nowhere in
 * a component that no step leaves.
 */
export function firstStuck(system: TransitionSystem, steps: RenamedSteps, seen: States, onward: Onward, memory: Memory): number {
  return new Stuck(system, steps, seen, onward, memory).first();
}

/** The component was looked at from another cycle already, or it is none that no step leaves. */
const nothingNew = 'nothing new';
/** The agent takes a step on some way. */
const moves = 'moves';

class Stuck {
  /** Cycles that were looked at: what leads to one is in its component, or in none that no step leaves. */
  private readonly settled = new Set<number>();
  private readonly taken = new Map<number, readonly RenamedStep[]>();
  /** Pairs from which the agent can come to a step of its own. */
  private readonly lively = new Set<number>();
  private bytes = 0;

  constructor(
    private readonly system: TransitionSystem,
    private readonly steps: RenamedSteps,
    private readonly seen: States,
    private readonly onward: Onward,
    private readonly memory: Memory,
  ) {}

  first(): number {
    const { steps, seen, onward } = this;
    const leavesSoon = clearedNearby(steps.next, onward, this.settled);
    let first = seen.count;
    for (const cycle of onward.settle(seen.count)) {
      if (!leavesSoon(cycle)) first = Math.min(first, this.stuckFrom(cycle));
      this.settled.add(cycle);
    }
    return first === seen.count ? -1 : first;
  }

  /** The least state in a component reached from here that no step leaves and in which an agent is stuck; the number of states if there is none. */
  private stuckFrom(state: number): number {
    let first = this.seen.count;
    for (let agent = 0; agent < this.system.agents; agent++) {
      const idle = this.idlePairs(this.pair(state, agent));
      if (idle === nothingNew) return this.seen.count;
      if (idle === moves) continue;
      for (const pair of bottomMembers(idle)) {
        const one = Math.floor(pair / this.system.agents);
        if (one < first && this.waits(pair)) first = one;
      }
    }
    return first;
  }

  private pair(state: number, agent: number): number {
    return state * this.system.agents + agent;
  }

  private waits(pair: number): boolean {
    const agent = pair % this.system.agents;
    this.seen.load(this.system, Math.floor(pair / this.system.agents));
    return !this.system.ended(agent) && !this.system.mayRest(agent);
  }

  /** All pairs that can be reached, with where their steps lead. */
  private idlePairs(root: number): ReadonlyMap<number, readonly number[]> | typeof moves | typeof nothingNew {
    const reached = new Map<number, readonly number[]>();
    const cameFrom = new Map<number, number>([[root, -1]]);
    for (const [pair] of cameFrom) {
      const targets = this.lively.has(pair) ? moves : this.targetsOf(pair);
      if (targets === nothingNew) return nothingNew;
      if (targets === moves) {
        for (let at = pair; at !== -1; at = cameFrom.get(at) ?? -1) this.lively.add(at);
        return moves;
      }
      this.take(pairBytes);
      reached.set(pair, targets);
      for (const target of targets) if (!cameFrom.has(target)) cameFrom.set(target, pair);
    }
    return reached;
  }

  /** Where the steps lead, followed as the agent. */
  private targetsOf(pair: number): readonly number[] | typeof moves | typeof nothingNew {
    const agent = pair % this.system.agents;
    const steps = this.stepsOf(Math.floor(pair / this.system.agents));
    if (steps.some((step) => step.agent === agent)) return moves;
    if (steps.some(({ target }) => this.leaves(target))) return nothingNew;
    return steps.map(({ target, renamed }) => this.pair(target, renamed[agent] ?? agent));
  }

  private leaves(target: number): boolean {
    const cycle = target === -1 ? ends : this.onward.cycleOf(target);
    return cycle === ends || this.settled.has(cycle);
  }

  private stepsOf(state: number): readonly RenamedStep[] {
    const known = this.taken.get(state);
    if (known) return known;
    const steps = this.steps.of(state);
    this.take(pairBytes + stepBytes * steps.length);
    this.taken.set(state, steps);
    return steps;
  }

  private take(bytes: number): void {
    this.bytes += bytes;
    if (!this.memory.allows(this.bytes)) throw new OutOfMemory('following agents takes more memory than there is');
  }
}
