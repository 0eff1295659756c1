import type { Loader } from './loader.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import type { StructType, Type, TypeResolver } from './types.ts';

/** A struct that stands at one place: a model's globals. */
export interface StructPlace {
  readonly struct: StructType;
  /** Cell index; -1 until the state has been laid out. */
  address: number;
}

/** What a name means that is not a local. */
export type Meaning =
  | { readonly kind: 'constant'; readonly value: number | boolean | string }
  | { readonly kind: 'nil' }
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'function'; readonly info: FunctionInfo }
  | { readonly kind: 'struct'; readonly place: StructPlace }
  | { readonly kind: 'zone'; readonly value: object }
  | { readonly kind: 'parameters'; readonly value: Readonly<Record<string, number>> }
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> };

/** What a function's code needs to know of the program around it. */
export interface Surroundings {
  readonly loader: Loader;
  readonly types: TypeResolver;
  meaningOfObject(value: object): Meaning;
  parameterOf(declared: Readonly<Record<string, number>>, name: string): number;
  slotsOf(zone: object): number;
  structOfZone(zone: object): StructType;
  threadStruct(): StructType;
  /** The type of what a function returns. */
  resultOf(info: FunctionInfo): Type;
  /** How often `mayFail(name)` may say yes. */
  budget(name: string): number;
}
