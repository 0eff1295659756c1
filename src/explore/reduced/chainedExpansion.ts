import type { BoundName, Schedule, StateGraph } from '../../core/index.ts';
import { packChoice } from '../choices.ts';
import { Edges } from '../edges.ts';
import { routeTo } from '../links.ts';
import { keptGraph } from '../stepGraph.ts';
import { full } from '../visitedSet.ts';
import { saysWhatIsExpected } from './expected.ts';
import type { Chain, Expanded } from './packedRecords.ts';
import { PersistentExpansion } from './persistentExpansion.ts';
import { Records } from './records.ts';
import { RenamedChains } from './renamedChains.ts';
import { Tails } from './tails.ts';
import type { TrackedParts } from './trackedExpansion.ts';

/** So many steps go by at most without a state that is kept: one that goes round soon meets such a state. */
const longestChain = 50;

/**
 * An expansion that goes on where one step only would be taken, and keeps no state until there is another choice, or none (path compression:
 * Yorav and Grumberg, "Static analysis for state-space reductions preserving temporal logics", FMSD 25, 2004). The states that it passes
 * are judged as others are; where one would surprise, it is kept.
 */
export class ChainedExpansion extends PersistentExpansion {
  private readonly tails: Tails;
  private readonly edges: Edges;
  /** The steps after the first of the chain that is being followed, and who takes any. */
  private tail: number[] = [];
  private movers = 0;
  /** Whether a property says what is not expected where it ends, if that is a new state. */
  private endSurprises = false;
  private readonly records: Records;
  /** The pass before, unless states are renamed. */
  private former: ChainedExpansion | undefined;
  /** Bytes that are counted here and are the former's. */
  private heldBytes = 0;
  /** The state that is current and was looked at, or -1. */
  private looksAt = -1;
  /** The chains, where agents have other names at their ends. */
  private readonly renamed: RenamedChains | undefined;

  /** `former`: the pass before, which may have learned something, and by which all states were found that were found so far. */
  constructor(parts: TrackedParts, former?: ChainedExpansion) {
    super(parts);
    this.tails = new Tails(this.memory);
    this.records = new Records(parts.knowledge, this.memory, (bytes) => this.isOfUse(bytes));
    if (former !== undefined && this.symmetry === undefined && this.holds(former)) {
      this.former = former;
      former.former = undefined;
      // Whoever was somewhere in a pass has been there, and is not seen there again where the pass is repeated.
      former.reached.forEach((one, location) => (this.reached[location]! |= one));
    }
    this.edges = new Edges(this.memory);
    if (!this.keepsGraph || this.symmetry !== undefined) this.edges.drop();
    if (this.keepsGraph && this.symmetry !== undefined) this.renamed = new RenamedChains(this.system.agents, this.symmetry, this.memory);
  }

  /** Counts what a former pass holds, unless that leaves too little room for this one. */
  private holds(former: ChainedExpansion): boolean {
    const bytes = former.bytes - former.heldBytes;
    if (this.bytes + bytes > this.memory.limit / 2) return false;
    this.memory.take(bytes);
    this.heldBytes = bytes;
    return true;
  }

  /** Whether the next pass will have room for this one if that takes so many bytes more: it had better not keep records for nobody. */
  private isOfUse(bytes: number): boolean {
    return this.bytes - this.heldBytes + bytes <= this.memory.limit / 2;
  }

  override to(state: number): Schedule {
    return routeTo(state, this.links, (at) => this.tails.of(at));
  }

  override expand(state: number): boolean {
    this.edges.open(state);
    this.looksAt = state;
    this.records.begin();
    const goesOn = this.expandAgain(state) ?? super.expand(state);
    this.edges.close(state);
    return goesOn;
  }

  /** Expands a state as the pass before did, if nothing was learned since of what that rests on. False when the search must end, `undefined` if it is to be expanded anew. */
  private expandAgain(state: number): boolean | undefined {
    const { former, known, system } = this;
    if (former === undefined) return undefined;
    known.load(system, state);
    const before = former.recordOf(system.packed, system.fingerprint());
    if (before === undefined || former.records.firstSettled(before.settled).some((property) => this.verdicts.watches(property))) return undefined;
    this.looksAt = -1;
    this.leave();
    for (const chain of before.chains) if (!this.takeAgain(state, chain, former)) return false;
    this.records.settle((property) => !this.verdicts.watches(property), system.predicates.length);
    if (this.onwardTo > state || before.agents === before.enabled) this.records.repeat(state, before);
    // What more has to be taken now was not looked for before.
    this.records.spoil();
    return this.complete(state, before.agents, before.enabled);
  }

  private takeAgain(state: number, { choice, tail, movers, end }: Chain, former: ChainedExpansion): boolean {
    const { system } = this;
    former.known.load(system, end);
    this.tail = tail;
    this.movers = movers;
    this.transitions += 1 + tail.length;
    this.endSurprises = former.records.surprises(end);
    if (!this.endSurprises) this.affected.spare();
    try {
      return this.keep(state, choice);
    } finally {
      this.affected.widen();
    }
  }

  private recordOf(packed: Int32Array, fingerprint: number): Expanded | undefined {
    const state = this.known.find(packed, fingerprint, 0);
    return state < 0 ? undefined : this.records.stillTrue(state);
  }

  /** Takes all steps of an agent, each with those that follow on it. False when the search must end. */
  protected override takeOf(state: number, agent: number): boolean {
    const { system } = this;
    this.again(state);
    const alternatives = system.alternatives(agent);
    for (let alternative = 0; alternative < alternatives; alternative++) {
      this.again(state);
      if (system.enabled(agent, alternative) && !this.takeChain(state, agent, alternative)) return false;
    }
    return true;
  }

  protected override arrive(state: number, isNew: boolean): void {
    if (isNew) this.tails.add(this.tail);
    if (isNew && this.endSurprises) this.records.surprise(state);
    for (let agent = 0; agent < this.system.agents; agent++) if ((this.movers & (1 << agent)) !== 0) this.edges.add(state, agent);
  }

  protected override tookAll(state: number, agents: number, enabled: number): void {
    const { records, verdicts, system } = this;
    if (this.symmetry !== undefined) return;
    records.settle((property) => !verdicts.watches(property), system.predicates.length);
    records.end(state, agents, enabled);
  }

  protected override look(): void {
    super.look();
    for (const { node } of this.moves.all) if (node !== undefined) this.knowledge.evidence.note(node);
  }

  protected override renamedSteps(): RenamedChains | undefined {
    return this.renamed?.kept === true ? this.renamed : undefined;
  }

  protected override graphOfSteps(): StateGraph | BoundName {
    return keptGraph(this.edges, this.system, this.known, this.memory);
  }

  protected override again(state: number): void {
    if (this.looksAt === state) return;
    this.looksAt = state;
    this.known.load(this.system, state);
    this.sets.forget();
    this.look();
  }

  private takeChain(state: number, agent: number, alternative: number): boolean {
    const { system, renamed } = this;
    this.looksAt = -1;
    this.leaveBy(agent);
    renamed?.begin();
    this.tail = [];
    this.movers = 1 << agent;
    this.endSurprises = false;
    this.narrowTo(agent);
    try {
      if (system.step(agent, alternative) !== undefined) {
        this.edges.add(-1, agent);
        this.records.spoil();
        renamed?.fail(state, agent);
        return this.repeatStep(state, agent, alternative);
      }
      this.transitions++;
      renamed?.goOn(agent);
      for (let last = agent; last >= 0; ) last = this.passes(last);
      // Those that were asked have said what is expected, and the others what they said before.
      if (!this.endSurprises) this.affected.spare();
      return this.keep(state, packChoice(agent, alternative));
    } finally {
      // However it ends: states that are judged later come from other steps.
      this.affected.widen();
    }
  }

  /** Finds the current state at the end of a chain that begins with this choice. False when the search must end. */
  private keep(state: number, choice: number): boolean {
    const { system, tail, movers } = this;
    const found = this.find(state, choice, system.packed, 0, system.fingerprint());
    if (found === full) return false;
    this.records.add({ choice, tail, movers, end: found });
    this.renamed?.end(state, found);
    this.show(found);
    return true;
  }

  /** Takes a step that ends in a fault once more, for the judge to hear of it. */
  private repeatStep(state: number, agent: number, alternative: number): boolean {
    this.system.undo();
    this.system.enabled(agent, alternative);
    return this.take(state, agent, alternative);
  }

  /** Takes the only step that is to be taken in the current state, to which an agent's step has led, if there is no reason to keep the state. Returns who takes it, or -1. */
  private passes(last: number): number {
    const { system, tail } = this;
    if (this.known.find(system.packed, system.fingerprint(), 0) >= 0) return -1;
    this.endSurprises = this.surprises();
    if (this.endSurprises || tail.length === longestChain) return -1;
    this.look();
    // Who moved last is asked first: what is known of the others is most likely still true.
    const agent = this.sets.alone(this.moves.all, last);
    const { steps, alternative } = this.moves.all[agent] ?? { steps: 0, alternative: 0 };
    if (steps !== 1) return -1;
    this.mark();
    this.leaveBy(agent);
    system.enabled(agent, alternative);
    if (system.step(agent, alternative) !== undefined) {
      system.undo();
      return -1;
    }
    this.narrowTo(agent);
    this.transitions++;
    this.renamed?.goOn(agent);
    tail.push(packChoice(agent, alternative));
    this.movers |= 1 << agent;
    return agent;
  }

  /** Leaves the state that was looked at last by a step of an agent. */
  private leaveBy(agent: number): void {
    // Agents have other names in the representative that it leads to.
    if (this.symmetry !== undefined) this.sets.forget();
    else this.sets.step(agent, this.moves.all);
  }

  private surprises(): boolean {
    return this.system.predicates.some((predicate, property) => this.verdicts.watches(property) && !saysWhatIsExpected(predicate));
  }
}
