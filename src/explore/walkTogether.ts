import type { BoundName, OpenJudge, SearchResult, SearchSettings, Team, TransitionSystem } from '../core/index.ts';
import { FingerprintSet } from './fingerprints.ts';
import { Memory } from './memory.ts';
import { Sampling } from './sampling.ts';
import { Stopwatch } from './stopwatch.ts';
import { WalkRanges } from './walkPart.ts';
import { planWalks } from './walkPlan.ts';
import { Workers } from './workers.ts';

/**
 * Takes the walks of `randomWalk` on several threads, and gives the same result: the parts are the same whoever takes them, and they are
 * joined in their order, so that of all walks that violate something, the first counts. The time that the workers take to compile the
 * model is not the search's.
 */
export function walkTogether(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge, team: Team): SearchResult {
  const plan = planWalks(system, settings);
  const sampling = new Sampling(system, plan, openJudge, new FingerprintSet(new Memory(settings.maxMemory)));
  const workers = new Workers(team, plan, system.digest);
  try {
    workers.awaitOne();
    return join(sampling, workers, settings);
  } finally {
    workers.stop();
  }
}

function join(sampling: Sampling, workers: Workers, settings: SearchSettings): SearchResult {
  const stopwatch = new Stopwatch(settings);
  const figures = () => sampling.figures();
  let bound: BoundName = 'runs';
  const watch = (): void => {
    if (!stopwatch.isUp(figures, Infinity)) return;
    bound = 'max-seconds';
    workers.stop();
  };
  const { count } = new WalkRanges(settings);
  for (let at = 0; at < count; at++) {
    const part = workers.part(at, watch);
    if (part === undefined) break;
    sampling.add(part);
    if (settings.stopAtFirst && sampling.isViolated) return sampling.result('first-violation');
  }
  return sampling.result(bound);
}
