import type { Product } from './product.ts';

/** Bytes a node that a search in breadth takes. */
export const breadthBytes = 8;

/** One way on from a node. */
export interface Way {
  readonly node: number;
  readonly way: number;
}

/** A search in breadth through a product: the first way to a node is a shortest one. It can be begun again and again. */
export class Breadth {
  private readonly product: Product;
  /** For each node: the one before it, plus 1; itself, plus 1, where it was begun; 0 if it has not been met. */
  private readonly from: Int32Array;
  private readonly queue: Int32Array;
  private met = 0;
  private taken = 0;
  /** How many ways were looked at in all. */
  looked = 0;

  constructor(product: Product) {
    this.product = product;
    this.from = new Int32Array(product.nodes);
    this.queue = new Int32Array(product.nodes);
  }

  /** Forgets everything and begins with these nodes. */
  begin(nodes: readonly number[]): void {
    for (let at = 0; at < this.met; at++) this.from[this.queue[at]!] = 0;
    this.met = 0;
    this.taken = 0;
    for (const node of nodes) this.meet(node, node);
  }

  /** The next node that was met, or -1. */
  take(): number {
    return this.taken < this.met ? this.queue[this.taken++]! : -1;
  }

  /** Goes on from a node; `visit` is told of each way with the node it leads to, and says whether to go there. */
  spread(node: number, visit: (target: number, way: number) => boolean): void {
    const { product } = this;
    const ways = product.ways(node);
    this.looked += ways;
    for (let way = 0; way < ways; way++) {
      const target = product.target(node, way);
      if (target !== -1 && visit(target, way)) this.meet(target, node);
    }
  }

  /** A shortest way to a node that was met. */
  pathTo(node: number): readonly Way[] {
    const path: Way[] = [];
    for (let at = node, before = this.from[at]! - 1; before !== at; at = before, before = this.from[at]! - 1) {
      path.push({ node: before, way: this.wayBetween(before, at) });
    }
    return path.reverse();
  }

  private meet(node: number, from: number): void {
    if (this.from[node] !== 0) return;
    this.from[node] = from + 1;
    this.queue[this.met++] = node;
  }

  private wayBetween(from: number, to: number): number {
    let way = 0;
    while (this.product.target(from, way) !== to) way++;
    return way;
  }
}
