import type { TransitionSystem } from '../core/index.ts';
import { packChoice } from './choices.ts';
import { below, type Random } from './random.ts';
import { noStep } from './strategy.ts';

/** Which of the alternatives that an agent has is preferred: none, the first of those enabled, or the last. */
export type Lean = 'even' | 'first' | 'last';

/** How often a preference is followed. Never always: a loop that only another alternative ends would go on for ever. */
const follows = 7 / 8;

/** Picks among the alternatives of an agent that is to take a step. */
export class Alternatives {
  private readonly random: Random;
  private readonly lean: Lean;
  private readonly enabled: number[] = [];

  constructor(random: Random, lean: Lean = 'even') {
    this.random = random;
    this.lean = lean;
  }

  /** A step of the agent, as `packChoice` has it, or `noStep`. */
  pick(system: TransitionSystem, agent: number): number {
    const { enabled } = this;
    const alternatives = system.alternatives(agent);
    enabled.length = 0;
    for (let alternative = 0; alternative < alternatives; alternative++) {
      if (system.enabled(agent, alternative)) enabled.push(alternative);
    }
    switch (enabled.length) {
      case 0:
        return noStep;
      case 1:
        return packChoice(agent, enabled[0]!);
      default:
        return packChoice(agent, enabled[this.preferred()]!);
    }
  }

  private preferred(): number {
    const { random, lean, enabled } = this;
    if (lean === 'even' || random() >= follows) return below(random, enabled.length);
    return lean === 'first' ? 0 : enabled.length - 1;
  }
}
