import type { Futures } from './futures.ts';
import type { Knowledge } from './knowledge.ts';
import type { Move } from './moves.ts';
import type { Node } from './ways.ts';

/**
 * Lets the other agents move that may before one of a set does. What was found out stays true after a step of the set by which nothing has changed that was asked for: then nothing is
 * asked again in the state that the step leads to, and what was not asked yet can be asked there.
 */
export class Beside {
  /** The agents of the set, one bit each; 0 as long as nobody was asked about, or what was found out is true no more. */
  private agents = 0;
  /** The others that may move, and where they stand. */
  private movers = 0;
  private readonly starts: (Node | undefined)[] = [];
  /** What was known when it was found out. */
  private version = -1;

  constructor(
    private readonly futures: Futures,
    private readonly knowledge: Knowledge,
  ) {}

  /** Lets the others move until that is enough: asked with these others, while `futures` says what they may do. Whether it was. */
  move(agents: number, moves: readonly Move[], isEnough: (movers: number) => boolean): boolean {
    if (!this.isAbout(agents, moves)) this.begin(agents, moves);
    for (;;) {
      if (this.futures.run(() => isEnough(this.movers))) return true;
      const woken = this.wokenIn(moves, ~(agents | this.movers));
      if (woken === 0) return false;
      this.add(woken, moves);
    }
  }

  /** Tells that an agent has taken a step in the state that was asked about last, and that the state this led to is asked about next. */
  step(agent: number, moves: readonly Move[]): void {
    const { agents, knowledge, futures } = this;
    const { changes } = moves[agent]!;
    const isOurs = (agents & (1 << agent)) !== 0 && this.version === knowledge.version;
    if (!isOurs || futures.asked.meets(changes)) return this.forget();
    // Who rests has to go on resting.
    if (moves.some(({ looks }, other) => (agents & (1 << other)) === 0 && looks.meets(changes))) this.forget();
  }

  /** Tells that another state is asked about next. */
  forget(): void {
    this.agents = 0;
  }

  private isAbout(agents: number, moves: readonly Move[]): boolean {
    return this.agents === agents && this.version === this.knowledge.version && moves.every(({ node }, agent) => (this.movers & (1 << agent)) === 0 || node === this.starts[agent]);
  }

  private begin(agents: number, moves: readonly Move[]): void {
    this.futures.clear();
    this.agents = agents;
    this.movers = 0;
    this.version = this.knowledge.version;
    this.add(enabledIn(moves, ~agents), moves);
  }

  private add(more: number, moves: readonly Move[]): void {
    this.movers |= more;
    moves.forEach(({ node }, agent) => {
      if ((more & (1 << agent)) === 0) return;
      this.starts[agent] = node;
      if (node !== undefined) this.futures.add(node);
    });
  }

  /** Of some agents, those that may be made to move by what the others may change. */
  private wokenIn(moves: readonly Move[], among: number): number {
    let woken = 0;
    moves.forEach(({ looks }, agent) => {
      if ((among & (1 << agent)) !== 0 && looks.meets(this.futures.changes)) woken |= 1 << agent;
    });
    return woken;
  }
}

/** Of some agents, those that have a step, one bit each. */
export function enabledIn(moves: readonly Move[], among = -1): number {
  let enabled = 0;
  moves.forEach(({ steps }, agent) => {
    if (steps > 0 && (among & (1 << agent)) !== 0) enabled |= 1 << agent;
  });
  return enabled;
}
