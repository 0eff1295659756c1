import type { ToyState } from './toyChecker.ts';

/** How many steps the states have together. */
export function toyTransitions(states: ReadonlyMap<string, ToyState>): number {
  return [...states.values()].reduce((sum, { steps }) => sum + steps.length, 0);
}

/** For each thing found, how many steps from the initial state it is away; the step into a fault counts. */
export function toyDistances(states: ReadonlyMap<string, ToyState>): Map<string, number> {
  const distances = new Map<string, number>();
  const note = (name: string, distance: number): void => {
    if (!distances.has(name)) distances.set(name, distance);
  };
  const away = new Map<string, number>();
  const [initial] = states.keys();
  const queue = initial === undefined ? [] : [initial];
  for (const key of queue) {
    const distance = away.get(key) ?? 0;
    const state = states.get(key);
    state?.found.forEach((name) => note(name, distance));
    for (const { target, fault } of state?.steps ?? []) {
      if (fault !== undefined) note(fault, distance + 1);
      if (target === undefined || target === initial || away.has(target)) continue;
      away.set(target, distance + 1);
      queue.push(target);
    }
  }
  return distances;
}

/** Whether some thread is stuck in some state. */
export function toyStuck(states: ReadonlyMap<string, ToyState>): boolean {
  return [...states.values()].some((state) => toyStuckIn(states, state));
}

/**
 * Whether a thread is stuck in a state, by the definition: every state reachable from here can reach this one again, there
 * are steps, none of them into a fault, and an agent that waits here takes none of them.
 */
export function toyStuckIn(states: ReadonlyMap<string, ToyState>, state: ToyState): boolean {
  const around = reachable(states, state);
  const steps = around.flatMap((other) => other.steps);
  if (steps.length === 0 || steps.some(({ target }) => target === undefined)) return false;
  if (!around.every((other) => reachable(states, other).includes(state))) return false;
  return state.waiting.some((agent) => steps.every((step) => step.agent !== agent));
}

/** The states reachable from one, itself included. */
function reachable(states: ReadonlyMap<string, ToyState>, from: ToyState): ToyState[] {
  const reached = new Set([from]);
  for (const { steps } of reached) {
    for (const { target } of steps) {
      const state = target === undefined ? undefined : states.get(target);
      if (state !== undefined) reached.add(state);
    }
  }
  return [...reached];
}
