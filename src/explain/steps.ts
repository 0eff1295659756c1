import { type Choice, choicesNow, type Fault, type Schedule, type Shows, type TransitionSystem } from '../core/index.ts';
import type { StateTable } from './stateTable.ts';

/** What is looked for, and when to give up. */
export interface Question {
  readonly system: TransitionSystem;
  readonly shows: Shows;
  /** States that one search may store. */
  readonly maxStates: number;
  /** Is called now and then. */
  readonly progress?: (so: Figures) => void;
}

/** How far one of the searches is. */
export interface Figures {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly queue: number;
}

/** A step that is enabled, and the number of the state to which it leads. */
export interface Step extends Choice {
  readonly to: number | 'shown' | 'fault';
}

/** What is found out of states, by their numbers in the table. */
export interface Fates {
  readonly table: StateTable;
  /** Whether every run from the state fails sooner or later; `undefined` if a bound was met first. */
  isLost(state: number): boolean | undefined;
  /** Choices of a run from a state that is not lost, up to where it cannot fail any more. */
  wayOn(state: number): Schedule;
  /** A bound was met: nothing more is found out. */
  readonly bounded: boolean;
  /** Some run ends in another fault, or a deadlock. */
  readonly otherEnds: boolean;
  /** How many states are known to be lost. */
  readonly lost: number;
}

/** The steps of a state of the table, in the order of agents; the states to which they lead are added. */
export function stepsOf(table: StateTable, shows: Shows, state: number): readonly Step[] {
  const { system } = table;
  table.load(state);
  return choicesNow(system).map((choice) => ({ ...choice, to: take(table, shows, state, choice) }));
}

/** Where an enabled choice leads from the current state, which has this number and stays current. */
export function take(table: StateTable, shows: Shows, state: number, { agent, alternative }: Choice): Step['to'] {
  const word = table.follow(table.wordOf(state));
  const to = arrive(table, shows, table.system.step(agent, alternative), word);
  // Not `undo`: to see what a state shows, others may have been looked at.
  table.load(state);
  return to;
}

function arrive(table: StateTable, shows: Shows, fault: Fault | undefined, word: number): Step['to'] {
  if (fault !== undefined) return shows(table.system, fault) ? 'shown' : 'fault';
  const known = table.count;
  const to = table.add(word);
  // What a state shows is asked once: there are more steps than states.
  if (to === known && shows(table.system, undefined)) table.shown.add(to);
  return table.shown.has(to) ? 'shown' : to;
}

export function isEnabled(system: TransitionSystem, { agent, alternative }: Choice): boolean {
  return alternative < system.alternatives(agent) && system.enabled(agent, alternative);
}
