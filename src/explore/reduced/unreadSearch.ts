import type { OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../../core/index.ts';
import { Expansion } from '../expansion.ts';
import { expandLayers } from '../layers.ts';
import { Stopwatch } from '../stopwatch.ts';

/** The system without what nobody reads; itself if all is read. Its steps and predicates have the same numbers. */
export function withoutUnread(system: TransitionSystem): TransitionSystem {
  return system.unread?.() ?? system;
}

/** A breadth-first search of what `withoutUnread` makes of a system. */
export function unreadSearch(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const found = new UnreadExpansion(system, settings, openJudge);
  try {
    return expandLayers(found, settings, new Stopwatch(settings));
  } finally {
    found.close();
  }
}

class UnreadExpansion extends Expansion {
  /** A cycle may come back to a state but for what nobody reads, and a lasso has to close. */
  protected override wholeGraph(): 'states-reduced' {
    return 'states-reduced';
  }
}
