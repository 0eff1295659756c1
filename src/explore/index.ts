import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { breadthFirst } from './breadthFirst.ts';
import { depthFirst } from './depthFirst.ts';
import { randomWalk } from './randomWalk.ts';

export { breadthFirst, depthFirst, randomWalk };

const searches = { bfs: breadthFirst, dfs: depthFirst, random: randomWalk };

/** Searches as the settings say. */
export function search(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  return searches[settings.search](system, settings, openJudge);
}
