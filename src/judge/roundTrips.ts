import type { Fairness, FairnessOf } from '../core/index.ts';
import { Breadth, type Way } from './breadth.ts';
import { type FairComponents, isAble } from './fairComponents.ts';
import type { Product } from './product.ts';

/** What a cycle still has to do for a fair run to repeat it, and for the automaton to accept that. */
interface Debts {
  /** Acceptance sets to come to, as bits. */
  sets: number;
  /** Agents that have to take a step, or to have none somewhere. */
  readonly weak: Set<number>;
  /** Agents that have to take a step. */
  readonly strong: Set<number>;
}

/**
 * Finds short cycles in fair components, each put together of shortest ways from one debt to the nearest other. What strong
 * fairness asks for is a debt only once a cycle without it would have to pay it.
 */
export class RoundTrips {
  private readonly fair: FairComponents;
  private readonly product: Product;
  private readonly breadth: Breadth;

  constructor(fair: FairComponents) {
    this.fair = fair;
    this.product = fair.product;
    this.breadth = new Breadth(fair.product);
  }

  /** How many ways were looked at in all. */
  get looked(): number {
    return this.breadth.looked;
  }

  /** A cycle that begins with a node of a fair component and stays in the component. */
  around(start: number): readonly Way[] {
    const strong = new Set<number>();
    for (;;) {
      const cycle = this.cycleWith(start, strong);
      const neglected = this.neglectedBy(cycle).filter((agent) => !strong.has(agent));
      if (neglected.length === 0) return cycle;
      for (const agent of neglected) strong.add(agent);
    }
  }

  private cycleWith(start: number, strong: ReadonlySet<number>): readonly Way[] {
    const { automaton } = this.product;
    const { fairness } = this.fair;
    const debts: Debts = { sets: automaton.sets, weak: new Set(agentsWith(fairness, 'weak', 'strong')), strong: new Set(strong) };
    const cycle: Way[] = [];
    let at = start;
    this.payAt(start, debts);
    while (debts.sets !== 0 || debts.weak.size > 0 || debts.strong.size > 0) {
      const path = this.nearest(at, (agent, target) => this.pays(agent, target, debts));
      for (const { node, way } of path) {
        this.payBy(this.agentOf(node, way), debts);
        at = this.product.target(node, way);
        this.payAt(at, debts);
      }
      cycle.push(...path);
    }
    if (at !== start || cycle.length === 0) cycle.push(...this.nearest(at, (_, target) => target === start));
    return cycle;
  }

  /** The shortest way, of one step at least, that ends with a step of an agent to a node which is looked for. */
  private nearest(start: number, isGoal: (agent: number, target: number) => boolean): readonly Way[] {
    const { breadth, fair } = this;
    const component = fair.fairComponentOf(start);
    let last: Way | undefined;
    breadth.begin([start]);
    for (let node = breadth.take(); node !== -1; node = breadth.take()) {
      breadth.spread(node, (target, way) => {
        if (last !== undefined || fair.fairComponentOf(target) !== component) return false;
        if (isGoal(this.agentOf(node, way), target)) last = { node, way };
        return true;
      });
      if (last !== undefined) return [...breadth.pathTo(last.node), last];
    }
    throw new Error('forkcheck bug: a fair component has no way on');
  }

  private agentOf(node: number, way: number): number {
    return this.product.graph.agent(this.product.edge(node, way));
  }

  private pays(agent: number, target: number, { sets, weak, strong }: Debts): boolean {
    if (weak.has(agent) || strong.has(agent) || (this.acceptsAt(target) & sets) !== 0) return true;
    for (const one of weak) if (!isAble(this.product, target, one)) return true;
    return false;
  }

  private payAt(node: number, debts: Debts): void {
    debts.sets &= ~this.acceptsAt(node);
    for (const agent of debts.weak) if (!isAble(this.product, node, agent)) debts.weak.delete(agent);
  }

  private payBy(agent: number, { weak, strong }: Debts): void {
    weak.delete(agent);
    strong.delete(agent);
  }

  private acceptsAt(node: number): number {
    return this.product.automaton.states[this.product.layerOf(node)]!.accepts;
  }

  /** The agents of which strong fairness is assumed and that take no step, though they could. */
  private neglectedBy(cycle: readonly Way[]): readonly number[] {
    const moves = new Set(cycle.map(({ node, way }) => this.agentOf(node, way)));
    const strong = agentsWith(this.fair.fairness, 'strong');
    return strong.filter((agent) => !moves.has(agent) && cycle.some(({ node }) => isAble(this.product, node, agent)));
  }
}

/** The agents of which one of these is assumed. */
function agentsWith({ of }: Fairness, ...wanted: readonly FairnessOf[]): readonly number[] {
  return [...of.keys()].filter((agent) => wanted.includes(of[agent]!));
}
