import type { SearchResult, SearchSettings } from '../core/index.ts';
import type { PlainExpansion } from './plainExpansion.ts';
import type { Stopwatch } from './stopwatch.ts';

/** How far a search is: in which layer, which state is the next to expand, and where the layer ends. */
export interface Place {
  readonly depth: number;
  readonly next: number;
  readonly layerEnd: number;
}

const start: Place = { depth: 0, next: 0, layerEnd: 0 };

/** Expands states from a place on, to the end; tells after every batch how far it is. */
export function expandLayers(
  found: PlainExpansion,
  settings: SearchSettings,
  stopwatch: Stopwatch,
  place: Place = start,
  between?: (place: Place) => void,
): SearchResult {
  return found.result(goThrough(found, settings, stopwatch, place, between), stopwatch);
}

/** As `expandLayers`, but concludes nothing; returns the depth of the deepest state. */
export function goThrough(
  found: PlainExpansion,
  settings: SearchSettings,
  stopwatch: Stopwatch,
  place: Place = start,
  between?: (place: Place) => void,
): number {
  let { depth, next, layerEnd } = place;
  const figures = () => ({ states: found.states, transitions: found.transitions, depth, queue: found.states - next, bytes: found.bytes });
  found.exhaust(() => {
    while (next < found.states) {
      if (next === layerEnd) {
        layerEnd = found.states;
        depth++;
      }
      const end = Math.min(layerEnd, next + found.together);
      if (stopwatch.isUp(figures, end - next)) return found.timeIsUp();
      if (depth >= settings.maxDepth) for (let state = next; state < end; state++) found.cut(state);
      else if (!found.expandAll(next, end, layerEnd)) return;
      next = end;
      between?.({ depth, next, layerEnd });
    }
  });
  return found.states > layerEnd ? depth + 1 : depth;
}
