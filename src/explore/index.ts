import { isExact, type ReductionName, type Search, type SearchResult, type SearchSettings, type OpenJudge, type TransitionSystem } from '../core/index.ts';
import { breadthFirst } from './breadthFirst.ts';
import { resumableBreadthFirst } from './checkpoint/resumableBreadthFirst.ts';
import { depthFirst } from './depthFirst.ts';
import { frontierSearch } from './lossy/frontierSearch.ts';
import { atRandom } from './atRandom.ts';
import { reducedSearch } from './reduced/reducedSearch.ts';
import { unreadSearch, withoutUnread } from './reduced/unreadSearch.ts';
import { symmetricSearch } from './symmetric/symmetricSearch.ts';

export { readSubject } from './checkpoint/store.ts';
export { breadthFirst, depthFirst };
export { type Assignment, workerWalk } from './workerWalk.ts';

const searches = { bfs: breadthFirst, dfs: depthFirst, random: atRandom };

/** Searches as the settings say. A visited set that is not exact makes it a breadth-first search. */
export function search(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const { search: kind, visited = 'exact', checkpoint, reductions = [] } = settings;
  if (reductions.length > 0) {
    const from = reductions.includes('unread') ? withoutUnread(system) : system;
    const found = searchOf(reductions)(from, settings, openJudge);
    return { ...found, coverage: { reductions, ...found.coverage } };
  }
  if (checkpoint !== undefined) return resumableBreadthFirst(system, settings, checkpoint, openJudge);
  const searchBy = isExact(visited) ? searches[kind] : frontierSearch;
  return searchBy(system, settings, openJudge);
}

/** The search that these reductions ask for; `unread` goes with any. */
function searchOf(reductions: readonly ReductionName[]): Search {
  if (reductions.includes('partial-order')) return reducedSearch;
  if (reductions.includes('symmetry')) return symmetricSearch;
  return reductions.includes('sleep-sets') ? reducedSearch : unreadSearch;
}
