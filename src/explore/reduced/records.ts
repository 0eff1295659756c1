import type { Memory } from '../memory.ts';
import type { Knowledge } from './knowledge.ts';
import { type Chain, type Expanded, PackedRecords } from './packedRecords.ts';

/** How the states of a pass were expanded, for the next pass to do the same where nothing was learned that has to do with it. */
export class Records {
  private readonly expanded: PackedRecords;
  /** States in which a property says what is not expected. */
  private readonly surprising = new Set<number>();
  /** Properties that were judged for good, in the order in which they were. */
  private readonly settled: number[] = [];
  private chains: Chain[] = [];
  private isWhole = true;
  private version = 0;

  /** `isWorthwhile`: whether so many bytes more may be taken; records are given up if not. */
  constructor(
    private readonly knowledge: Knowledge,
    memory: Memory,
    isWorthwhile: (bytes: number) => boolean,
  ) {
    this.expanded = new PackedRecords(memory, isWorthwhile);
  }

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
    const nodes = evidence.nodes.map(({ number }) => number);
    this.expanded.set(state, { version, nodes, parts, glimpsed, owners, settled, agents, enabled, chains });
  }

  /** Ends with a state that was expanded as in the pass before, where the chains had other ends. */
  repeat(state: number, before: Expanded): void {
    const { chains, settled: { length: settled } } = this;
    if (this.isWhole) this.expanded.set(state, { ...before, settled, chains });
  }

  /** How a state was expanded, if it would be again: nothing was learned since of what that rests on. */
  stillTrue(state: number): Expanded | undefined {
    const found = this.expanded.get(state);
    return found !== undefined && this.isTrue(found) ? found : undefined;
  }

  private isTrue({ version, nodes, parts, glimpsed, owners }: Expanded): boolean {
    const { knowledge } = this;
    const { observed } = knowledge;
    return (
      nodes.every((node) => knowledge.nodeAt(node).learned <= version) &&
      parts.every((part) => observed.isOld(part, version)) &&
      glimpsed.every((part) => observed.looksAsBefore(part, version)) &&
      owners.every((owner) => observed.isWatchedAsBefore(owner, version))
    );
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
