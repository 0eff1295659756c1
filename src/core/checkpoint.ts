/** Where and how often a breadth-first search saves how far it is. */
export interface CheckpointSettings {
  readonly directory: string;
  /** Seconds from one checkpoint to the next. */
  readonly seconds: number;
  /** Whether to go on from what is saved there; otherwise nothing may be there yet. */
  readonly resumes: boolean;
  /** Plain data that is kept there for whoever resumes. */
  readonly subject: unknown;
}
