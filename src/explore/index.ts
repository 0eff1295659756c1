import { isExact, type OpenJudge, type SearchResult, type SearchSettings, type TransitionSystem } from '../core/index.ts';
import { breadthFirst } from './breadthFirst.ts';
import { resumableBreadthFirst } from './checkpoint/resumableBreadthFirst.ts';
import { depthFirst } from './depthFirst.ts';
import { frontierSearch } from './lossy/frontierSearch.ts';
import { atRandom } from './atRandom.ts';
import { reducedSearch } from './reduced/reducedSearch.ts';
import { symmetricSearch } from './symmetric/symmetricSearch.ts';

export { readSubject } from './checkpoint/store.ts';
export { breadthFirst, depthFirst };
export { type Assignment, workerWalk } from './workerWalk.ts';

const searches = { bfs: breadthFirst, dfs: depthFirst, random: atRandom };

/** Searches as the settings say. A visited set that is not exact makes it a breadth-first search. */
export function search(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const { search: kind, visited = 'exact', checkpoint, reductions = [] } = settings;
  if (reductions.length > 0) {
    const searchWith = reductions.includes('symmetry') && !reductions.includes('partial-order') ? symmetricSearch : reducedSearch;
    const found = searchWith(system, settings, openJudge);
    return { ...found, coverage: { reductions, ...found.coverage } };
  }
  if (checkpoint !== undefined) return resumableBreadthFirst(system, settings, checkpoint, openJudge);
  const searchBy = isExact(visited) ? searches[kind] : frontierSearch;
  return searchBy(system, settings, openJudge);
}
