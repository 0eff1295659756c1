import type { Executable, Schedule } from '../core/index.ts';
import type { Counterexample } from '../trace/index.ts';

/** What a page carries beside its program. */
export interface PageData {
  readonly format: 'forkcheck-page/1';
  /** Each once; cases refer to them by number. */
  readonly systems: readonly Executable[];
  readonly cases: readonly PageCase[];
}

/** A run of a system, to begin with. */
export interface PageCase {
  /** Kernel, scenario, mutation. */
  readonly title: string;
  /** What the scenario says of itself. */
  readonly summary: readonly string[];
  readonly system: number;
  /** What the run shows; `null` of a run that shows nothing, which is an empty one. */
  readonly shows: PageFinding | null;
  readonly schedule: Schedule;
  /** Of a run that never ends: after how many steps its cycle begins; after all of them if it stays where it is. */
  readonly cycle?: number;
}

export interface PageFinding extends Pick<Counterexample, 'property' | 'claim' | 'verdict' | 'minimized'> {
  readonly fairness?: string;
  /** Names of the agents that are stuck at the end. */
  readonly stuck?: readonly string[];
}

/** The program and the styles of the page, as text. */
export interface PageApp {
  readonly script: string;
  readonly style: string;
}
