import type { Plan } from '../plan.ts';
import type { FramePlace, StateShape } from './stateShape.ts';
import { type StateTables, tablesFor } from './stateTables.ts';

/** Two numbers scrambled into one that differs where either does, most often; for a fixed first one, always. */
function mix(hash: number, value: number): number {
  const x = Math.imul(hash ^ value, 0x9e3779b1);
  return x ^ (x >>> 15);
}
/** A number to be added to others, in any order. */
const scramble = (label: number, value: number): number => mix(mix(0x7f4a7c15, label), value);

/** Labels of references, so that it counts from where they refer: from outside, and seen from the slot that is referred to. */
const ofLoose = 1 << 16;
const inwards = 1 << 20;
/** How many structs or addresses of a slot labels tell apart. */
const parts = 256;

/** A state taken apart, with everything that renaming slots moves or changes. */
export class Renaming {
  readonly slots: number;
  private readonly tables: StateTables;
  private readonly cells: Int32Array;
  private readonly other: Int32Array;
  private readonly identity: Int32Array;
  private readonly swap: Int32Array;
  /** The words that were read last, and whether anything of a slot (or of what is outside, at the end) has changed since it was looked at. */
  private readonly words: Int32Array;
  private hasRead = false;
  private readonly changed: Uint8Array;
  /** Of each slot the hash of what is in it, and its references, as to whom and with what label in turn; at the end those from outside. */
  private readonly contents: Int32Array;
  private readonly edges: readonly number[][];
  private hasEdges = false;
  /** How many references there are to each slot. */
  private readonly references: Int32Array;
  private readonly hashes: Int32Array;
  private readonly bitMasks: Int32Array;

  constructor(
    private readonly plan: Plan,
    private readonly shape: StateShape,
    private readonly multipliers: Int32Array,
  ) {
    this.tables = tablesFor(plan, shape);
    this.slots = this.tables.zoneOf.length;
    const { size } = plan.program.layout;
    this.cells = new Int32Array(size);
    this.other = new Int32Array(size);
    this.identity = Int32Array.from({ length: this.slots }, (_, slot) => slot);
    this.swap = this.identity.slice();
    this.references = new Int32Array(this.slots);
    this.hashes = new Int32Array(this.slots);
    this.words = new Int32Array(plan.packing.words);
    this.changed = new Uint8Array(this.slots + 1).fill(1);
    this.contents = new Int32Array(this.slots);
    this.edges = Array.from({ length: this.slots + 1 }, () => []);
    // Cells that never vary are read once.
    this.cells.set(plan.packing.low);
    this.bitMasks = Int32Array.from(plan.packing.bits, (bits) => (bits === 32 ? -1 : (1 << bits) - 1));
  }

  /** For each slot, the number of its zone. */
  get zoneOf(): Uint8Array {
    return this.tables.zoneOf;
  }

  /** The number of a zone's first slot. */
  firstOf(zone: number): number {
    return this.tables.firsts[zone]!;
  }

  /** Takes a packed state apart: what differs from the one before. */
  read(rows: Int32Array, at: number): void {
    const { words, hasRead } = this;
    let framesChanged = false;
    for (let word = 0; word < words.length; word++) {
      const now = rows[at + word]!;
      if (now === words[word] && hasRead) continue;
      words[word] = now;
      if (this.readWord(word, now)) framesChanged = true;
    }
    this.hasRead = true;
    if (framesChanged) this.readAllFrames();
  }

  /** Whether some agent may stand elsewhere now. */
  private readWord(word: number, now: number): boolean {
    const { shift, low } = this.plan.packing;
    const { cells, bitMasks, changed } = this;
    const [own, owners] = [this.tables.cellsOfWord[word]!, this.tables.ownersOfWord[word]!];
    for (let at = 0; at < own.length; at++) {
      const cell = own[at]!;
      cells[cell] = ((now >>> shift[cell]!) & bitMasks[cell]!) + low[cell]!;
    }
    for (let at = 0; at < owners.length; at++) changed[owners[at]!] = 1;
    return own.length > 0 && own[own.length - 1]! >= this.plan.shared.frameBase;
  }

  private readAllFrames(): void {
    this.tables.kinds.fill(0, this.plan.shared.frameBase);
    const { frameBases } = this.plan;
    for (let agent = 0; agent < frameBases.length; agent++) this.readFrames(frameBases[agent]!);
  }

  private readFrames(base: number): void {
    const { kinds } = this.tables;
    let place: FramePlace | undefined = this.shape.places[this.cells[base]!];
    while (place !== undefined) {
      for (const { offset, kind } of place.cells) kinds[base + offset] = kind;
      place = place.callers[place.returnCell < 0 ? 1 : this.cells[base + place.returnCell]!];
    }
  }

  /** The segment of a kind that a value is in, or -1. */
  private segmentOf(kind: number, value: number): number {
    const { segments, first, end } = this.tables;
    for (let one = segments[kind]!; one < segments[kind + 1]!; one++) if (value >= first[one]! && value < end[one]!) return one;
    return -1;
  }

  /** The slot that a value in a segment refers to. */
  private slotIn(segment: number, value: number): number {
    const { first, per, slot } = this.tables;
    return slot[segment]! + Math.trunc((value - first[segment]!) / per[segment]!);
  }

  /** How many bits a set of slots has, from its first slot. */
  private widthOf(first: number): number {
    return this.tables.firsts[this.tables.zoneOf[first]! + 1]! - first;
  }

  /** Colors by what is in each slot, and by what refers to it from outside; notes which slots refer to which. Colors are ranks. */
  firstColors(): Int32Array {
    const { changed, hashes, contents, slots } = this;
    for (let slot = 0; slot < slots; slot++) if (changed[slot] !== 0) this.lookInto(slot);
    if (changed[slots] !== 0) this.lookOutside();
    hashes.set(contents);
    this.count();
    return this.rank(Int32Array.from(this.tables.zoneOf));
  }

  /** Counts the references to each slot; those from outside make a difference at once. */
  private count(): void {
    const { edges, references, hashes, slots } = this;
    references.fill(0);
    this.hasEdges = false;
    for (let from = 0; from <= slots; from++) {
      const own = edges[from]!;
      if (from < slots && own.length > 0) this.hasEdges = true;
      for (let at = 0; at < own.length; at += 2) {
        const to = own[at]!;
        references[to]!++;
        if (from === slots) hashes[to] = (hashes[to]! + scramble(own[at + 1]!, 0)) | 0;
      }
    }
  }

  private lookInto(slot: number): void {
    const { kinds, slotCells } = this.tables;
    const own = slotCells[slot]!;
    let hash = 0;
    this.changed[slot] = 0;
    this.edges[slot]!.length = 0;
    for (let at = 0; at < own.length; at++) {
      const cell = own[at]!;
      const kind = kinds[cell]!;
      hash = mix(hash, kind === 0 ? this.cells[cell]! : this.refer(slot, cell, kind, at));
    }
    this.contents[slot] = hash;
  }

  private lookOutside(): void {
    const { loose, kinds } = this.tables;
    this.changed[this.slots] = 0;
    this.edges[this.slots]!.length = 0;
    for (let at = 0; at < loose.length; at++) {
      const cell = loose[at]!;
      if (kinds[cell] !== 0) this.refer(this.slots, cell, kinds[cell]!, ofLoose + cell);
    }
  }

  /** Notes whom the value of a cell refers to, from a slot or from outside; returns what renaming leaves of the value. */
  private refer(from: number, cell: number, kind: number, label: number): number {
    const value = this.cells[cell]!;
    const mask = this.tables.maskOf[kind]!;
    if (mask >= 0) return this.referToAll(from, mask, value, label);
    const segment = this.segmentOf(kind, value);
    if (segment < 0) return value;
    const { first, per } = this.tables;
    const to = this.slotIn(segment, value);
    this.edges[from]!.push(to, label * parts + ((value - first[segment]!) % per[segment]!));
    return to === from ? -2 : -1;
  }

  private referToAll(from: number, first: number, value: number, label: number): number {
    const width = this.widthOf(first);
    let own = 0;
    for (let bit = 0; bit < width; bit++) {
      if ((value & (1 << bit)) === 0) continue;
      this.edges[from]!.push(first + bit, label * parts);
      if (first + bit === from) own = 1;
    }
    return ((value >>> width) << 1) | own;
  }

  /** The rank of each slot by its color, and where that is the same by its hash; what is alike in both has one rank. */
  private rank(colors: Int32Array): Int32Array {
    const { hashes, slots } = this;
    const ranks = new Int32Array(slots);
    for (let slot = 0; slot < slots; slot++) {
      const color = colors[slot]!;
      const hash = hashes[slot]!;
      let rank = 0;
      for (let other = 0; other < slots; other++) if (colors[other]! < color || (colors[other] === color && hashes[other]! < hash)) rank++;
      ranks[slot] = rank;
    }
    return ranks;
  }

  /** Tells slots apart by the colors of those that they refer to, and that refer to them, as far as that goes. */
  refine(given: Int32Array): Int32Array {
    let colors = given;
    if (!this.hasEdges) return colors;
    for (let count = distinct(colors); count < colors.length; ) {
      this.hashEdges(colors);
      colors = this.rank(colors);
      const now = distinct(colors);
      if (now === count) break;
      count = now;
    }
    return colors;
  }

  /** Hashes of the colors of those to whom slots refer, and who refer to them. */
  private hashEdges(colors: Int32Array): void {
    const { edges, hashes, slots } = this;
    hashes.fill(0);
    for (let from = 0; from < slots; from++) {
      const own = edges[from]!;
      for (let at = 0; at < own.length; at += 2) {
        const to = own[at]!;
        const label = own[at + 1]!;
        hashes[from] = (hashes[from]! + scramble(label, colors[to]!)) | 0;
        hashes[to] = (hashes[to]! + scramble(label + inwards * parts, colors[from]!)) | 0;
      }
    }
  }

  /** What a cell holds. */
  value(cell: number): number {
    return this.cells[cell]!;
  }

  /** The slots that the value of a cell refers to. */
  referred(cell: number): readonly number[] {
    const kind = this.tables.kinds[cell]!;
    if (kind === 0) return [];
    const value = this.cells[cell]!;
    const mask = this.tables.maskOf[kind]!;
    if (mask >= 0) return Array.from({ length: this.widthOf(mask) }, (_, bit) => mask + bit).filter((slot) => (value & (1 << (slot - mask))) !== 0);
    const segment = this.segmentOf(kind, value);
    return segment < 0 ? [] : [this.slotIn(segment, value)];
  }

  /** Whether a free slot could be told from a new one. */
  isDirty(slot: number): boolean {
    const own = this.tables.slotCells[slot]!;
    if (this.cells[own[0]!] !== 0) return false;
    for (let at = 1; at < own.length; at++) if (this.cells[own[at]!] !== 0) return true;
    return this.references[slot] !== 0;
  }

  /** Whether exchanging two slots of a zone changes nothing. */
  isSame(a: number, b: number): boolean {
    if (a === b) return true;
    const { references, swap, identity } = this;
    if (references[a] !== references[b]) return false;
    swap.set(identity);
    swap[a] = b;
    swap[b] = a;
    if (!this.movesOnto(a, b) || !this.movesOnto(b, a)) return false;
    return references[a] === 0 || this.leavesAll(swap);
  }

  /** Whether what is in a slot is what is in another, with their names exchanged. */
  private movesOnto(from: number, to: number): boolean {
    const { kinds, slotCells } = this.tables;
    const [own, others] = [slotCells[from]!, slotCells[to]!];
    for (let at = 0; at < own.length; at++) {
      const cell = own[at]!;
      const value = this.cells[cell]!;
      if ((kinds[cell] === 0 ? value : this.mapped(kinds[cell]!, value, this.swap)) !== this.cells[others[at]!]) return false;
    }
    return true;
  }

  private leavesAll(image: Int32Array): boolean {
    const renamed = this.renamed(image);
    for (let cell = 0; cell < renamed.length; cell++) if (renamed[cell] !== this.cells[cell]) return false;
    return true;
  }

  /** The state with its slots renamed, until the next call. */
  renamed(image: Int32Array): Int32Array {
    const { cells, other } = this;
    const { kinds, loose, slotCells } = this.tables;
    other.set(cells);
    for (let slot = 0; slot < image.length; slot++) {
      const [own, target] = [slotCells[slot]!, slotCells[image[slot]!]!];
      for (let at = 0; at < own.length; at++) {
        const cell = own[at]!;
        other[target[at]!] = kinds[cell] === 0 ? cells[cell]! : this.mapped(kinds[cell]!, cells[cell]!, image);
      }
    }
    for (let at = 0; at < loose.length; at++) {
      const cell = loose[at]!;
      if (kinds[cell] !== 0) other[cell] = this.mapped(kinds[cell]!, cells[cell]!, image);
    }
    return other;
  }

  private mapped(kind: number, value: number, image: Int32Array): number {
    const mask = this.tables.maskOf[kind]!;
    if (mask >= 0) return this.mappedMask(mask, value, image);
    const segment = this.segmentOf(kind, value);
    if (segment < 0) return value;
    const from = this.slotIn(segment, value);
    return value + (image[from]! - from) * this.tables.per[segment]!;
  }

  private mappedMask(first: number, value: number, image: Int32Array): number {
    const width = this.widthOf(first);
    let mapped = value & ~((1 << width) - 1);
    for (let bit = 0; bit < width; bit++) if ((value & (1 << bit)) !== 0) mapped |= 1 << (image[first + bit]! - first);
    return mapped;
  }

  /** Packs the state with its slots renamed, where it was read; returns its fingerprint. */
  write(image: Int32Array, rows: Int32Array, at: number, fingerprint: number): number {
    let hash = fingerprint;
    let isIdentity = true;
    for (let slot = 0; slot < image.length; slot++) if (image[slot] !== slot) isIdentity = false;
    if (isIdentity) return hash;
    const { kinds, slotCells, loose } = this.tables;
    for (let slot = 0; slot < image.length; slot++) {
      const stays = image[slot] === slot;
      if (stays && this.edges[slot]!.length === 0) continue;
      const [own, target] = [slotCells[slot]!, slotCells[image[slot]!]!];
      for (let index = 0; index < own.length; index++) {
        const kind = kinds[own[index]!]!;
        if (stays && kind === 0) continue;
        const value = this.cells[own[index]!]!;
        hash = this.put(target[index]!, kind === 0 ? value : this.mapped(kind, value, image), rows, at, hash);
      }
    }
    if (this.edges[this.slots]!.length === 0) return hash;
    for (let index = 0; index < loose.length; index++) {
      const cell = loose[index]!;
      if (kinds[cell] !== 0) hash = this.put(cell, this.mapped(kinds[cell]!, this.cells[cell]!, image), rows, at, hash);
    }
    return hash;
  }

  private put(cell: number, value: number, rows: Int32Array, at: number, hash: number): number {
    const change = value - this.cells[cell]!;
    if (change === 0) return hash;
    const { word, shift } = this.plan.packing;
    rows[at + word[cell]!]! += change << shift[cell]!;
    return (hash + Math.imul(change, this.multipliers[cell]!)) | 0;
  }
}

/** How many different ranks there are. */
function distinct(ranks: Int32Array): number {
  let count = 0;
  for (let slot = 0; slot < ranks.length; slot++) {
    let isNew = 1;
    for (let other = 0; other < slot; other++) if (ranks[other] === ranks[slot]) isNew = 0;
    count += isNew;
  }
  return count;
}
