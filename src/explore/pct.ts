import type { TransitionSystem } from '../core/index.ts';
import { Alternatives } from './alternatives.ts';
import { below, type Random } from './random.ts';
import { noStep, type Strategy } from './strategy.ts';
import { Uniform } from './uniform.ts';

/** What a walk of probabilistic concurrency testing is given. */
export interface PctPlan {
  /** d, from 1: how many orderings of steps a bug depends on. */
  readonly depth: number;
  /** k, from 1: the steps among which priorities change. */
  readonly steps: number;
}

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs, ASPLOS 2010). Each agent has a random priority from its start, and always the first that has a step
 * takes it. After d - 1 random steps among the first k, whoever took that step goes behind all others. So few random decisions
 * make up a walk that one which meets a bug of depth d has a probability of at least 1 / (n k^(d-1)) where there are n agents.
 */
export class Pct implements Strategy {
  private readonly random: Random;
  private readonly steps: number;
  private readonly alternatives: Alternatives;
  /** Nothing is guaranteed beyond k steps; there, an agent that spins must not be the only one for ever. */
  private readonly afterwards: Uniform;
  /** Change i comes after step `changes[i]`, counted from 1. */
  private readonly changes: readonly number[];
  /** By agent: from 0 to 1 since its start, -1 - i since change i. */
  private readonly priorities: number[] = [];
  /** The agents, highest priority first. */
  private readonly order: number[] = [];
  private taken = 0;

  constructor(random: Random, { depth, steps }: PctPlan, alternatives = new Alternatives(random)) {
    this.random = random;
    this.steps = steps;
    this.alternatives = alternatives;
    this.afterwards = new Uniform(random);
    this.changes = Array.from({ length: depth - 1 }, () => 1 + below(random, steps));
  }

  /** A slot that is taken again is another agent: it gets another priority. */
  born(agent: number): void {
    this.place(agent, this.random());
  }

  next(system: TransitionSystem): number {
    if (this.taken >= this.steps) return this.afterwards.next(system);
    for (const agent of this.order) {
      const step = this.alternatives.pick(system, agent);
      if (step === noStep) continue;
      this.taken++;
      this.change(agent);
      return step;
    }
    return noStep;
  }

  /** Lets the agent that takes a step go behind all others if that is where a change comes. */
  private change(agent: number): void {
    const { changes } = this;
    for (let at = 0; at < changes.length; at++) if (changes[at] === this.taken) this.place(agent, -1 - at);
  }

  private place(agent: number, priority: number): void {
    const { order, priorities } = this;
    const before = order.indexOf(agent);
    if (before !== -1) order.splice(before, 1);
    priorities[agent] = priority;
    const behind = order.findIndex((other) => priorities[other]! < priority);
    order.splice(behind === -1 ? order.length : behind, 0, agent);
  }
}
