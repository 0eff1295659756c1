import { Asymmetry } from '../../core/index.ts';
import type { ZoneLayout } from '../layout.ts';
import type { Renaming } from './renaming.ts';
import type { StateShape } from './stateShape.ts';

/**
 * Finds the representative of a state's orbit. Slots get colors by what is in them and by what refers to them, which renaming does
 * not change; slots are put in order of their colors; where slots of one color can be told apart after all, every order of
 * them is tried, and the least state is the representative. So all states of an orbit have the same one.
 */
export class Canonical {
  /** Where each slot of the state goes: valid after `canonical`. */
  readonly image: Int32Array;
  private readonly best: Int32Array;
  private readonly candidate: Int32Array;
  private isSingle = true;
  private hasBest = false;

  constructor(
    private readonly renaming: Renaming,
    private readonly shape: StateShape,
    cells: number,
    private readonly lowestFirst: ReadonlySet<ZoneLayout>,
  ) {
    this.image = new Int32Array(renaming.slots);
    this.candidate = new Int32Array(renaming.slots);
    this.best = new Int32Array(cells);
  }

  /** As `Symmetry.canonical`. */
  canonical(rows: Int32Array, at: number, fingerprint: number): number {
    const { renaming } = this;
    renaming.read(rows, at);
    const colors = renaming.firstColors();
    if (this.lowestFirst.size > 0) this.refuseDirtySlots();
    this.hasBest = false;
    this.isSingle = true;
    this.search(colors);
    return renaming.write(this.image, rows, at, fingerprint);
  }

  /** Where the lowest free slot is allocated, it must not matter which one that is. */
  private refuseDirtySlots(): void {
    for (const [index, zone] of this.shape.zones.entries()) {
      if (!this.lowestFirst.has(zone)) continue;
      for (let slot = this.renaming.firstOf(index), end = slot + zone.slots; slot < end; slot++) {
        if (this.renaming.isDirty(slot)) throw new Asymmetry(zone.name, 'a free slot is referred to or keeps its contents, and the lowest free one is allocated first');
      }
    }
  }

  /** Makes the colors as fine as they get, and looks at all orders that they leave open. */
  private search(given: Int32Array): void {
    const colors = this.renaming.refine(given);
    const color = this.firstTied(colors);
    if (color < 0) return this.consider(colors);
    this.isSingle = false;
    const tried: number[] = [];
    for (let slot = 0; slot < colors.length; slot++) {
      // Where an exchange changes nothing, the one leads to what the other has led to.
      if (colors[slot] !== color || tried.some((other) => this.renaming.isSame(other, slot))) continue;
      tried.push(slot);
      // Ranks are less than the number of slots, and their doubles leave room for a color of its own.
      const single = colors.map((one) => 2 * one);
      single[slot]!++;
      this.search(single);
    }
  }

  /** The least color that several slots have whose exchange would change something, or -1. */
  private firstTied(colors: Int32Array): number {
    let least = -1;
    for (let slot = 1; slot < colors.length; slot++) {
      if (least >= 0 && colors[slot]! >= least) continue;
      let first = 0;
      while (colors[first] !== colors[slot]) first++;
      if (first !== slot && !this.renaming.isSame(first, slot)) least = colors[slot]!;
    }
    return least;
  }

  /** Takes the state with its slots in order of their colors, if it is the least so far. Slots that are alike stay in order. */
  private consider(colors: Int32Array): void {
    const { candidate, image, best, renaming } = this;
    for (let slot = 0; slot < colors.length; slot++) candidate[slot] = placeOf(slot, colors);
    if (!this.isSingle) {
      const renamed = renaming.renamed(candidate);
      if (this.hasBest && !isLess(renamed, best)) return;
      best.set(renamed);
    }
    this.hasBest = true;
    image.set(candidate);
  }
}

/** How many slots have a lesser color, or the same and a lesser number. Colors of other zones are lesser or greater as a whole. */
function placeOf(slot: number, colors: Int32Array): number {
  let place = 0;
  for (let other = 0; other < colors.length; other++) if (colors[other]! < colors[slot]! || (other < slot && colors[other] === colors[slot])) place++;
  return place;
}

function isLess(a: Int32Array, b: Int32Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return (a[at] ?? 0) < (b[at] ?? 0);
  return false;
}
