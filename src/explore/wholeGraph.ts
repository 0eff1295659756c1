import { type BoundName, type Choice, idle, type TellWork, type TransitionSystem, UsageError, type WholeGraph } from '../core/index.ts';
import { agentOf } from './choices.ts';
import { Edges } from './edges.ts';
import { type Memory, OutOfMemory } from './memory.ts';
import { Rows } from './rows.ts';

/** Agents are numbered in a byte, and one number is `idle`. */
const mostAgents = idle;

/** States between two tellings of how far it is. */
const betweenTellings = 1024;

/** The states of a search, numbered from 0. */
export interface KnownStates {
  readonly count: number;
  load(system: TransitionSystem, state: number): void;
  /** The number of the state at `packed[0 ..]`, or -1. */
  find(packed: Int32Array, fingerprint: number): number;
}

/** All states of a search with their steps, which are found by taking them once more, unless the time is up before. */
export function wholeGraph(system: TransitionSystem, seen: KnownStates, memory: Memory, tell?: TellWork, isTimeUp?: () => boolean): WholeGraph | BoundName {
  if (system.agents > mostAgents) throw new UsageError(`${system.agents} agents are too many: properties of runs take ${mostAgents}`);
  const edges = new Edges(memory);
  const steps = new Steps(system, seen, edges);
  try {
    for (let state = 0; state < seen.count && edges.kept; state++) {
      if (state % betweenTellings === 0) {
        tell?.('taking all steps once more', state / seen.count);
        if (isTimeUp?.() === true) return 'max-seconds';
      }
      steps.collect(state);
    }
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    edges.drop();
  }
  if (!edges.kept) return 'max-memory';
  return {
    states: seen.count,
    steps: edges.length,
    firstEdge: (state) => edges.firstEdge(state),
    endEdge: (state) => edges.endEdge(state),
    target: (edge) => edges.target(edge),
    agent: (edge) => edges.agent(edge),
    load: (state) => seen.load(system, state),
    choice: (state, edge) => steps.choice(state, edges.agent(edge), edges.target(edge)),
    allows: (bytes) => memory.allows(bytes),
  };
}

class Steps {
  private readonly system: TransitionSystem;
  private readonly seen: KnownStates;
  private readonly edges: Edges;
  private readonly rows: Rows | undefined;
  /** Whether the agent has a step in the state that is looked at. */
  private readonly moves: Uint8Array;
  /** A state that is to be found. */
  private readonly row: Int32Array;

  constructor(system: TransitionSystem, seen: KnownStates, edges: Edges) {
    this.system = system;
    this.seen = seen;
    this.edges = edges;
    this.rows = Rows.of(system);
    this.moves = new Uint8Array(system.agents);
    this.row = new Int32Array(system.words);
  }

  /** Adds the steps of a state. */
  collect(state: number): void {
    const { edges, rows, system } = this;
    this.seen.load(system, state);
    this.moves.fill(0);
    edges.open(state);
    const count = rows === undefined ? this.addOneByOne() : this.addRows(rows);
    if (count === 0) edges.add(state, idle);
    else if (system.ready !== undefined) this.addWaiting(state);
    edges.close(state);
  }

  /** The choice with which the agent goes from the state to the target. */
  choice(state: number, agent: number, target: number): Choice {
    const { system, seen } = this;
    seen.load(system, state);
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      if (system.enabled(agent, alternative) && this.targetOf(agent, alternative) === target) return { agent, alternative };
    }
    throw new Error('forkcheck bug: a step of the graph cannot be taken');
  }

  /** Adds the steps of the current state; how many there are. */
  private addRows(rows: Rows): number {
    const { row, seen } = this;
    const words = row.length;
    rows.clear();
    rows.add();
    const { table, end, stride } = rows;
    for (let at = 0; at < end; at += stride) {
      const choice = table[at + words + 1]!;
      for (let word = 0; word < words; word++) row[word] = table[at + word]!;
      if (choice < 0) this.add(-1, agentOf(~choice));
      else this.add(seen.find(row, table[at + words]!), agentOf(choice));
    }
    return end / stride;
  }

  /** The same for a system without a fast way. */
  private addOneByOne(): number {
    const { system } = this;
    let count = 0;
    for (let agent = 0; agent < system.agents; agent++) {
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (!system.enabled(agent, alternative)) continue;
        this.add(this.targetOf(agent, alternative), agent);
        count++;
      }
    }
    return count;
  }

  private targetOf(agent: number, alternative: number): number {
    const { system, seen } = this;
    const fault = system.step(agent, alternative);
    const target = fault === undefined ? seen.find(system.packed, system.fingerprint()) : -1;
    system.undo();
    return target;
  }

  private add(target: number, agent: number): void {
    this.moves[agent] = 1;
    this.edges.add(target, agent);
  }

  /** Adds a step to nowhere for each agent that waits for a CPU, and for nothing else. */
  private addWaiting(state: number): void {
    const { system } = this;
    this.seen.load(system, state);
    for (let agent = 0; agent < system.agents; agent++) {
      if (this.moves[agent] === 0 && system.ready?.(agent) === true) this.edges.add(-1, agent);
    }
  }
}
