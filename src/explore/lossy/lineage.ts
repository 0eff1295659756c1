import type { Choice, Schedule } from '../../core/index.ts';
import { unpackChoice } from '../choices.ts';
import type { Memory } from '../memory.ts';
import { Bits } from './bits.ts';
import { ByteColumns } from './byteColumns.ts';

/**
 * How each state was found, in some ten bits a state. States are expanded in the order of their numbers, so that those found
 * from one state are numbered in a row, and one bit sequence tells all parents: a one for each state found, a zero after those
 * of each state expanded. The s-th one is state s, and the zeros before it are as many as the number of its parent.
 */
export class Lineage {
  private readonly agents: number;
  private readonly families: Bits;
  private readonly choices: ByteColumns;
  private found = 0;

  constructor(agents: number, memory: Memory) {
    this.agents = agents;
    this.families = new Bits(memory);
    this.choices = new ByteColumns(memory);
  }

  /** Notes the packed choice by which the next state was found from the one that is being expanded. Throws `OutOfMemory`. */
  add(packed: number): void {
    const { agent, alternative } = unpackChoice(packed);
    // Small numbers take fewer bytes, and there are more small alternatives than small agents.
    this.choices.set(this.found++, alternative * this.agents + agent);
    this.families.push(1);
  }

  /** Ends the expansion of a state. */
  close(): void {
    this.families.push(0);
  }

  /** The choices from the initial state to this one. */
  to(state: number): Schedule {
    const back: Choice[] = [];
    for (let at = state; at !== 0; at = this.families.zerosBefore(at)) {
      const choice = this.choices.get(at - 1);
      back.push({ agent: choice % this.agents, alternative: Math.floor(choice / this.agents) });
    }
    return back.reverse();
  }
}
