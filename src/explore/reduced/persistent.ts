import type { TrackedSystem } from '../../core/index.ts';
import { Bits } from './bits.ts';
import { areIndependent } from './independence.ts';
import type { Knowledge, Node, Reach, Requirement } from './knowledge.ts';
import type { Move } from './moves.ts';

/**
 * Finds agents whose steps may be taken alone in a state, in the manner of Godefroid's persistent sets: whatever the others do
 * before one of these moves does not depend on what these do next. What others may do is what was ever seen of them, on
 * from where they stand; at a guard that cannot open before one of these moves, they stop.
 */
export class PersistentSets {
  private readonly system: TrackedSystem;
  private readonly knowledge: Knowledge;
  /** Sets of requirements that do not hold, numbered. */
  private readonly closedSets = new Map<string, number>();
  private closed = new Bits();
  private closedNumber = 0;
  private readonly merged = new Bits();

  constructor(system: TrackedSystem, knowledge: Knowledge) {
    this.system = system;
    this.knowledge = knowledge;
  }

  /** Sets of agents with a step, one bit each, that may be taken alone in the current state, the least first; all agents with a step are the last. */
  all(moves: readonly Move[]): readonly number[] {
    const everybody = this.enabledIn(moves, -1);
    const found = new Set<number>();
    for (let agent = 0; agent < moves.length; agent++) {
      if (moves[agent]!.enabled) found.add(this.grow(1 << agent, moves));
    }
    found.add(everybody);
    return [...found].toSorted((a, b) => count(a) - count(b));
  }

  /** Whether a set may still be taken alone. */
  isPersistent(agents: number, moves: readonly Move[]): boolean {
    return this.grow(agents, moves) === agents;
  }

  /** Adds agents to a set until it is persistent; those with a step are returned. */
  private grow(seed: number, moves: readonly Move[]): number {
    let agents = seed;
    const enabled = this.enabledIn(moves, -1);
    for (let grown = true; grown; ) {
      grown = false;
      const movers = this.moversBeside(agents, moves);
      for (let agent = 0; agent < moves.length; agent++) {
        if ((movers & (1 << agent)) === 0 || !this.disturbs(this.reach(moves[agent]!.node), agents, moves)) continue;
        agents |= 1 << agent;
        grown = true;
        if ((agents & enabled) === enabled) return enabled;
      }
    }
    return agents & enabled;
  }

  /** The other agents that may move before one of these does; what they may do is to be had by `reach` afterwards. */
  private moversBeside(agents: number, moves: readonly Move[]): number {
    let movers = this.enabledIn(moves, ~agents);
    this.closeRequirements();
    for (let more = true; more; ) {
      more = false;
      const { merged } = this;
      merged.clear();
      for (let agent = 0; agent < moves.length; agent++) {
        if ((movers & (1 << agent)) !== 0) merged.addAll(this.reach(moves[agent]!.node).changes);
      }
      for (let agent = 0; agent < moves.length; agent++) {
        if (((agents | movers) & (1 << agent)) !== 0 || !moves[agent]!.looks.meets(merged)) continue;
        movers |= 1 << agent;
        more = true;
      }
      if (this.openRequirements(merged)) more = true;
    }
    return movers;
  }

  private disturbs(reach: Reach, agents: number, moves: readonly Move[]): boolean {
    const { atoms } = this.knowledge;
    for (let agent = 0; agent < moves.length; agent++) {
      if ((agents & (1 << agent)) === 0) continue;
      const move = moves[agent]!;
      if (!areIndependent(reach, move, atoms) || reach.visible.meets(move.visible)) return true;
    }
    return false;
  }

  /** What can be done from a place on, as long as the requirements that are closed stay so. */
  private reach(from: Node): Reach {
    const { knowledge, closedNumber } = this;
    if (from.version !== knowledge.version) {
      from.reach.clear();
      from.version = knowledge.version;
    }
    let reach = from.reach.get(closedNumber);
    if (reach === undefined) {
      reach = this.reachFrom(from);
      from.reach.set(closedNumber, reach);
    }
    return reach;
  }

  private reachFrom(from: Node): Reach {
    const looks = new Bits();
    const changes = new Bits();
    const seen = new Set([from]);
    for (const node of seen) {
      if (this.isShut(node)) continue;
      looks.addAll(node.looks);
      changes.addAll(node.changes);
      for (const next of node.next) seen.add(next);
    }
    const visible = new Bits();
    this.knowledge.observed.collect(changes, visible);
    return { looks, changes, visible };
  }

  /** Whether each way through the guard of a place that was ever seen is closed. */
  private isShut({ ways }: Node): boolean {
    if (ways.size === 0) return false;
    for (const way of ways.values()) if (!way.some(({ index }) => this.closed.has(index))) return false;
    return true;
  }

  private closeRequirements(): void {
    const { closed, knowledge, system } = this;
    closed.clear();
    for (const { cell, value, equal, index } of knowledge.requirements) if ((system.value(cell) === value) !== equal) closed.add(index);
    this.number();
  }

  /** Opens what changes may open; whether that is anything. */
  private openRequirements(changes: Bits): boolean {
    const opened = this.knowledge.requirements.filter(({ index, atom }: Requirement) => this.closed.has(index) && changes.has(atom));
    for (const { index } of opened) this.closed.remove(index);
    if (opened.length > 0) this.number();
    return opened.length > 0;
  }

  private number(): void {
    const text = this.closed.words.subarray(0, (this.knowledge.requirements.length + 31) >>> 5).join(' ');
    let number = this.closedSets.get(text);
    if (number === undefined) {
      number = this.closedSets.size;
      this.closedSets.set(text, number);
    }
    this.closedNumber = number;
  }

  private enabledIn(moves: readonly Move[], among: number): number {
    let enabled = 0;
    moves.forEach((move, agent) => {
      if (move.enabled && (among & (1 << agent)) !== 0) enabled |= 1 << agent;
    });
    return enabled;
  }
}

/** How many bits are set. */
export function count(bits: number): number {
  let sum = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) sum++;
  return sum;
}
