import { access, noteLength, type TrackedSystem } from '../../core/index.ts';
import { Bits } from './bits.ts';
import { effectOf, isSettled, writesKey } from './effect.ts';
import type { Knowledge } from './knowledge.ts';
import { leaveOutRepeated } from './repeated.ts';
import type { Look, Node, Recipe, Way } from './ways.ts';

/** What an agent does next in a state: all of its steps taken together. */
export interface Move {
  /** Where it stands, unless it has ended. */
  node: Node | undefined;
  /** How many steps it has, and the alternative of the last. */
  steps: number;
  alternative: number;
  /** What its steps look at (their guards as well) and what they change. */
  readonly looks: Bits;
  readonly changes: Bits;
  /** The parts of properties to which the changes matter. */
  readonly visible: Bits;
  /** What each alternative does, steps or not; where one is not settled by what it looks at, nothing. */
  readonly settled: (Alternative | undefined)[];
}

/** An alternative whose outcome is settled by what it looks at. */
export interface Alternative {
  readonly root: Way;
  readonly recipe: Recipe;
}

/** Is told on what it depends what an agent does next. */
export interface Dependence {
  cell(cell: number): void;
  place(agent: number): void;
  frame(agent: number): void;
}

/**
 * Knows what the agents do next: takes every step of a state and takes it back, and notes what it saw. A step that was taken elsewhere, where it
 * looked at the same, is not taken again.
 */
export class Moves {
  readonly all: readonly Move[];
  private readonly system: TrackedSystem;
  private readonly knowledge: Knowledge;
  /** What one step changes. */
  private readonly changes = new Bits();
  /** Of what it writes some bits only. */
  private readonly parts = new Bits();

  /** `remembers`: whether it may do without taking a step. */
  constructor(
    system: TrackedSystem,
    knowledge: Knowledge,
    private readonly remembers = true,
  ) {
    this.system = system;
    this.knowledge = knowledge;
    this.all = Array.from({ length: system.agents }, () => ({ node: undefined, steps: 0, alternative: 0, looks: new Bits(), changes: new Bits(), visible: new Bits(), settled: [] }));
  }

  /** Looks at the current state. */
  look(): void {
    for (let again = true; again; ) {
      // What is asked for the first time may have been changed by an agent that was looked at before.
      const { count } = this.knowledge.atoms;
      for (let agent = 0; agent < this.all.length; agent++) this.lookAt(agent, this.all[agent]!);
      again = count !== this.knowledge.atoms.count;
    }
  }

  /** Looks at what one agent does next, and tells on what that depends. */
  lookFor(agent: number, dependence: Dependence): void {
    dependence.frame(agent);
    this.lookAt(agent, this.all[agent]!, dependence);
  }

  private lookAt(agent: number, move: Move, dependence?: Dependence): void {
    const { system, knowledge } = this;
    move.node = undefined;
    move.steps = 0;
    move.looks.clear();
    move.changes.clear();
    move.visible.clear();
    move.settled.length = 0;
    if (system.ended(agent)) {
      move.looks.add(knowledge.atoms.askedFor(system.placeCell(agent), 0));
      return;
    }
    move.node = knowledge.node(agent);
    system.attend(agent);
    const alternatives = system.alternatives(agent);
    if (alternatives === 0) this.add(move, move.node, -1, dependence);
    for (let alternative = 0; alternative < alternatives; alternative++) this.add(move, move.node, alternative, dependence);
    knowledge.observed.collect(move.changes, move.visible);
  }

  /** Adds what a step does in the current state, or what it asks for in vain. */
  private add(move: Move, node: Node, alternative: number, dependence: Dependence | undefined): void {
    const { knowledge, changes, parts } = this;
    const known = this.remembers ? knowledge.recall(node, alternative) : undefined;
    const { way, recipe } = known?.recipe === undefined ? this.learn(node, alternative) : { way: known, recipe: known.recipe };
    const { isStep, effect, next } = recipe;
    if (dependence !== undefined) tellOf(way, recipe, dependence);
    move.settled.push(way.recipe && { root: node.ways[alternative + 1]!, recipe });
    knowledge.atoms.looksOf(effect, move.looks);
    if (!isStep) return;
    knowledge.evidence.noteStep(recipe, this.system.cells);
    move.steps++;
    move.alternative = alternative;
    changes.clear();
    parts.clear();
    knowledge.atoms.changesOf(effect, changes);
    knowledge.atoms.partsOf(effect, parts);
    for (const { agent, place } of next) this.compare(agent, this.system.place(agent), place);
    move.changes.addAll(changes);
    knowledge.learnOutcome(node, way, changes, parts, next);
  }

  /** Takes a step and takes it back; what tells that there is this alternative belongs to it. */
  private learn(node: Node, alternative: number): { readonly way: Way; readonly recipe: Recipe } {
    const { system, knowledge } = this;
    const { agent } = node;
    system.attend(agent);
    const isStep = system.alternatives(agent) > 0 && system.enabled(agent, alternative);
    const fails = isStep && system.step(agent, alternative) !== undefined;
    leaveOutRepeated(system.log);
    const effect = effectOf(system);
    const next = isStep ? this.arrivals(agent) : [];
    if (isStep) system.undo();
    const way = knowledge.learnLooks(node, alternative, system.log);
    const recipe = { isStep, fails, effect, writes: writesKey(effect), next };
    // Where others stand is not settled by what it looked at.
    if (isSettled(system, agent) && next.every((one) => one.agent === agent)) way.recipe = recipe;
    return { way, recipe };
  }

  /** Where an agent stands after its step, and where others do that it has written into the frames of: most likely it has started them. */
  private arrivals(agent: number): readonly Node[] {
    const { system, knowledge } = this;
    const { log } = system;
    const agents = new Set([agent]);
    for (let at = 0; at < log.length; at += noteLength) {
      const kind = log.entries[at];
      if (kind !== access.write && kind !== access.writeBits) continue;
      const owner = system.frameOf(log.entries[at + 1]!);
      if (owner >= 0) agents.add(owner);
    }
    return [...agents].map((one) => knowledge.node(one));
  }

  /** Notes what routines an agent has left and entered. */
  private compare(agent: number, from: number, to: number): void {
    const { system, knowledge, changes } = this;
    for (const [routine, atom] of knowledge.atoms.routinesOf(agent)) {
      if (system.isInsideAt(from, routine) !== system.isInsideAt(to, routine)) changes.add(atom);
    }
  }
}

/**
 * Tells on what it depends what has come of an alternative: on what it looked at, in that order, and on what it has written over. Those that it has started
 * had ended, and so their frames held nothing but what it has written there.
 */
function tellOf({ after }: Way, { effect }: Recipe, dependence: Dependence): void {
  const looks: Look[] = [];
  for (let look = after; look !== undefined; look = look.before) looks.push(look);
  for (const { kind, cell } of looks.toReversed()) {
    if (kind === access.inside) dependence.place(cell);
    else dependence.cell(cell);
  }
  for (const { cell } of effect.writes) dependence.cell(cell);
}
