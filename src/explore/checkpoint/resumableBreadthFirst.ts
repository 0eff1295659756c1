import type { CheckpointSettings, OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../../core/index.ts';
import { UsageError } from '../../core/index.ts';
import { expandLayers } from '../layers.ts';
import { Stopwatch } from '../stopwatch.ts';
import { ResumableExpansion } from './resumableExpansion.ts';
import { Store } from './store.ts';

/**
 * A breadth-first search that saves now and then how far it is, or goes on from there; its result is the same, however often
 * it was killed. Throws a `UsageError` for a directory that does not allow it.
 */
export function resumableBreadthFirst(
  system: TransitionSystem,
  settings: SearchSettings,
  checkpoint: CheckpointSettings,
  openJudge: OpenJudge,
): SearchResult {
  if (settings.search !== 'bfs') throw new UsageError('only a breadth-first search (bfs) has checkpoints');
  const store = Store.open(system, checkpoint);
  try {
    return store.result ?? searchWith(store, new ResumableExpansion(system, settings, openJudge), settings, checkpoint);
  } finally {
    store.close();
  }
}

function searchWith(store: Store, found: ResumableExpansion, settings: SearchSettings, checkpoint: CheckpointSettings): SearchResult {
  const place = store.restore(found);
  const stopwatch = new Stopwatch(settings, store.seconds);
  let due = stopwatch.seconds + checkpoint.seconds;
  const result = expandLayers(found, settings, stopwatch, place, (now) => {
    // What comes behind the last state, judging the graph, may take long as well.
    if (stopwatch.seconds < due && now.next < found.states) return;
    store.save(found, now, stopwatch.seconds);
    due = stopwatch.seconds + checkpoint.seconds;
  });
  store.finish(result, stopwatch.seconds);
  return result;
}
