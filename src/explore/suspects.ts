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
  const suspects: number[] = [];
  const cleared = new Set<number>();
  const isCleared = clearedNearby(system, seen, onward, cleared);
  let looks = seen.count;
  for (const cycle of onward.settle(seen.count)) {
    if (isCleared(cycle)) {
      cleared.add(cycle);
      continue;
    }
    const look = new Look(system, seen, onward, cleared, cycle);
    // In all no more looks than states, or it would be cheaper to look at the whole graph.
    if (looks > 0 && look.clears()) cleared.add(cycle);
    else suspects.push(cycle);
    looks -= look.looked;
  }
  return suspects;
}

/** Finds the cycles that one step leaves towards a cleared one, if the system has a fast way to take all steps of a state. */
export function clearedNearby(system: TransitionSystem, seen: States, onward: Onward, cleared: ReadonlySet<number>): (cycle: number) => boolean {
  const rows = Rows.of(system);
  if (rows === undefined) return () => false;
  return (cycle) => {
    seen.load(system, cycle);
    rows.clear();
    rows.add();
    for (let at = 0; at < rows.end; at += rows.stride) {
      const fingerprint = rows.table[at + system.words]!;
      const fails = rows.table[at + system.words + 1]! < 0;
      const to = fails ? ends : onward.cycleOf(seen.find(rows.table, fingerprint, at));
      if (to === ends || cleared.has(to)) return true;
    }
    return false;
  };
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
