import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { breadthFirst } from './breadthFirst.ts';
import { depthFirst } from './depthFirst.ts';
import { atRandom } from './atRandom.ts';

export { breadthFirst, depthFirst };
export { type Assignment, workerWalk } from './workerWalk.ts';

const searches = { bfs: breadthFirst, dfs: depthFirst, random: atRandom };

/** Searches as the settings say. */
export function search(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  return searches[settings.search](system, settings, openJudge);
}
