import type { SearchSettings, TransitionSystem } from '../../core/index.ts';
import type { Keeping } from './searchCode.ts';

/** How to search natively. */
export interface NativeMeans {
  readonly keeping: Keeping;
  /** As in onwardSteps.ts; so it does by default. */
  readonly tellsLastFound?: boolean;
  readonly threads: number;
  /** All that WebAssembly can address by default. */
  readonly mostPages?: number;
}

/** A search of so many states takes longer than it takes to translate its steps, of which larger states and more agents have more. */
const usualNativeFrom = ({ words, agents }: TransitionSystem): number => 2_000 + 100 * words + 500 * agents;

/** States of so many words are kept in the tree unless a search asks for something else. */
const wordsForTree = 8;

export function nativeFrom(settings: SearchSettings, system: TransitionSystem): number {
  return settings.nativeFrom ?? usualNativeFrom(system);
}

export function nativeMeans({ visited, workers = 1, nativePages }: SearchSettings, words: number): NativeMeans {
  const keeping = visited === 'tree' || words >= wordsForTree ? 'tree' : 'plain';
  return { keeping, threads: workers, ...(nativePages !== undefined && { mostPages: nativePages }) };
}
