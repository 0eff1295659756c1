import type { Renamer, TrackedSystem } from '../../core/index.ts';
import { framesOf } from './frames.ts';

/** Where some slots go: the slot at `from[i]` goes to `to[i]`. */
interface Fixed {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** A slot that somebody looked at: where it has come from, where it has gone, and whether it was met by its name or as somebody whom a cell refers to. */
interface Met {
  readonly from: number;
  readonly to: number;
  readonly isReferred: boolean;
}

/** A renaming that may be passed over as long as two slots are alike for the observer: the one that goes there, and another that may go there instead. */
interface Passed {
  readonly fixed: Fixed;
  readonly one: number;
  readonly other: number;
}

/**
 * Shows an observer the current state under all renamings under which it may see something else. An observer says which cells it looks at: under all renamings
 * that take the same slots to where it has looked, and those that it has found referred to there to the same names, it sees the same. So it does if two slots change places
 * in which all that it ever looks at holds the same, and to which nothing refers at which it looks.
 */
export class Renamings {
  /** How many renamed states were shown. */
  shown = 0;
  private readonly first: Int32Array;
  private readonly row: Int32Array;
  private readonly image: Int32Array;
  private readonly origin: Int32Array;
  private met: Met[] = [];
  private readonly isMet: Uint8Array;
  /** For each slot, the cells in it that the observer has looked at under some renaming; and the slots to which those and others refer, by their names before. */
  private readonly looked: readonly Set<number>[];
  private readonly referred = new Set<number>();
  private passed: Passed[] = [];
  private readonly frames: readonly (readonly number[])[];

  constructor(
    private readonly system: TrackedSystem,
    private readonly renamer: Renamer,
  ) {
    const slots = renamer.zoneOf.length;
    this.first = new Int32Array(system.words);
    this.row = new Int32Array(system.words);
    this.image = new Int32Array(slots);
    this.origin = new Int32Array(slots);
    this.isMet = new Uint8Array(slots);
    this.looked = Array.from({ length: slots }, () => new Set());
    this.frames = framesOf(system);
  }

  /** Begins with the current state. */
  take(): void {
    this.first.set(this.system.packed);
    this.renamer.take(this.first);
  }

  /** Comes back to the state that was current then. */
  leave(): void {
    this.system.load(this.first, 0);
  }

  /** How many threads that have not ended are alike, at most. */
  alikeThreads(): number {
    const { system, renamer } = this;
    const slots = Array.from({ length: system.agents }, (_, agent) => agent).filter((agent) => !system.ended(agent)).map((agent) => renamer.slotOf(system.placeCell(agent)));
    const treated = slots.filter((slot) => slot >= 0);
    return Math.max(0, ...treated.map((slot) => treated.filter((other) => renamer.isSame(slot, other)).length));
  }

  /** Has an observer look at each renamed state in which it may see something else; it is to say at what it looks. */
  show(observe: () => void): void {
    const open: Fixed[] = [{ from: [], to: [] }];
    for (const cells of this.looked) cells.clear();
    this.referred.clear();
    this.passed = [];
    while (open.length > 0) {
      for (let fixed = open.pop(); fixed !== undefined; fixed = open.pop()) {
        this.showOne(fixed, observe);
        this.vary(fixed, open);
      }
      // The observer may have looked at more since.
      const { passed } = this;
      this.passed = passed.filter((one) => this.isAlike(one));
      open.push(...passed.filter((one) => !this.passed.includes(one)).map(({ fixed }) => fixed));
    }
  }

  private showOne(fixed: Fixed, observe: () => void): void {
    this.complete(fixed);
    this.row.set(this.first);
    this.renamer.rename(this.image, this.row);
    this.system.load(this.row, 0);
    this.met = [];
    this.isMet.fill(0);
    this.shown++;
    observe();
  }

  /** Notes that the observer looks at a cell. */
  cell(cell: number): void {
    const { renamer } = this;
    const slot = renamer.slotOf(cell);
    if (slot >= 0) {
      this.meet(this.origin[slot]!, slot, false);
      this.looked[slot]!.add(cell);
    }
    const before = slot < 0 ? cell : renamer.counterpart(cell, this.origin[slot]!);
    for (const other of renamer.referred(before)) {
      this.meet(other, this.image[other]!, true);
      this.referred.add(other);
    }
  }

  /** Notes that the observer looks at where an agent stands, and will return to. */
  place(agent: number): void {
    this.cell(this.system.placeCell(agent));
    for (const cell of this.frames[agent]!) {
      const slot = this.renamer.slotOf(cell);
      if (slot >= 0) this.looked[slot]!.add(cell);
    }
  }

  /** Notes that the observer looks at the frames of an agent. */
  frame(agent: number): void {
    for (const cell of this.frames[agent]!) this.cell(cell);
  }

  private meet(from: number, to: number, isReferred: boolean): void {
    if (this.isMet[to] !== 0) return;
    this.isMet[to] = 1;
    this.met.push({ from, to, isReferred });
  }

  /** Lets all other slots go to those that are left, in their order: where they are, if that is not taken. */
  private complete({ from, to }: Fixed): void {
    const { image, origin } = this;
    const { zoneOf } = this.renamer;
    image.fill(-1);
    origin.fill(-1);
    const send = (one: number, target: number): void => {
      image[one] = target;
      origin[target] = one;
    };
    from.forEach((one, at) => send(one, to[at]!));
    for (let slot = 0; slot < image.length; slot++) if (image[slot] === -1 && origin[slot] === -1) send(slot, slot);
    for (let slot = 0; slot < image.length; slot++) if (image[slot] === -1) send(slot, origin.findIndex((one, target) => one === -1 && zoneOf[target] === zoneOf[slot]));
  }

  /** Adds all that a renaming may do else to what was met; together they are all renamings, but for those under which all is the same. */
  private vary(fixed: Fixed, open: Fixed[]): void {
    let { from, to } = fixed;
    for (const one of this.met) {
      if (to.includes(one.to)) continue;
      if (one.isReferred) for (const target of this.slotsLike(one.to, to)) open.push(sending({ from, to }, one.from, target));
      else this.bringOthers({ from, to }, one, open);
      ({ from, to } = sending({ from, to }, one.from, one.to));
    }
  }

  /** Lets other slots come to where one has gone: one of those that are alike. */
  private bringOthers(fixed: Fixed, { from, to }: Met, open: Fixed[]): void {
    const tried = [from];
    for (const other of this.slotsLike(from, fixed.from)) {
      if (tried.some((one) => this.renamer.isSame(one, other))) continue;
      const then = sending(fixed, other, to);
      const like = tried.find((one) => this.isAlike({ fixed: then, one: other, other: one }));
      if (like !== undefined) this.passed.push({ fixed: then, one: other, other: like });
      else {
        open.push(then);
        tried.push(other);
      }
    }
  }

  /** Whether for all that the observer has looked at by now it makes no difference if two slots change places: where the one has gone last, and wherever the other may go. */
  private isAlike({ fixed, one, other }: Passed): boolean {
    const { renamer, looked, referred } = this;
    if (referred.has(one) || referred.has(other)) return false;
    const holdSame = (cell: number): boolean => {
      const [here, there] = [renamer.counterpart(cell, one), renamer.counterpart(cell, other)];
      return renamer.value(here) === renamer.value(there) && !renamer.referred(here).some((slot) => slot === one || slot === other);
    };
    return this.slotsOf(renamer.zoneOf[one]!, fixed.to.slice(0, -1)).every((slot) => [...looked[slot]!].every(holdSame));
  }

  /** The other slots of a slot's zone, but for some. */
  private slotsLike(slot: number, but: readonly number[]): readonly number[] {
    return this.slotsOf(this.renamer.zoneOf[slot]!, but).filter((other) => other !== slot);
  }

  /** The slots of a zone, but for some. */
  private slotsOf(zone: number, but: readonly number[]): readonly number[] {
    const { zoneOf } = this.renamer;
    return [...zoneOf.keys()].filter((slot) => zoneOf[slot] === zone && !but.includes(slot));
  }
}

/** One more slot goes somewhere. */
function sending({ from, to }: Fixed, slot: number, target: number): Fixed {
  return { from: [...from, slot], to: [...to, target] };
}
