import { Bits } from './bits.ts';
import { IntList } from './intList.ts';
import type { Lineage } from './lineage.ts';
import type { Memory } from './memory.ts';
import { AppendList } from './spill/appendList.ts';

/** The run from the state comes to an end or to a fault. */
export const ends = -1;

/** The step onward leads to the last state that was found from the state. */
export const toLastFound = -2;

/** Steps onward from several states, packed. */
export interface PackedOnward {
  /** A bit for each, which is 0 if the step leads to the last state found; and where the others lead. */
  readonly words: Int32Array;
  readonly told: Int32Array;
}

/** Packs the steps; so many bits of the first word are left 0. */
export type PackOnward = (bits: number) => PackedOnward;

/** Where the step onward from each state leads. */
export interface OnwardSteps {
  /** Whether `toLastFound` stands for the last state that was found from a state, and may be set. */
  readonly tellsLastFound: boolean;
  /** For how many states, from the first on, there may be one. */
  readonly length: number;
  get(state: number): number;
  /** Throws `OutOfMemory`. */
  set(state: number, next: number): void;
  /** Sets those of as many states as there are places, which follow those that were set before; what is packed may save time. Throws `OutOfMemory`. */
  setAll(first: number, next: Int32Array, pack?: PackOnward): void;
  /** Into each place, where the step from a state leads: from `first`, and those that follow it. */
  read(first: number, into: Int32Array): void;
  clear(): void;
}

/** Steps onward that are set in any order: 4 bytes a state. */
export class AnyOnward implements OnwardSteps {
  readonly tellsLastFound = false;
  readonly next: IntList;

  constructor(memory: Memory) {
    this.next = new IntList(memory);
  }

  get length(): number {
    return this.next.capacity;
  }

  get(state: number): number {
    return this.next.get(state);
  }

  set(state: number, next: number): void {
    this.next.set(state, next);
  }

  setAll(first: number, next: Int32Array): void {
    this.next.setAll(first, next);
  }

  read(first: number, into: Int32Array): void {
    for (let at = 0; at < into.length; at++) into[at] = this.next.get(first + at);
  }

  clear(): void {
    this.next.clear();
  }
}

/**
 * Steps onward that are set in the order of the states. Where the lineage tells the state that was found last, a bit is
 * enough; states from which none was found, about every other one, take four bytes more.
 */
export class OnwardByLineage implements OnwardSteps {
  readonly tellsLastFound = true;
  private readonly isTold: Bits;
  private readonly told: AppendList;

  constructor(
    private readonly lineage: Pick<Lineage, 'lastFrom' | 'readLastFrom'>,
    memory: Memory,
  ) {
    this.isTold = new Bits(memory);
    this.told = new AppendList(memory);
  }

  get length(): number {
    return this.isTold.length;
  }

  get(state: number): number {
    return this.isTold.has(state) ? this.told.get(this.isTold.onesBeforePlace(state)) : this.lineage.lastFrom(state);
  }

  setAll(first: number, next: Int32Array, pack?: PackOnward): void {
    const { isTold, told } = this;
    isTold.pushZeros(first - isTold.length);
    if (pack !== undefined) {
      const bits = isTold.length & 31;
      const packed = pack(bits);
      told.pushAll(packed.told);
      isTold.pushWords(packed.words, bits + next.length);
      return;
    }
    let notTold = 0;
    for (let at = 0; at < next.length; at++) {
      const one = next[at]!;
      if (one === toLastFound) notTold++;
      else {
        told.push(one);
        isTold.pushOneBehind(notTold);
        notTold = 0;
      }
    }
    isTold.pushZeros(notTold);
  }

  set(state: number, next: number): void {
    // States that are not expanded have no step: there is nothing to be asked of such a search.
    while (this.isTold.length < state) this.isTold.push(0);
    if (next !== toLastFound) this.told.push(next);
    this.isTold.push(next === toLastFound ? 0 : 1);
  }

  read(first: number, into: Int32Array): void {
    const { isTold, told } = this;
    this.lineage.readLastFrom(first, into);
    let index = isTold.onesBeforePlace(first);
    for (let at = 0; at < into.length; at++) if (isTold.has(first + at)) into[at] = told.get(index++);
  }

  clear(): void {
    this.isTold.clear();
    this.told.clear();
  }
}
