import type * as t from '@babel/types';
import type { FunctionBuilder } from './functionBuilder.ts';
import type { Range } from './ranges.ts';
import type { Table } from './surroundings.ts';

/** What adds the instructions for expressions to a function. */
export interface Values {
  readonly to: FunctionBuilder;
  /** Pushes the value of an expression. */
  value(node: t.Node): void;
  /** Evaluates an expression for its effect. */
  effect(node: t.Node): void;
  /** The value of an expression, if it is the same whenever the code runs. */
  known(node: t.Node): number | undefined;
  /** Pushes the byte offset of an element within its table; returns the table, or the part of it where that is an offset. */
  address(node: t.MemberExpression): Table;
  /** The smallest and the greatest value that an expression can have. */
  range(node: t.Node): Range;
}
