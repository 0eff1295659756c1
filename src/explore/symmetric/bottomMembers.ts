/** The nodes of all strongly connected components that have steps, none of which leaves them. */
export function bottomMembers(graph: ReadonlyMap<number, readonly number[]>): readonly number[] {
  const found: number[] = [];
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  /** Nodes that are left for good, with their components. */
  const done = new Set<number>();
  const open: number[] = [];
  const path: { readonly node: number; next: number }[] = [];
  const enter = (node: number): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    open.push(node);
    path.push({ node, next: 0 });
  };
  const lower = (node: number, to: number): void => void low.set(node, Math.min(low.get(node) ?? 0, to));
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { node } = top;
      const target = graph.get(node)?.[top.next++];
      if (target === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent) lower(parent.node, low.get(node) ?? 0);
        if (low.get(node) === index.get(node)) found.push(...complete(graph, open.splice(open.indexOf(node)), done));
      } else if (!index.has(target)) enter(target);
      else if (!done.has(target)) lower(node, index.get(target) ?? 0);
    }
  }
  return found;
}

/** The members of a component, if it is at the bottom and not a single node without steps. */
function complete(graph: ReadonlyMap<number, readonly number[]>, members: readonly number[], done: Set<number>): readonly number[] {
  const inside = new Set(members);
  for (const one of members) done.add(one);
  const hasSteps = members.some((one) => (graph.get(one)?.length ?? 0) > 0);
  return hasSteps && members.every((one) => graph.get(one)?.every((target) => inside.has(target)) ?? false) ? members : [];
}
