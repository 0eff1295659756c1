import type { TransitionSystem } from '../../core/index.ts';
import { mostAlternatives, packChoice } from '../choices.ts';

type Successors = NonNullable<TransitionSystem['successors']>;

/** The way through all steps of the current state: the system's fast one, or one step after another. */
export function successorsOf(system: TransitionSystem): Successors {
  return system.successors ?? ((into, at) => step(system, into, at));
}

function step(system: TransitionSystem, into: Int32Array, at: number): number {
  const { words, agents } = system;
  let to = at;
  for (let agent = 0; agent < agents; agent++) {
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      if (!system.enabled(agent, alternative)) continue;
      if (alternative >= mostAlternatives) return -2;
      if (to + words + 2 > into.length) return -1;
      const fault = system.step(agent, alternative);
      into.set(system.packed, to);
      into[to + words] = system.fingerprint();
      into[to + words + 1] = fault === undefined ? packChoice(agent, alternative) : ~packChoice(agent, alternative);
      system.undo();
      to += words + 2;
    }
  }
  return to;
}
