import type * as t from '@babel/types';
import type { Variable } from './locals.ts';
import type { FunctionInfo } from './moduleUnit.ts';

/** A straight piece of a routine: from a point where control arrives to one where it leaves. */
export interface Block {
  readonly id: number;
  readonly items: Item[];
  end: End;
  /** Where it begins in the source, for the comments of the emitted code. */
  readonly node: t.Node;
  /** Expressions of the guard at which a thread waits before it enters this block. */
  guards: readonly t.Node[];
  /** Where breaks and continues inside its inline statements lead. */
  readonly escapes: Block[];
}

export type Item =
  | { readonly kind: 'code'; readonly node: t.Statement }
  /** The variable takes the result of the routine that was just called. */
  | { readonly kind: 'result'; readonly variable: Variable }
  /** The variable takes the number of the alternative with which the step began. */
  | { readonly kind: 'alternative'; readonly variable: Variable }
  /** As above, as a boolean that also uses up a failure's budget. */
  | { readonly kind: 'budget'; readonly variable: Variable; readonly budget: string }
  | { readonly kind: 'constant'; readonly variable: Variable; readonly value: number }
  | { readonly kind: 'parameter'; readonly variable: Variable; readonly index: number };

export type End =
  | { readonly kind: 'jump'; readonly to: Block }
  | { readonly kind: 'branch'; readonly test: t.Expression; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'switch'; readonly value: t.Expression; readonly cases: readonly (readonly [t.Expression, Block])[]; readonly other: Block }
  | { readonly kind: 'yield'; readonly stop: Stop; readonly next: Block }
  | { readonly kind: 'call'; readonly callee: FunctionInfo; readonly args: readonly t.Expression[]; readonly next: Block; readonly node: t.Node }
  | { readonly kind: 'run'; readonly entry: t.Expression; readonly next: Block; readonly node: t.Node }
  | { readonly kind: 'return'; readonly value?: t.Expression }
  | { readonly kind: 'halt' }
  | { readonly kind: 'become'; readonly callee: FunctionInfo; readonly args: readonly t.Expression[]; readonly node: t.Node };

/** A point between two steps. */
export interface Stop {
  readonly kind: 'yield' | 'wait' | 'choose' | 'select' | 'pick' | 'budget' | 'clone';
  readonly point: string;
  readonly node: t.Node;
  /** One guard for `wait` and `pick`, one an alternative for `select`. */
  readonly guards: readonly t.ArrowFunctionExpression[];
  /** How many alternatives `choose` and `pick` have. */
  readonly count?: t.Expression;
  readonly budget?: string;
}

/** A routine cut at its yields. */
export interface Lowered {
  readonly blocks: readonly Block[];
  readonly entry: Block;
  /** Target blocks of breaks and continues that leave an inline statement. */
  readonly escapes: ReadonlyMap<t.Node, Block>;
  /** The stop and block at which a clone of the thread goes on, if the routine calls `cloned`. */
  readonly clone?: { readonly stop: Stop; readonly block: Block };
}

/** The blocks that can follow. */
export function successors(block: Block): readonly Block[] {
  const { end } = block;
  switch (end.kind) {
    case 'jump':
      return [end.to, ...block.escapes];
    case 'branch':
      return [end.yes, end.no, ...block.escapes];
    case 'switch':
      return [...end.cases.map(([, to]) => to), end.other, ...block.escapes];
    case 'yield':
    case 'call':
    case 'run':
      return [end.next, ...block.escapes];
    case 'return':
    case 'halt':
    case 'become':
      return block.escapes;
  }
}
