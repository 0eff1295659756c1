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
    if (value !== undefined && t.isIdentifier(parameter) && !assignedIn(body).has(parameter.name)) known.set(parameter.name, value);
  });
  return known;
}

const assigned = new WeakMap<t.Node, ReadonlySet<string>>();

/** The names to which something in a function assigns. */
function assignedIn(body: t.Node): ReadonlySet<string> {
  let names = assigned.get(body);
  if (names === undefined) {
    const found = new Set<string>();
    t.traverseFast(body, (node) => {
      if (t.isAssignmentExpression(node) && t.isIdentifier(node.left)) found.add(node.left.name);
      if (t.isUpdateExpression(node) && t.isIdentifier(node.argument)) found.add(node.argument.name);
    });
    assigned.set(body, (names = found));
  }
  return names;
}
