import type { Fault } from './system.ts';
import type { LivenessKind } from './liveness.ts';
import type { Schedule } from './schedule.ts';

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
  /** In how many states it was evaluated; for a fault that steps run into, how many steps were taken. */
  readonly looked: number;
  /** The fairness that was assumed, of a property of whole runs. */
  readonly fairness?: string;
}

/** How much a search saw. */
export interface Coverage {
  readonly states: number;
  readonly transitions: number;
  /** Breadth-first layers, the initial state being layer 1; for other searches the longest path in states. */
  readonly depth: number;
  readonly complete: boolean;
}
