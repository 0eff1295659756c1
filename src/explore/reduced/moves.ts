import { access, noteLength, type TrackedSystem } from '../../core/index.ts';
import { Bits } from './bits.ts';
import type { Knowledge, Node } from './knowledge.ts';

/** What an agent does next in a state: all of its steps taken together. */
export interface Move {
  node: Node;
  /** Whether it has a step. */
  enabled: boolean;
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

  constructor(system: TrackedSystem, knowledge: Knowledge) {
    this.system = system;
    this.knowledge = knowledge;
    this.all = Array.from({ length: system.agents }, (_, agent) => ({ node: knowledge.node(agent, 0), enabled: false, looks: new Bits(), changes: new Bits(), visible: new Bits() }));
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
    const { atoms } = knowledge;
    move.node = knowledge.node(agent, system.place(agent));
    move.enabled = false;
    move.looks.clear();
    move.changes.clear();
    move.visible.clear();
    atoms.set.length = 0;
    if (system.ended(agent)) {
      move.looks.add(atoms.askedFor(system.placeCell(agent), 0));
      return;
    }
    system.attend(agent);
    const { log } = system;
    const alternatives = system.alternatives(agent);
    atoms.looks(move.looks, 0, log.length);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      const from = log.length;
      const enabled = system.enabled(agent, alternative);
      knowledge.learnWay(move.node, log, from);
      if (enabled) this.step(agent, alternative, move, from);
      else atoms.looks(move.looks, from, log.length);
    }
    knowledge.learn(move.node, move.looks, move.changes);
    knowledge.observed.collect(move.changes, move.visible);
  }

  /** Takes a step whose guard was asked for at a place in the log. */
  private step(agent: number, alternative: number, move: Move, from: number): void {
    const { system } = this;
    system.step(agent, alternative);
    move.enabled = true;
    this.knowledge.atoms.collect(move.looks, move.changes, from);
    this.arrive(move.node, move.changes);
    const others = this.writtenFrames(agent, from);
    system.undo();
    for (const other of others) this.startOf(other, agent, alternative, move.changes);
  }

  /** Notes where an agent has come to. */
  private arrive(from: Node, changes: Bits): void {
    const { system, knowledge } = this;
    const to = knowledge.node(from.agent, system.place(from.agent));
    knowledge.learnNext(from, to);
    for (const [routine, atom] of knowledge.atoms.routinesOf(from.agent)) {
      if (system.isInsideAt(from.place, routine) !== system.isInsideAt(to.place, routine)) changes.add(atom);
    }
  }

  /** Another agent that a step has written into the frame of: most likely it has started it. */
  private startOf(other: number, agent: number, alternative: number, changes: Bits): void {
    const { system, knowledge } = this;
    const { length } = system.log;
    const node = knowledge.node(other, system.place(other));
    system.enabled(agent, alternative);
    system.step(agent, alternative);
    this.arrive(node, changes);
    system.undo();
    system.log.length = length;
  }

  private writtenFrames(agent: number, from: number): ReadonlySet<number> {
    const { log } = this.system;
    const others = new Set<number>();
    for (let at = from; at < log.length; at += noteLength) {
      const kind = log.entries[at];
      if (kind !== access.write && kind !== access.writeBits) continue;
      const owner = this.system.frameOf(log.entries[at + 1]!);
      if (owner >= 0 && owner !== agent) others.add(owner);
    }
    return others;
  }
}
