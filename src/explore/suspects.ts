import type { TransitionSystem } from '../core/index.ts';
import { ends, type Onward } from './onward.ts';
import { Rows } from './rows.ts';
import type { States } from './visitedSet.ts';

/** How far to look from one cycle before it stays a suspect: how many steps to walk, and then how many states in all directions. */
const longestWalk = 2000;
const mostStates = 1000;

/**
 * States from which every component that no step leaves, and in which some agent may be stuck, can be reached. Most often
 * there are none, and then nobody need look at the whole graph.
 */
export function findSuspects(system: TransitionSystem, seen: States, onward: Onward): number[] {
  const suspects = new Set<number>();
  const cleared = new Set<number>();
  const isCleared = clearedNearby(nativeNext(seen) ?? someNext(system, seen), onward, cleared);
  const cycles = onward.settle(seen.count);
  let looks = seen.count;
  const clears = (cycle: number): boolean => {
    const look = new Look(system, seen, onward, cleared, cycle);
    // In all no more looks than states, or it would be cheaper to look at the whole graph.
    const isClear = looks > 0 && look.clears();
    looks -= look.looked;
    return isClear;
  };
  // A cycle that is cleared clears others, and those again others: a few long looks, and then a glance at all, in turns.
  let left = cycles;
  for (let atOnce = 1; left.length > 0; atOnce *= 2) {
    let long = 0;
    left = left.filter((cycle) => {
      const isClear = isCleared(cycle);
      if (!isClear && long === atOnce) return true;
      if (isClear || (++long > 0 && clears(cycle))) cleared.add(cycle);
      else suspects.add(cycle);
      return false;
    });
    left = left.toReversed();
  }
  return suspects.size === 0 ? [] : cycles.filter((cycle) => suspects.has(cycle));
}

/** Whether one of the states to which the steps of a state lead is `wanted`; a step that ends in a fault leads to `ends`. */
export type SomeNext = (state: number, wanted: (next: number) => boolean) => boolean;

/** If the system has a fast way to take all steps of a state. */
export function someNext(system: TransitionSystem, seen: States): SomeNext | undefined {
  const rows = Rows.of(system);
  if (rows === undefined) return undefined;
  return (state, wanted) => {
    seen.load(system, state);
    rows.clear();
    rows.add();
    for (let at = 0; at < rows.end; at += rows.stride) {
      const fails = rows.table[at + system.words + 1]! < 0;
      if (wanted(fails ? ends : seen.find(rows.table, rows.table[at + system.words]!, at))) return true;
    }
    return false;
  };
}

/** If the states are where steps are taken natively. */
function nativeNext(seen: States): SomeNext | undefined {
  if (seen.someNext === undefined) return undefined;
  return (state, wanted) => seen.someNext!(state, wanted);
}

/** Finds the cycles that one step leaves towards a cleared one. */
export function clearedNearby(next: SomeNext | undefined, onward: Onward, cleared: ReadonlySet<number>): (cycle: number) => boolean {
  const leaves = (to: number): boolean => {
    const cycle = to === ends ? ends : onward.cycleOf(to);
    return cycle === ends || cleared.has(cycle);
  };
  return (cycle) => next?.(cycle, leaves) ?? false;
}

/**
 * Looks at what can be reached from a state. It is cleared if it is in no component that no step leaves, or if no agent is
 * stuck there. Until a look shows the first, whatever is reached is in the component as well.
 */
class Look {
  private readonly reached: Set<number>;
  private readonly moves: Uint8Array;
  private readonly waits: Uint8Array;
  private still: number;
  private leaves = false;
  looked = 0;

  constructor(
    private readonly system: TransitionSystem,
    private readonly seen: States,
    private readonly onward: Onward,
    private readonly cleared: ReadonlySet<number>,
    private readonly cycle: number,
  ) {
    this.reached = new Set([cycle]);
    this.moves = new Uint8Array(system.agents);
    this.waits = new Uint8Array(system.agents);
    this.still = system.agents;
  }

  clears(): boolean {
    this.walk();
    if (this.leaves || this.still === 0) return true;
    for (const state of this.reached) {
      this.looked++;
      if (this.reached.size > mostStates) return false;
      this.lookFrom(state);
      if (this.leaves || this.still === 0) return true;
    }
    return this.waits.every((waits, agent) => waits === 0 || this.moves[agent] === 1);
  }

  /** One run in which the agents take turns: where all is well, it soon shows every agent move. */
  private walk(): void {
    const { system } = this;
    const turns = new Uint32Array(system.agents);
    this.seen.load(system, this.cycle);
    for (let steps = 0; steps < longestWalk && !this.leaves && this.still > 0; steps++) {
      this.looked++;
      const agent = leastMoved(system, turns);
      if (agent === -1) return;
      if (turns[agent] === 0) this.still--;
      this.moves[agent] = 1;
      this.takeTurn(agent, turns[agent]!++);
    }
  }

  private takeTurn(agent: number, turn: number): void {
    const { system } = this;
    const count = system.alternatives(agent);
    let alternative = turn % count;
    while (!system.enabled(agent, alternative)) alternative = (alternative + 1) % count;
    const fault = system.step(agent, alternative);
    if (fault === undefined) this.meet(this.seen.find(system.packed, system.fingerprint()));
    else this.leaves = true;
  }

  private lookFrom(state: number): void {
    const { system, moves } = this;
    this.seen.load(system, state);
    for (let agent = 0; agent < system.agents; agent++) {
      if (!system.ended(agent) && !system.mayRest(agent)) this.waits[agent] = 1;
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (!system.enabled(agent, alternative)) continue;
        if (moves[agent] === 0) this.still--;
        moves[agent] = 1;
        this.step(agent, alternative);
      }
    }
  }

  private step(agent: number, alternative: number): void {
    const { system } = this;
    const fault = system.step(agent, alternative);
    const target = fault === undefined ? this.seen.find(system.packed, system.fingerprint()) : ends;
    system.undo();
    if (this.meet(target)) this.reached.add(target);
  }

  /** Whether a state that was reached tells nothing new. */
  private meet(target: number): boolean {
    const cycle = target === ends ? ends : this.onward.cycleOf(target);
    // A run that ends has left; and with the other cycle, this one is cleared too if they are in one component.
    if (cycle === ends || this.cleared.has(cycle)) this.leaves = true;
    return !this.leaves;
  }
}

/** The agent with a step that took the fewest turns so far, or -1. */
function leastMoved(system: TransitionSystem, turns: Uint32Array): number {
  let least = -1;
  for (let agent = 0; agent < system.agents; agent++) {
    if (least !== -1 && turns[agent]! >= turns[least]!) continue;
    const count = system.alternatives(agent);
    for (let alternative = 0; alternative < count; alternative++) {
      if (!system.enabled(agent, alternative)) continue;
      least = agent;
      break;
    }
  }
  return least;
}
