import type { TrackedSystem } from '../../core/index.ts';
import { Beside, enabledIn } from './beside.ts';
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
  private readonly beside: Beside;

  constructor(system: TrackedSystem, knowledge: Knowledge) {
    this.knowledge = knowledge;
    this.futures = new Futures(system.agents, knowledge);
    this.commuting = new Commuting(system, knowledge, this.futures);
    this.beside = new Beside(this.futures, knowledge);
  }

  /** Sets of agents with a step, one bit each, that may be taken alone in the current state, the least first; all agents with a step are the last. */
  all(moves: readonly Move[]): readonly number[] {
    this.knowledge.observed.look();
    const everybody = enabledIn(moves);
    const found = new Set<number>();
    for (let agent = 0; agent < moves.length; agent++) {
      if (moves[agent]!.steps > 0) found.add(this.grow(1 << agent, moves));
    }
    found.add(everybody);
    return [...found].toSorted((a, b) => count(a) - count(b));
  }

  /** An agent whose steps may be taken alone in the current state, or -1; `first` is asked before the others. */
  alone(moves: readonly Move[], first = -1): number {
    this.knowledge.observed.look();
    const isAlone = (agent: number): boolean => moves[agent]!.steps > 0 && this.isPersistent(1 << agent, moves);
    if (first >= 0 && isAlone(first)) return first;
    return moves.findIndex((_, agent) => agent !== first && isAlone(agent));
  }

  /** Tells that an agent has taken a step in the state that was asked about last, by which the state came about that is asked about next. */
  step(agent: number, moves: readonly Move[]): void {
    this.beside.step(agent, moves);
  }

  /** Tells that another state is asked about next. */
  forget(): void {
    this.beside.forget();
  }

  /** Whether the steps of some agents may be taken alone. */
  private isPersistent(agents: number, moves: readonly Move[]): boolean {
    const others = enabledIn(moves, ~agents);
    if (others === 0) return true;
    // What the others change next is among what they may change, and known without a look at what they may do.
    if (moves.some((other, agent) => (others & (1 << agent)) !== 0 && this.isDisturbedNext(other, agents, moves))) return false;
    const isDisturbed = (movers: number): boolean =>
      this.mayRestart(agents, moves) || moves.some((_, agent) => (movers & (1 << agent)) !== 0 && this.disturbs(agent, agents, moves));
    return !this.beside.move(agents, moves, isDisturbed);
  }

  /** Adds agents to a set until it may be taken alone; those with a step are returned. */
  private grow(seed: number, moves: readonly Move[]): number {
    const enabled = enabledIn(moves);
    let agents = seed;
    for (let grown = true; grown; ) {
      agents = this.withDisturbingNext(agents, moves);
      if ((agents & enabled) === enabled) break;
      let known = 0;
      let movers = 0;
      const takesAll = (beside: number): boolean => {
        movers = beside;
        known |= this.disturbing(movers & ~known, agents, moves);
        return this.mayRestart(agents, moves) || ((agents | known) & enabled) === enabled;
      };
      if (this.beside.move(agents, moves, takesAll)) return enabled;
      grown = known !== 0;
      agents = this.withDisturbing(movers, agents, moves);
    }
    return agents & enabled;
  }

  /** Some agents with those that disturb them or others that were added by what they do next. No set can do without these, and they are known without a look at what they may do. */
  private withDisturbingNext(agents: number, moves: readonly Move[]): number {
    const others = enabledIn(moves, ~agents);
    const found = moves.findIndex((other, agent) => (others & (1 << agent)) !== 0 && this.isDisturbedNext(other, agents, moves));
    return found < 0 ? agents : this.withDisturbingNext(agents | (1 << found), moves);
  }

  /** Some agents with the movers that disturb them or those that were added before. */
  private withDisturbing(movers: number, agents: number, moves: readonly Move[]): number {
    let all = agents;
    for (let agent = 0; agent < moves.length; agent++) {
      if ((movers & (1 << agent)) !== 0 && this.disturbs(agent, all, moves)) all |= 1 << agent;
    }
    return all;
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
    const { knowledge: { observed, evidence }, futures } = this;
    let shows = false;
    move.visible.each((part) => {
      if (shows) return;
      evidence.glimpsed.add(part);
      if (!observed.isAbout(part, reach.changes)) return;
      evidence.parts.add(part);
      shows = futures.maySurprise(observed.evaluationOf(part), move.changes);
    });
    return shows;
  }
}

/** Whether changes may make a difference to what an agent does next. If it has ended or was not started, whoever starts it decides what that is. */
function matters(changes: Bits, { node, looks }: Move, doesTheSame: () => boolean): boolean {
  return changes.meets(looks) && (node === undefined || !doesTheSame());
}
