import type { CompiledLiveness } from './liveness.ts';
import type { CompiledProperty, Location } from './system.ts';

/** What emitted code works on, as plain data. */
export interface Code {
  /** The emitted code: the body of a function that takes the tables and returns the system's operations. */
  readonly source: string;
  /** 32-bit words of a packed state. */
  readonly words: number;
  /** The packed state in which every cell is 0. */
  readonly blank: readonly number[];
  /** For each cell, in which packed word it is and how far up. */
  readonly word: readonly number[];
  readonly shift: readonly number[];
  /** For each agent, its first cell and how many it has. */
  readonly frameBases: readonly number[];
  readonly frameSizes: readonly number[];
  readonly families: readonly Family[];
  readonly sites: Sites;
  readonly properties: readonly Omit<CompiledProperty, 'holds'>[];
}

/** Where a fault may happen, and what it says. */
export interface Site {
  /** `file:line:column` in the model; empty for what no place in it stands for. */
  readonly at: string;
  readonly message: string;
}

/** All sites: for each one the number of its file, line, column, and the number of its message. */
export interface Sites {
  readonly files: readonly string[];
  readonly messages: readonly string[];
  readonly numbers: readonly number[];
}

/** All structs that references of one kind can refer to; reference i (from 1) is entry i - 1 of each list. */
export interface Family {
  readonly addresses: readonly number[];
  /** The cell that says whether the struct is allocated, -1 if it always is. */
  readonly live: readonly number[];
  /** Its place in the kernel's lock order, 0 for none. */
  readonly ranks: readonly number[];
}

/** A compiled model with its scenario as plain data: all that it takes to execute it, wherever that is. */
export interface Executable extends Code {
  readonly digest: string;
  readonly initial: readonly number[];
  /** How many of the agents are threads; the others are interrupts. */
  readonly threads: number;
  /** Whether threads need a CPU for their steps. */
  readonly gated: boolean;
  readonly runProperties: readonly RunClaim[];
  readonly locations: readonly Location[];
  readonly telling: Telling;
}

/** A claim about runs; `asked` is the number of its first predicate among the functions that emitted code can be asked. */
export interface RunClaim extends Omit<CompiledLiveness, 'holds'> {
  readonly asked: number;
}

/** How a value is printed. */
export type Shown =
  | { readonly kind: 'bool' | 'number' | 'set' | 'entry' }
  | { readonly kind: 'enum' | 'flags'; readonly names: readonly (readonly [number, string])[] }
  | { readonly kind: 'ref'; readonly family: number };

/** What it takes to tell a state in names and values. */
export interface Telling {
  /** The ways in which values are printed, which others refer to by number. */
  readonly shown: readonly Shown[];
  /** The cells that are no thread's own, in order: path, and how the value is printed. */
  readonly cells: readonly (readonly [string, number])[];
  /** For each family, the paths of its structs. */
  readonly structs: readonly (readonly string[])[];
  readonly agents: readonly string[];
  /** Names of what threads can be started with. */
  readonly entries: readonly string[];
  readonly stops: readonly ToldStop[];
  readonly routines: readonly ToldRoutine[];
  /** The lines of the model in which threads can stand. */
  readonly sources: readonly ToldSource[];
  readonly situations: Situations;
}

/** A place between two steps; the location of the same number is one further. */
export interface ToldStop {
  readonly routine: number;
  readonly line: number;
  /** What its alternatives are called: by their numbers, as a failure that happens or not, or each by its own text. */
  readonly alternatives: 'none' | 'numbers' | 'failure' | readonly string[];
}

export interface ToldRoutine {
  readonly name: string;
  /** Module of the model. */
  readonly file: string;
  /** Where its frame begins among a thread's cells, and whether the first of these says who called it. */
  readonly offset: number;
  readonly returns: boolean;
  readonly isRoot: boolean;
  /** Who calls it, from which line. */
  readonly sites: readonly (readonly [caller: number, line: number])[];
  /** Locals that take room: name, cell among the thread's, and how the value is printed. */
  readonly locals: readonly (readonly [string, number, number])[];
}

/** Some lines of a module, by number. */
export interface ToldSource {
  readonly file: string;
  /** The file of the kernel that the module models, if its first comment names one; else empty. */
  readonly kernel: string;
  readonly lines: readonly (readonly [number, string])[];
}

/** Where it stands who holds a lock, who sleeps, who is suspended. */
export interface Situations {
  /** Structs that are locks: path, and the cells that say who holds it: references to threads, and sets of their numbers. */
  readonly locks: readonly { readonly path: string; readonly owners: readonly number[]; readonly sharers: readonly number[] }[];
  /** First cell of each thread's struct, by agent. */
  readonly threads: readonly number[];
  /** Offsets of a thread's fields, -1 where it has none; `process` refers to the process it is of. */
  readonly suspended: number;
  readonly asleep: number;
  readonly onCpu: number;
  readonly process: { readonly offset: number; readonly family: number };
}
