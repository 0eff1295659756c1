/** One decision: which agent moves, and which alternative of its location it takes. */
export interface Choice {
  readonly agent: number;
  readonly alternative: number;
}

/** The choices of a run, from the initial state. */
export type Schedule = readonly Choice[];
