import type { BoundName, StateGraph, TransitionSystem } from '../core/index.ts';
import { type Memory, OutOfMemory } from './memory.ts';
import type { Onward } from './onward.ts';
import { buildGraph } from './stepGraph.ts';
import { findSuspects } from './suspects.ts';
import type { States } from './visitedSet.ts';

/** The part of the graph of all states in which some agent may be stuck, or why there is none. The steps onward are used up. */
export function stuckGraph(system: TransitionSystem, seen: States, onward: Onward, memory: Memory): StateGraph | BoundName {
  if (!onward.kept) return 'max-memory';
  try {
    return buildGraph(system, seen, findSuspects(system, seen, onward), memory);
  } catch (error) {
    if (error instanceof OutOfMemory) return 'max-memory';
    throw error;
  } finally {
    onward.drop();
  }
}
