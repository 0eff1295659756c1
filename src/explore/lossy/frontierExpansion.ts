import type { BoundName, Judge, OpenJudge, Route, Schedule, SearchResult, SearchSettings, TransitionSystem } from '../../core/index.ts';
import { UsageError } from '../../core/index.ts';
import { unpackChoice } from '../choices.ts';
import { mostAgents } from '../edges.ts';
import { Memory, OutOfMemory } from '../memory.ts';
import { Rows } from '../rows.ts';
import { BitstateSet } from './bitstateSet.ts';
import { CompactSet } from './compactSet.ts';
import { fingerprint } from './fingerprint.ts';
import { Frontier } from './frontier.ts';
import { Lineage } from '../lineage.ts';
import { routeTo } from '../links.ts';
import type { LossySet } from './lossySet.ts';
import { successorsOf } from './stepping.ts';

/** Numbers of states and of their packed choices are 32-bit integers. */
const mostStates = 2 ** 31 - 1;

const usualMegabytes = 64;

/**
 * The states of a search that forgets each once it is expanded: a lossy set says which were seen, and only those still to
 * be expanded are there to be looked at. What it finds is real, since every state comes from one that was; what it does not
 * find may be there nevertheless.
 */
export class FrontierExpansion implements Route {
  /** For each location, whether some agent stood there. */
  readonly reached: Uint8Array;
  states = 0;
  transitions = 0;
  private readonly system: TransitionSystem;
  private readonly settings: SearchSettings;
  private readonly verdicts: Judge;
  private readonly memory: Memory;
  private readonly frontier: Frontier;
  private readonly lineage: Lineage;
  private readonly rows: Rows;
  /** Of the rows, low and high halves in turns. */
  private fingerprints = new Int32Array(0);
  private seen: LossySet | undefined;
  private expanded = 0;
  /** How many states the judge has seen. */
  private visited = 0;
  private ended: BoundName | undefined;
  private cutSome = false;

  constructor(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge) {
    if (system.agents > mostAgents) throw new UsageError(`${system.agents} agents are too many: an exhaustive search takes ${mostAgents}`);
    this.system = system;
    this.settings = settings;
    this.reached = new Uint8Array(system.locations.length);
    this.memory = new Memory(settings.maxMemory);
    this.frontier = new Frontier(system.words, this.memory);
    this.lineage = new Lineage(system.agents, this.memory);
    this.rows = Rows.of({ words: system.words, successors: successorsOf(system) })!;
    this.verdicts = openJudge(system, this);
  }

  /** What the search holds in memory. */
  get bytes(): number {
    return this.memory.bytes;
  }

  /** Runs a search that calls the methods below, to its end or to the first bound; memory that cannot be had is one. */
  exhaust(search: () => void): void {
    try {
      if (this.begin()) search();
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      this.ended = 'max-memory';
    }
  }

  /** Takes every step of a few states, and finds the states they lead to. False when the search must end. */
  expandAll(first: number, end: number): boolean {
    const { rows } = this;
    rows.clear();
    for (let state = first; state < end; state++) {
      this.load(state);
      rows.add();
    }
    this.hashRows();
    for (let state = first; state < end; state++) if (!this.insertRows(state, state - first)) return false;
    this.frontier.forget(end);
    return true;
  }

  /** Leaves a state unexpanded because it is as deep as a search may go. */
  cut(state: number): void {
    const { rows } = this;
    this.load(state);
    this.expanded++;
    rows.clear();
    rows.add();
    if (rows.end > 0) this.cutSome = true;
    else this.rest(state);
  }

  /** Ends the search because its time is up. */
  timeIsUp(): void {
    this.ended = 'max-seconds';
  }

  to(state: number): Schedule {
    return routeTo(state, this.lineage);
  }

  /** What the search found; `depth` is that of the deepest state. */
  result(depth: number): SearchResult {
    for (let state = this.visited; state < this.states; state++) this.load(state);
    const { states, transitions, expanded, reached } = this;
    const met = this.ended ?? (this.cutSome ? 'max-depth' : undefined);
    const bound = met ?? 'states-may-be-omitted';
    const whole = (): BoundName => met ?? 'states-not-kept';
    const judgements = this.verdicts.conclude({ transitions, expanded, bound, graph: whole(), whole });
    const omission = this.seen && { omission: this.seen.omission() };
    return { coverage: { states, transitions, depth, complete: false, ...omission }, judgements, reached, bound };
  }

  /** Finds the initial state. False when the search must end. */
  private begin(): boolean {
    const { system, memory, settings } = this;
    const { visited, bitstateMegabytes = usualMegabytes } = settings;
    this.seen = visited === 'bitstate' ? new BitstateSet(memory, bitstateMegabytes) : new CompactSet(memory);
    system.reset();
    const first = new Int32Array(2);
    fingerprint(system.packed, 0, system.words, first, 0);
    this.seen.add(first[0]!, first[1]!);
    this.frontier.add(system.packed, 0);
    this.states = 1;
    this.visit(0);
    return this.goesOn();
  }

  private hashRows(): void {
    const { table, end, stride } = this.rows;
    const count = end / stride;
    if (this.fingerprints.length < 2 * count) this.fingerprints = new Int32Array(4 * count);
    for (let row = 0; row < count; row++) fingerprint(table, row * stride, stride - 2, this.fingerprints, 2 * row);
    this.seen!.lookAhead(this.fingerprints, count);
  }

  /** Finds the states that one expanded state leads to. False when the search must end. */
  private insertRows(state: number, index: number): boolean {
    const { rows, system } = this;
    const { table, stride } = rows;
    const end = rows.endOf(index);
    const first = rows.firstOf(index);
    if (first === end) this.rest(state);
    for (let at = first; at < end; at += stride) {
      const choice = table[at + system.words + 1]!;
      this.transitions++;
      if (choice < 0) this.tellFault(state, ~choice);
      else if (!this.find(at, choice)) return false;
    }
    this.lineage.close();
    this.expanded++;
    return this.goesOn();
  }

  /** Notes the state in a row if it seems new. False when the search must end. */
  private find(at: number, choice: number): boolean {
    const { table, stride } = this.rows;
    const hash = 2 * (at / stride);
    if (!this.seen!.add(this.fingerprints[hash]!, this.fingerprints[hash + 1]!)) return true;
    if (this.states >= this.settings.maxStates || this.states >= mostStates) {
      this.ended = 'max-states';
      return false;
    }
    this.lineage.add(choice);
    this.frontier.add(table, at);
    this.states++;
    return true;
  }

  /** Takes a step once more that ended in a fault, to hear which. */
  private tellFault(state: number, packed: number): void {
    const { system } = this;
    const { agent, alternative } = unpackChoice(packed);
    this.frontier.load(system, state);
    system.enabled(agent, alternative);
    const fault = system.step(agent, alternative);
    if (fault === undefined) throw new Error('forkcheck bug: a step has lost its fault');
    this.verdicts.fault(fault, state, agent, alternative);
    system.undo();
  }

  private rest(state: number): void {
    this.frontier.load(this.system, state);
    this.verdicts.rest(state);
  }

  /** Makes a state current, and shows it to the judge if that is still to be done. */
  private load(state: number): void {
    this.frontier.load(this.system, state);
    if (state >= this.visited) this.visit(state);
  }

  /** Judges the current state. */
  private visit(state: number): void {
    const { system, reached } = this;
    this.visited = state + 1;
    for (let agent = 0; agent < system.agents; agent++) reached[system.locationOf(agent)] = 1;
    this.verdicts.visit(state);
  }

  private goesOn(): boolean {
    if (this.settings.stopAtFirst && this.verdicts.violated) this.ended = 'first-violation';
    return this.ended === undefined;
  }
}
