import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../../core/index.ts';
import { Stopwatch } from '../stopwatch.ts';
import { FrontierExpansion } from './frontierExpansion.ts';

/** States expanded together: enough for their cache misses to overlap, few enough for their successors to stay in the cache. */
const atATime = 64;

/**
 * Searches breadth first, layer by layer, with a visited set that may take a new state for a known one; whole states are
 * kept only while they wait to be expanded. Nothing holds on its word.
 */
export function frontierSearch(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const stopwatch = new Stopwatch(settings);
  const found = new FrontierExpansion(system, settings, openJudge);
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
        else if (!found.expandAll(next, end)) return;
      }
    }
  });
  return found.result(found.states > layerEnd ? depth + 1 : depth);
}
