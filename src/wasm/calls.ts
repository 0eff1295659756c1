import * as t from '@babel/types';
import type { Constants } from './surroundings.ts';

/** Where bodies of functions stand in place of their calls. */
export interface Inlining {
  /** Whether that is worth it, for some known parameters. */
  readonly accepts: (callee: t.FunctionDeclaration, known: Constants) => boolean;
  /** The other arguments are on the stack. */
  readonly add: (callee: t.FunctionDeclaration, known: Constants) => void;
}

/** The values of those parameters of a function that are known in a call, and that stay what they are. */
export function knownParameters({ params, body }: t.FunctionDeclaration, passed: readonly t.Node[], valueOf: (node: t.Node) => number | undefined): Map<string, number> {
  const known = new Map<string, number>();
  passed.forEach((one, index) => {
    const parameter = params[index];
    const value = valueOf(one);
    if (value !== undefined && t.isIdentifier(parameter) && !assignmentsIn(body).has(parameter.name)) known.set(parameter.name, value);
  });
  return known;
}

const assigned = new WeakMap<t.Node, ReadonlyMap<string, number>>();

/** The names to which something in a function assigns, and how often that is written there; a declaration is no assignment. */
export function assignmentsIn(body: t.Node): ReadonlyMap<string, number> {
  const known = assigned.get(body);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  const count = ({ name }: t.Identifier): unknown => counts.set(name, (counts.get(name) ?? 0) + 1);
  t.traverseFast(body, (node) => {
    if (t.isAssignmentExpression(node) && t.isIdentifier(node.left)) count(node.left);
    if (t.isUpdateExpression(node) && t.isIdentifier(node.argument)) count(node.argument);
  });
  assigned.set(body, counts);
  return counts;
}
