import type { Rooms } from '../check.ts';
import type { Coverage, Progress } from '../core/index.ts';

/** What a command takes from its surroundings. */
export interface World {
  readonly rooms: Rooms;
  /** Whether stdout is a terminal that shows colors. */
  readonly colors: boolean;
  /** Writes a line to stderr. */
  tell(line: string): void;
  /** Shows figures of a running search on stderr. */
  progress(so: Progress): void;
  /** Takes the progress line away. */
  interrupted(): void;
  /** Takes the progress line away and tells how long the check took; if it `resumes` one, most states may be former ones. */
  finished(coverage: Coverage, resumes: boolean): void;
}

/** What a command says on stdout, and its exit code. */
export interface Outcome {
  readonly code: ExitCode;
  readonly lines: readonly string[];
}

/** 0 good, 1 violated or not reproduced, 2 wrong usage, 3 a bound was met first, 70 a defect of forkcheck. */
export type ExitCode = 0 | 1 | 2 | 3 | 70;
