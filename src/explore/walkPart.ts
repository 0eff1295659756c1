import type { Judgement } from '../core/index.ts';

/** Walks `first` to `end - 1`. */
export interface WalkRange {
  readonly first: number;
  readonly end: number;
}

/**
 * What some walks in a row gave. It is the same whoever takes them and whatever else has been walked; joined in their order, the
 * parts of a search make up its result.
 */
export interface WalkPart {
  /** How many were taken: fewer than asked for if the search was to end. */
  readonly walks: number;
  readonly states: number;
  readonly transitions: number;
  /** In how many states it was looked for steps. */
  readonly expanded: number;
  /** The most states of a walk. */
  readonly depth: number;
  /** The most steps of a walk, one that ends in a fault included. */
  readonly longest: number;
  /** The most agents that began in a walk. */
  readonly agents: number;
  /** By location, whether some agent stood there. */
  readonly reached: Uint8Array;
  /** As of a search that is not complete. Properties were looked at in states that were new to whoever took the walks. */
  readonly judgements: readonly Judgement[];
  /** Fingerprints of those states in the order in which they were looked at, low and high word in turn; absent if the search has them. */
  readonly fresh?: Int32Array;
}

/** Walks that are taken together, since to open a judge for each would cost too much. */
const walksOfAPart = 16;

/** The ranges that make up the walks of a search, in their order: they do not depend on who takes them. */
export class WalkRanges {
  readonly count: number;
  private readonly first: number;
  private readonly end: number;

  constructor({ run, runs }: { readonly run?: number; readonly runs: number }) {
    this.first = run ?? 0;
    this.end = run === undefined ? runs : run + 1;
    this.count = Math.ceil((this.end - this.first) / walksOfAPart);
  }

  at(index: number): WalkRange {
    const first = this.first + index * walksOfAPart;
    return { first, end: Math.min(this.end, first + walksOfAPart) };
  }
}
