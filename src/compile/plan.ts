import type { EmitShared } from './emitContext.ts';
import type { Frames } from './frames.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import type { Packing } from './packing.ts';
import type { Program } from './program.ts';
import type { ThreadSpec } from './threads.ts';

/** Everything known of a program once it is laid out. */
export interface Plan {
  readonly program: Program;
  readonly frames: Frames;
  readonly shared: EmitShared;
  readonly hooks: Hooks;
  /** The functions of the run properties. */
  readonly asked: readonly FunctionInfo[];
  readonly threadSpecs: readonly ThreadSpec[];
  readonly interrupts: readonly Interrupt[];
  readonly packing: Packing;
  /** The functions without yields. */
  readonly pures: readonly FunctionInfo[];
  readonly frameBases: Int32Array;
  readonly frameSizes: Int32Array;
}

export interface Interrupt {
  readonly name: string;
  readonly info: FunctionInfo;
}

export interface Hooks {
  readonly setup?: FunctionInfo;
  readonly boot?: FunctionInfo;
  readonly process?: FunctionInfo;
  readonly thread?: FunctionInfo;
  readonly gate?: FunctionInfo;
  readonly atRest?: FunctionInfo;
  readonly properties: readonly FunctionInfo[];
}
