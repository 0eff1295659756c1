import type { Choice } from './schedule.ts';
import type { TransitionSystem } from './system.ts';

/** Every choice that is enabled in the current state, by agent and alternative. */
export function choicesNow(system: TransitionSystem): readonly Choice[] {
  const choices: Choice[] = [];
  for (let agent = 0; agent < system.agents; agent++) {
    for (let alternative = 0; alternative < system.alternatives(agent); alternative++) {
      if (system.enabled(agent, alternative)) choices.push({ agent, alternative });
    }
  }
  return choices;
}

/** The agents that are neither ended nor at rest. */
export function waiting(system: TransitionSystem): readonly number[] {
  return [...Array(system.agents).keys()].filter((agent) => !system.ended(agent) && !system.mayRest(agent));
}

/** Whether nobody has a step while somebody is neither ended nor at rest. */
export function isDeadlock(system: TransitionSystem): boolean {
  return choicesNow(system).length === 0 && waiting(system).length > 0;
}
