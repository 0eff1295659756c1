import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { expandLayers } from './layers.ts';
import { PlainExpansion } from './plainExpansion.ts';
import { Stopwatch } from './stopwatch.ts';

/** A breadth-first search that takes nothing but JavaScript: slower than the other, with the same result wherever it runs. */
export function plainBreadthFirst(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  return expandLayers(new PlainExpansion(system, settings, openJudge), settings, new Stopwatch(settings));
}
