import type { Executable } from './executable.ts';
import type { LivenessKind } from './liveness.ts';
import type { TransitionSystem } from './system.ts';

/** A change of source text inside one named function. */
export interface SourceEdit {
  readonly routine: string;
  /** The module that declares it, by the end of its path: needed only where two modules declare a function of that name. */
  readonly file?: string;
  readonly find: string;
  readonly put: string;
}

/** What a model module offers, as far as the engine lists it. */
export interface ModelListing {
  /** The kernel's name, or the module's base name where it declares no kernel. */
  readonly name: string;
  readonly title: string;
  /** Absolute path of the module. */
  readonly file: string;
  readonly scenarios: readonly { readonly name: string; readonly title: string }[];
  readonly properties: readonly { readonly name: string; readonly claim: string; readonly kind: 'always' | 'sometimes' | LivenessKind }[];
  readonly mutations: readonly MutationListing[];
}

export interface MutationListing {
  readonly name: string;
  readonly title: string;
  readonly edits: readonly SourceEdit[];
  readonly caughtBy: Readonly<Record<string, string>>;
}

/** Parts left out of a scenario, to make it smaller. */
export interface Reduction {
  /** Names of processes left out. */
  readonly processes: readonly string[];
  /** Threads left out, as `process/index`. */
  readonly threads: readonly string[];
  /** Statements left out of user programs, as `program#index` (see `removableStatements`). */
  readonly statements: readonly string[];
}

export interface CompileRequest {
  readonly scenario: string;
  /** Names of properties to judge; all of the kernel's and the scenario's by default. */
  readonly properties?: readonly string[];
  /** Overrides the scenario's number of CPUs. */
  readonly cpus?: number;
  readonly reduction?: Reduction;
}

/** A model module that has been loaded (with a mutation's edits, if any) and can be compiled with a scenario. */
export interface LoadedModel extends ModelListing {
  /** Throws a `UsageError` for an unknown name and a `CompileError` for what the language cannot express. */
  compile(request: CompileRequest): CompiledModel;
  /** What can be left out of the scenario: the candidates of a `Reduction`, in a fixed order. */
  removable(scenario: string): Reduction;
  /** CPUs that the scenario asks for, if it does. */
  cpusOf(scenario: string): number | undefined;
}

export interface CompiledModel extends TransitionSystem {
  /** The generated code, readable, with source locations. */
  readonly source: string;
  /** The scenario's process tree and settings in one line each, for reports. */
  readonly summary: readonly string[];
  /** All of it as plain data, if it was made of emitted code. */
  readonly executable?: Executable;
}

export interface OpenRequest {
  /** Absolute path of the module with the kernel, or with self-contained scenarios. */
  readonly file: string;
  /** Name of a mutation of that kernel. */
  readonly mutation?: string;
  /** Further modules, by absolute path: scenarios and properties that are not the kernel's own. */
  readonly also?: readonly string[];
}

export type OpenModel = (request: OpenRequest) => LoadedModel;

/** What the modelling language cannot express, or a mistake in a model: exit code 2. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  constructor(
    /** `file:line:column`. */
    readonly at: string,
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(`${at}: ${problem}\n  ${remedy}`);
  }
}
