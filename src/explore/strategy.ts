import type { TransitionSystem } from '../core/index.ts';

/** What `next` gives where no agent has a step. */
export const noStep = -1;

/** Decides which steps a walk takes; each walk has one of its own. */
export interface Strategy {
  /** Is told of each agent that has begun to exist, before anything else is asked: in the initial state, and after a fork. */
  born(agent: number): void;
  /** A step of the current state, as `packChoice` has it, or `noStep`. */
  next(system: TransitionSystem): number;
}
