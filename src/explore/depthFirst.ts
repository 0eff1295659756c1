import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { Expansion } from './expansion.ts';
import { Stopwatch } from './stopwatch.ts';

/**
 * Expands the successors of a state before its siblings. A state is found when a predecessor is expanded, so the new
 * successors of one state are numbered in a row, and a level of the path is a range of numbers.
 */
export function depthFirst(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const stopwatch = new Stopwatch(settings);
  const found = new Expansion(system, settings, openJudge, false);
  const levels = new Levels();
  const figures = () => ({ states: found.states, transitions: found.transitions, depth: levels.deepest, queue: levels.depth, bytes: found.bytes });
  found.exhaust(() => {
    levels.push(0, found.states);
    for (let state = levels.next(); state !== -1; state = levels.next()) {
      if (stopwatch.isUp(figures)) return found.timeIsUp();
      const known = found.states;
      if (levels.depth >= settings.maxDepth) found.cut(state);
      else if (!found.expand(state)) return;
      if (found.states > known) levels.push(known, found.states);
    }
  });
  return found.result(levels.deepest, stopwatch);
}

/** The path from the initial state: at each level, the states that are still to be expanded there. */
class Levels {
  /** The most levels there were at a time. */
  deepest = 0;
  private readonly nexts: number[] = [];
  private readonly ends: number[] = [];

  get depth(): number {
    return this.nexts.length;
  }

  push(first: number, end: number): void {
    this.nexts.push(first);
    this.ends.push(end);
    if (this.depth > this.deepest) this.deepest = this.depth;
  }

  /** The next state of the deepest level that has one left, or -1. */
  next(): number {
    for (let level = this.depth - 1; level >= 0; level--) {
      const state = this.nexts[level]!;
      if (state < this.ends[level]!) {
        this.nexts[level] = state + 1;
        return state;
      }
      this.nexts.pop();
      this.ends.pop();
    }
    return -1;
  }
}
