import type {
  BoundName,
  Growth,
  Judgement,
  OpenJudge,
  Sample,
  SearchResult,
  TransitionSystem,
  WalkProgress,
} from '../core/index.ts';
import type { FingerprintSet } from './fingerprints.ts';
import type { WalkPart } from './walkPart.ts';
import type { WalkPlan } from './walkPlan.ts';

/** Joins the parts of a search by random walks, in their order. */
export class Sampling {
  /** The states seen, by their fingerprints. */
  readonly seen: FingerprintSet;
  private readonly plan: WalkPlan;
  private readonly reached: Uint8Array;
  private readonly isPlace: readonly boolean[];
  private readonly growth: Growth[] = [];
  private judgements: readonly Judgement[];
  private walks = 0;
  private states = 0;
  private transitions = 0;
  private depth = 0;
  private longest = 0;
  private agents = 0;
  private locations = 0;
  /** As of the parts joined so far; the set may be ahead. */
  private distinct = 0;

  constructor(system: TransitionSystem, plan: WalkPlan, openJudge: OpenJudge, seen: FingerprintSet) {
    this.plan = plan;
    this.seen = seen;
    this.reached = new Uint8Array(system.locations.length);
    this.isPlace = system.locations.map(({ kind }) => kind !== 'ended');
    // Of no walks, everything is unknown.
    this.judgements = openJudge(system, { to: () => [] }).conclude({ transitions: 0, expanded: 0, bound: 'runs', graph: 'runs' });
  }

  /** Whether the parts so far violate something. */
  get isViolated(): boolean {
    return this.judgements.some(({ verdict }) => verdict.kind === 'violated');
  }

  /** What goes into a progress line, with those walks of the next part that are done. */
  figures(next?: Omit<WalkPart, 'judgements'>) {
    const states = this.states + (next?.states ?? 0);
    const transitions = this.transitions + (next?.transitions ?? 0);
    const depth = Math.max(this.depth, next?.depth ?? 0);
    return { states, transitions, depth, queue: 0, walks: this.walkFigures(next) };
  }

  add(part: WalkPart): void {
    const countAt = this.see(part);
    this.judgements = this.judgements.map((judgement, at) => this.joined(judgement, part.judgements[at]!, countAt));
    this.walks += part.walks;
    this.states += part.states;
    this.transitions += part.transitions;
    this.depth = Math.max(this.depth, part.depth);
    this.longest = Math.max(this.longest, part.longest);
    this.agents = Math.max(this.agents, part.agents);
    for (let at = 0; at < this.reached.length; at++) this.reached[at]! |= part.reached[at]!;
    this.locations = this.places(this.reached);
    this.distinct = this.seen.count;
    this.grow();
  }

  result(bound: BoundName): SearchResult {
    const { states, transitions, depth, reached } = this;
    const judgements = this.judgements.map((one) => (one.verdict.kind === 'unknown' ? { ...one, verdict: { ...one.verdict, bound } } : one));
    return { coverage: { states, transitions, depth, complete: false, sample: this.sample() }, judgements, reached, bound };
  }

  private sample(): Sample {
    const { walks, locations, seen, plan } = this;
    const { strategy, pctDepth } = plan.settings;
    const guarantee = { agents: this.agents, steps: plan.steps, depth: pctDepth, longest: this.longest };
    return {
      strategy,
      walks,
      distinct: seen.count,
      distinctIsFull: seen.isFull,
      // So many pairs are expected to have the same 64 bits.
      expectedOmissions: (seen.count * (seen.count - 1)) / 2 / 2 ** 64,
      locations,
      allLocations: this.places(),
      growth: this.growthWithLast(),
      ...(strategy === 'pct' && walks > 0 && { guarantee }),
    };
  }

  private growthWithLast(): readonly Growth[] {
    return this.growth.at(-1)?.walks === this.walks ? this.growth : [...this.growth, this.now()];
  }

  private walkFigures(next: Omit<WalkPart, 'judgements'> | undefined): WalkProgress {
    const reached = next === undefined ? this.reached : this.reached.map((known, at) => known | next.reached[at]!);
    return {
      walks: this.walks + (next?.walks ?? 0),
      distinct: this.seen.count,
      locations: this.places(reached),
      allLocations: this.places(),
    };
  }

  /** How many locations where an agent can stand there are, or are marked. */
  private places(marked?: Uint8Array): number {
    let count = 0;
    for (let at = 0; at < this.isPlace.length; at++) if (this.isPlace[at] && (marked === undefined || marked[at] !== 0)) count++;
    return count;
  }

  /**
   * Takes the states that were new to whoever took the walks. Returns how many distinct states the search had seen when the part
   * had looked at so many.
   */
  private see({ fresh }: WalkPart): (looked: number) => number {
    const { seen, distinct } = this;
    if (fresh === undefined) return (looked) => Math.min(distinct + looked, seen.count);
    const counts = new Float64Array(fresh.length / 2);
    for (let at = 0; at < counts.length; at++) {
      seen.add(fresh[2 * at]!, fresh[2 * at + 1]!);
      counts[at] = seen.count;
    }
    return (looked) => counts[looked - 1] ?? distinct;
  }

  /** What was found first stays. A property is looked at in each distinct state, up to the one that decides it. */
  private joined(before: Judgement, after: Judgement, countAt: (looked: number) => number): Judgement {
    const isOpen = before.verdict.kind === 'unknown';
    const verdict = isOpen ? after.verdict : before.verdict;
    if (before.kind !== 'always' && before.kind !== 'sometimes') return { ...before, verdict, looked: before.looked + after.looked };
    if (!isOpen) return before;
    return { ...before, verdict, looked: verdict.kind === 'unknown' ? this.seen.count : countAt(after.looked) };
  }

  /** Keeps the figures whenever the number of walks is as large as a further power of two. */
  private grow(): void {
    const last = this.growth.at(-1);
    if (last === undefined || this.walks >= 2 * last.walks) this.growth.push(this.now());
  }

  private now(): Growth {
    return { walks: this.walks, distinct: this.distinct, locations: this.locations };
  }
}
