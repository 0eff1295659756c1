/**
 * How an exhaustive search remembers which states it has seen: all of them (`exact`; as they are, or where they are large, in the
 * tree), all of them in a tree of their parts (`tree`: exact as well, smaller and slower), a fingerprint of 64 bits of each (`compact`),
 * or three bits of each (`bitstate`). The latter two may take a new state for a known one.
 */
export const visitedKinds = ['exact', 'tree', 'compact', 'bitstate'] as const;

export type VisitedKind = (typeof visitedKinds)[number];

/** Whether a search that remembers so takes no new state for a known one. */
export function isExact(visited: VisitedKind): visited is 'exact' | 'tree' {
  return visited === 'exact' || visited === 'tree';
}

export interface VisitedSettings {
  /** `exact` by default; the others are for breadth-first searches. */
  readonly visited?: VisitedKind;
  /** Size of a bitstate table: 64 by default. */
  readonly bitstateMegabytes?: number;
}

/** What a search has to expect that took some new states for known ones, as far as fingerprints are like random numbers. */
export interface Omission {
  readonly visited: Exclude<VisitedKind, 'exact' | 'tree'>;
  /** Of a fingerprint if the set is compact, of the whole table if it is a bitstate set. */
  readonly bits: number;
  /** Bits of a bitstate table for each state that was found. */
  readonly hashFactor?: number;
  /** How many states it met and did not take for new ones; what only they lead to, it did not meet. */
  readonly expectedOmitted: number;
  /** The same as a part of all states that it met. */
  readonly expectedFraction: number;
}
