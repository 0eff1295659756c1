import type { TransitionSystem } from '../core/index.ts';
import { packChoice } from './choices.ts';
import { below, type Random } from './random.ts';
import { noStep, type Strategy } from './strategy.ts';

/** Takes any step, each as likely as another. */
export class Uniform implements Strategy {
  private readonly random: Random;
  private readonly enabled: number[] = [];

  constructor(random: Random) {
    this.random = random;
  }

  born(): void {}

  next(system: TransitionSystem): number {
    const { enabled } = this;
    enabled.length = 0;
    for (let agent = 0; agent < system.agents; agent++) {
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (system.enabled(agent, alternative)) enabled.push(packChoice(agent, alternative));
      }
    }
    return enabled.length === 0 ? noStep : enabled[below(this.random, enabled.length)]!;
  }
}
