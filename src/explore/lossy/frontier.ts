import type { TransitionSystem } from '../../core/index.ts';
import type { Memory } from '../memory.ts';

const chunkBytes = 2 ** 16;

/** The packed states that are still to be expanded, by number; those before them are forgotten chunk by chunk. */
export class Frontier {
  private readonly words: number;
  private readonly memory: Memory;
  private readonly shift: number;
  private readonly mask: number;
  /** Chunks that hold states, in the order of their numbers, and those that are free to hold others. */
  private chunks: Int32Array[] = [];
  private readonly free: Int32Array[] = [];
  /** How many chunks have been forgotten. */
  private gone = 0;
  private count = 0;

  constructor(words: number, memory: Memory) {
    this.words = words;
    this.memory = memory;
    this.shift = Math.max(0, Math.floor(Math.log2(chunkBytes / (4 * words))));
    this.mask = (1 << this.shift) - 1;
  }

  /** Keeps the state at `from[offset ..]`, with the next number. Throws `OutOfMemory`. */
  add(from: Int32Array, offset: number): void {
    const { words } = this;
    const at = (this.count >>> this.shift) - this.gone;
    if (at === this.chunks.length) this.chunks.push(this.free.pop() ?? this.memory.int32(words << this.shift));
    const chunk = this.chunks[at]!;
    const to = (this.count & this.mask) * words;
    for (let word = 0; word < words; word++) chunk[to + word] = from[offset + word]!;
    this.count++;
  }

  /** Makes a state current that has not been forgotten. */
  load(system: TransitionSystem, state: number): void {
    system.load(this.chunks[(state >>> this.shift) - this.gone]!, (state & this.mask) * this.words);
  }

  /** Forgets the states before this one; nobody may ask for them any more. */
  forget(before: number): void {
    const chunks = (before >>> this.shift) - this.gone;
    if (chunks === 0) return;
    this.free.push(...this.chunks.splice(0, chunks));
    this.gone += chunks;
  }
}
