import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { randomWalk } from './randomWalk.ts';
import { walkTogether } from './walkTogether.ts';

/** Searches by random walks, on this thread or on those of a team. */
export function atRandom(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const { team } = settings;
  return team === undefined ? randomWalk(system, settings, openJudge) : walkTogether(system, settings, openJudge, team);
}
