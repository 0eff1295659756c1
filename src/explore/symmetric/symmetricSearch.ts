import { Asymmetry, type OpenJudge, type SearchResult, type SearchSettings, type Symmetry, type TransitionSystem } from '../../core/index.ts';
import { breadthFirst } from '../breadthFirst.ts';
import { expandLayers } from '../layers.ts';
import { Stopwatch } from '../stopwatch.ts';
import { SymmetricExpansion } from './symmetricExpansion.ts';

/** Searches breadth first, and looks at one state of each orbit; says which zones were treated, and why others were not. */
export function symmetricSearch(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  return withSymmetry(
    system,
    (symmetry) => expandLayers(new SymmetricExpansion(system, symmetry, settings, openJudge), settings, new Stopwatch(settings)),
    () => breadthFirst(system, settings, openJudge),
  );
}

/**
 * Searches with the symmetry of a system, once more with less of it if a zone proves not to be symmetric, and by `plainly` if no
 * zone is.
 */
export function withSymmetry(system: TransitionSystem, search: (symmetry: Symmetry) => SearchResult, plainly: () => SearchResult): SearchResult {
  const leaveAlone = new Map<string, string>();
  for (;;) {
    const symmetry = system.symmetry?.(leaveAlone);
    const isPlain = symmetry === undefined || symmetry.zones.every(({ reason }) => reason !== undefined);
    try {
      const found = isPlain ? plainly() : search(symmetry);
      return symmetry === undefined ? found : { ...found, coverage: { ...found.coverage, symmetry: symmetry.zones } };
    } catch (error) {
      if (!(error instanceof Asymmetry)) throw error;
      leaveAlone.set(error.zone, error.reason);
    }
  }
}
