import type { BoundName, StateGraph, TransitionSystem } from '../core/index.ts';
import { Edges } from './edges.ts';
import { IntList } from './intList.ts';
import { type Memory, OutOfMemory } from './memory.ts';
import type { States } from './visitedSet.ts';

/** Bytes a state that judging the graph takes beside the graph. */
const judgingBytes = 16;

/**
 * The states with the steps that can be reached from the roots, found by taking them once more: they are not kept while
 * searching. The other states have no steps here.
 */
export function buildGraph(system: TransitionSystem, seen: States, roots: readonly number[], memory: Memory): StateGraph | BoundName {
  const edges = new Edges(memory);
  try {
    if (roots.length > 0) collectSteps(system, seen, roots, edges, memory);
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    return 'max-memory';
  }
  // Without steps there is nothing to be judged.
  return graphOf(edges, system, seen, memory, roots.length > 0 ? judgingBytes * seen.count : 0);
}

/** The states with steps that were kept while searching. */
export function keptGraph(edges: Edges, system: TransitionSystem, seen: States, memory: Memory): StateGraph | BoundName {
  return graphOf(edges, system, seen, memory, judgingBytes * seen.count);
}

function graphOf(edges: Edges, system: TransitionSystem, seen: States, memory: Memory, needed: number): StateGraph | BoundName {
  if (!edges.kept || !memory.allows(needed)) return 'max-memory';
  const has = (state: number): boolean => edges.covers(state);
  return {
    states: seen.count,
    steps: edges.length,
    firstEdge: (state) => (has(state) ? edges.firstEdge(state) : 0),
    endEdge: (state) => (has(state) ? edges.endEdge(state) : 0),
    target: (edge) => edges.target(edge),
    agent: (edge) => edges.agent(edge),
    load: (state) => seen.load(system, state),
  };
}

function collectSteps(system: TransitionSystem, seen: States, roots: readonly number[], edges: Edges, memory: Memory): void {
  const queued = memory.uint8(seen.count);
  const queue = new IntList(memory);
  let length = 0;
  const meet = (state: number): void => {
    if (queued[state] === 1) return;
    queued[state] = 1;
    queue.set(length++, state);
  };
  roots.forEach(meet);
  for (let next = 0; next < length && edges.kept; next++) {
    const state = queue.get(next);
    seen.load(system, state);
    edges.open(state);
    eachTarget(system, seen, (target, agent) => {
      edges.add(target, agent);
      if (target !== -1) meet(target);
    });
    edges.close(state);
  }
  memory.release(queued.byteLength);
  queue.clear();
}

function eachTarget(system: TransitionSystem, seen: States, visit: (target: number, agent: number) => void): void {
  for (let agent = 0; agent < system.agents; agent++) {
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      if (!system.enabled(agent, alternative)) continue;
      const fault = system.step(agent, alternative);
      const target = fault === undefined ? seen.find(system.packed, system.fingerprint()) : -1;
      system.undo();
      visit(target, agent);
    }
  }
}
