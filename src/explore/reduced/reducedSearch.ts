import { type OpenJudge, type SearchResult, type SearchSettings, type TransitionSystem, UsageError } from '../../core/index.ts';
import { expandLayers } from '../breadthFirst.ts';
import { Stopwatch } from '../stopwatch.ts';
import { Knowledge } from './knowledge.ts';
import { learn } from './learn.ts';
import { PersistentExpansion } from './persistentExpansion.ts';
import { SleepingExpansion } from './sleepingExpansion.ts';

/**
 * A breadth-first search that leaves out what the reductions allow. Where both are asked for, persistent sets take the place of sleep sets:
 * what is put off must not sleep as well. Throws a `UsageError` for a system that was not compiled.
 */
export function reducedSearch(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const tracked = system.tracked?.();
  if (tracked === undefined) throw new UsageError('a reduction needs a compiled model: leave --reduction out');
  const knowledge = new Knowledge(tracked);
  const found = settings.reductions?.includes('partial-order')
    ? learned(tracked, knowledge, settings, openJudge)
    : new SleepingExpansion(tracked, knowledge, settings, openJudge);
  return expandLayers(found, settings, new Stopwatch(settings));
}

function learned(...[tracked, knowledge, settings, openJudge]: ConstructorParameters<typeof PersistentExpansion>): PersistentExpansion {
  learn(tracked, knowledge);
  return new PersistentExpansion(tracked, knowledge, settings, openJudge);
}
