import { IntList } from './intList.ts';
import type { Memory, Spare } from './memory.ts';
import { OutOfMemory } from './memory.ts';

const shift = 16;
const chunkLength = 1 << shift;
const mask = chunkLength - 1;

/** An agent takes a byte. */
export const mostAgents = 256;

/** The steps between stored states, those of one state side by side; given up when memory runs short. */
export class Edges implements Spare {
  private readonly memory: Memory;
  private readonly first: IntList;
  private readonly end: IntList;
  private readonly targets: Int32Array[] = [];
  private readonly agents: Uint8Array[] = [];
  private count = 0;
  private dropped = false;

  constructor(memory: Memory) {
    this.memory = memory;
    this.first = new IntList(memory);
    this.end = new IntList(memory);
    memory.spare = this;
  }

  /** Whether all edges are still there. */
  get kept(): boolean {
    return !this.dropped;
  }

  /** How many there are. */
  get length(): number {
    return this.count;
  }

  /** Begins the edges of a state. */
  open(state: number): void {
    if (this.dropped) return;
    if (state >= this.first.capacity) this.grow(() => this.reserveStates(state + 1));
    if (!this.dropped) this.first.set(state, this.count);
  }

  add(target: number, agent: number): void {
    if (this.dropped) return;
    const chunk = this.count >>> shift;
    if (chunk === this.agents.length) this.grow(() => this.addChunk());
    if (this.dropped) return;
    const at = this.count & mask;
    this.targets[chunk]![at] = target;
    this.agents[chunk]![at] = agent;
    this.count++;
  }

  /** Ends the edges of a state. */
  close(state: number): void {
    if (!this.dropped) this.end.set(state, this.count);
  }

  /** Whether there is room for the state, so that its edges can be asked for. */
  covers(state: number): boolean {
    return state < this.first.capacity;
  }

  firstEdge(state: number): number {
    return this.first.get(state);
  }

  endEdge(state: number): number {
    return this.end.get(state);
  }

  target(edge: number): number {
    return this.targets[edge >>> shift]![edge & mask]!;
  }

  agent(edge: number): number {
    return this.agents[edge >>> shift]![edge & mask]!;
  }

  drop(): void {
    this.dropped = true;
    this.memory.spare = undefined;
    this.memory.release(chunkLength * (4 * this.targets.length + this.agents.length));
    this.targets.length = 0;
    this.agents.length = 0;
    this.first.clear();
    this.end.clear();
  }

  private reserveStates(states: number): void {
    this.first.reserve(states);
    this.end.reserve(states);
  }

  private addChunk(): void {
    this.targets.push(this.memory.int32(chunkLength));
    this.agents.push(this.memory.uint8(chunkLength));
  }

  private grow(allocate: () => void): void {
    // While it asks for memory itself, it is nothing that could be dropped to get some.
    this.memory.spare = undefined;
    try {
      allocate();
      this.memory.spare = this;
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      this.drop();
    }
  }
}
