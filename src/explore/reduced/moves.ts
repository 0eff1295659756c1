import { access, noteLength, type TrackedSystem } from '../../core/index.ts';
import { Bits } from './bits.ts';
import type { Knowledge } from './knowledge.ts';
import type { Node } from './ways.ts';

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
}

/** Takes every step of a state and takes it back, and notes what it saw. */
export class Moves {
  readonly all: readonly Move[];
  private readonly system: TrackedSystem;
  private readonly knowledge: Knowledge;
  /** What one step changes. */
  private readonly changes = new Bits();

  constructor(system: TrackedSystem, knowledge: Knowledge) {
    this.system = system;
    this.knowledge = knowledge;
    this.all = Array.from({ length: system.agents }, () => ({ node: undefined, steps: 0, alternative: 0, looks: new Bits(), changes: new Bits(), visible: new Bits() }));
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

  private lookAt(agent: number, move: Move): void {
    const { system, knowledge } = this;
    move.node = undefined;
    move.steps = 0;
    move.looks.clear();
    move.changes.clear();
    move.visible.clear();
    if (system.ended(agent)) {
      move.looks.add(knowledge.atoms.askedFor(system.placeCell(agent), 0));
      return;
    }
    move.node = knowledge.node(agent);
    system.attend(agent);
    const alternatives = system.alternatives(agent);
    if (alternatives === 0) this.learnLooks(move, move.node, -1);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      // What tells that there is this alternative belongs to its step.
      system.attend(agent);
      system.alternatives(agent);
      if (system.enabled(agent, alternative)) this.step(move, move.node, alternative);
      else this.learnLooks(move, move.node, alternative);
    }
    knowledge.observed.collect(move.changes, move.visible);
  }

  private learnLooks({ looks }: Move, node: Node, alternative: number): void {
    const { knowledge, system } = this;
    knowledge.atoms.looks(looks, 0, system.log.length);
    knowledge.learnLooks(node, alternative, system.log);
  }

  /** Takes a step whose guard was asked for. */
  private step(move: Move, node: Node, alternative: number): void {
    const { system, knowledge, changes } = this;
    system.step(node.agent, alternative);
    move.steps++;
    move.alternative = alternative;
    changes.clear();
    knowledge.atoms.collect(move.looks, changes);
    const next = this.arrivals(node.agent);
    system.undo();
    for (const { agent, place } of next) this.compare(agent, system.place(agent), place);
    move.changes.addAll(changes);
    knowledge.learnOutcome(node, knowledge.learnLooks(node, alternative, system.log), changes, next);
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
