import type { Omission } from '../../core/index.ts';

/** A set of fingerprints of 64 bits. It may take a new state for a known one, never a known one for new. */
export interface LossySet {
  /** Adds the state with a fingerprint; whether it was new, as far as the set can tell. Throws `OutOfMemory`. */
  add(low: number, high: number): boolean;
  /**
   * Looks at what `add` will look at for `count` fingerprints, low and high halves in turns. It changes nothing, but the
   * looks do not depend on each other, so that the processor waits for many cache misses at a time.
   */
  lookAhead(fingerprints: Int32Array, count: number): number;
  /** What is to be expected of a search that relied on the set. */
  omission(): Omission;
}

/**
 * Sums up how many new states are to be expected to be taken for known ones. While the set takes one with probability p,
 * p / (1 - p) of them come between one state that is added and the next, since their number is geometrically distributed:
 * whatever the states are, as long as their fingerprints are like random numbers. States that only omitted ones lead to are
 * not among them: nobody met them.
 */
export class Expectation {
  states = 0;
  omitted = 0;

  /** Notes that a state was added, and with which probability a new one will be taken for known from now on. */
  added(probability: number): void {
    this.states++;
    this.omitted += probability / (1 - probability);
  }

  /** The omitted ones as a part of all that were met. */
  get fraction(): number {
    return this.omitted === Infinity ? 1 : this.omitted === 0 ? 0 : this.omitted / (this.states + this.omitted);
  }
}
