import { Asymmetry } from '../../core/index.ts';
import type { Plan } from '../plan.ts';
import { Renaming } from './renaming.ts';
import type { StateShape } from './stateShape.ts';
import type { ZoneLayout } from '../layout.ts';

/**
 * Finds the representative of a state's orbit. Slots get colors by what is in them and by what refers to them, which renaming does
 * not change; slots are put in order of their colors; where slots of one color can be told apart after all, every order of
 * them is tried, and the least state is the representative. So all states of an orbit have the same one.
 */
export class Canonical {
  private readonly renaming: Renaming;
  /** The slots of all treated zones in a row: the number of each zone's first, and of the end. */
  private readonly firsts: readonly number[];
  private readonly zoneOf: Uint8Array;
  private readonly best: Int32Array;
  private readonly bestImage: Int32Array;
  private hasBest = false;

  constructor(
    plan: Plan,
    private readonly shape: StateShape,
    multipliers: Int32Array,
    private readonly lowestFirst: ReadonlySet<ZoneLayout>,
  ) {
    this.renaming = new Renaming(plan, shape, multipliers);
    this.firsts = this.renaming.firsts;
    this.zoneOf = this.renaming.zoneOf;
    this.best = new Int32Array(plan.program.layout.size);
    this.bestImage = new Int32Array(this.slots);
  }

  private get slots(): number {
    return this.zoneOf.length;
  }

  /** As `Symmetry.canonical`; `image` is where each slot went afterwards. */
  canonical(rows: Int32Array, at: number, fingerprint: number): number {
    const { renaming } = this;
    renaming.read(rows, at);
    this.refuseDirtySlots();
    const colors = renaming.firstColors();
    this.hasBest = false;
    this.search(colors);
    return renaming.write(this.bestImage, rows, at, fingerprint);
  }

  /** Where the slots of the thread zone went, from 0. */
  renamedThread(thread: number): number {
    const first = this.firsts[this.shape.threadZone];
    return first === undefined ? thread : (this.bestImage[first + thread] ?? 0) - first;
  }

  /** Where the lowest free slot is allocated, it must not matter which one that is. */
  private refuseDirtySlots(): void {
    for (const [index, zone] of this.shape.zones.entries()) {
      if (!this.lowestFirst.has(zone)) continue;
      for (let slot = this.firsts[index] ?? 0, end = slot + zone.slots; slot < end; slot++) {
        if (this.renaming.isDirty(slot)) throw new Asymmetry(zone.name, 'a free slot is referred to or keeps its contents, and the lowest free one is allocated first');
      }
    }
  }

  /** Makes the colors as fine as they get, and looks at all orders that they leave open. */
  private search(given: Int32Array): void {
    const colors = this.renaming.refine(given);
    const tied = this.firstTied(colors);
    if (tied.length === 0) return this.consider(colors);
    const tried: number[] = [];
    for (const slot of tied) {
      // Where an exchange changes nothing, the one leads to what the other has led to.
      if (tried.some((other) => this.renaming.isSame(other, slot))) continue;
      tried.push(slot);
      // Ranks are less than the number of slots, and their doubles leave room for a color of its own.
      const single = colors.map((color) => 2 * color);
      single[slot]!++;
      this.search(single);
    }
  }

  /** The slots of the least color that several slots have, unless their exchange changes nothing. */
  private firstTied(colors: Int32Array): readonly number[] {
    for (let zone = 0; zone < this.shape.zones.length; zone++) {
      const [from = 0, to = 0] = [this.firsts[zone], this.firsts[zone + 1]];
      const slots = Array.from({ length: to - from }, (_, index) => from + index).sort((a, b) => (colors[a] ?? 0) - (colors[b] ?? 0));
      for (let at = 0; at < slots.length; ) {
        let end = at + 1;
        while (end < slots.length && colors[slots[end] ?? 0] === colors[slots[at] ?? 0]) end++;
        const group = slots.slice(at, end);
        if (group.length > 1 && !group.every((slot) => this.renaming.isSame(slot, group[0] ?? slot))) return group;
        at = end;
      }
    }
    return [];
  }

  /** Takes the state with its slots in order of their colors, if it is the least so far. */
  private consider(colors: Int32Array): void {
    const image = new Int32Array(this.slots);
    for (let zone = 0; zone < this.shape.zones.length; zone++) {
      const [from = 0, to = 0] = [this.firsts[zone], this.firsts[zone + 1]];
      const slots = Array.from({ length: to - from }, (_, index) => from + index).sort((a, b) => (colors[a] ?? 0) - (colors[b] ?? 0) || a - b);
      slots.forEach((slot, index) => (image[slot] = from + index));
    }
    const renamed = this.renaming.renamed(image);
    if (this.hasBest && !isLess(renamed, this.best)) return;
    this.hasBest = true;
    this.best.set(renamed);
    this.bestImage.set(image);
  }
}

function isLess(a: Int32Array, b: Int32Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return (a[at] ?? 0) < (b[at] ?? 0);
  return false;
}
