import { access, type AccessLog, noteLength, type TrackedSystem } from '../../core/index.ts';
import { Atoms, unknown } from './atoms.ts';
import type { Bits } from './bits.ts';
import { Evidence } from './evidence.ts';
import { Facts } from './facts.ts';
import { framesOf } from './frames.ts';
import { Marked } from './marked.ts';
import { Nodes } from './nodes.ts';
import { Observed } from './observed.ts';
import { type CellSet, newWay, type Node, type Outcome, type Way, Ways } from './ways.ts';

/**
 * What has been seen of the agents' steps: what they looked at, one thing after another, what that told, and what they changed then.
 * It only ever grows, and `version` with it.
 */
export class Knowledge {
  readonly atoms: Atoms;
  readonly ways: Ways;
  readonly observed: Observed;
  version = 0;
  private rounds = 0;
  readonly evidence = new Evidence();
  readonly facts = new Facts();
  private readonly system: TrackedSystem;
  private readonly nodes: readonly Nodes[];
  private readonly allNodes: Node[] = [];
  private readonly outcomes: Outcome[] = [];
  /** For each cell, the outcomes that set it. */
  private readonly setters = new Map<number, Outcome[]>();
  /** The cells that the step which is being learned has set by then. */
  private readonly written = new Set<number>();

  constructor(system: TrackedSystem) {
    this.nodes = framesOf(system).map((cells, agent) => new Nodes(system, agent, cells, this.allNodes));
    this.system = system;
    this.atoms = new Atoms(system, {
      asked: (atom, cell, value) => this.lateAsked(atom, cell, value),
      bits: (atoms, cell) => this.lateBits(atoms, cell),
      inside: (atom, agent, routine) => this.lateInside(atom, agent, routine),
    });
    this.ways = new Ways(system, this.atoms, this.facts, () => this.version++);
    this.observed = new Observed(this.atoms, this.ways, () => this.version);
  }

  /** A number for a new round of questions: it marks what is come by in this round. */
  nextRound(): number {
    return ++this.rounds;
  }

  /** Where an agent stands in the current state. */
  node(agent: number): Node {
    return this.nodes[agent]!.current();
  }

  nodeAt(number: number): Node {
    return this.allNodes[number]!;
  }

  /** Where a step was seen to lead when all that it looked at told what it tells in the current state. */
  recall({ ways }: Node, alternative: number): Way | undefined {
    const way = ways[alternative + 1];
    return way && this.ways.recall(way);
  }

  /** Takes note of what a step looked at, as the log has it; the current state is the one before it. Returns where that has led to. */
  learnLooks(node: Node, alternative: number, log: AccessLog): Way {
    const { written, version } = this;
    const { ways } = node;
    written.clear();
    while (ways.length < alternative + 2) ways.push(newWay());
    let way = ways[alternative + 1]!;
    for (let at = 0; at < log.length; at += noteLength) {
      const kind = log.entries[at]!;
      const cell = log.entries[at + 1]!;
      if (kind === access.write) written.add(cell);
      else if (kind !== access.writeBits && (kind === access.inside || !written.has(cell))) way = this.ways.follow(way, kind, cell, log.entries[at + 2]!);
    }
    if (this.version !== version) node.learned = this.version;
    return way;
  }

  /** Takes note of what came of a step: what it changed, and of what it wrote some bits only. */
  learnOutcome(from: Node, way: Way, changes: Bits, parts: Bits, next: readonly Node[]): void {
    const { version } = this;
    const outcome = (way.outcome ??= this.newOutcome(from));
    const places = outcome.next.size;
    for (const node of next) outcome.next.add(node);
    const more = [outcome.changes.addAll(changes), outcome.parts.addAll(parts), this.learnSet(outcome, this.atoms.set), outcome.next.size > places];
    if (more.includes(true)) this.version++;
    if (this.version !== version) from.learned = this.version;
  }

  /** Takes note of what a property looked at, as the log has it, and of whether it said what is not expected. */
  observe(property: number, log: AccessLog, surprises: boolean): void {
    if (this.observed.learn(property, log, surprises)) this.version++;
  }

  private newOutcome(from: Node): Outcome {
    const outcome: Outcome = { from, changes: new Marked(), parts: new Marked(), set: new Map(), facts: [], next: new Set() };
    this.outcomes.push(outcome);
    this.version++;
    return outcome;
  }

  /** Takes note of what a step has set; whether it brings about anything new. */
  private learnSet(outcome: Outcome, triples: readonly number[]): boolean {
    let more = false;
    for (let at = 0; at < triples.length; at += 3) {
      const [cell, old, now] = [triples[at]!, triples[at + 1]!, triples[at + 2]!];
      const known = outcome.set.get(cell) ?? this.newCell(outcome, cell);
      known.values.add(old).add(now);
      known.bits |= Number.isNaN(old) ? -1 : old ^ now;
      if (known.arrived.has(now)) continue;
      known.arrived.add(now);
      outcome.facts.push(this.facts.of(cell, now));
      more = true;
    }
    return more;
  }

  private newCell(outcome: Outcome, cell: number): CellSet {
    const known: CellSet = { values: new Set(), arrived: new Set(), bits: 0 };
    outcome.set.set(cell, known);
    this.settersOf(cell).push(outcome);
    return known;
  }

  private settersOf(cell: number): Outcome[] {
    let setters = this.setters.get(cell);
    if (setters === undefined) {
      setters = [];
      this.setters.set(cell, setters);
    }
    return setters;
  }

  private lateAsked(atom: number, cell: number, value: number): void {
    this.version++;
    for (const outcome of this.settersOf(cell)) {
      const { values } = outcome.set.get(cell)!;
      if (values.has(value) || values.has(unknown)) this.addLate(atom, outcome);
    }
  }

  private lateBits(atoms: Int32Array, cell: number): void {
    this.version++;
    for (const outcome of this.settersOf(cell)) {
      const { bits } = outcome.set.get(cell)!;
      atoms.forEach((atom, bit) => {
        if ((bits & (1 << bit)) !== 0) this.addLate(atom, outcome);
      });
    }
  }

  private lateInside(atom: number, agent: number, routine: number): void {
    const { system } = this;
    this.version++;
    for (const outcome of this.outcomes) {
      const { from, set, next } = outcome;
      const comes = (to: Node): boolean => to.agent === agent && system.isInsideAt(to.place, routine) !== system.isInsideAt(from.place, routine);
      if (from.agent === agent ? [...next].some(comes) : set.has(system.placeCell(agent))) this.addLate(atom, outcome);
    }
  }

  /** Adds to what came of a step something that nobody had asked for when it was learned. */
  private addLate(atom: number, { from, changes }: Outcome): void {
    changes.add(atom);
    from.learned = this.version;
  }
}
