import type { CompiledLiveness } from './liveness.ts';
import type { Native, NativeSearch } from './native.ts';
import type { Symmetry } from './symmetry.ts';
import type { AccessLog } from './tracking.ts';

/**
 * A compiled model with its scenario: a state vector that steps are executed on in place. Everything that searches, judges
 * or replays works through this interface; none of it knows a kernel.
 */
export interface TransitionSystem {
  /** 32-bit words of a packed state. */
  readonly words: number;
  /** How many agents (threads and interrupts) there are; they are numbered from 0. */
  readonly agents: number;
  /** How many of the agents are threads, which come first; the others are interrupts: all are threads by default. */
  readonly threads?: number;
  /** The packed current state, `words` long; kept up to date by every step. Read it, never write it. */
  readonly packed: Int32Array;
  /** 32-bit fingerprint of the current state, a function of its contents. */
  fingerprint(): number;
  /** Makes the initial state current. */
  reset(): void;
  /** Makes the packed state at `from[offset ..]` current. */
  load(from: Int32Array, offset: number): void;
  /** How many alternatives the agent's location has; 0 for one that has ended or may not run. Not all need be enabled. */
  alternatives(agent: number): number;
  /** Whether the agent can take this alternative now. */
  enabled(agent: number, alternative: number): boolean;
  /**
   * Executes one atomic step. Returns `undefined`, or the fault that ended it; the state is then the one at the fault.
   * `undo` goes back to the state before the step.
   */
  step(agent: number, alternative: number): Fault | undefined;
  undo(): void;
  /**
   * The fast way through all steps of the current state, if the system has one: the steps that `alternatives`, `enabled`,
   * `step` and `undo` would give, in their order. Puts a row of `words` + 2 for each into `into`, from `at` on: the packed
   * state, its fingerprint, and the choice as `agent << 16 | alternative` (its complement if the step ends in a fault).
   * Returns where the last row ends, -1 if there is no room for all of them, or -2 if an
   * alternative has no room in a choice.
   */
  successors?(into: Int32Array, at: number): number;
  /**
   * The steps as WebAssembly together with a search's own integer code; `undefined` where they cannot be had so. The code
   * of the system that a search may use is listed in explore/native/batch.ts.
   */
  native?(search: NativeSearch): Native | undefined;
  /** The same system, made to note what its steps look at and change, if it can be had so. */
  tracked?(): TrackedSystem;
  /** The same system, but what nobody ever reads stays as it was at first: absent where all is read, or nothing is known of that. */
  unread?(): TransitionSystem | undefined;
  /**
   * What renaming slots does to states, with some zones left alone for the reasons given: absent where a system is not known to
   * be symmetric at all.
   */
  symmetry?(leaveAlone?: ReadonlyMap<string, string>): Symmetry;
  /** The predicates of the properties, in the order in which they were given to the compiler. */
  readonly predicates: readonly CompiledProperty[];
  /** The properties of whole runs, in the order in which they were given to the compiler: none by default. */
  readonly liveness?: readonly CompiledLiveness[];
  /** Whether the agent could take a step if it were given a CPU; absent where nobody waits for one. */
  ready?(agent: number): boolean;
  /** Whether an agent that has no step may legitimately stay as it is for ever. */
  mayRest(agent: number): boolean;
  /** Whether the agent has ended or was never started. */
  ended(agent: number): boolean;
  /** Location numbers for coverage; `locationOf` is where the agent stands (0: ended). */
  readonly locations: readonly Location[];
  locationOf(agent: number): number;
  /** A sha-256 over the emitted code: changes when the model or the scenario does, and not when lines of it only move. */
  readonly digest: string;
  /** What can be told of the current state to people. */
  readonly describe: Describer;
}

/**
 * A system whose functions note what they look at and what they change, cell by cell; its current state is its own. An agent's
 * reading of its own frame is not noted: nobody writes there before it has ended.
 */
export interface TrackedSystem extends TransitionSystem {
  readonly log: AccessLog;
  /** How many cells a state has. */
  readonly cells: number;
  /** The agent whose frame a cell belongs to, or -1. */
  frameOf(cell: number): number;
  /** The cell that is 0 as long as the agent has not been started, or has ended. */
  placeCell(agent: number): number;
  /** What the cell holds in the current state. */
  value(cell: number): number;
  /** Empties the log, and says who acts next: an agent, or nobody (-1). */
  attend(agent: number): void;
  /** Where the agent stands and where it will return to, as a number: the same for the same places, from 0 on. */
  place(agent: number): number;
  /** Whether an agent at such a place has the routine on its stack. */
  isInsideAt(place: number, routine: number): boolean;
}

export interface CompiledProperty {
  readonly name: string;
  readonly claim: string;
  readonly kind: 'always' | 'sometimes';
  /** On the current state; a fault (touching nil) is thrown as a `FaultError`. */
  holds(): boolean;
}

/** The built-in verdicts that a step can run into. */
export const faultKinds = [
  'assertion-failed',
  'use-after-free',
  'double-free',
  'nil-dereference',
  'lock-held-on-return',
  'lock-order-reversal',
  'sleeping-forbidden',
  'lock-misuse',
  'guard-violated',
  'out-of-range',
  'zone-exhausted',
  'step-does-not-end',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** What went wrong in a step, and where in the model's source. */
export interface Fault {
  readonly kind: FaultKind;
  readonly message: string;
  /** `file:line:column` in the model. */
  readonly at: string;
}

/** Thrown by a predicate that runs into a fault. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  constructor(readonly fault: Fault) {
    super(`${fault.kind}: ${fault.message} (${fault.at})`);
  }
}

/** A place where an agent can stand between two steps. */
export interface Location {
  readonly routine: string;
  /** The operand of the yield: a line of the kernel's source or a label; empty if it has none. */
  readonly point: string;
  /** File of the model, relative to its root, and the 1-based line. */
  readonly file: string;
  readonly line: number;
  readonly kind: 'ended' | 'entry' | 'yield' | 'wait' | 'choose' | 'select';
}

/** Turns the current state into names and values. */
export interface Describer {
  agentName(agent: number): string;
  /** The call stack, outermost routine first. */
  stack(agent: number): readonly string[];
  /** Every field with a value, as `path` (`P.p_flag`, `k.nprocs`, `T1.fork1.error`) and printable value, in a fixed order. */
  fields(): readonly Field[];
  /** Name of an alternative of the agent's current location (the index, or what the guard says). */
  alternativeName(agent: number, alternative: number): string;
  /** What the agent holds, wants and sleeps on, as far as the model's structs tell. A step before it cannot be undone any more. */
  situation?(agent: number): Situation;
  /** The call stack as places in the model's source, outermost routine first. */
  places?(agent: number): readonly Place[];
}

/** A line of the model, in one of its routines. */
export interface Place {
  readonly routine: string;
  readonly file: string;
  readonly line: number;
}

/** How an agent stands to locks and sleep queues. Locks and channels are given by their paths. */
export interface Situation {
  readonly holds: readonly HeldLock[];
  /** Of a thread that has to wait, even if it had a CPU: the locks that keep it from its step. */
  readonly wants: readonly string[];
  /** The field whose address it sleeps on; absent if it is on no sleep queue. */
  readonly sleepsOn?: string;
  readonly suspended: boolean;
  /** Whether it has a CPU; absent for what needs none. */
  readonly onCpu?: boolean;
  /** The process that it is of. */
  readonly process?: string;
}

export interface HeldLock {
  readonly path: string;
  readonly shared: boolean;
}

export interface Field {
  readonly path: string;
  readonly value: string;
}
