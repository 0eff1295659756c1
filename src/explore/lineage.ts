import { Bits } from './bits.ts';
import { ByteColumns } from './byteColumns.ts';
import { agentOf, alternativeOf, packChoice } from './choices.ts';
import type { Links, PackFamilies } from './links.ts';
import type { Memory } from './memory.ts';

/**
 * How each state was found, in some ten bits a state. States are expanded in the order of their numbers, so that those found
 * from one state are numbered in a row, and one bit sequence tells all parents: a one for each state found, a zero after those
 * of each state expanded. The s-th one is state s, and the zeros before it are as many as the number of its parent.
 */
export class Lineage implements Links {
  private readonly agents: number;
  private readonly families: Bits;
  private readonly choices: ByteColumns;
  private found = 0;
  /** States whose expansion has ended. */
  private closed = 0;

  constructor(agents: number, memory: Memory) {
    this.agents = agents;
    this.families = new Bits(memory);
    this.choices = new ByteColumns(memory);
  }

  /** Notes the packed choice by which the next state was found from the one that is being expanded. Throws `OutOfMemory`. */
  add(packed: number): void {
    this.families.push(1);
    this.addChoice(packed);
  }

  private addChoice(packed: number): void {
    // Small numbers take fewer bytes, and there are more small alternatives than small agents.
    this.choices.set(this.found++, alternativeOf(packed) * this.agents + agentOf(packed));
  }

  /** Ends the expansion of a state. */
  close(): void {
    this.families.push(0);
    this.closed++;
  }

  addFrom(parent: number, packed: number): void {
    // The initial state comes from nowhere.
    if (parent < 0) return;
    this.families.pushOneBehind(parent - this.closed);
    this.closed = parent;
    this.addChoice(packed);
  }

  addAll(parents: Int32Array, packed: Int32Array, pack?: PackFamilies): void {
    if (pack === undefined) {
      for (let at = 0; at < parents.length; at++) this.addFrom(parents[at]!, packed[at]!);
      return;
    }
    const { families } = this;
    families.pushZeros(parents[0]! - this.closed);
    const { words, end, choices } = pack(families.length & 31);
    families.pushWords(words, end);
    this.closed = parents.at(-1)!;
    if (choices === undefined) for (const one of packed) this.addChoice(one);
    else {
      this.choices.setBytes(this.found, choices);
      this.found += choices.length;
    }
  }

  parentOf(state: number): number {
    return state === 0 ? -1 : this.families.zerosBefore(state);
  }

  choiceOf(state: number): number {
    if (state === 0) return 0;
    const choice = this.choices.get(state - 1);
    return packChoice(choice % this.agents, Math.floor(choice / this.agents));
  }

  /** The last state that was found from this one or one before it. */
  lastFrom(state: number): number {
    return state < this.closed ? this.families.onesBeforeZero(state + 1) : this.found;
  }

  /** The same for as many states as there are places, from the first one on. */
  readLastFrom(first: number, into: Int32Array): void {
    const closed = Math.max(0, Math.min(into.length, this.closed - first));
    this.families.readOnesBeforeZeros(first + 1, into.subarray(0, closed));
    into.fill(this.found, closed);
  }
}
