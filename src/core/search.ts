import type { BoundName, Bounds } from './bounds.ts';
import type { CheckpointSettings } from './checkpoint.ts';
import type { OpenJudge } from './judge.ts';
import type { CompileRequest, OpenRequest } from './model.ts';
import type { ReductionName } from './reduction.ts';
import type { StrategyName } from './strategy.ts';
import type { TransitionSystem } from './system.ts';
import type { Coverage, Judgement } from './verdict.ts';
import type { VisitedSettings } from './visited.ts';

export type SearchKind = 'bfs' | 'dfs' | 'random';

export interface SearchSettings extends Bounds, VisitedSettings {
  readonly search: SearchKind;
  /** Seed of random walks. */
  readonly seed: string;
  /** How many random walks; walk i of a seed is the same whatever else runs. */
  readonly runs: number;
  /** Only this walk (from 0). */
  readonly run?: number;
  /** How random walks take their steps. */
  readonly strategy: StrategyName;
  /** How many orderings of steps the bugs that `pct` is after depend on, from 1. */
  readonly pctDepth: number;
  /** The steps of a walk among which priorities change: as many as the longest of a few walks has by default. */
  readonly pctSteps?: number;
  /** Other threads to take random walks on: this one takes them by default. */
  readonly team?: Team;
  /** Stop at the first violation: true while minimizing, false when every property wants its verdict. */
  readonly stopAtFirst: boolean;
  /** Keep one step onward from each state, 4 bytes each, so that stuck threads are found: true by default. */
  readonly keepSteps?: boolean;
  /** From how many states on an exhaustive search takes steps in WebAssembly: never changes what it finds. */
  readonly nativeFrom?: number;
  /** How many pages of 64 KiB such a search may address, all that WebAssembly can by default; beyond, it goes on without. Never changes what is found. */
  readonly nativePages?: number;
  /** How many threads search, 1 by default: never changes what is found. */
  readonly workers?: number;
  /** What a breadth-first search may leave out: nothing by default. */
  readonly reductions?: readonly ReductionName[];
  /** A directory for what has no room in memory: a breadth-first search ends where memory does by default. Never changes what is found otherwise. */
  readonly spill?: string;
  /** Saves how far the search is: not by default. */
  readonly checkpoint?: CheckpointSettings;
  /** Called now and then, with figures for a progress line; never influences the search. */
  readonly progress?: (so: Progress) => void;
}

/** Threads that search together, each of which compiles the model by itself. */
export interface Team {
  readonly workers: number;
  /** The module that they run. */
  readonly entry: URL;
  readonly model: OpenRequest;
  readonly request: CompileRequest;
}

export interface Progress {
  readonly search: SearchKind;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly queue: number;
  /** What an exhaustive search holds in memory: states, links, visited set. */
  readonly bytes?: number;
  readonly seconds: number;
  /** Of random walks only. */
  readonly walks?: WalkProgress;
  /** Once the search has ended: what is being worked on, and how much of that is done, from 0 to 1. */
  readonly afterwards?: { readonly what: string; readonly done: number };
}

/** How far random walks have come. */
export interface WalkProgress {
  readonly walks: number;
  /** States that differ, as far as they were counted. */
  readonly distinct: number;
  /** Locations of the model where some agent has stood, and how many there are. */
  readonly locations: number;
  readonly allLocations: number;
}

export interface SearchResult {
  readonly coverage: Coverage;
  /** The properties in the system's order, then the built-in checks. */
  readonly judgements: readonly Judgement[];
  /** For each location of the system, whether some agent stood there in some state. */
  readonly reached: Uint8Array;
  /** Name of the bound that was met, if one was. */
  readonly bound?: BoundName;
}

/** Searches a system from its initial state; each search opens a judge of its own. */
export type Search = (system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge) => SearchResult;
