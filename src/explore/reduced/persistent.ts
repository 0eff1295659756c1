import type { TrackedSystem } from '../../core/index.ts';
import { type Bits, count } from './bits.ts';
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

  constructor(system: TrackedSystem, knowledge: Knowledge) {
    this.knowledge = knowledge;
    this.futures = new Futures(system.agents, knowledge);
    this.commuting = new Commuting(system, knowledge, this.futures);
  }

  /** Sets of agents with a step, one bit each, that may be taken alone in the current state, the least first; all agents with a step are the last. */
  all(moves: readonly Move[]): readonly number[] {
    this.knowledge.observed.look();
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
    this.knowledge.observed.look();
    return moves.findIndex(({ steps }, agent) => steps > 0 && this.isPersistent(1 << agent, moves));
  }

  /** Whether the steps of some agents may be taken alone. */
  private isPersistent(agents: number, moves: readonly Move[]): boolean {
    const others = this.enabledIn(moves, ~agents);
    if (others === 0) return true;
    // What the others change next is among what they may change, and known without a look at what they may do.
    if (moves.some((other, agent) => (others & (1 << agent)) !== 0 && this.isDisturbedNext(other, agents, moves))) return false;
    const isDisturbed = (movers: number): boolean =>
      this.mayRestart(agents, moves) || moves.some((_, agent) => (movers & (1 << agent)) !== 0 && this.disturbs(agent, agents, moves));
    return !this.moveBeside(agents, moves, isDisturbed);
  }

  /** Adds agents to a set until it may be taken alone; those with a step are returned. */
  private grow(seed: number, moves: readonly Move[]): number {
    const enabled = this.enabledIn(moves, -1);
    let agents = seed;
    for (let grown = true; grown && (agents & enabled) !== enabled; ) {
      let known = 0;
      let movers = 0;
      const takesAll = (beside: number): boolean => {
        movers = beside;
        known |= this.disturbing(movers & ~known, agents, moves);
        return this.mayRestart(agents, moves) || ((agents | known) & enabled) === enabled;
      };
      if (this.moveBeside(agents, moves, takesAll)) return enabled;
      grown = known !== 0;
      agents = this.withDisturbing(movers, agents, moves);
    }
    return agents & enabled;
  }

  /** Some agents with the movers that disturb them or those that were added before. */
  private withDisturbing(movers: number, agents: number, moves: readonly Move[]): number {
    let all = agents;
    for (let agent = 0; agent < moves.length; agent++) {
      if ((movers & (1 << agent)) !== 0 && this.disturbs(agent, all, moves)) all |= 1 << agent;
    }
    return all;
  }

  /**
   * Lets the other agents move that may before one of these does, until that is enough: asked with these others, and with `futures`, which says what they
   * may do. Whether it was.
   */
  private moveBeside(agents: number, moves: readonly Move[], isEnough: (movers: number) => boolean): boolean {
    const { futures } = this;
    let movers = 0;
    futures.clear();
    for (let more = this.enabledIn(moves, ~agents); more !== 0; more = this.wokenIn(moves, ~(agents | movers))) {
      movers |= more;
      moves.forEach(({ node }, agent) => {
        if (node !== undefined && (more & (1 << agent)) !== 0) futures.add(node);
      });
      if (futures.run(() => isEnough(movers))) return true;
    }
    return false;
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

  /** Of some movers, those that disturb some agents. */
  private disturbing(movers: number, agents: number, moves: readonly Move[]): number {
    let found = 0;
    for (let agent = 0; agent < moves.length; agent++) {
      if ((movers & (1 << agent)) !== 0 && this.disturbs(agent, agents, moves)) found |= 1 << agent;
    }
    return found;
  }

  private disturbs(mover: number, agents: number, moves: readonly Move[]): boolean {
    const reach = this.futures.reaches[mover]!;
    if (this.dependsOn(mover, reach, agents, moves)) return true;
    const set = moves.filter((_, agent) => (agents & (1 << agent)) !== 0);
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
    const { knowledge: { observed }, futures } = this;
    let shows = false;
    move.visible.each((part) => {
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
