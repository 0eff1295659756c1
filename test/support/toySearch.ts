import type { SearchResult, SearchSettings, TransitionSystem, Verdict } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';

/** Settings without any bound. */
export const unbounded: SearchSettings = {
  search: 'bfs',
  maxStates: Infinity,
  maxDepth: Infinity,
  maxSeconds: Infinity,
  maxMemory: 1000,
  seed: 'toy',
  runs: 10,
  strategy: 'uniform',
  pctDepth: 3,
  stopAtFirst: false,
};

export function run(system: TransitionSystem, settings: Partial<SearchSettings> = {}): SearchResult {
  return search(system, { ...unbounded, ...settings }, openJudge);
}

/** The verdict on a property or check. */
export function verdictOn(result: SearchResult, name: string): Verdict {
  const judgement = result.judgements.find((each) => each.name === name);
  if (judgement === undefined) throw new Error(`nothing is called ${name}`);
  return judgement.verdict;
}

/** The kind of every verdict, by name. */
export function kinds(result: SearchResult): Record<string, Verdict['kind']> {
  return Object.fromEntries(result.judgements.map(({ name, verdict }) => [name, verdict.kind]));
}
