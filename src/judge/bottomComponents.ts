import type { StateGraph } from '../core/index.ts';

/** A step leaves the component of the state. */
const leaves = 1;
/** The state is in the component of a state that is above it on the path. */
const inner = 2;

/** Calls `visit` with the states of each strongly connected component that has steps, none of which leaves it. */
export function eachBottomComponent(graph: StateGraph, visit: (members: Int32Array) => void): void {
  new BottomComponents(graph, visit).walk();
}

/** Pearce's variant of Tarjan's algorithm, without recursion: 13 bytes a state. */
class BottomComponents {
  private readonly graph: StateGraph;
  private readonly visit: (members: Int32Array) => void;
  /** 0 before a state is entered; above `component` once its component is complete. */
  private readonly rank: Int32Array;
  private readonly marks: Uint8Array;
  /** From the left the path; from the right the states of incomplete components that are not on it. */
  private readonly stack: Int32Array;
  /** For each state of the path, the edge to look at next. */
  private readonly cursor: Int32Array;
  private depth = 0;
  private top: number;
  private index = 1;
  private component: number;

  constructor(graph: StateGraph, visit: (members: Int32Array) => void) {
    const { states } = graph;
    this.graph = graph;
    this.visit = visit;
    this.rank = new Int32Array(states);
    this.marks = new Uint8Array(states);
    this.stack = new Int32Array(states);
    this.cursor = new Int32Array(states);
    this.top = states;
    this.component = states;
  }

  walk(): void {
    // A graph may leave out the steps of states that cannot matter, so that not all is reachable from state 0.
    for (let root = 0; root < this.graph.states; root++) if (this.rank[root] === 0) this.walkFrom(root);
  }

  private walkFrom(root: number): void {
    this.enter(root);
    while (this.depth > 0) {
      const state = this.stack[this.depth - 1]!;
      const unseen = this.lookFrom(state);
      if (unseen === -1) this.leave(state);
      else this.enter(unseen);
    }
  }

  private enter(state: number): void {
    this.rank[state] = this.index++;
    this.stack[this.depth] = state;
    this.cursor[this.depth] = this.graph.firstEdge(state);
    this.depth++;
  }

  /** Looks along the edges of the last state of the path, up to one to a state not entered yet: that state, or -1. */
  private lookFrom(state: number): number {
    const { graph, rank, marks } = this;
    const end = graph.endEdge(state);
    const beyond = graph.states + 1;
    for (let edge = this.cursor[this.depth - 1]!; edge < end; edge++) {
      const target = graph.target(edge);
      const targetRank = target === -1 ? beyond : rank[target]!;
      if (targetRank === 0) {
        // On the way back it looks at the same edge again, now with what is known of the target.
        this.cursor[this.depth - 1] = edge;
        return target;
      }
      if (targetRank > this.component) {
        marks[state]! |= leaves;
        continue;
      }
      marks[state]! |= marks[target]! & leaves;
      if (targetRank >= rank[state]!) continue;
      rank[state] = targetRank;
      marks[state]! |= inner;
    }
    return -1;
  }

  /** Takes a state off the path: it waits for its component to be complete, or it completes it. */
  private leave(state: number): void {
    const { graph, marks, rank, stack } = this;
    this.depth--;
    if ((marks[state]! & inner) !== 0) {
      stack[--this.top] = state;
      return;
    }
    const from = this.top - 1;
    const lowest = rank[state]!;
    stack[from] = state;
    while (this.top < graph.states && rank[stack[this.top]!]! >= lowest) this.complete(stack[this.top++]!);
    this.complete(state);
    this.component--;
    const hasSteps = graph.firstEdge(state) !== graph.endEdge(state);
    if ((marks[state]! & leaves) === 0 && hasSteps) this.visit(stack.subarray(from, this.top));
  }

  private complete(state: number): void {
    this.rank[state] = this.component;
    this.index--;
  }
}
