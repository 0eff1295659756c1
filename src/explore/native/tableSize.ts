import type { Keeping } from './searchCode.ts';

const firstSlots = 2 ** 17;
/** A slot has 32 bits for the number of a state, and some had better be left for its hash. */
const mostSlots = 2 ** 28;

/** The table grows to the first of these at once, and below the second fourfold: entering states anew costs more than the memory. */
const secondSlots = 2 ** 21;
const fastSlots = 2 ** 23;

/** A state takes no fewer bytes in the tree. */
const leastInTree = 4;

/**
 * How large a table of states' numbers is: a power of 2, or one and a half times as many slots if states are kept in the tree. Linear
 * probing is slow in a table that is fuller than this; where states are small, time is worth less than the table.
 */
export class TableSize {
  private constructor(
    private readonly keeping: Keeping,
    readonly slots: number,
  ) {}

  static first(keeping: Keeping): TableSize {
    return new TableSize(keeping, firstSlots);
  }

  static of(keeping: Keeping, slots: number): TableSize {
    return new TableSize(keeping, slots);
  }

  /** How many slots suffice until so many bytes are full of states. */
  static most(keeping: Keeping, words: number, bytes: number): number {
    const least = keeping === 'tree' ? leastInTree : 4 * words;
    let size = TableSize.first(keeping);
    while (size.slots < mostSlots && size.room * least + 4 * size.slots < bytes) size = size.next;
    return size.slots;
  }

  /** How many states it takes before it grows. */
  get room(): number {
    return this.keeping === 'tree' ? (this.slots / 8) * 7 : (this.slots / 4) * 3;
  }

  /** The next size with room for so many states. */
  with(states: number): TableSize {
    let size: TableSize = this;
    while (size.room < states) size = size.next;
    return size;
  }

  private get next(): TableSize {
    return new TableSize(this.keeping, this.slots * this.factor);
  }

  private get factor(): number {
    if (this.keeping === 'plain') return this.slots < secondSlots ? secondSlots / this.slots : this.slots < fastSlots ? 4 : 2;
    if (this.slots < fastSlots) return 2;
    return Number.isInteger(Math.log2(this.slots)) ? 3 / 2 : 4 / 3;
  }
}
