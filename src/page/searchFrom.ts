import type { Executable, Judgement, Schedule, SearchSettings, TransitionSystem } from '../core/index.ts';
import { plainBreadthFirst } from '../explore/plainBreadthFirst.ts';
import { openJudge } from '../judge/index.ts';
import { openSystem } from '../system/index.ts';

/** What to search: all that can follow a schedule, up to some bounds. */
export interface SearchRequest {
  readonly executable: Executable;
  readonly schedule: Schedule;
  readonly maxStates: number;
  readonly maxSeconds: number;
}

/** What a search from a state says. */
export interface Found {
  readonly states: number;
  readonly depth: number;
  readonly complete: boolean;
  readonly judgements: readonly Judgement[];
}

/** What tells its surroundings of a search that is under way. */
export type SearchNews =
  | { readonly kind: 'progress'; readonly states: number; readonly depth: number }
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'failed'; readonly message: string };

/** Megabytes that a tab may take for a search. */
const maxMemory = 512;

/** Searches all that can follow a schedule: breadth first, so that what it finds is found in the fewest steps. */
export function searchFrom({ executable, schedule, maxStates, maxSeconds }: SearchRequest, tell: (news: SearchNews) => void): Found {
  const system = startedAfter(openSystem(executable), schedule);
  const settings: SearchSettings = {
    search: 'bfs', maxStates, maxSeconds, maxDepth: Infinity, maxMemory, stopAtFirst: false,
    seed: '1', runs: 1, strategy: 'uniform', pctDepth: 1,
    progress: ({ states, depth }) => tell({ kind: 'progress', states, depth }),
  };
  const { coverage, judgements } = plainBreadthFirst(system, settings, openJudge);
  const { states, depth, complete } = coverage;
  return { states, depth, complete, judgements };
}

/** The same system, with the state behind a schedule as the initial one. */
function startedAfter(system: TransitionSystem, schedule: Schedule): TransitionSystem {
  for (const { agent, alternative } of schedule) {
    system.enabled(agent, alternative);
    system.step(agent, alternative);
  }
  const start = system.packed.slice();
  return { ...system, reset: () => system.load(start, 0) };
}
