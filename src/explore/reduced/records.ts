import type { Memory } from '../memory.ts';
import type { Knowledge } from './knowledge.ts';
import type { Node } from './ways.ts';

/** A step with those that followed on it, to the next state that is kept. */
export interface Chain {
  /** The packed choice of the first step, and those of the others. */
  readonly choice: number;
  readonly tail: number[];
  /** Who took part, one bit each. */
  readonly movers: number;
  readonly end: number;
}

/** How a state was expanded, and on what that rests. */
export interface Expanded {
  /** The version of the knowledge with which that was begun. */
  readonly version: number;
  readonly nodes: readonly Node[];
  readonly parts: readonly number[];
  readonly glimpsed: readonly number[];
  readonly owners: readonly number[];
  /** So many properties were judged for good by then. */
  readonly settled: number;
  /** The agents whose steps were taken, and those that had any, one bit each. */
  readonly agents: number;
  readonly enabled: number;
  readonly chains: readonly Chain[];
}

/** About what they take in memory: an expansion, a chain, and something in a list of one of them. */
const bytesOfOne = 250;
const bytesOfChain = 80;
const bytesOfItem = 8;

/** How the states of a pass were expanded, for the next pass to do the same where nothing was learned that has to do with it. */
export class Records {
  private readonly expanded: (Expanded | undefined)[] = [];
  /** States in which a property says what is not expected. */
  private readonly surprising = new Set<number>();
  /** Properties that were judged for good, in the order in which they were. */
  private readonly settled: number[] = [];
  private chains: Chain[] = [];
  private isWhole = true;
  private version = 0;

  constructor(
    private readonly knowledge: Knowledge,
    private readonly memory: Memory,
  ) {}

  /** Begins with the next state. */
  begin(): void {
    this.chains = [];
    this.isWhole = true;
    this.version = this.knowledge.version;
    this.knowledge.evidence.begin();
  }

  add(chain: Chain): void {
    this.chains.push(chain);
  }

  /** Says that there is more to the expansion of this state than its chains. */
  spoil(): void {
    this.isWhole = false;
  }

  /** Ends with a state whose steps were taken. */
  end(state: number, agents: number, enabled: number): void {
    if (!this.isWhole || enabled === 0) return;
    const { version, chains, settled: { length: settled }, knowledge: { evidence } } = this;
    const [parts, glimpsed, owners] = [evidence.parts.members(), evidence.glimpsed.members(), evidence.owners.members()];
    this.keep(state, { version, nodes: evidence.nodes, parts, glimpsed, owners, settled, agents, enabled, chains });
  }

  /** Ends with a state that was expanded as in the pass before, where the chains had other ends. */
  repeat(state: number, before: Expanded): void {
    const { chains, settled: { length: settled } } = this;
    if (this.isWhole) this.keep(state, { ...before, settled, chains });
  }

  /** How a state was expanded, if it would be again: nothing was learned since of what that rests on. */
  stillTrue(state: number): Expanded | undefined {
    const found = this.expanded[state];
    return found !== undefined && this.isTrue(found) ? found : undefined;
  }

  private isTrue({ version, nodes, parts, glimpsed, owners }: Expanded): boolean {
    const { observed } = this.knowledge;
    return (
      nodes.every(({ learned }) => learned <= version) &&
      parts.every((part) => observed.isOld(part, version)) &&
      glimpsed.every((part) => observed.looksAsBefore(part, version)) &&
      owners.every((owner) => observed.isWatchedAsBefore(owner, version))
    );
  }

  /** Throws `OutOfMemory`. */
  private keep(state: number, expanded: Expanded): void {
    const { nodes, parts, glimpsed, owners, chains } = expanded;
    const items = nodes.length + parts.length + glimpsed.length + owners.length + chains.reduce((sum, { tail }) => sum + tail.length, 0);
    this.memory.take(bytesOfOne + bytesOfChain * chains.length + bytesOfItem * items);
    this.expanded[state] = expanded;
  }

  surprise(state: number): void {
    this.surprising.add(state);
  }

  surprises(state: number): boolean {
    return this.surprising.has(state);
  }

  /** Takes note of properties that nobody asks any more, being judged for good: it is not known whether they surprise. */
  settle(isSettled: (property: number) => boolean, properties: number): void {
    if (this.settled.length === properties) return;
    for (let property = 0; property < properties; property++) if (isSettled(property) && !this.settled.includes(property)) this.settled.push(property);
  }

  /** The first properties that were judged for good. */
  firstSettled(count: number): readonly number[] {
    return this.settled.slice(0, count);
  }
}
