import type { BoundName, OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { FingerprintSet } from './fingerprints.ts';
import { Memory } from './memory.ts';
import { Sampling } from './sampling.ts';
import { Stopwatch } from './stopwatch.ts';
import { Walker } from './walker.ts';
import { WalkRanges } from './walkPart.ts';
import { planWalks } from './walkPlan.ts';

/** Takes random walks from the initial state. Walk i depends on the seed and on i, and on nothing else. */
export function randomWalk(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const stopwatch = new Stopwatch(settings);
  const plan = planWalks(system, settings);
  const sampling = new Sampling(system, plan, openJudge, new FingerprintSet(new Memory(settings.maxMemory)));
  const figures = () => sampling.figures(walker.soFar);
  const walker = new Walker(system, plan, openJudge, sampling.seen, () => stopwatch.isUp(figures));
  const ranges = new WalkRanges(settings);
  const isOver = (): BoundName | undefined => {
    if (walker.hasStopped) return 'max-seconds';
    return settings.stopAtFirst && sampling.isViolated ? 'first-violation' : undefined;
  };
  for (let at = 0; at < ranges.count && isOver() === undefined; at++) sampling.add(walker.take(ranges.at(at)));
  return sampling.result(isOver() ?? 'runs');
}
