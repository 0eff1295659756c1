import type {
  BoundName,
  Choice,
  Judge,
  OpenJudge,
  Route,
  Schedule,
  SearchResult,
  SearchSettings,
  StateGraph,
  TransitionSystem,
} from '../core/index.ts';
import { UsageError } from '../core/index.ts';
import { mostAlternatives, packChoice, unpackChoice } from './choices.ts';
import { Edges, mostAgents } from './edges.ts';
import { IntList } from './intList.ts';
import { Memory, OutOfMemory } from './memory.ts';
import { full, VisitedSet } from './visitedSet.ts';

/** Enough for a first chunk of everything. */
const leastMegabytes = 1;

/** Bytes a state that judging the graph takes beside the graph. */
const judgingBytes = 16;

/**
 * What exhaustive searches have in common: the states found so far, how each was reached, and the step from one state to
 * its successors. The order in which states are expanded is up to the search.
 */
export class Expansion implements Route {
  /** For each location, whether some agent stood there. */
  readonly reached: Uint8Array;
  transitions = 0;
  private readonly system: TransitionSystem;
  private readonly judge: Judge;
  private readonly memory: Memory;
  private readonly seen: VisitedSet;
  private readonly parents: IntList;
  private readonly choices: IntList;
  private readonly edges: Edges;
  private readonly stopAtFirst: boolean;
  private readonly keepSteps: boolean;
  private expanded = 0;
  private judged = 0;
  private ended: BoundName | undefined;
  private cutSome = false;

  constructor(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge) {
    if (system.agents > mostAgents) throw new UsageError(`${system.agents} agents are too many: an exhaustive search takes ${mostAgents}`);
    this.system = system;
    this.stopAtFirst = settings.stopAtFirst;
    this.keepSteps = settings.keepSteps ?? true;
    this.reached = new Uint8Array(system.locations.length);
    this.memory = new Memory(Math.max(leastMegabytes, settings.maxMemory));
    this.seen = new VisitedSet(system.words, settings.maxStates, this.memory);
    this.parents = new IntList(this.memory);
    this.choices = new IntList(this.memory);
    this.edges = new Edges(this.memory);
    this.judge = openJudge(system, this);
    if (!this.keepSteps) this.edges.drop();
  }

  /** How many states were found; they are numbered in the order in which they were. */
  get states(): number {
    return this.judged;
  }

  /** Takes every step of a state, and finds the states they lead to. False when the search must end. */
  expand(state: number): boolean {
    const { system, edges } = this;
    this.seen.load(system, state);
    const before = this.transitions;
    edges.open(state);
    for (let agent = 0; agent < system.agents; agent++) {
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (system.enabled(agent, alternative) && !this.take(state, agent, alternative)) return false;
      }
    }
    edges.close(state);
    this.expanded++;
    if (this.transitions === before) this.judge.rest(state);
    return this.goesOn();
  }

  /** Leaves a state unexpanded because it is as deep as a search may go. */
  cut(state: number): void {
    this.seen.load(this.system, state);
    this.expanded++;
    if (canStep(this.system)) this.cutSome = true;
    else this.judge.rest(state);
  }

  /** Runs a search that calls the above, to its end or to the first bound; memory that cannot be had is one. */
  exhaust(search: () => void): void {
    try {
      if (this.begin()) search();
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      this.ended = 'max-memory';
    }
  }

  /** Ends the search because its time is up. */
  timeIsUp(): void {
    this.ended = 'max-seconds';
  }

  to(state: number): Schedule {
    const back: Choice[] = [];
    for (let at = state; at !== 0; at = this.parents.get(at)) back.push(unpackChoice(this.choices.get(at)));
    return back.reverse();
  }

  /** What the search found; `depth` is that of the deepest state. */
  result(depth: number): SearchResult {
    const { transitions, expanded, reached } = this;
    const met = this.ended ?? (this.cutSome ? 'max-depth' : undefined);
    const bound = met === undefined ? {} : { bound: met };
    const judgements = this.judge.conclude({ transitions, expanded, ...bound, graph: met ?? this.graph() });
    const coverage = { states: this.judged, transitions, depth, complete: met === undefined };
    return { coverage, judgements, reached, ...bound };
  }

  /** Finds the initial state. False when the search must end. */
  private begin(): boolean {
    this.system.reset();
    return this.find(-1, 0, 0) !== full && this.goesOn();
  }

  /** Executes one step and takes it back. False when the search must end. */
  private take(state: number, agent: number, alternative: number): boolean {
    if (alternative >= mostAlternatives) throw new UsageError(`a location has more than ${mostAlternatives} alternatives`);
    this.transitions++;
    const fault = this.system.step(agent, alternative);
    let found = -1;
    if (fault === undefined) found = this.find(state, agent, alternative);
    else this.judge.fault(fault, state, agent, alternative);
    this.system.undo();
    if (found === full) return false;
    this.edges.add(found, agent);
    return true;
  }

  /** The number of the current state, judged if it is new; `full` if it is new and there is no room. */
  private find(parent: number, agent: number, alternative: number): number {
    const { system } = this;
    const found = this.seen.insert(system.packed, system.fingerprint());
    if (found === full) this.ended = 'max-states';
    if (found < 0) return found === full ? full : ~found;
    this.parents.set(found, parent);
    this.choices.set(found, packChoice(agent, alternative));
    this.judged++;
    for (let each = 0; each < system.agents; each++) this.reached[system.locationOf(each)] = 1;
    this.judge.visit(found);
    return found;
  }

  private goesOn(): boolean {
    if (this.stopAtFirst && this.judge.violated) this.ended = 'first-violation';
    return this.ended === undefined;
  }

  private graph(): StateGraph | BoundName {
    const { edges, seen, system } = this;
    if (!this.keepSteps) return 'steps-not-kept';
    if (!edges.kept || !this.memory.allows(judgingBytes * this.judged)) return 'max-memory';
    return {
      states: this.judged,
      firstEdge: (state) => edges.firstEdge(state),
      endEdge: (state) => edges.endEdge(state),
      target: (edge) => edges.target(edge),
      agent: (edge) => edges.agent(edge),
      load: (state) => seen.load(system, state),
    };
  }
}

/** Whether some agent has a step in the current state. */
function canStep(system: TransitionSystem): boolean {
  for (let agent = 0; agent < system.agents; agent++) {
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) if (system.enabled(agent, alternative)) return true;
  }
  return false;
}
