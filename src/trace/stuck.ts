import { choicesNow, type TransitionSystem, waiting } from '../core/index.ts';

/**
 * Names of the agents on whose account the current state is a deadlock, or an agent is stuck in it; `undefined` for another
 * finding, or if that cannot be said without a look at more than `maxStates` states.
 */
export function stuckAgents(system: TransitionSystem, property: string, maxStates: number): readonly string[] | undefined {
  const stuck = property === 'deadlock' ? waiting(system) : property === 'stuck-thread' ? stuckForever(system, maxStates) : undefined;
  return stuck?.map((agent) => system.describe.agentName(agent));
}

/**
 * The agents that are neither ended nor at rest and have no step in any state that the others can still reach; `undefined` if
 * there are more such states than `maxStates`. Another state is current afterwards.
 */
export function stuckForever(system: TransitionSystem, maxStates = Infinity): readonly number[] | undefined {
  const stuck = new Set(waiting(system));
  const seen = new Set([system.packed.join()]);
  const open = [system.packed.slice()];
  for (let state = open.pop(); state !== undefined && stuck.size > 0; state = open.pop()) {
    if (seen.size > maxStates) return undefined;
    system.load(state, 0);
    for (const { agent, alternative } of choicesNow(system)) {
      stuck.delete(agent);
      if (system.step(agent, alternative) === undefined && !seen.has(system.packed.join())) {
        seen.add(system.packed.join());
        open.push(system.packed.slice());
      }
      system.undo();
    }
  }
  return [...stuck];
}
