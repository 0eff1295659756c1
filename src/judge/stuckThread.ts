import type { StateGraph, TransitionSystem } from '../core/index.ts';
import { eachBottomComponent } from './bottomComponents.ts';

/**
 * The first state from which the run goes on for ever while some agent, neither ended nor at rest, never takes a step
 * again; -1 if there is none. Runs that come to an end are deadlocks or faults and have verdicts of their own.
 */
export function firstStuckState(graph: StateGraph, system: TransitionSystem): number {
  // Most often the search has ruled out every state, and then the walk need not allocate anything.
  if (graph.steps === 0) return -1;
  let first = graph.states;
  eachBottomComponent(graph, (members) => {
    const idle = idleAgents(graph, members, system.agents);
    if (idle.length === 0) return;
    for (const state of members) if (state < first && showsStuck(graph, system, state, idle)) first = state;
  });
  return first === graph.states ? -1 : first;
}

/** The agents that take no step within a component. */
function idleAgents(graph: StateGraph, members: Int32Array, agents: number): readonly number[] {
  const moves = new Uint8Array(agents);
  let still = agents;
  for (let at = 0; at < members.length && still > 0; at++) {
    const state = members[at]!;
    const end = graph.endEdge(state);
    for (let edge = graph.firstEdge(state); edge < end; edge++) {
      const agent = graph.agent(edge);
      if (moves[agent] === 0) still--;
      moves[agent] = 1;
    }
  }
  return Array.from(moves.keys()).filter((agent) => moves[agent] === 0);
}

function showsStuck(graph: StateGraph, system: TransitionSystem, state: number, idle: readonly number[]): boolean {
  graph.load(state);
  return idle.some((agent) => !system.ended(agent) && !system.mayRest(agent));
}
