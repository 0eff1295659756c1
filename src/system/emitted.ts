import type { Fault } from '../core/index.ts';

/** The functions that the emitted code hands out. */
export interface Emitted {
  alternatives(agent: number): number;
  enabled(agent: number, alternative: number): boolean;
  step(agent: number, alternative: number): Fault | undefined;
  successors(into: Int32Array, at: number): number;
  undo(): void;
  load(from: Int32Array, offset: number): void;
  outside<T>(act: () => T): T | { readonly failed: Fault };
  fingerprint(): number;
  forget(): void;
  /** Stores a value in a cell, outside of any step. */
  poke(cell: number, value: number): void;
  ended(agent: number): boolean;
  readonly setup?: (t: number) => void;
  readonly boot?: (t: number) => void;
  readonly process?: (t: number, parent: number, leader: number, uid: number) => number;
  readonly thread?: (t: number, process: number, entry: number) => void;
  readonly atRest?: (t: number, thread: number) => boolean;
  readonly predicates: readonly (() => boolean)[];
  /** What a function of `asked` says, by number, for one of the numbers that its property is claimed for. */
  asked(index: number, instance: number): boolean | number;
  /** Whether a thread stands at a guard that does not hold; the gate is not asked. */
  blocked(thread: number): boolean;
  /** Runs an agent from a block to its first yield. */
  begin(agent: number, block: number): void;
  /** Block with which an interrupt's routine begins, by name. */
  readonly interruptBlocks: Readonly<Record<string, number>>;
}
