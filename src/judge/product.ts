import type { WholeGraph } from '../core/index.ts';
import type { Automaton } from './automaton.ts';
import type { Valuation } from './valuations.ts';

/** Nodes are numbered in 31 bits. */
const mostNodes = 2 ** 31 - 1;

/**
 * The runs of a graph that an automaton reads. A node is a state of the graph that agrees with the label of a state of the
 * automaton; those of one automaton state, a layer, are numbered side by side, so that a layer which nobody comes to takes no
 * memory. The ways on from a node are numbered from 0; not all lead somewhere.
 */
export class Product {
  readonly graph: WholeGraph;
  readonly automaton: Automaton;
  readonly nodes: number;
  private readonly states: number;
  private readonly valuation: Valuation;
  private readonly care: Int32Array;
  private readonly want: Int32Array;
  private readonly nexts: readonly (readonly number[])[];

  /** Throws a `RangeError` if there are more nodes than numbers. */
  constructor(graph: WholeGraph, automaton: Automaton, valuation: Valuation) {
    this.graph = graph;
    this.automaton = automaton;
    this.states = graph.states;
    this.nodes = graph.states * automaton.states.length;
    if (this.nodes > mostNodes) throw new RangeError('too many nodes');
    this.valuation = valuation;
    this.care = Int32Array.from(automaton.states, ({ care }) => care);
    this.want = Int32Array.from(automaton.states, ({ want }) => want);
    this.nexts = automaton.states.map(({ next }) => next);
  }

  stateOf(node: number): number {
    return node % this.states;
  }

  /** The automaton's state. */
  layerOf(node: number): number {
    return Math.floor(node / this.states);
  }

  /** How many ways on there are. */
  ways(node: number): number {
    const state = node % this.states;
    return (this.graph.endEdge(state) - this.graph.firstEdge(state)) * this.nexts[this.layerOf(node)]!.length;
  }

  /** The step of the graph that a way takes. */
  edge(node: number, way: number): number {
    const state = node % this.states;
    return this.graph.firstEdge(state) + Math.floor(way / this.nexts[this.layerOf(node)]!.length);
  }

  /** The node that a way leads to, or -1. */
  target(node: number, way: number): number {
    const nexts = this.nexts[this.layerOf(node)]!;
    const { length } = nexts;
    const edge = this.graph.firstEdge(node % this.states) + (length === 1 ? way : Math.floor(way / length));
    const state = this.graph.target(edge);
    return state === -1 ? -1 : this.node(state, nexts[length === 1 ? 0 : way % length]!);
  }

  /** The node of a state in a layer, or -1 if the state does not agree with the layer's label. */
  node(state: number, layer: number): number {
    const care = this.care[layer]!;
    if (care !== 0 && (this.valuation.of(state) & care) !== this.want[layer]!) return -1;
    return layer * this.states + state;
  }

  /** The nodes with which a run can begin; state 0 is the initial one. */
  beginnings(): readonly number[] {
    return this.automaton.initial.map((layer) => this.node(0, layer)).filter((node) => node !== -1);
  }

  /**
   * Visits nodes that can be reached, and from which every cycle that could be accepted can be. Where the automaton may wait as
   * long as it likes before it looks, all states are to be tried, and the waiting need not be explored.
   */
  eachRoot(visit: (node: number) => void): void {
    const { initial } = this.automaton;
    const free = new Set(initial.filter((layer) => this.isFree(layer)));
    for (const layer of initial) if (!free.has(layer)) visitIfAny(this.node(0, layer), visit);
    const layers = new Set([...free].flatMap((layer) => this.nexts[layer]!).filter((layer) => !free.has(layer)));
    for (const layer of layers) for (let state = 0; state < this.states; state++) visitIfAny(this.node(state, layer), visit);
  }

  /** Whether a run can be in the layer from the first state to any, and cannot be accepted there. */
  private isFree(layer: number): boolean {
    const { initial, sets, states } = this.automaton;
    const next = this.nexts[layer]!;
    const waits = this.care[layer] === 0 && next.includes(layer) && next.every((one) => initial.includes(one));
    // Whatever leads back to it would have to be explored from it.
    const returns = states.some((one, from) => from !== layer && one.next.includes(layer));
    return waits && !returns && states[layer]!.accepts !== sets;
  }
}

function visitIfAny(node: number, visit: (node: number) => void): void {
  if (node !== -1) visit(node);
}
