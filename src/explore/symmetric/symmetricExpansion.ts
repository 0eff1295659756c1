import { type BoundName, idle, type OpenJudge, type SearchSettings, type StateGraph, type Symmetry, type TransitionSystem } from '../../core/index.ts';
import { Expansion } from '../expansion.ts';
import { OutOfMemory } from '../memory.ts';
import { Lifting } from './lifting.ts';
import { liftingJudge } from './liftingJudge.ts';
import { quotient } from './quotient.ts';
import { renamedStepsOf } from './renamedSteps.ts';
import { firstStuck } from './stuckAgents.ts';

/** An exhaustive search of the representatives of a system's orbits, which tells of runs of the system itself. */
export class SymmetricExpansion extends Expansion {
  private readonly original: TransitionSystem;
  private readonly symmetry: Symmetry;
  private readonly looksForStuck: boolean;

  constructor(system: TransitionSystem, symmetry: Symmetry, settings: SearchSettings, openJudge: OpenJudge) {
    super(quotient(system, symmetry), settings, liftingJudge(openJudge, new Lifting(system, symmetry)));
    this.original = system;
    this.symmetry = symmetry;
    this.looksForStuck = settings.keepSteps ?? true;
  }

  /**
   * An agent has other names along a run of representatives, so that the judge cannot follow it: it is followed here. What remains is
   * a graph with a single step, of the state in which somebody is stuck, if there is one.
   */
  protected override graph(): StateGraph | BoundName {
    if (!this.looksForStuck) return 'steps-not-kept';
    if (!this.onward.kept) return 'max-memory';
    try {
      const steps = renamedStepsOf(this.original, this.symmetry, this.known);
      return loopAt(firstStuck(this.original, steps, this.known, this.onward, this.memory), this.states, (state) => this.known.load(this.system, state));
    } catch (error) {
      if (error instanceof OutOfMemory) return 'max-memory';
      throw error;
    } finally {
      this.onward.drop();
    }
  }
}

/** A graph with one step of nobody, from a state to itself; with none at all for -1. */
export function loopAt(stuck: number, states: number, load: (state: number) => void): StateGraph {
  return {
    states,
    steps: stuck < 0 ? 0 : 1,
    firstEdge: () => 0,
    endEdge: (state) => (state === stuck ? 1 : 0),
    target: () => stuck,
    agent: () => idle,
    load,
  };
}
