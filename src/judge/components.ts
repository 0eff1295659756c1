import type { Product } from './product.ts';

/** Bytes a node that looking for components takes. */
export const componentBytes = 13;

/** Nodes that are entered between two tellings of how many they are. */
const betweenTellings = 1 << 14;

/** Told of a component: its nodes, good until the call returns, and its number. */
export type VisitComponent = (members: Int32Array, component: number) => void;

/**
 * The strongly connected components of what can be reached in a product: Pearce's variant of Tarjan's algorithm, without
 * recursion. Components are numbered from 1; once complete, one can be explored again in part.
 */
export class Components {
  private readonly product: Product;
  private readonly visit: VisitComponent;
  private readonly tell: (entered: number) => void;
  /** 0 before a node is entered; its rank on the way; then the complement of its component's number, plus 1. */
  private readonly rank: Int32Array;
  /** From the left the path; from the right the nodes of incomplete components that are not on it. */
  private stack: Int32Array;
  /** For each node of the path: the way to look at next, and whether it is in the component of a node above it. */
  private cursor: Int32Array;
  private inner: Uint8Array;
  private depth = 0;
  private top: number;
  private index = 0;
  private entered = 0;
  private count = 0;

  /** `tell` is told now and then how many nodes were entered, some of them again. */
  constructor(product: Product, visit: VisitComponent, tell: (entered: number) => void = () => undefined) {
    const { nodes } = product;
    this.product = product;
    this.visit = visit;
    this.tell = tell;
    this.rank = new Int32Array(nodes);
    this.stack = new Int32Array(nodes);
    this.cursor = new Int32Array(nodes);
    this.inner = new Uint8Array(nodes);
    this.top = nodes;
  }

  /** The number of the component that a node is in; 0 if it has none so far. */
  componentOf(node: number): number {
    return Math.max(0, -this.rank[node]!);
  }

  /** Explores what can be reached from a node, as far as that has not been done. */
  walk(root: number): void {
    if (this.rank[root] !== 0) return;
    this.index = 0;
    this.enter(root);
    while (this.depth > 0) {
      const node = this.stack[this.depth - 1]!;
      const unseen = this.lookFrom(node);
      if (unseen === -1) this.leave(node);
      else this.enter(unseen);
    }
  }

  /** Explores some nodes of one component again, without the others. */
  walkAgain(nodes: Int32Array): void {
    for (const node of nodes) this.rank[node] = 0;
    for (const node of nodes) this.walk(node);
  }

  /** Lets go of what only walking needs. */
  close(): void {
    this.stack = new Int32Array(0);
    this.cursor = new Int32Array(0);
    this.inner = new Uint8Array(0);
  }

  private enter(node: number): void {
    if (++this.entered % betweenTellings === 0) this.tell(this.entered);
    this.rank[node] = ++this.index;
    this.stack[this.depth] = node;
    this.cursor[this.depth] = 0;
    this.inner[this.depth] = 0;
    this.depth++;
  }

  /** Looks along the ways of the last node of the path, up to one to a node not entered yet: that node, or -1. */
  private lookFrom(node: number): number {
    const { product, rank } = this;
    const last = this.depth - 1;
    const ways = product.ways(node);
    for (let way = this.cursor[last]!; way < ways; way++) {
      const target = product.target(node, way);
      if (target === -1) continue;
      const targetRank = rank[target]!;
      if (targetRank === 0) {
        // On the way back it looks at the same way again, now with what is known of the target.
        this.cursor[last] = way;
        return target;
      }
      if (targetRank < 0 || targetRank >= rank[node]!) continue;
      rank[node] = targetRank;
      this.inner[last] = 1;
    }
    return -1;
  }

  /** Takes a node off the path: it waits for its component to be complete, or it completes it. */
  private leave(node: number): void {
    const { rank, stack } = this;
    this.depth--;
    stack[--this.top] = node;
    if (this.inner[this.depth] === 1) return;
    const from = this.top;
    const lowest = rank[node]!;
    const component = ++this.count;
    while (this.top < stack.length && rank[stack[this.top]!]! >= lowest) rank[stack[this.top++]!] = -component;
    this.visit(stack.subarray(from, this.top), component);
  }
}
