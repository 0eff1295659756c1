import type { Choice, Fault, TransitionSystem } from '../../core/index.ts';

/**
 * Takes the enabled steps of the current state one after another, until `visit` says true; that step stays taken, and its choice
 * is returned. All others are undone.
 */
export function takeFirst(system: TransitionSystem, visit: (choice: Choice, fault: Fault | undefined) => boolean): Choice | undefined {
  for (let agent = 0; agent < system.agents; agent++) {
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      if (!system.enabled(agent, alternative)) continue;
      const choice = { agent, alternative };
      if (visit(choice, system.step(agent, alternative))) return choice;
      system.undo();
    }
  }
  return undefined;
}
