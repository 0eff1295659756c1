import type { SearchSettings, TransitionSystem } from '../core/index.ts';
import { unpackChoice } from './choices.ts';
import { Pct } from './pct.ts';
import { randomOf } from './random.ts';
import { noStep, type Strategy } from './strategy.ts';
import { swarmStrategy } from './swarm.ts';
import { Uniform } from './uniform.ts';

/** How many uniform walks are taken to see how long walks are. They are none of the sample. */
const trials = 8;

/** What all walks of a search have in common; with a walk's number it says how the walk goes. */
export interface WalkPlan {
  readonly settings: SearchSettings;
  /** k, the steps among which priorities change. */
  readonly steps: number;
}

/** Plans walks. The plan depends on the system and the settings, and on no walk of the sample, so that each can be taken alone. */
export function planWalks(system: TransitionSystem, settings: SearchSettings): WalkPlan {
  const { strategy, pctSteps } = settings;
  return { settings, steps: strategy === 'uniform' ? 1 : (pctSteps ?? longestTrial(system, settings)) };
}

/** How walk `run` goes. */
export function strategyOf({ settings, steps }: WalkPlan, run: number): Strategy {
  const { strategy, seed, pctDepth } = settings;
  const random = randomOf(seed, run);
  switch (strategy) {
    case 'uniform':
      return new Uniform(random);
    case 'pct':
      return new Pct(random, { depth: pctDepth, steps });
    case 'swarm':
      return swarmStrategy(random, steps);
  }
}

function longestTrial(system: TransitionSystem, { seed, maxDepth }: SearchSettings): number {
  let longest = 1;
  for (let trial = 0; trial < trials; trial++) {
    const length = walkOnce(system, new Uniform(randomOf(`${seed}/trial`, trial)), maxDepth);
    if (length > longest) longest = length;
  }
  return longest;
}

/** Takes a walk that nobody looks at; returns how many steps it has. */
function walkOnce(system: TransitionSystem, strategy: Strategy, maxDepth: number): number {
  system.reset();
  for (let steps = 0; ; steps++) {
    if (steps + 1 >= maxDepth) return steps;
    const choice = strategy.next(system);
    if (choice === noStep) return steps;
    const { agent, alternative } = unpackChoice(choice);
    if (system.step(agent, alternative) !== undefined) return steps + 1;
  }
}
