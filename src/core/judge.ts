import type { Choice, Schedule } from './schedule.ts';
import type { BoundName } from './bounds.ts';
import type { Fault, TransitionSystem } from './system.ts';
import type { Judgement, Verdict } from './verdict.ts';

/** Tells how a search came to a state; states are numbered by the search, from 0 for the initial one. */
export interface Route {
  /** The choices from the initial state to `state`. */
  to(state: number): Schedule;
  /** Number of the random walk, if the search is one. */
  readonly run?: number;
}

/**
 * The states and steps of a complete search; the edges of state s are `firstEdge(s) .. endEdge(s) - 1`. States that the search
 * has ruled out already, as none in which an agent is stuck, carry no steps.
 */
export interface StateGraph {
  readonly states: number;
  readonly steps: number;
  firstEdge(state: number): number;
  endEdge(state: number): number;
  /** The state that the step leads to, or -1 if it ends in a fault. */
  target(edge: number): number;
  /** The agent that takes the step. */
  agent(edge: number): number;
  /** Makes the state current in the transition system. */
  load(state: number): void;
}

/** The agent of the step to itself that a state without steps gets in a whole graph. */
export const idle = 255;

/**
 * All states that a search knows, with all their steps. A step leads to -1 also where the search does not know the state, and
 * where an agent could go on if only it were given a CPU.
 */
export interface WholeGraph extends StateGraph {
  /** The choice that makes the step; the state must be the one that it leaves. */
  choice(state: number, edge: number): Choice;
  /** Whether whoever judges the graph may take so many bytes. */
  allows(bytes: number): boolean;
}

/** How a search ended. */
export interface Ending {
  readonly transitions: number;
  /** In how many states it was looked for steps. */
  readonly expanded: number;
  /** Name of the bound that was met; absent when every reachable state was expanded. */
  readonly bound?: BoundName;
  /** The graph of a complete search, or what it could not be kept for. */
  readonly graph: StateGraph | BoundName;
  /** Builds the graph of all states that are known, of a search that was not complete too; absent if none are kept. */
  readonly whole?: () => WholeGraph | BoundName;
  /** Is told now and then what is being worked on, for a progress line; never influences a verdict. */
  readonly tell?: TellWork;
  /** Whether there is no time left for judging: never by default. */
  readonly isTimeUp?: () => boolean;
}

/** Takes what is worked on once a search has ended, and how much of that is done, from 0 to 1. */
export type TellWork = (what: string, done: number) => void;

/** What a judge has found so far, as plain data. */
export interface Findings {
  /** How many states it has looked at. */
  readonly states: number;
  /** The verdicts given so far, by the property's number in `predicates`, and after how many states. */
  readonly answers: readonly { readonly property: number; readonly verdict: Verdict; readonly looked: number }[];
  readonly faults: readonly { readonly kind: string; readonly verdict: Verdict }[];
  readonly deadlock?: Verdict;
}

/** Gives verdicts on what a search shows it: the star forbids searches to know how. */
export interface Judge {
  /** Whether anything is violated so far. */
  readonly violated: boolean;
  /** Judges the current state of the system, which the search has not shown before. */
  visit(state: number): void;
  /** Counts states that were looked at elsewhere, and in which every property that is watched said what is expected. */
  pass(states: number): void;
  /** Whether a property (by its number in `predicates`) is still undecided, so that states must be looked at for it. */
  watches(property: number): boolean;
  /** Judges the current state of the system, in which no agent has a step. */
  rest(state: number): void;
  /** Notes that a step of `state` ended in a fault. */
  fault(fault: Fault, state: number, agent: number, alternative: number): void;
  /** What it has found so far, for another judge of the same system to go on with. */
  save(): Findings;
  /** Takes over what another judge of the same system has found, before anything else is asked of it. */
  resume(findings: Findings): void;
  /** One judgement for each property in the system's order, then the built-in checks. */
  conclude(ending: Ending): readonly Judgement[];
}

/** Opens the judge of one search. */
export type OpenJudge = (system: TransitionSystem, route: Route) => Judge;
