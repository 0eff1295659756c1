import type { Choice, TransitionSystem } from '../core/index.ts';

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
