import { access, Asymmetry, type CompiledProperty, noteLength, type Symmetry, type TrackedSystem } from '../../core/index.ts';
import { saysWhatIsExpected } from './expected.ts';
import type { Moves } from './moves.ts';
import { renamingsOf } from './orbit.ts';
import { Renamings } from './renamings.ts';

/** Where there are more renamings than these, no more than it would take to go through so many may be looked at for each state, on average. */
export const fewRenamings = 120;

/** So many states may be looked at as if they were more, before it is asked what they take on average. */
const firstStates = 20;

/** So many threads that are alike at first, and symmetry by itself is likely to leave fewer states than partial order by itself. */
const manyAlike = 6;

/** There are many alike threads, and so much is looked at that there are too many renamings. */
export class TooManyRenamings extends Error {}

/** Why a zone is left alone. */
export const tooMany = 'with partial order a state is looked at under its renamings, and these are too many';

/** Looks at states under all their renamings, so that what is learned of one slot is learned of all that it stands for. */
export class RenamedLook {
  private readonly renamings: Renamings;
  private readonly isSmall: boolean;
  private states = 0;

  /** `predicates`: those that note what they look at; `isAsked`: whether one has anything new to say. */
  constructor(
    private readonly system: TrackedSystem,
    private readonly symmetry: Symmetry,
    private readonly moves: Moves,
    private readonly predicates: readonly CompiledProperty[],
    private readonly isAsked: (property: number) => boolean,
  ) {
    this.renamings = new Renamings(system, symmetry.renamer());
    this.isSmall = renamingsOf(symmetry) <= fewRenamings;
  }

  /** Learns what the agents do next and what the properties look at in all states that the current one may be renamed to. */
  look(): void {
    const { renamings, system, moves } = this;
    this.states++;
    renamings.take();
    for (let agent = 0; agent < system.agents; agent++) {
      renamings.show(() => {
        this.count();
        moves.lookFor(agent, renamings);
      });
    }
    this.predicates.forEach((predicate, property) => {
      if (this.isAsked(property)) this.observe(predicate);
    });
    renamings.leave();
  }

  /** Throws an `Asymmetry` where all this takes too long, or `TooManyRenamings`. */
  private count(): void {
    if (this.isSmall) return;
    const { system, symmetry, predicates } = this;
    const most = fewRenamings * (system.agents + predicates.length);
    if (this.renamings.shown <= most * (firstStates + this.states)) return;
    system.reset();
    this.renamings.take();
    if (this.renamings.alikeThreads() >= manyAlike) throw new TooManyRenamings();
    const [zone] = symmetry.zones.filter(({ reason }) => reason === undefined).toSorted((a, b) => b.slots - a.slots);
    throw new Asymmetry(zone!.zone, tooMany);
  }

  /**
   * Learns what a property looks at. Of one that consists of parts, each looks at little, and is shown what is new to it. If the property surprises, it does so
   * under all renamings, whichever parts have had their turn by then.
   */
  private observe(predicate: CompiledProperty): void {
    const parts = new Set([0]);
    for (const part of parts) {
      this.renamings.show(() => {
        this.count();
        saysWhatIsExpected(predicate);
        const present = this.partsInLog();
        this.tell(present.has(part) ? part : undefined);
        for (const one of present) parts.add(one);
      });
    }
  }

  /** The parts that the log of a property tells of; 0 stands for what they have in common. */
  private partsInLog(): ReadonlySet<number> {
    const { entries, length } = this.system.log;
    const parts = new Set<number>();
    for (let at = 0; at < length; at += noteLength) if (entries[at] === access.part) parts.add(entries[at + 2]!);
    if (parts.size > 0) parts.add(0);
    return parts;
  }

  /** Tells at what a part looks, with what all have in common; without one, at what the property does. */
  private tell(part: number | undefined): void {
    const { entries, length } = this.system.log;
    let current = 0;
    for (let at = 0; at < length; at += noteLength) {
      const [kind, cell] = [entries[at], entries[at + 1]!];
      if (kind === access.part) current = entries[at + 2]!;
      else if (part !== undefined && current !== 0 && current !== part) continue;
      else if (kind === access.inside) this.renamings.place(cell);
      else this.renamings.cell(cell);
    }
  }
}
