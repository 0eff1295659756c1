import { type OpenJudge, type SearchResult, type SearchSettings, type TransitionSystem, UsageError } from '../../core/index.ts';
import { expandLayers } from '../breadthFirst.ts';
import { Stopwatch } from '../stopwatch.ts';
import { Knowledge } from './knowledge.ts';
import { learn } from './learn.ts';
import { ReducedExpansion } from './reducedExpansion.ts';

/** A breadth-first search that leaves out what the reductions allow. Throws a `UsageError` for a system that was not compiled. */
export function reducedSearch(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const tracked = system.tracked?.();
  if (tracked === undefined) throw new UsageError('a reduction needs a compiled model');
  const knowledge = new Knowledge(tracked);
  learn(tracked, knowledge);
  const found = new ReducedExpansion(tracked, knowledge, settings, openJudge);
  return expandLayers(found, settings, new Stopwatch(settings));
}
