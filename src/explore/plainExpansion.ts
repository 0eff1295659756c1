import type {
  BoundName,
  Judge,
  OpenJudge,
  Route,
  Schedule,
  SearchResult,
  SearchSettings,
  StateGraph,
  TellWork,
  TransitionSystem,
  WholeGraph,
} from '../core/index.ts';
import { UsageError } from '../core/index.ts';
import { canStep } from './canStep.ts';
import { mostAlternatives, packChoice, unpackChoice } from './choices.ts';
import { mostAgents } from './edges.ts';
import { Lineage } from './lineage.ts';
import { AnyLinks, type Links, routeTo } from './links.ts';
import { Memory, OutOfMemory } from './memory.ts';
import { nativeMeans } from './native/nativeMeans.ts';
import { ends, Onward } from './onward.ts';
import { AnyOnward, OnwardByLineage, toLastFound } from './onwardSteps.ts';
import { Rows } from './rows.ts';
import type { SpillFile } from './spill/spillFile.ts';
import { Stopwatch } from './stopwatch.ts';
import { stuckGraph } from './stuckGraph.ts';
import { wholeGraph } from './wholeGraph.ts';
import { full, type States, VisitedSet } from './visitedSet.ts';

/** States expanded together: enough for their cache misses to overlap, few enough for their successors to stay in the cache. */
const atATime = 256;

/** Enough for a first chunk of everything. */
const leastMegabytes = 1;

/**
 * What exhaustive searches have in common: the states found so far, how each was reached, and the step from one state to
 * its successors. The order in which states are expanded is up to the search. It takes nothing but JavaScript.
 */
export class PlainExpansion implements Route {
  /** For each location, whether some agent stood there. */
  readonly reached: Uint8Array;
  transitions = 0;
  protected readonly system: TransitionSystem;
  protected readonly verdicts: Judge;
  protected readonly memory: Memory;
  protected seen: VisitedSet;
  protected readonly mostStates: number;
  protected readonly links: Links;
  protected readonly onward: Onward;
  /** Absent if the system has no fast way, or if a search must stop before it takes the next step. */
  protected readonly rows: Rows | undefined;
  private readonly stopAtFirst: boolean;
  private readonly keepSteps: boolean;
  protected expanded = 0;
  protected found = 0;
  /** How many states the judge has seen: all that were found, or those expanded if they come in rows. */
  protected visited = 0;
  /** Of the states to which the one that is being expanded leads, the youngest and the oldest known; and whether a step ended in a fault. */
  protected onwardTo = ends;
  private backTo = ends;
  private faulted = false;
  /** Whether it found the state to go onward to, and whether that goes without saying. */
  private foundOnward = false;
  private readonly settings: SearchSettings;
  protected ended: BoundName | undefined;
  protected cutSome = false;

  /** `inOrder`: states are expanded in the order of their numbers. `openFile` makes the file for what has no room in memory. */
  constructor(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge, inOrder = true, openFile?: () => SpillFile) {
    if (system.agents > mostAgents) throw new UsageError(`${system.agents} agents are too many: an exhaustive search takes ${mostAgents}`);
    this.system = system;
    this.settings = settings;
    this.stopAtFirst = settings.stopAtFirst;
    this.keepSteps = settings.keepSteps ?? true;
    this.mostStates = settings.maxStates;
    this.reached = new Uint8Array(system.locations.length);
    this.memory = new Memory(Math.max(leastMegabytes, settings.maxMemory), openFile?.());
    this.seen = new VisitedSet(system.words, settings.maxStates, this.memory);
    const lineage = new Lineage(system.agents, this.memory);
    this.links = inOrder ? lineage : new AnyLinks(this.memory);
    // Where states are kept as they are, time is worth a few bytes a state; on disk it is not.
    const isShort = inOrder && (nativeMeans(settings, system.words).keeping === 'tree' || openFile !== undefined);
    this.onward = new Onward(this.memory, isShort ? new OnwardByLineage(lineage, this.memory) : new AnyOnward(this.memory));
    this.verdicts = openJudge(system, this);
    if (!this.keepSteps) this.onward.drop();
    if (!settings.stopAtFirst) this.rows = Rows.of(system);
  }

  /** How many states were found; they are numbered in the order in which they were. */
  get states(): number {
    return this.found;
  }

  /** What the search holds in memory. */
  get bytes(): number {
    return this.memory.bytes;
  }

  /** How many states `expandAll` had better be given. */
  get together(): number {
    return atATime;
  }

  /** Whether a bound has ended the search. */
  get endedEarly(): boolean {
    return this.ended !== undefined || this.cutSome;
  }

  /** Lets go of what is on disk: what the search found cannot be asked for any more. */
  close(): void {
    this.memory.file?.close();
  }

  /** Takes every step of a state, and finds the states they lead to. False when the search must end. */
  expand(state: number): boolean {
    const { system } = this;
    this.load(state);
    const before = this.transitions;
    this.leave();
    for (let agent = 0; agent < system.agents; agent++) {
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (system.enabled(agent, alternative) && !this.take(state, agent, alternative)) return false;
      }
    }
    if (this.transitions === before) this.verdicts.rest(state);
    return this.finish(state);
  }

  /** As `expand`, for a few states one after another, so that cache misses overlap; states before `layerEnd` come next. False when the search must end. */
  expandAll(first: number, end: number, _layerEnd = end): boolean {
    const { rows } = this;
    if (rows === undefined) {
      for (let state = first; state < end; state++) if (!this.expand(state)) return false;
      return true;
    }
    rows.clear();
    for (let state = first; state < end; state++) {
      this.load(state);
      rows.add();
    }
    this.seen.lookAhead(rows.table, rows.end, rows.stride);
    for (let state = first; state < end; state++) if (!this.insertRows(state, rows, state - first)) return false;
    return true;
  }

  /** Leaves a state unexpanded because it is as deep as a search may go. */
  cut(state: number): void {
    this.load(state);
    this.expanded++;
    if (canStep(this.system)) this.cutSome = true;
    else {
      this.verdicts.rest(state);
      this.onward.set(state, ends);
    }
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
    return routeTo(state, this.links);
  }

  /** What the search found; `depth` is that of the deepest state. The stopwatch reports what is worked on until it is judged. */
  result(depth: number, stopwatch?: Stopwatch): SearchResult {
    this.judgeRest();
    const tell: TellWork = (what, done) => {
      stopwatch?.report(() => ({ states: this.found, transitions: this.transitions, depth, queue: 0, afterwards: { what, done } }));
    };
    // What was searched is worth judging, also if the search took all its time.
    const judging = new Stopwatch(this.settings);
    const isTimeUp = (): boolean => judging.seconds >= this.settings.maxSeconds;
    const { transitions, expanded, reached } = this;
    const met = this.ended ?? (this.cutSome ? 'max-depth' : undefined);
    const bound = met === undefined ? {} : { bound: met };
    const ending = { transitions, expanded, ...bound, graph: met ?? this.graph(), whole: () => this.wholeGraph(tell, isTimeUp), tell, isTimeUp };
    const judgements = this.verdicts.conclude(ending);
    const coverage = { states: this.found, transitions, depth, complete: met === undefined };
    return { coverage, judgements, reached, ...bound };
  }

  /** Finds the initial state, unless there are states already. False when the search must end. */
  private begin(): boolean {
    if (this.found > 0) return this.goesOn();
    this.system.reset();
    const { packed } = this.system;
    const found = this.find(-1, packChoice(0, 0), packed, 0, this.system.fingerprint());
    if (found !== full) this.visit(found);
    return found !== full && this.goesOn();
  }

  /** Executes one step and takes it back. False when the search must end. */
  protected take(state: number, agent: number, alternative: number): boolean {
    if (alternative >= mostAlternatives) throw new UsageError(`a location has more than ${mostAlternatives} alternatives`);
    const { system } = this;
    this.transitions++;
    const fault = system.step(agent, alternative);
    if (fault === undefined) {
      const found = this.find(state, packChoice(agent, alternative), system.packed, 0, system.fingerprint());
      if (found === full) return false;
      this.show(found);
    } else {
      this.faulted = true;
      this.verdicts.fault(fault, state, agent, alternative);
    }
    system.undo();
    return true;
  }

  /** Finds the states that one expanded state leads to. False when the search must end. */
  private insertRows(state: number, rows: Rows, index: number): boolean {
    const { table, stride } = rows;
    const { words } = this.system;
    const end = rows.endOf(index);
    const first = rows.firstOf(index);
    if (first === end) this.rest(state);
    this.leave();
    for (let at = first; at < end; at += stride) {
      const choice = table[at + words + 1]!;
      if (choice < 0) {
        this.repeat(state, ~choice);
        continue;
      }
      this.transitions++;
      if (this.find(state, choice, table, at, table[at + words]!) === full) return false;
    }
    return this.finish(state);
  }

  /** Takes a step once more that ended in a fault, to hear which. */
  repeat(state: number, packed: number): void {
    const { agent, alternative } = unpackChoice(packed);
    this.known.load(this.system, state);
    this.system.enabled(agent, alternative);
    this.take(state, agent, alternative);
  }

  rest(state: number): void {
    this.known.load(this.system, state);
    this.verdicts.rest(state);
  }

  /** The number of a state, which is noted if it is new; `full` if it is new and there is no room. */
  protected find(parent: number, choice: number, from: Int32Array, offset: number, fingerprint: number): number {
    const found = this.seen.insert(from, fingerprint, offset);
    if (found < 0) {
      if (found === full) {
        this.ended = 'max-states';
        return full;
      }
      if (~found > this.onwardTo) this.onwardTo = ~found;
      if (this.backTo === ends || ~found < this.backTo) this.backTo = ~found;
      this.arrive(~found, false);
      return ~found;
    }
    this.links.addFrom(parent, choice);
    this.found++;
    this.onwardTo = found;
    this.foundOnward = true;
    this.arrive(found, true);
    return found;
  }

  /** Is told of each state that a step leads to. */
  protected arrive(_state: number, _isNew: boolean): void {}

  /** Begins to look for the step onward. */
  protected leave(): void {
    this.onwardTo = ends;
    this.backTo = ends;
    this.faulted = false;
    this.foundOnward = false;
  }

  /** Ends the expansion of a state. False when the search must end. */
  protected finish(state: number): boolean {
    this.onward.set(state, this.faulted ? ends : this.onwardFrom(state));
    this.expanded++;
    return this.goesOn();
  }

  /**
   * A younger state, or else the oldest: from there a run comes to other states than from one nearby, so that hundreds of cycles are left
   * to be looked at in place of hundreds of thousands.
   */
  private onwardFrom(state: number): number {
    if (this.foundOnward && this.onward.tellsLastFound) return toLastFound;
    return this.onwardTo > state ? this.onwardTo : this.backTo;
  }

  /** Makes a state current, and shows it to the judge if that is still to be done. */
  protected load(state: number): void {
    this.known.load(this.system, state);
    if (state >= this.visited) this.visit(state);
  }

  /** Shows the judge the current state if it is a new one. */
  protected show(state: number): void {
    if (this.visited < this.found) this.visit(state);
  }

  /** Notes where agents stand in the current state. */
  protected mark(): void {
    const { system, reached } = this;
    for (let agent = 0; agent < system.agents; agent++) reached[system.locationOf(agent)] = 1;
  }

  /** Judges the current state. */
  private visit(state: number): void {
    this.visited = state + 1;
    this.mark();
    this.verdicts.visit(state);
  }

  /** The set of states seen, wherever it is. */
  protected get known(): States {
    return this.seen;
  }

  /** Shows the judge what it has not seen yet. */
  protected judgeRest(): void {
    for (let state = this.visited; state < this.found; state++) this.load(state);
  }

  protected goesOn(): boolean {
    if (this.stopAtFirst && this.verdicts.violated) this.ended = 'first-violation';
    return this.ended === undefined;
  }

  protected wholeGraph(tell: TellWork, isTimeUp: () => boolean): WholeGraph | BoundName {
    return wholeGraph(this.system, this.known, this.memory, tell, isTimeUp);
  }

  protected graph(): StateGraph | BoundName {
    if (!this.keepSteps) return 'steps-not-kept';
    return stuckGraph(this.system, this.known, this.onward, this.memory);
  }
}
