import { access } from '../../src/core/index.ts';
import type { Knowledge } from '../../src/explore/reduced/knowledge.ts';
import { answerOf, type Look, type Node, type Way } from '../../src/explore/reduced/ways.ts';

/** What some agents may do; a set of each agent's atoms. */
export interface PlainFuture {
  readonly nodes: ReadonlySet<Node>;
  readonly changes: ReadonlySet<number>;
  readonly started: ReadonlySet<number>;
  readonly looksOf: ReadonlyMap<number, ReadonlySet<number>>;
  readonly changesOf: ReadonlyMap<number, ReadonlySet<number>>;
}

/** What `Futures` finds out, found out the slow way: all is gone through from the start until there is nothing new. */
export function plainFuture(knowledge: Knowledge, starts: readonly Node[]): PlainFuture {
  return new Plain(knowledge, starts);
}

class Plain implements PlainFuture {
  readonly nodes: Set<Node>;
  readonly changes = new Set<number>();
  readonly started = new Set<number>();
  readonly looksOf = new Map<number, Set<number>>();
  readonly changesOf = new Map<number, Set<number>>();
  private readonly facts = new Set<number>();

  constructor(
    private readonly knowledge: Knowledge,
    starts: readonly Node[],
  ) {
    this.nodes = new Set(starts);
    for (let size = -1; size !== this.size; ) {
      ({ size } = this);
      for (const { agent, ways } of [...this.nodes]) for (const way of ways) this.goOn(agent, way, []);
    }
  }

  private get size(): number {
    return this.nodes.size + this.changes.size + this.facts.size;
  }

  private goOn(agent: number, { looks, outcome }: Way, before: readonly Look[]): void {
    if (outcome !== undefined) {
      this.lead(agent, before);
      for (const atom of outcome.parts.list) setOf(this.looksOf, agent).add(atom);
      for (const atom of outcome.changes.list) {
        setOf(this.changesOf, agent).add(atom);
        this.changes.add(atom);
      }
      for (const fact of outcome.facts) this.facts.add(fact);
      for (const node of outcome.next) {
        this.nodes.add(node);
        if (node.agent !== agent) this.started.add(node.agent);
      }
    }
    for (const look of looks) {
      const upToNow = [...before, look];
      const now = this.knowledge.ways.tell(look);
      for (const { told, way } of look.answers) if (told === now || this.mayTell(look, now, told)) this.goOn(agent, way, upToNow);
      if (answerOf(look, now) === undefined || this.mayTellUnseen(look, now)) this.lead(agent, upToNow);
    }
  }

  private lead(agent: number, looks: readonly Look[]): void {
    for (const { atoms } of looks) for (const atom of atoms) setOf(this.looksOf, agent).add(atom);
  }

  private mayTell({ kind, cell, operand, atoms, anything }: Look, now: number, told: number): boolean {
    const { facts } = this.knowledge;
    if (kind === access.bits) return ((now ^ told) & ~this.changing(cell, operand)) === 0;
    if (kind === access.inside || (kind === access.equals && told === 0)) return this.changes.has(atoms[0]!);
    return this.facts.has(anything) || this.facts.has(facts.of(cell, kind === access.equals ? operand : told));
  }

  private mayTellUnseen(look: Look, now: number): boolean {
    const { kind, cell, operand, atoms, anything } = look;
    if (!atoms.some((atom) => this.changes.has(atom))) return false;
    if (kind === access.bits) return variants(now, this.changing(cell, operand)).some((told) => answerOf(look, told) === undefined);
    if (kind !== access.read) return answerOf(look, 1 - now) === undefined;
    return this.facts.has(anything) || this.knowledge.facts.someOf(cell, (value, fact) => this.facts.has(fact) && answerOf(look, value) === undefined);
  }

  /** Of some bits of a cell, those that may change. */
  private changing(cell: number, bits: number): number {
    const atoms = this.knowledge.atoms.bitsOf(cell);
    return atoms.reduce((changing, atom, bit) => ((bits & (1 << bit)) !== 0 && this.changes.has(atom) ? changing | (1 << bit) : changing), 0);
  }
}

/** All that a number may become if some bits may be anything. */
function variants(number: number, bits: number): readonly number[] {
  if (bits === 0) return [number];
  const lowest = bits & -bits;
  return variants(number, bits & ~lowest).flatMap((one) => [one, one ^ lowest]);
}

function setOf(sets: Map<number, Set<number>>, agent: number): Set<number> {
  const set = sets.get(agent) ?? new Set();
  sets.set(agent, set);
  return set;
}
