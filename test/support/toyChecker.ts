import type { TransitionSystem } from '../../src/core/index.ts';
import { FaultError } from '../../src/core/index.ts';

/** A state as the toy checker keeps it: what is true of it, and its steps; a step into a fault has no target. */
export interface ToyState {
  readonly key: string;
  /** Names of what is found in this state: violated and witnessed properties, deadlock. */
  readonly found: Set<string>;
  readonly steps: { readonly agent: number; readonly target?: string; readonly fault?: string }[];
  /** Agents that are neither ended nor at rest. */
  readonly waiting: readonly number[];
}

/** Visits every state by plain recursion over a set of strings: the judge of the searches, and the file to read first. */
export function toyCheck(system: TransitionSystem): Map<string, ToyState> {
  const states = new Map<string, ToyState>();
  const visit = (): string => {
    const here = system.packed.slice();
    const key = JSON.stringify([...here]);
    if (states.has(key)) return key;
    const agents = [...Array(system.agents).keys()];
    const waiting = agents.filter((agent) => !system.ended(agent) && !system.mayRest(agent));
    const state: ToyState = { key, found: findings(system), steps: [], waiting };
    states.set(key, state);
    for (const agent of agents) {
      for (let alternative = 0; alternative < system.alternatives(agent); alternative++) {
        if (!system.enabled(agent, alternative)) continue;
        const fault = system.step(agent, alternative);
        state.steps.push(fault === undefined ? { agent, target: visit() } : { agent, fault: fault.kind });
        system.load(here, 0);
      }
    }
    if (state.steps.length === 0 && waiting.length > 0) state.found.add('deadlock');
    return key;
  };
  system.reset();
  visit();
  return states;
}

function findings(system: TransitionSystem): Set<string> {
  const found = system.predicates.filter(({ kind, holds }) => {
    try {
      return holds() !== (kind === 'always');
    } catch (error) {
      if (error instanceof FaultError) return true;
      throw error;
    }
  });
  return new Set(found.map(({ name }) => name));
}
