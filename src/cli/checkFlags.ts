import type { ReductionName, SearchKind, StrategyName, VisitedKind } from '../core/index.ts';
import type { CheckFormat } from './checkFormats.ts';
import type { ColorChoice } from './colors.ts';

/** The options of `forkcheck check`, parsed. */
export interface CheckFlags {
  readonly property?: readonly string[];
  readonly mutation?: string;
  readonly cpus?: number;
  readonly search?: SearchKind;
  readonly seed?: string;
  readonly runs?: number;
  readonly run?: number;
  readonly strategy?: StrategyName;
  readonly pctDepth?: number;
  readonly pctSteps?: number;
  readonly workers?: number;
  readonly visited?: VisitedKind;
  readonly bitstateMegabytes?: number;
  readonly reduction?: readonly ReductionName[];
  readonly maxStates?: number;
  readonly maxDepth?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
  readonly spill?: string;
  readonly checkpoint?: string;
  readonly checkpointSeconds?: number;
  readonly save?: string;
  readonly minimize: boolean;
  readonly explain?: boolean;
  readonly coverage?: boolean;
  readonly json?: boolean;
  readonly format?: CheckFormat;
  readonly emitTest?: string;
  readonly html?: string;
  readonly quiet?: boolean;
  readonly color?: ColorChoice;
}
