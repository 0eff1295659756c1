import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { Expansion } from './expansion.ts';
import { Stopwatch } from './stopwatch.ts';

/** States expanded together: enough for their cache misses to overlap, few enough for their successors to stay in the cache. */
const atATime = 64;

/** Expands states in the order in which they are found, so that the first way found to anything is a shortest one. */
export function breadthFirst(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const stopwatch = new Stopwatch(settings);
  const found = new Expansion(system, settings, openJudge);
  let depth = 0;
  let next = 0;
  let layerEnd = 0;
  const figures = () => ({ states: found.states, transitions: found.transitions, depth, queue: found.states - next, bytes: found.bytes });
  found.exhaust(() => {
    while (next < found.states) {
      layerEnd = found.states;
      depth++;
      for (let end = next; next < layerEnd; next = end) {
        end = Math.min(layerEnd, next + atATime);
        if (stopwatch.isUp(figures, end - next)) return found.timeIsUp();
        if (depth >= settings.maxDepth) for (let state = next; state < end; state++) found.cut(state);
        else if (!found.expandAll(next, end, layerEnd)) return;
      }
    }
  });
  return found.result(found.states > layerEnd ? depth + 1 : depth);
}
