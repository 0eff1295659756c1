import { IntList } from '../intList.ts';
import { type Memory, OutOfMemory } from '../memory.ts';
import { AppendList } from '../spill/appendList.ts';

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
  /** By their numbers. */
  readonly nodes: readonly number[];
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

/** Places in the list are kept as 32-bit integers. */
const mostWords = 2 ** 31 - 1;

/**
 * Expansions of states as integers, one list behind another: objects would have to fit into the heap of the JavaScript engine, which ends the
 * process when it is full, whatever the bound on memory is. Given up when memory runs short.
 */
export class PackedRecords {
  /** Where the expansion of a state begins, plus 1; 0 if there is none. */
  private readonly places: IntList;
  private readonly items: AppendList;
  private dropped = false;

  /** `isWorthwhile`: whether so many bytes more may be taken. */
  constructor(
    memory: Memory,
    private readonly isWorthwhile: (bytes: number) => boolean,
  ) {
    this.places = new IntList(memory);
    this.items = new AppendList(memory);
  }

  set(state: number, expanded: Expanded): void {
    if (this.dropped) return;
    const packed = pack(expanded);
    if (!this.isWorthwhile(packed.byteLength) || this.items.length + packed.length > mostWords) return this.drop();
    try {
      this.places.set(state, this.items.length + 1);
      this.items.pushAll(packed);
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      this.drop();
    }
  }

  get(state: number): Expanded | undefined {
    const place = state < this.places.capacity ? this.places.get(state) : 0;
    return place === 0 ? undefined : this.unpack(place - 1);
  }

  private drop(): void {
    this.dropped = true;
    this.places.clear();
    this.items.clear();
  }

  private unpack(place: number): Expanded {
    const { items } = this;
    let at = place;
    const next = (): number => items.get(at++);
    const list = (): number[] => Array.from({ length: next() }, next);
    const [version, settled, agents, enabled] = [next(), next(), next(), next()];
    const [nodes, parts, glimpsed, owners] = [list(), list(), list(), list()];
    const chains = Array.from({ length: next() }, (): Chain => ({ choice: next(), movers: next(), end: next(), tail: list() }));
    return { version, settled, agents, enabled, nodes, parts, glimpsed, owners, chains };
  }
}

function pack({ version, settled, agents, enabled, nodes, parts, glimpsed, owners, chains }: Expanded): Int32Array {
  const items = [version, settled, agents, enabled];
  for (const list of [nodes, parts, glimpsed, owners]) items.push(list.length, ...list);
  items.push(chains.length);
  for (const { choice, movers, end, tail } of chains) items.push(choice, movers, end, tail.length, ...tail);
  return Int32Array.from(items);
}
