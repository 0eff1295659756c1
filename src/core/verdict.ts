import type { ReductionName } from './reduction.ts';
import type { Fault } from './system.ts';
import type { LivenessKind } from './liveness.ts';
import type { Schedule } from './schedule.ts';
import type { ZoneSymmetry } from './symmetry.ts';
import type { Omission } from './visited.ts';
import type { StrategyName } from './strategy.ts';

/** What a search says of one property. `run` is the random walk that showed it, if the search was one. */
export type Verdict =
  | { readonly kind: 'holds' }
  | {
      readonly kind: 'violated';
      readonly schedule: Schedule;
      readonly fault?: Fault;
      readonly run?: number;
      /** Of a run that never ends: with how many steps behind it its cycle begins; all of them if it stays where it is. */
      readonly cycle?: number;
    }
  | { readonly kind: 'witnessed'; readonly schedule: Schedule; readonly run?: number }
  | { readonly kind: 'unwitnessed' }
  /** A bound was met first, so we know nothing either way. */
  | { readonly kind: 'unknown'; readonly bound: string };

/** A property, or a built-in check, with its verdict. */
export interface Judgement {
  readonly name: string;
  readonly claim: string;
  readonly kind: 'always' | 'sometimes' | 'built-in' | LivenessKind;
  readonly verdict: Verdict;
  /** In how many states it was evaluated (random walks: distinct ones); for a fault that steps run into, how many steps were taken. */
  readonly looked: number;
  /** The fairness that was assumed, of a property of whole runs. */
  readonly fairness?: string;
}

/** How much a search saw. Random walks count a state as often as they come to it. */
export interface Coverage {
  readonly states: number;
  readonly transitions: number;
  /** Breadth-first layers, the initial state being layer 1; for other searches the longest path in states. */
  readonly depth: number;
  readonly complete: boolean;
  /** What a visited set that is not exact has to expect. */
  readonly omission?: Omission;
  /** Of random walks only. */
  readonly sample?: Sample;
  /** What was allowed to leave states or steps out, if anything was. */
  readonly reductions?: readonly ReductionName[];
  /** Why partial order did not take part, where it was asked for. */
  readonly withoutPartialOrder?: string;
  /** Of a search of one state of each orbit: the zones whose slots it did not tell apart, and why others were. */
  readonly symmetry?: readonly ZoneSymmetry[];
}

/** What random walks saw: the same for the same seed, however the work is split. */
export interface Sample {
  readonly strategy: StrategyName;
  readonly walks: number;
  /** States that differ, told apart by fingerprints of 64 bits. */
  readonly distinct: number;
  /** There was no room for more fingerprints, so that `distinct` is a lower bound. */
  readonly distinctIsFull: boolean;
  /** How many states `distinct` is expected to lack because they share a fingerprint with another. */
  readonly expectedOmissions: number;
  /** Locations of the model where some agent stood, and how many there are. */
  readonly locations: number;
  readonly allLocations: number;
  /** The same after more and more walks, the last entry after all of them. */
  readonly growth: readonly Growth[];
  /** What `pct` guarantees. */
  readonly guarantee?: Guarantee;
}

/** What the first so many walks saw. */
export interface Growth {
  readonly walks: number;
  readonly distinct: number;
  readonly locations: number;
}

/**
 * A bug that shows wherever `depth` pairs of steps come in a certain order is met by a walk with a probability of at least
 * 1 / (agents * steps ^ (depth - 1)), provided that no run has more agents or more steps, and not counting the odds of the
 * alternatives that the bug needs (Burckhardt et al., ASPLOS 2010).
 */
export interface Guarantee {
  readonly agents: number;
  readonly steps: number;
  readonly depth: number;
  /** The steps of the longest walk that was taken: where that is more than `steps`, the guarantee speaks of shorter runs only. */
  readonly longest: number;
}
