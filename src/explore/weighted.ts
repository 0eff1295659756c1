import type { TransitionSystem } from '../core/index.ts';
import type { Alternatives } from './alternatives.ts';
import type { Random } from './random.ts';
import { noStep, type Strategy } from './strategy.ts';

/** What makes a walk different from a uniform one. */
export interface Weights {
  /** How likely it is that whoever took the last step takes the next one too, without a look at the others. */
  readonly stays: number;
  /** Each agent is as likely as another (1), or up to so many times as likely. */
  readonly spread: number;
}

/** Takes a step of an agent by its weight; agents have equal chances where a uniform walk gives them to steps. */
export class Weighted implements Strategy {
  private readonly random: Random;
  private readonly weights: Weights;
  private readonly alternatives: Alternatives;
  /** By agent. */
  private readonly weightOf: number[] = [];
  /** By agent: a step of it in the current state. */
  private readonly steps: number[] = [];
  private last = -1;

  constructor(random: Random, weights: Weights, alternatives: Alternatives) {
    this.random = random;
    this.weights = weights;
    this.alternatives = alternatives;
  }

  born(agent: number): void {
    this.weightOf[agent] = this.weights.spread ** this.random();
  }

  next(system: TransitionSystem): number {
    if (this.last !== -1 && this.random() < this.weights.stays) {
      const step = this.alternatives.pick(system, this.last);
      if (step !== noStep) return step;
    }
    this.last = this.heaviest(system);
    return this.last === -1 ? noStep : this.steps[this.last]!;
  }

  /** One of the agents that have a step, by their weights, or -1. */
  private heaviest(system: TransitionSystem): number {
    const { steps, weightOf } = this;
    let sum = 0;
    for (let agent = 0; agent < system.agents; agent++) {
      steps[agent] = this.alternatives.pick(system, agent);
      if (steps[agent] !== noStep) sum += weightOf[agent]!;
    }
    let left = this.random() * sum;
    let chosen = -1;
    for (let agent = 0; agent < system.agents && left >= 0; agent++) {
      if (steps[agent] === noStep) continue;
      chosen = agent;
      left -= weightOf[agent]!;
    }
    return chosen;
  }
}
