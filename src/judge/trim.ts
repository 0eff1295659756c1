import type { Automaton } from './automaton.ts';

/** The same automaton without the ways into states from which nothing can be accepted. */
export function trimmed({ states, initial, sets }: Automaton): Automaton {
  const reach = states.map((_, from) => reachable(from, (state) => states[state]!.next));
  const accepts = (state: number): boolean => {
    const round = [...reach[state]!].filter((other) => reach[other]!.has(state));
    return round.length > 0 && round.reduce((all, other) => all | states[other]!.accepts, 0) === sets;
  };
  const goals = new Set([...states.keys()].filter(accepts));
  const isUseful = (state: number): boolean => goals.has(state) || [...reach[state]!].some((other) => goals.has(other));
  return {
    states: states.map((state) => ({ ...state, next: state.next.filter(isUseful) })),
    initial: initial.filter(isUseful),
    sets,
  };
}

/** What can be reached by at least one step. */
function reachable(from: number, next: (state: number) => readonly number[]): ReadonlySet<number> {
  const found = new Set(next(from));
  for (const state of found) for (const one of next(state)) found.add(one);
  return found;
}
