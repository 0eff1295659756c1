import * as t from '@babel/types';

/** The child nodes, in source order as Babel keeps them; types are left out. */
export function childrenOf(node: t.Node): t.Node[] {
  const children: t.Node[] = [];
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    if (key === 'typeParameters' || key === 'typeArguments' || key === 'typeAnnotation' || key === 'returnType') continue;
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
    if (Array.isArray(child)) children.push(...child.filter((one): one is t.Node => one !== null));
    else if (child) children.push(child);
  }
  return children;
}

/** Visits a node and all below it; `visit` returns false to stay out of a node's children. */
export function walk(node: t.Node, visit: (node: t.Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walk(child, visit);
}

const known = new WeakMap<t.Node, boolean>();

/** Whether the node contains a yield of the routine that it stands in. */
export function hasYield(node: t.Node): boolean {
  const before = known.get(node);
  if (before !== undefined) return before;
  const found = t.isYieldExpression(node) || (!t.isFunction(node) && childrenOf(node).some(hasYield));
  known.set(node, found);
  return found;
}
