import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { Expansion } from './expansion.ts';
import { expandLayers } from './layers.ts';
import { Stopwatch } from './stopwatch.ts';

/** Expands states in the order in which they are found, so that the first way found to anything is a shortest one. */
export function breadthFirst(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const found = new Expansion(system, settings, openJudge);
  try {
    return expandLayers(found, settings, new Stopwatch(settings));
  } finally {
    found.close();
  }
}
