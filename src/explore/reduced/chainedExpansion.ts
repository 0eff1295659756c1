import type { BoundName, Schedule, StateGraph } from '../../core/index.ts';
import { packChoice } from '../choices.ts';
import { Edges } from '../edges.ts';
import { routeTo } from '../links.ts';
import { keptGraph } from '../stepGraph.ts';
import { full } from '../visitedSet.ts';
import { saysWhatIsExpected } from './expected.ts';
import { PersistentExpansion } from './persistentExpansion.ts';
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
  private readonly tail: number[] = [];
  private readonly movers = new Set<number>();
  /** The state that is current and was looked at, or -1. */
  private looksAt = -1;
  /** The chains, where agents have other names at their ends. */
  private readonly renamed: RenamedChains | undefined;

  constructor(parts: TrackedParts) {
    super(parts);
    this.tails = new Tails(this.memory);
    this.edges = new Edges(this.memory);
    if (!this.keepsGraph || this.symmetry !== undefined) this.edges.drop();
    if (this.keepsGraph && this.symmetry !== undefined) this.renamed = new RenamedChains(this.system.agents, this.symmetry, this.memory);
  }

  override to(state: number): Schedule {
    return routeTo(state, this.links, (at) => this.tails.of(at));
  }

  override expand(state: number): boolean {
    this.edges.open(state);
    this.looksAt = state;
    const goesOn = super.expand(state);
    this.edges.close(state);
    return goesOn;
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
    for (const agent of this.movers) this.edges.add(state, agent);
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
    this.look();
  }

  private takeChain(state: number, agent: number, alternative: number): boolean {
    const { system, tail, movers, renamed } = this;
    this.looksAt = -1;
    renamed?.begin();
    tail.length = 0;
    movers.clear();
    movers.add(agent);
    const narrowed = this.narrowTo(agent);
    try {
      if (system.step(agent, alternative) !== undefined) {
        this.edges.add(-1, agent);
        renamed?.fail(state, agent);
        return this.repeatStep(state, agent, alternative);
      }
      this.transitions++;
      renamed?.goOn(agent);
      while (this.passes());
      const found = this.find(state, packChoice(agent, alternative), system.packed, 0, system.fingerprint());
      if (found === full) return false;
      renamed?.end(state, found);
      this.show(found);
      return true;
    } finally {
      // However it ends: states that are judged later come from other steps.
      narrowed.widen();
    }
  }

  /** Takes a step that ends in a fault once more, for the judge to hear of it. */
  private repeatStep(state: number, agent: number, alternative: number): boolean {
    this.system.undo();
    this.system.enabled(agent, alternative);
    return this.take(state, agent, alternative);
  }

  /** Takes the only step that is to be taken in the current state, if there is no reason to keep the state. */
  private passes(): boolean {
    const { system, tail } = this;
    if (tail.length === longestChain || this.known.find(system.packed, system.fingerprint(), 0) >= 0 || this.surprises()) return false;
    this.look();
    const agent = this.alone();
    const { steps, alternative } = this.moves.all[agent] ?? { steps: 0, alternative: 0 };
    if (steps !== 1) return false;
    this.mark();
    system.enabled(agent, alternative);
    if (system.step(agent, alternative) !== undefined) {
      system.undo();
      return false;
    }
    this.narrowTo(agent);
    this.transitions++;
    this.renamed?.goOn(agent);
    tail.push(packChoice(agent, alternative));
    this.movers.add(agent);
    return true;
  }

  private surprises(): boolean {
    return this.system.predicates.some((predicate, property) => this.verdicts.watches(property) && !saysWhatIsExpected(predicate));
  }
}
