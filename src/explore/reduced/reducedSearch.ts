import { type OpenJudge, type ReductionName, type SearchResult, type SearchSettings, type Symmetry, type TrackedSystem, type TransitionSystem, UsageError } from '../../core/index.ts';
import { expandLayers, goThrough } from '../layers.ts';
import { Stopwatch } from '../stopwatch.ts';
import { Lifting } from '../symmetric/lifting.ts';
import { liftingJudge } from '../symmetric/liftingJudge.ts';
import { symmetricSearch, withSymmetry } from '../symmetric/symmetricSearch.ts';
import { ChainedExpansion } from './chainedExpansion.ts';
import { Knowledge } from './knowledge.ts';
import { initialOrbit, renamingsOf } from './orbit.ts';
import { PersistentExpansion } from './persistentExpansion.ts';
import { tooMany, TooManyRenamings } from './renamedLook.ts';
import { SleepingExpansion } from './sleepingExpansion.ts';

/**
 * A breadth-first search that leaves out what the reductions allow. Persistent sets take the place of sleep sets where both are asked for: what
 * is put off must not sleep as well. Throws a `UsageError` for a system that was not compiled.
 */
export function reducedSearch(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const { reductions = [] } = settings;
  const search = new ReducedSearch(system, settings, openJudge);
  if (!reductions.includes('partial-order')) return search.sleeping();
  if (!reductions.includes('symmetry')) return search.persistent();
  try {
    return withSymmetry(narrowed(system), (symmetry) => search.persistent(symmetry), () => search.persistent());
  } catch (error) {
    if (!(error instanceof TooManyRenamings)) throw error;
    return withoutPartialOrder(symmetricSearch(system, settings, openJudge), reductions);
  }
}

/** What symmetry by itself has found, where partial order was asked for as well. */
function withoutPartialOrder(found: SearchResult, asked: readonly ReductionName[]): SearchResult {
  const reductions = asked.filter((name) => name === 'symmetry' || name === 'unread');
  return { ...found, coverage: { ...found.coverage, reductions, withoutPartialOrder: 'states would be looked at under too many renamings, for many threads are alike' } };
}

class ReducedSearch {
  private readonly tracked: TrackedSystem;

  constructor(
    private readonly system: TransitionSystem,
    private readonly settings: SearchSettings,
    private readonly openJudge: OpenJudge,
  ) {
    const tracked = system.tracked?.();
    if (tracked === undefined) throw new UsageError('a reduction needs a compiled model: leave --reduction out');
    this.tracked = tracked;
  }

  sleeping(): SearchResult {
    const { tracked, settings, openJudge } = this;
    return expandLayers(new SleepingExpansion({ tracked, knowledge: new Knowledge(tracked), settings, openJudge }), settings, new Stopwatch(settings));
  }

  /** Searches until there was nothing to learn. */
  persistent(symmetry?: Symmetry): SearchResult {
    const { system, tracked, settings } = this;
    const inChains = settings.reductions?.includes('chains') === true;
    const knowledge = new Knowledge(tracked);
    const openJudge = symmetry ? liftingJudge(this.openJudge, new Lifting(system, symmetry)) : this.openJudge;
    const stopwatch = new Stopwatch(settings);
    for (let chained: ChainedExpansion | undefined; ; ) {
      const { version } = knowledge;
      const parts = { tracked, knowledge, settings, openJudge, symmetry };
      if (inChains) chained = new ChainedExpansion(parts, chained);
      const found = chained ?? new PersistentExpansion(parts);
      const depth = goThrough(found, settings, stopwatch);
      if (knowledge.version === version || found.endedEarly) return found.result(depth);
    }
  }
}

/** If renaming makes more states than these of the initial one, it has too many slots that differ. */
const mostStates = 5000;

/** A system that leaves zones alone, those with the most slots first, until looking at the renamings of a state may gain something. */
function narrowed(system: TransitionSystem): TransitionSystem {
  const { symmetry: of } = system;
  if (of === undefined) return system;
  const symmetry = (leaveAlone: ReadonlyMap<string, string> = new Map()): Symmetry => {
    const alone = new Map(leaveAlone);
    for (;;) {
      const found = of(alone);
      const treated = found.zones.filter(({ reason }) => reason === undefined).toSorted((a, b) => b.slots - a.slots);
      if (treated[0] === undefined) return found;
      const states = initialOrbit(system, found, mostStates);
      if (states > mostStates) alone.set(treated[0].zone, tooMany);
      else if (states < renamingsOf(found)) return found;
      else alone.set(treated[0].zone, 'with partial order a state is looked at under its renamings, and no two slots are alike at first');
    }
  };
  return { ...system, symmetry };
}
