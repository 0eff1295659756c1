import { brand } from './brand.ts';
import type { RunProperty } from './runProperty.ts';
import type { Entry, Ref, Routine } from './types.ts';

export interface ZoneOptions {
  /** How many structs the zone holds: a number, or the name of a parameter. A scenario can override it. */
  readonly slots: number | string;
  /**
   * Which free struct an allocation takes: the `first` free one (the default, fewest states), the one freed last (`lifo`).
   */
  readonly order?: 'first' | 'lifo';
  /** Freed structs keep their contents and may be touched, as in a NOFREE zone: false by default. */
  readonly stable?: boolean;
  /** Each struct of this zone is an execution context, a thread: false by default. One zone of a model at most. */
  readonly threads?: boolean;
}

/** A bounded pool of structs of one type. Slots are numbered from 1; 0 is `nil`. */
export interface Zone<T> {
  readonly [brand]: 'zone';
  readonly name: string;
  readonly options: ZoneOptions;
  /** How many slots there are. */
  readonly slots: number;
  /** The struct in slot `index` (1 .. slots), allocated or not. */
  at(index: number): Ref<T>;
}

/** Declares a zone; T is an interface of fields. Must stand at the top level of a module. */
export function zone<T>(name: string, options: ZoneOptions): Zone<T> {
  const only = (): never => onlyInModels('a zone');
  return { [brand]: 'zone', name, options, slots: 0, at: only };
}

/** Declares the model's global variables; T is an interface of fields. Must stand at the top level of a module. */
export function globals<T>(name: string): T {
  return { [brand]: 'globals', name } as unknown as T;
}

/** All structs of type T, wherever they are embedded, as a zone to iterate over: every mutex of the model, for instance. */
export function all<T>(): Zone<T> {
  const only = (): never => onlyInModels('all()');
  return { [brand]: 'zone', name: '', options: { slots: 0 }, slots: 0, at: only };
}

/** Declares constants that a scenario can override: `conf.maxproc` is a number inside the model and takes no room in a state. */
export function params<T extends Readonly<Record<string, number>>>(defaults: T): Readonly<Record<keyof T, number>> {
  return { ...defaults, [brand]: 'params' } as Readonly<Record<keyof T, number>>;
}

/** A program that runs in user mode. */
export type Program = Entry;

/** The names that scenarios of a kernel may use, so that the type checker refuses others, and editors complete them. */
export interface Vocabulary {
  readonly params: string;
  readonly interrupts: string;
  /** Of the process struct, and of those that it refers to: `p_sigacts.ps_flag`. */
  readonly fields: string;
}

/** Numbers by name: any, or those of a vocabulary. */
type Numbers<N extends string> = Readonly<string extends N ? Record<string, number> : Partial<Record<N, number>>>;

/** One process of a scenario's initial tree. */
export interface ProcessSpec<V extends Vocabulary = Vocabulary> {
  /** The name it is shown by and referred to by others. */
  readonly name: string;
  /** The parent's name: the first process (init) by default. */
  readonly parent?: string;
  /** The process whose group it is in: the name of the leader, its own for a new group. The parent's group by default. */
  readonly group?: string;
  /** User id: 0 by default. */
  readonly uid?: number;
  /** What its threads run; the first is the first thread. */
  readonly threads: readonly Program[];
  /** Fields of the process struct, or of one that it refers to, to set before the start: `{ p_flag: P_EXEC, 'p_sigacts.ps_flag': 0 }`. */
  readonly set?: Numbers<V['fields']>;
}

export interface Scenario<V extends Vocabulary = Vocabulary> {
  readonly [brand]: 'scenario';
  readonly name: string;
  readonly title: string;
  /** CPUs; as many as threads by default, so that dispatching is left out. */
  readonly cpus?: number;
  /** The initial processes; the first one is the parent of those that name none. */
  readonly processes?: readonly ProcessSpec<V>[];
  /** Sets up a model that has no process tree: a function without yields that calls `start`. */
  readonly setup?: () => void;
  /** Parameters that differ from the model's defaults. */
  readonly params?: Numbers<V['params']>;
  /** Sizes of zones that differ, by zone name. */
  readonly slots?: Readonly<Record<string, number>>;
  /** How often `mayFail(name)` may say yes, by name: never by default. */
  readonly failures?: Readonly<Record<string, number>>;
  /** How often each interrupt may come, by name: never by default. */
  readonly interrupts?: Numbers<V['interrupts']>;
  /** Properties to judge, beside those that the kernel lists for all scenarios. */
  readonly properties?: readonly Property[];
  /** Names of the kernel's properties that this scenario cannot speak about (a `sometimes` that it never shows). */
  readonly without?: readonly string[];
}

/** Describes an initial situation: processes, programs, limits, failures, interrupts. */
export function scenario<V extends Vocabulary = Vocabulary>(fields: Omit<Scenario<V>, typeof brand>): Scenario;
export function scenario(fields: Omit<Scenario, typeof brand>): Scenario {
  return { [brand]: 'scenario', ...fields };
}

/** A claim about states. */
export interface StateProperty {
  readonly [brand]: 'property';
  readonly name: string;
  /** One English sentence. */
  readonly claim: string;
  readonly kind: 'always' | 'sometimes';
  /** A function without yields over the model's state; its parameter, if any, is the kernel's `table`. */
  readonly holds: (table: never) => boolean;
}

/** A claim that a model makes: about states, or about runs that may go on for ever. */
export type Property = StateProperty | RunProperty;

/** A claim about every reachable state. */
export function always<T = void>(name: string, claim: string, holds: (table: T) => boolean): StateProperty {
  return { [brand]: 'property', name, claim, kind: 'always', holds };
}

/** A claim that some reachable state is like this; it keeps an `always` beside it from holding vacuously. */
export function sometimes<T = void>(name: string, claim: string, holds: (table: T) => boolean): StateProperty {
  return { [brand]: 'property', name, claim, kind: 'sometimes', holds };
}

/** One change of a routine's source text: `find` must occur exactly once in the function called `routine`. */
export interface Edit {
  readonly routine: string;
  /** The module that declares it, by the end of its path: needed only where two modules declare a function of that name. */
  readonly file?: string;
  readonly find: string;
  readonly put: string;
}

export interface Mutation {
  readonly [brand]: 'mutation';
  readonly name: string;
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Names of scenarios that catch it, and the property or built-in check that each breaks. */
  readonly caughtBy: Readonly<Record<string, string>>;
}

/** A change of the model that brings a historical bug back (or any patch to be tried), as edits of its source text. */
export function mutation(fields: Omit<Mutation, typeof brand>): Mutation {
  return { [brand]: 'mutation', ...fields };
}

export interface Kernel {
  readonly [brand]: 'kernel';
  readonly name: string;
  readonly title: string;
  /** Builds what exists before any process of the scenario. No yields. */
  readonly boot?: () => void;
  /** Makes one process of the scenario: `parent` and `leader` may be nil; returns a reference to it. No yields. */
  readonly process: (parent: never, leader: never, uid: number) => unknown;
  /** Makes one thread of a process that will run `entry`. No yields. */
  readonly thread: (process: never, entry: Entry) => void;
  /** Says whether a thread may take steps now (it is on a CPU). Always, by default. No yields. */
  readonly gate?: (thread: never) => boolean;
  /** Says whether a thread that has no step may legitimately stay so for ever. Never, by default. No yields. */
  readonly atRest?: (thread: never) => boolean;
  /** Routines that are not threads: the clock, devices, dispatchers; by name. Each runs for ever or until it returns. */
  readonly interrupts?: Readonly<Record<string, () => Routine>>;
  /** Lock order, outermost first: `k.field` for a global lock, `Struct.field` for an embedded one. */
  readonly lockOrder?: readonly string[];
  /** The process-table view that shared properties speak of. */
  readonly table?: object;
  readonly scenarios: readonly Scenario[];
  readonly properties: readonly Property[];
  readonly mutations: readonly Mutation[];
}

/** Declares a kernel model. */
export function kernel(fields: Omit<Kernel, typeof brand>): Kernel {
  return { [brand]: 'kernel', ...fields };
}

function onlyInModels(what: string): never {
  throw new Error(`${what} can only be used inside the functions of a model, which forkcheck compiles`);
}
