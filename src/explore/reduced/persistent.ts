import type { TrackedSystem } from '../../core/index.ts';
import { Bits, count } from './bits.ts';
import { Commuting } from './commuting.ts';
import { Futures, type Reach } from './futures.ts';
import type { Knowledge } from './knowledge.ts';
import type { Move } from './moves.ts';

/**
 * Finds agents whose steps may be taken alone in a state, in the manner of Godefroid's persistent sets: whatever the others do
 * before one of these moves does not depend on what these do next (see `Futures`).
 */
export class PersistentSets {
  private readonly knowledge: Knowledge;
  private readonly futures: Futures;
  private readonly commuting: Commuting;
  private readonly visible = new Bits();

  constructor(system: TrackedSystem, knowledge: Knowledge) {
    this.knowledge = knowledge;
    this.futures = new Futures(system.agents, knowledge);
    this.commuting = new Commuting(system, knowledge, this.futures);
  }

  /** Sets of agents with a step, one bit each, that may be taken alone in the current state, the least first; all agents with a step are the last. */
  all(moves: readonly Move[]): readonly number[] {
    const everybody = this.enabledIn(moves, -1);
    const found = new Set<number>();
    for (let agent = 0; agent < moves.length; agent++) {
      if (moves[agent]!.steps > 0) found.add(this.grow(1 << agent, moves));
    }
    found.add(everybody);
    return [...found].toSorted((a, b) => count(a) - count(b));
  }

  /** An agent whose steps may be taken alone in the current state, or -1. */
  alone(moves: readonly Move[]): number {
    return moves.findIndex(({ steps }, agent) => steps > 0 && this.isPersistent(1 << agent, moves));
  }

  /** Whether the steps of some agents may be taken alone. */
  private isPersistent(agents: number, moves: readonly Move[]): boolean {
    const others = this.enabledIn(moves, ~agents);
    if (others === 0) return true;
    // What the others change next is among what they may change, and known without a look at what they may do.
    if (moves.some((other, agent) => (others & (1 << agent)) !== 0 && this.isDisturbedNext(other, agents, moves))) return false;
    const movers = this.moversBeside(agents, moves);
    return !this.mayRestart(agents, moves) && moves.every((_, agent) => (movers & (1 << agent)) === 0 || !this.disturbs(agent, agents, moves));
  }

  /** Adds agents to a set until it may be taken alone; those with a step are returned. */
  private grow(seed: number, moves: readonly Move[]): number {
    let agents = seed;
    const enabled = this.enabledIn(moves, -1);
    for (let grown = true; grown; ) {
      grown = false;
      if ((agents & enabled) === enabled) return enabled;
      const movers = this.moversBeside(agents, moves);
      if (this.mayRestart(agents, moves)) return enabled;
      for (let agent = 0; agent < moves.length; agent++) {
        if ((movers & (1 << agent)) === 0 || !this.disturbs(agent, agents, moves)) continue;
        agents |= 1 << agent;
        grown = true;
      }
    }
    return agents & enabled;
  }

  /** The other agents that may move before one of these does; `futures` says then what they may do. */
  private moversBeside(agents: number, moves: readonly Move[]): number {
    const { futures } = this;
    let movers = 0;
    futures.clear();
    for (let more = this.enabledIn(moves, ~agents); more !== 0; more = this.wokenIn(moves, ~(agents | movers))) {
      movers |= more;
      moves.forEach(({ node }, agent) => {
        if (node !== undefined && (more & (1 << agent)) !== 0) futures.add(node);
      });
      futures.run();
    }
    return movers;
  }

  /** Of some agents, those that may be made to move by what the others may change. */
  private wokenIn(moves: readonly Move[], among: number): number {
    let woken = 0;
    moves.forEach(({ looks }, agent) => {
      if ((among & (1 << agent)) !== 0 && looks.meets(this.futures.changes)) woken |= 1 << agent;
    });
    return woken;
  }

  /** Whether somebody of a set may be made to stand elsewhere by others: then it is not known what comes next. */
  private mayRestart(agents: number, moves: readonly Move[]): boolean {
    return moves.some(({ node }, agent) => (agents & (1 << agent)) !== 0 && node !== undefined && this.futures.started[agent]!);
  }

  private disturbs(mover: number, agents: number, moves: readonly Move[]): boolean {
    const { knowledge, futures, visible } = this;
    const reach = futures.reaches[mover]!;
    if (this.dependsOn(mover, reach, agents, moves)) return true;
    const set = moves.filter((_, agent) => (agents & (1 << agent)) !== 0);
    if (set.every((move) => move.visible.isEmpty)) return false;
    visible.clear();
    knowledge.observed.collect(reach.changes, visible);
    return set.some((move) => this.shows(move, reach));
  }

  /** Whether somebody of a set depends on what another agent does next. */
  private isDisturbedNext(other: Move, agents: number, moves: readonly Move[]): boolean {
    const { commuting } = this;
    return moves.some((move, agent) => {
      if ((agents & (1 << agent)) === 0) return false;
      return this.overwrites(other, move) || matters(other.changes, move, () => commuting.keepsAfter(move, other));
    });
  }

  /** Whether somebody of a set depends on what an agent may do, or that on it. */
  private dependsOn(mover: number, reach: Reach, agents: number, moves: readonly Move[]): boolean {
    const { commuting } = this;
    return moves.some((move, agent) => {
      if ((agents & (1 << agent)) === 0) return false;
      if (this.overwrites(reach, move)) return true;
      return matters(reach.changes, move, () => commuting.isKept(move)) || (reach.looks.meets(move.changes) && !commuting.keeps(move, mover));
    });
  }

  /** Whether the order decides what stays of what two write. */
  private overwrites(one: Reach, other: Reach): boolean {
    const { settings, wholes } = this.knowledge.atoms;
    return one.changes.meetsBoth(other.changes, settings) || one.changes.meetsBoth(other.looks, wholes) || one.looks.meetsBoth(other.changes, wholes);
  }

  /**
   * Whether a property may tell the order of a move and of what a mover may do. It does not, if what the mover does makes no difference to it
   * in the current state, and neither does the move wherever the movers may come without it.
   */
  private shows(move: Move, reach: Reach): boolean {
    const { knowledge: { observed }, futures, visible } = this;
    let shows = false;
    visible.eachBoth(move.visible, (part) => {
      shows ||= observed.isAbout(part, reach.changes) && futures.maySurprise(observed.evaluationOf(part), move.changes);
    });
    return shows;
  }

  private enabledIn(moves: readonly Move[], among: number): number {
    let enabled = 0;
    moves.forEach((move, agent) => {
      if (move.steps > 0 && (among & (1 << agent)) !== 0) enabled |= 1 << agent;
    });
    return enabled;
  }
}

/** Whether changes may make a difference to what an agent does next. If it has ended or was not started, whoever starts it decides what that is. */
function matters(changes: Bits, { node, looks }: Move, doesTheSame: () => boolean): boolean {
  return changes.meets(looks) && (node === undefined || !doesTheSame());
}
