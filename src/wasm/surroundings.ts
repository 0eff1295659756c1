import type * as t from '@babel/types';

/** An array of integers in memory. */
export interface Table {
  /** Byte address of its first element. */
  readonly at: number;
  /** Bytes an element; narrow elements are unsigned. */
  readonly width: 1 | 2 | 4;
}

/** What a function's code can refer to. */
export interface Surroundings {
  readonly numbers: ReadonlyMap<string, number>;
  readonly tables: ReadonlyMap<string, Table>;
  /** Indices of the mutable globals. */
  readonly globals: ReadonlyMap<string, number>;
  /** The index of a function, which is translated as well from now on. */
  readonly functionIndex: (name: string, node: t.Node) => number;
  readonly functionCalled: (name: string, node: t.Node) => t.FunctionDeclaration;
}
