import type { Fairness } from '../core/index.ts';
import { Components } from './components.ts';
import type { Product } from './product.ts';

/** Agents are numbered in a byte. */
const agentNumbers = 256;

/**
 * The components of a product in which a fair run can be accepted: it can go round there, come to every acceptance set, and
 * give each agent the steps that its fairness asks for. Where only strong fairness is missing, the states are left out in
 * which such an agent could take a step, and what remains is looked at again.
 */
export class FairComponents {
  readonly product: Product;
  readonly fairness: Fairness;
  private readonly components: Components;
  private readonly fair = new Set<number>();
  /** Components that have to be looked at again, each without some of its nodes. */
  private readonly again: Int32Array[] = [];
  /** Of one component: in how many of its nodes each agent has a step, and whether it takes one that stays inside. */
  private readonly able = new Int32Array(agentNumbers);
  private readonly moves = new Uint8Array(agentNumbers);

  /** `tell` is told now and then how much is done, from 0 to 1. */
  constructor(product: Product, fairness: Fairness, tell: (done: number) => void = () => undefined) {
    this.product = product;
    this.fairness = fairness;
    this.components = new Components(product, (members, component) => this.judge(members, component), (entered) => tell(Math.min(1, entered / product.nodes)));
  }

  /** Whether there is one. */
  find(): boolean {
    this.product.eachRoot((node) => this.components.walk(node));
    for (let nodes = this.again.pop(); nodes !== undefined; nodes = this.again.pop()) this.components.walkAgain(nodes);
    this.components.close();
    return this.fair.size > 0;
  }

  /** The number of the fair component that a node is in; 0 if it is in none. */
  fairComponentOf(node: number): number {
    const component = this.components.componentOf(node);
    return this.fair.has(component) ? component : 0;
  }

  private judge(members: Int32Array, component: number): void {
    if (!this.look(members, component)) return;
    const neglected: number[] = [];
    for (const [agent, assumed] of this.fairness.of.entries()) {
      if (assumed === 'none' || this.moves[agent] === 1) continue;
      if (this.able[agent] === members.length) return;
      if (assumed === 'strong' && this.able[agent]! > 0) neglected.push(agent);
    }
    if (neglected.length === 0) this.fair.add(component);
    else this.again.push(members.filter((node) => !this.isAnyAble(node, neglected)));
  }

  /** Looks at all nodes of a component: false if nothing goes round there, or no run that does is accepted. */
  private look(members: Int32Array, component: number): boolean {
    const { sets, states } = this.product.automaton;
    this.able.fill(0);
    this.moves.fill(0);
    let accepts = 0;
    let goesRound = false;
    for (const node of members) {
      accepts |= states[this.product.layerOf(node)]!.accepts;
      if (this.lookFrom(node, component)) goesRound = true;
    }
    return goesRound && accepts === sets;
  }

  /** Notes who can take a step, and who takes one that stays inside; whether any does. */
  private lookFrom(node: number, component: number): boolean {
    const { able, components, moves, product } = this;
    const { graph } = product;
    const state = product.stateOf(node);
    const end = graph.endEdge(state);
    // The steps of an agent stand side by side.
    for (let edge = graph.firstEdge(state), last = -1; edge < end; edge++) {
      const agent = graph.agent(edge);
      if (agent !== last) able[agent]!++;
      last = agent;
    }
    const ways = product.ways(node);
    let staysInside = false;
    for (let way = 0; way < ways; way++) {
      const target = product.target(node, way);
      if (target === -1 || components.componentOf(target) !== component) continue;
      staysInside = true;
      moves[graph.agent(product.edge(node, way))] = 1;
    }
    return staysInside;
  }

  private isAnyAble(node: number, agents: readonly number[]): boolean {
    return agents.some((agent) => isAble(this.product, node, agent));
  }
}

/** Whether the agent has a step in the state of a node. */
export function isAble(product: Product, node: number, agent: number): boolean {
  const { graph } = product;
  const state = product.stateOf(node);
  const end = graph.endEdge(state);
  for (let edge = graph.firstEdge(state); edge < end; edge++) if (graph.agent(edge) === agent) return true;
  return false;
}
