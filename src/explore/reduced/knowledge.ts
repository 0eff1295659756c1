import { access, type AccessLog, noteLength, type TrackedSystem } from '../../core/index.ts';
import { Atoms, unknown, valueOf } from './atoms.ts';
import { Bits } from './bits.ts';
import { Observed } from './observed.ts';

/** A condition on one cell without which a guard lets nobody through. */
export interface Requirement {
  readonly cell: number;
  readonly value: number;
  /** Whether the cell must hold the value, or must not. */
  readonly equal: boolean;
  /** The atom that tells of a change. */
  readonly atom: number;
  readonly index: number;
}

/** What is known of the steps that an agent takes at a place. */
export interface Node {
  readonly agent: number;
  readonly place: number;
  readonly looks: Bits;
  readonly changes: Bits;
  /** For each cell that was set here: what it held or came to hold, and the bits that changed. */
  readonly set: Map<number, { readonly values: Set<number>; bits: number }>;
  readonly next: Set<Node>;
  /** What the guard required, each time it was asked: conditions that had to hold together, by a text that tells them apart. */
  readonly ways: Map<string, readonly Requirement[]>;
  /** What may be reached from here, by the number of the set of requirements that do not hold; good for one version. */
  readonly reach: Map<number, Reach>;
  version: number;
}

/** What an agent may look at and change in the steps that it can come to. */
export interface Reach {
  readonly looks: Bits;
  readonly changes: Bits;
  /** The parts of properties to which these changes matter. */
  readonly visible: Bits;
}

/**
 * What has been seen of the agents' steps: at each place the union of what they looked at and changed, and where they went from
 * there. It only ever grows, and `version` with it.
 */
export class Knowledge {
  readonly atoms: Atoms;
  version = 0;
  readonly observed = new Observed();
  readonly requirements: Requirement[] = [];
  private readonly nodes: readonly Map<number, Node>[];
  private readonly system: TrackedSystem;
  private readonly byName = new Map<string, Requirement>();

  constructor(system: TrackedSystem) {
    this.nodes = Array.from({ length: system.agents }, () => new Map<number, Node>());
    this.system = system;
    this.atoms = new Atoms(system, {
      asked: (atom, cell, value) => this.lateAsked(atom, cell, value),
      bits: (atoms, cell) => this.lateBits(atoms, cell),
      inside: (atom, agent, routine) => this.lateInside(atom, agent, routine),
    });
  }

  node(agent: number, place: number): Node {
    const known = this.nodes[agent]!;
    let node = known.get(place);
    if (node === undefined) {
      node = { agent, place, set: new Map(), looks: new Bits(), changes: new Bits(), next: new Set(), ways: new Map(), reach: new Map(), version: -1 };
      known.set(place, node);
      this.version++;
    }
    return node;
  }

  learn(node: Node, looks: Bits, changes: Bits): void {
    this.learnSet(node, this.atoms.set);
    const more = node.looks.addAll(looks);
    if (node.changes.addAll(changes) || more) this.version++;
  }

  learnNext(node: Node, next: Node): void {
    if (node.next.has(next)) return;
    node.next.add(next);
    this.version++;
  }

  /** Takes note of what a guard required, from a place in the log on. */
  learnWay(node: Node, log: AccessLog, from: number): void {
    const all: Requirement[] = [];
    for (let at = from; at < log.length; at += noteLength) {
      if (log.entries[at] === access.requires) all.push(this.requirement(log.entries[at + 1]!, log.entries[at + 2]!, log.entries[at + 3] === 1));
    }
    const text = all.map(({ index }) => index).join(' ');
    if (node.ways.has(text)) return;
    node.ways.set(text, all);
    this.version++;
  }

  /** Takes note of what a property looked at, as the log has it. */
  observe(property: number, log: AccessLog): void {
    if (this.observed.learn(property, log, this.atoms)) this.version++;
  }

  private requirement(cell: number, value: number, equal: boolean): Requirement {
    const name = `${cell} ${value} ${equal}`;
    let known = this.byName.get(name);
    if (known === undefined) {
      known = { cell, value, equal, atom: this.atoms.askedFor(cell, value), index: this.requirements.length };
      this.byName.set(name, known);
      this.requirements.push(known);
    }
    return known;
  }

  /** Takes note of what a step set, so that it can be told later whether that changed what somebody asks for. */
  private learnSet({ set }: Node, triples: readonly number[]): void {
    for (let at = 0; at < triples.length; at += 3) {
      const cell = triples[at]!;
      const old = triples[at + 1]!;
      const now = triples[at + 2]!;
      let known = set.get(cell);
      if (known === undefined) {
        known = { values: new Set(), bits: 0 };
        set.set(cell, known);
      }
      known.values.add(old).add(now);
      known.bits |= Number.isNaN(old) ? -1 : old ^ now;
    }
  }

  private lateAsked(atom: number, cell: number, value: number): void {
    this.eachNode(({ set, changes }) => {
      const values = set.get(cell)?.values;
      if (values?.has(value) || values?.has(unknown)) changes.add(atom);
    });
  }

  private lateBits(atoms: Int32Array, cell: number): void {
    this.eachNode(({ set, changes }) => {
      const bits = set.get(cell)?.bits ?? 0;
      atoms.forEach((atom, bit) => {
        if ((bits & (1 << bit)) !== 0) changes.add(atom);
      });
    });
  }

  private lateInside(atom: number, agent: number, routine: number): void {
    const { system } = this;
    const place = valueOf(system.placeCell(agent));
    this.eachNode((node) => {
      if (node.agent !== agent) {
        if (node.changes.has(place)) node.changes.add(atom);
        return;
      }
      const is = system.isInsideAt(node.place, routine);
      for (const next of node.next) if (system.isInsideAt(next.place, routine) !== is) node.changes.add(atom);
    });
  }

  private eachNode(visit: (node: Node) => void): void {
    for (const known of this.nodes) for (const node of known.values()) visit(node);
    this.version++;
  }
}
