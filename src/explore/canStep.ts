import type { TransitionSystem } from '../core/index.ts';

/** Whether some agent has a step in the current state. */
export function canStep(system: TransitionSystem): boolean {
  for (let agent = 0; agent < system.agents; agent++) {
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) if (system.enabled(agent, alternative)) return true;
  }
  return false;
}
