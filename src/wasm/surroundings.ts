import type * as t from '@babel/types';

/** An array of integers in memory. */
export interface Table {
  /** Byte address of its first element; behind the base, if each instance has one of its own. */
  readonly at: number;
  /** Bytes an element; narrow elements are unsigned. */
  readonly width: 1 | 2 | 4;
  /** Elements. */
  readonly length: number;
  /** Whether each instance has one of its own. */
  readonly isOwn: boolean;
}

/** Values of names that are known before the code runs. */
export type Constants = ReadonlyMap<string, number>;

export const none: Constants = new Map();

/** What a function's code can refer to. */
export interface Surroundings {
  readonly numbers: ReadonlyMap<string, number>;
  readonly tables: ReadonlyMap<string, Table>;
  /** Indices of the mutable globals. */
  readonly globals: ReadonlyMap<string, number>;
  /** The index of the global that tells where what an instance has of its own begins, in place of address 0; none if there is one instance. */
  readonly base: number | undefined;
  /** Arrays that no function writes to. */
  readonly fixed: ReadonlyMap<string, ArrayLike<number>>;
  readonly functions: ReadonlyMap<string, t.FunctionDeclaration>;
  /** Functions that put calls off, or call one that does. */
  readonly puttingOff: ReadonlySet<string>;
  /** Whether a function is translated anew for values of this parameter that are known. */
  readonly isSpecial: (parameter: string) => boolean;
  /** The index of a function for some known parameters, which it has not; it is translated as well from now on. */
  readonly functionIndex: (name: string, node: t.Node, known: Constants) => number;
  readonly functionCalled: (name: string, node: t.Node) => t.FunctionDeclaration;
}
