import type { Plan } from '../plan.ts';
import type { FramePlace, StateShape } from './stateShape.ts';

/** One after another scrambles into a number that differs where any of them does, most often. */
const mix = (hash: number, value: number): number => {
  const x = Math.imul(hash ^ value, 0x9e3779b1);
  return x ^ (x >>> 15);
};
/** A number to be added to others, in any order. */
const scramble = (label: number, value: number): number => mix(mix(0x7f4a7c15, label), value);

/** Labels of references, so that it counts from where they refer. */
const ofLoose = 1 << 16;
const ofFrame = 1 << 14;
const inwards = 1 << 20;

/** A state taken apart, with everything that renaming slots moves or changes; the slots of all treated zones are numbered in a row. */
export class Renaming {
  /** The number of each zone's first slot, and of the end. */
  readonly firsts: readonly number[];
  readonly zoneOf: Uint8Array;
  private readonly cells: Int32Array;
  private readonly other: Int32Array;
  private readonly frameKinds: Uint8Array;
  private readonly identity: Int32Array;
  private readonly swap: Int32Array;
  /** Edges between slots: from, to, label. */
  private edges: number[] = [];
  private readonly references: Int32Array;
  private readonly segments: readonly (readonly { readonly first: number; readonly end: number; readonly per: number; readonly slot: number }[])[];

  constructor(
    private readonly plan: Plan,
    private readonly shape: StateShape,
    private readonly multipliers: Int32Array,
  ) {
    const firsts = [0];
    for (const { slots } of shape.zones) firsts.push((firsts.at(-1) ?? 0) + slots);
    this.firsts = firsts;
    const all = firsts.at(-1) ?? 0;
    this.zoneOf = Uint8Array.from({ length: all }, (_, slot) => firsts.findLastIndex((first) => first <= slot));
    const { size } = plan.program.layout;
    this.cells = new Int32Array(size);
    this.other = new Int32Array(size);
    this.frameKinds = new Uint8Array(size);
    this.identity = Int32Array.from({ length: all }, (_, slot) => slot);
    this.swap = this.identity.slice();
    this.references = new Int32Array(all);
    this.segments = shape.kinds.map((kind) =>
      kind.mask
        ? []
        : kind.segments.map(({ zone, first, per }) => ({ first, per, end: first + per * (shape.zones[zone]?.slots ?? 0), slot: firsts[zone] ?? 0 })),
    );
  }

  /** Takes a packed state apart. */
  read(rows: Int32Array, at: number): void {
    const { word, shift, bits, low } = this.plan.packing;
    const { cells } = this;
    for (let cell = 0; cell < cells.length; cell++) {
      const width = bits[cell]!;
      cells[cell] = width === 0 ? low[cell]! : width === 32 ? (rows[at + word[cell]!]! + low[cell]!) | 0 : ((rows[at + word[cell]!]! >>> shift[cell]!) & ((1 << width) - 1)) + low[cell]!;
    }
    this.frameKinds.fill(0, this.plan.shared.frameBase);
    const { frameBases } = this.plan;
    for (let agent = 0; agent < frameBases.length; agent++) this.readFrames(frameBases[agent]!);
  }

  private readFrames(base: number): void {
    let place: FramePlace | undefined = this.shape.places[this.cells[base]!];
    while (place !== undefined) {
      for (const { offset, kind } of place.cells) this.frameKinds[base + offset] = kind;
      place = place.callers[place.returnCell < 0 ? 1 : this.cells[base + place.returnCell]!];
    }
  }

  /** The slot that a value of a kind refers to, or -1. */
  private slotOf(kind: number, value: number): number {
    for (const { first, end, per, slot } of this.segments[kind]!) if (value >= first && value < end) return slot + Math.trunc((value - first) / per);
    return -1;
  }

  /** Which of a slot's structs or addresses a value refers to. */
  private partOf(kind: number, value: number): number {
    for (const { first, end, per } of this.segments[kind]!) if (value >= first && value < end) return (value - first) % per;
    return 0;
  }

  /** Visits the cells of a slot in a fixed order: the label says which it is. */
  private eachCell(slot: number, visit: (cell: number, kind: number, label: number) => void): void {
    const zone = this.zoneOf[slot]!;
    const index = slot - this.firsts[zone]!;
    this.shape.columns[zone]!.forEach(({ start, step, kind }, label) => visit(start + index * step, kind, label));
    if (zone !== this.shape.threadZone) return;
    const { frameBases, frameSizes } = this.plan;
    const base = frameBases[index]!;
    for (let offset = 0; offset < frameSizes[index]!; offset++) visit(base + offset, this.frameKinds[base + offset]!, ofFrame + offset);
  }

  /** Visits the cells outside of the treated zones that hold anything to rename. */
  private eachLoose(visit: (cell: number, kind: number) => void): void {
    for (const { cell, kind } of this.shape.loose) visit(cell, kind);
    const { frameBases, frameSizes, shared } = this.plan;
    const treated = this.shape.threadZone < 0 ? 0 : shared.threads;
    for (let agent = treated; agent < frameBases.length; agent++) {
      for (let cell = frameBases[agent]!, end = cell + frameSizes[agent]!; cell < end; cell++) if (this.frameKinds[cell] !== 0) visit(cell, this.frameKinds[cell]!);
    }
  }

  /** Calls back for each slot that a value refers to; returns what of the value renaming leaves alone. */
  private eachReference(kind: number, value: number, visit: (slot: number, part: number) => void): number {
    const one = this.shape.kinds[kind]!;
    if (!one.mask) {
      const slot = this.slotOf(kind, value);
      if (slot < 0) return value;
      visit(slot, this.partOf(kind, value));
      return -1;
    }
    const { slots } = this.shape.zones[one.zone]!;
    const first = this.firsts[one.zone]!;
    for (let bit = 0; bit < slots; bit++) if ((value & (1 << bit)) !== 0) visit(first + bit, 0);
    return value & ~((1 << slots) - 1);
  }

  /** Colors by what is in each slot, and by what refers to it from outside; notes which slots refer to which. */
  firstColors(): Int32Array {
    const colors = new Int32Array(this.zoneOf.length);
    this.edges = [];
    this.references.fill(0);
    for (let slot = 0; slot < colors.length; slot++) {
      let hash = this.zoneOf[slot]!;
      this.eachCell(slot, (cell, kind, label) => {
        const value = this.cells[cell]!;
        if (kind === 0) hash = mix(hash, value);
        else {
          let own = 0;
          const rest = this.eachReference(kind, value, (to, part) => {
            this.references[to]!++;
            if (to === slot) own++;
            this.edges.push(slot, to, label * 64 + part);
          });
          hash = mix(hash, rest * 4 + own);
        }
      });
      colors[slot] = hash;
    }
    this.eachLoose((cell, kind) => {
      this.eachReference(kind, this.cells[cell]!, (to, part) => {
        this.references[to]!++;
        colors[to]! += scramble(ofLoose + cell, part);
      });
    });
    return colors;
  }

  /** Tells slots apart by the colors of those that they refer to, and that refer to them, as far as that goes. Colors become ranks. */
  refine(given: Int32Array): Int32Array {
    let colors = ranked(given, given);
    if (this.edges.length === 0) return colors;
    for (let count = distinct(colors); count < colors.length; ) {
      const hashes = new Int32Array(colors.length);
      for (let at = 0; at < this.edges.length; at += 3) {
        const [from, to, label] = [this.edges[at]!, this.edges[at + 1]!, this.edges[at + 2]!];
        hashes[from]! += scramble(label, colors[to]!);
        hashes[to]! += scramble(label + inwards, colors[from]!);
      }
      colors = ranked(colors, hashes);
      const now = distinct(colors);
      if (now === count) break;
      count = now;
    }
    return colors;
  }

  /** Whether a free slot could be told from a new one. */
  isDirty(slot: number): boolean {
    let isFree = false;
    let isEmpty = true;
    this.eachCell(slot, (cell, _kind, label) => {
      if (label === 0) isFree = this.cells[cell] === 0;
      else if (this.cells[cell] !== 0) isEmpty = false;
    });
    return isFree && (!isEmpty || this.isReferred(slot));
  }

  private isReferred(slot: number): boolean {
    let found = false;
    const look = (cell: number, kind: number): void => void (kind !== 0 && this.eachReference(kind, this.cells[cell]!, (to) => (found ||= to === slot)));
    for (let one = 0; one < this.zoneOf.length; one++) this.eachCell(one, look);
    this.eachLoose(look);
    return found;
  }

  /** Whether exchanging two slots of a zone changes nothing. */
  isSame(a: number, b: number): boolean {
    if (a === b) return true;
    const { swap } = this;
    swap.set(this.identity);
    swap[a] = b;
    swap[b] = a;
    const renamed = this.renamed(swap);
    for (let cell = 0; cell < renamed.length; cell++) if (renamed[cell] !== this.cells[cell]) return false;
    return true;
  }

  /** The state with its slots renamed, until the next call. */
  renamed(image: Int32Array): Int32Array {
    const { cells, other } = this;
    other.set(cells);
    for (let slot = 0; slot < image.length; slot++) this.move(slot, image[slot]!, image);
    this.eachLoose((cell, kind) => (other[cell] = this.mapped(kind, cells[cell]!, image)));
    return other;
  }

  private move(slot: number, to: number, image: Int32Array): void {
    const zone = this.zoneOf[slot]!;
    const [index, target] = [slot - this.firsts[zone]!, to - this.firsts[zone]!];
    for (const { start, step, kind } of this.shape.columns[zone]!) {
      const value = this.cells[start + index * step]!;
      this.other[start + target * step] = kind === 0 ? value : this.mapped(kind, value, image);
    }
    if (zone !== this.shape.threadZone) return;
    const { frameBases, frameSizes } = this.plan;
    const [from, base] = [frameBases[index]!, frameBases[target]!];
    for (let offset = 0; offset < frameSizes[index]!; offset++) {
      const kind = this.frameKinds[from + offset]!;
      const value = this.cells[from + offset]!;
      this.other[base + offset] = kind === 0 ? value : this.mapped(kind, value, image);
    }
  }

  private mapped(kind: number, value: number, image: Int32Array): number {
    const one = this.shape.kinds[kind]!;
    if (one.mask) return this.mappedMask(one.zone, value, image);
    for (const { first, end, per, slot } of this.segments[kind]!) {
      if (value < first || value >= end) continue;
      const from = slot + Math.trunc((value - first) / per);
      return value + (image[from]! - from) * per;
    }
    return value;
  }

  private mappedMask(zone: number, value: number, image: Int32Array): number {
    const { slots } = this.shape.zones[zone]!;
    const first = this.firsts[zone]!;
    let mapped = value & ~((1 << slots) - 1);
    for (let bit = 0; bit < slots; bit++) if ((value & (1 << bit)) !== 0) mapped |= 1 << (image[first + bit]! - first);
    return mapped;
  }

  /** Packs the state with its slots renamed, where it was read; returns its fingerprint. */
  write(image: Int32Array, rows: Int32Array, at: number, fingerprint: number): number {
    const { word, shift } = this.plan.packing;
    const { cells } = this;
    const renamed = this.renamed(image);
    let hash = fingerprint;
    for (let cell = 0; cell < cells.length; cell++) {
      const change = renamed[cell]! - cells[cell]!;
      if (change === 0) continue;
      rows[at + word[cell]!]! += change << shift[cell]!;
      hash = (hash + Math.imul(change, this.multipliers[cell]!)) | 0;
    }
    return hash;
  }
}

/** The rank of each slot by its color, and where that is the same by its hash; what is alike in both has one rank. */
function ranked(colors: Int32Array, hashes: Int32Array): Int32Array {
  const order = Array.from(colors.keys()).sort((a, b) => colors[a]! - colors[b]! || hashes[a]! - hashes[b]!);
  const ranks = new Int32Array(colors.length);
  order.forEach((slot, at) => {
    const before = order[at - 1];
    const isAlike = before !== undefined && colors[before] === colors[slot] && hashes[before] === hashes[slot];
    ranks[slot] = isAlike ? ranks[before]! : at;
  });
  return ranks;
}

function distinct(ranks: Int32Array): number {
  return new Set(ranks).size;
}
