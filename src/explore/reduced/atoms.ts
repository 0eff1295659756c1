import { access, noteLength, type TrackedSystem } from '../../core/index.ts';
import { Bits } from './bits.ts';
import type { Effect, Write } from './effect.ts';

/** Bits of a flag word that are told apart. */
const wordBits = 32;

/** For what a cell holds that is set bit by bit. */
export const unknown = NaN;

/** Is told of atoms that are made for what steps may have changed already. */
export interface Late {
  asked(atom: number, cell: number, value: number): void;
  bits(atoms: Int32Array, cell: number): void;
  inside(atom: number, agent: number, routine: number): void;
}

/**
 * What steps can look at and change, as finely as notes tell it, each with a number:
 * - the value of a cell, whether it is a certain number, whether a thread is inside a routine: asked by one step and changed by
 *   another, they make the two depend on each other; changed by both, they do not;
 * - that a cell, or a bit of it, is set: if two steps do, the order decides what stays.
 * A cell's being a certain number has an atom only once somebody has asked for it.
 */
export class Atoms {
  /** Atoms on which two changes conflict. */
  readonly settings = new Bits();
  /** Of these, those of whole cells: who writes a part of a cell looks at them. */
  readonly wholes = new Bits();
  private readonly system: TrackedSystem;
  count: number;
  /** For each cell, the numbers it was asked for, with the atoms. */
  private readonly asked: (Map<number, number> | undefined)[];
  /** For each atom that was made later, what it belongs to. */
  private readonly laterOwners: number[] = [];
  /** For each agent, the routines it was asked for, with the atoms. */
  private readonly routines: Map<number, number>[];
  /** For each cell, the atoms of its bits. */
  private readonly bits: (Int32Array | undefined)[];
  /** What the changes that were added last have set: triples of a cell, what it held and what it holds; twice `unknown` where that is not known. */
  readonly set: number[] = [];
  private readonly late: Late;

  constructor(system: TrackedSystem, late: Late) {
    this.system = system;
    this.late = late;
    this.count = 2 * system.cells;
    this.asked = new Array<undefined>(system.cells).fill(undefined);
    this.bits = new Array<undefined>(system.cells).fill(undefined);
    this.routines = Array.from({ length: system.agents }, () => new Map<number, number>());
    for (let cell = 0; cell < system.cells; cell++) {
      this.settings.add(settingOf(cell));
      this.wholes.add(settingOf(cell));
    }
  }

  /** Adds what a part of the system's log says was looked at. */
  looks(into: Bits, from: number, end: number): void {
    const { entries } = this.system.log;
    for (let at = from; at < end; at += noteLength) this.look(entries[at]!, entries[at + 1]!, entries[at + 2]!, into);
  }

  /** Adds what a step looks at before it has set it. */
  looksOf({ looks, writes }: Effect, into: Bits): void {
    for (const { kind, cell, operand } of looks) this.look(kind, cell, operand, into);
    this.partsOf({ writes }, into);
  }

  /** Adds that a step writes only some bits of a cell. It leaves the others alone: who does so as well does not disturb, but who sets the whole cell does. */
  partsOf({ writes }: Pick<Effect, 'writes'>, into: Bits): void {
    for (const { cell, whole } of writes) if (!whole) into.add(settingOf(cell));
  }

  /** Adds what a step changes in the current state, which is the one before it. What it leaves as it was, it has not changed. */
  changesOf({ writes }: Effect, into: Bits): void {
    this.set.length = 0;
    for (const one of writes) {
      const old = this.system.value(one.cell);
      if (!one.whole) this.setBits(one, old, into);
      // Who relied on a value, and leaves it as it was, has done nothing to it.
      else if (one.now !== old || !one.relied(old)) this.setTo(one.cell, old, one.now, into);
    }
  }

  private look(kind: number, cell: number, operand: number, looks: Bits): void {
    for (const atom of this.of(kind, cell, operand)) looks.add(atom);
  }

  /** The atoms of what a note in the log says was looked at. */
  of(kind: number, cell: number, operand: number): readonly number[] {
    switch (kind) {
      case access.read:
        return [valueOf(cell)];
      case access.equals:
        return [this.askedFor(cell, operand)];
      case access.bits:
        return this.some(cell, operand);
      case access.inside:
        return [this.insideOf(cell, operand)];
      default:
        return [];
    }
  }

  /** The atom of a cell's being a number. */
  askedFor(cell: number, value: number): number {
    const known = (this.asked[cell] ??= new Map<number, number>());
    let atom = known.get(value);
    if (atom === undefined) {
      atom = this.next(cell);
      known.set(value, atom);
      this.late.asked(atom, cell, value);
    }
    return atom;
  }

  /** The routines on whose being on an agent's stack something depends. */
  routinesOf(agent: number): ReadonlyMap<number, number> {
    return this.routines[agent]!;
  }

  /** What atoms belong to is numbered up to this: the cells, and where each agent stands. */
  get owners(): number {
    return this.system.cells + this.system.agents;
  }

  ownerOf(atom: number): number {
    return atom < 2 * this.system.cells ? atom >>> 1 : this.laterOwners[atom - 2 * this.system.cells]!;
  }

  /** What the atoms of a look belong to. */
  ownerOfLook(kind: number, cell: number): number {
    return kind === access.inside ? this.system.cells + cell : cell;
  }

  private next(owner: number): number {
    this.laterOwners.push(owner);
    return this.count++;
  }

  private insideOf(agent: number, routine: number): number {
    const known = this.routines[agent]!;
    let atom = known.get(routine);
    if (atom === undefined) {
      atom = this.next(this.ownerOfLook(access.inside, agent));
      known.set(routine, atom);
      this.late.inside(atom, agent, routine);
    }
    return atom;
  }

  private setTo(cell: number, old: number, now: number, changes: Bits): void {
    // Nobody else writes into a frame while its agent lives.
    if (this.system.frameOf(cell) < 0) changes.add(settingOf(cell));
    if (old === now) return;
    this.set.push(cell, old, now);
    changes.add(valueOf(cell));
    const asked = this.asked[cell];
    if (asked !== undefined) {
      const was = asked.get(old);
      const is = asked.get(now);
      if (was !== undefined) changes.add(was);
      if (is !== undefined) changes.add(is);
    }
    if (this.bits[cell] !== undefined) for (const atom of this.some(cell, old ^ now)) changes.add(atom);
  }

  private setBits({ cell, mask, now, wasSet }: Write, old: number, changes: Bits): void {
    for (const atom of this.some(cell, mask)) changes.add(atom);
    if (!wasSet && ((old ^ now) & mask) === 0) return;
    this.set.push(cell, unknown, unknown);
    changes.add(valueOf(cell));
    // What it was and is depends on the other bits.
    this.asked[cell]?.forEach((atom) => changes.add(atom));
  }

  private some(cell: number, mask: number): readonly number[] {
    const atoms = this.bitsOf(cell);
    const some: number[] = [];
    for (let rest = mask; rest !== 0; rest &= rest - 1) some.push(atoms[31 - Math.clz32(rest & -rest)]!);
    return some;
  }

  /** The atoms of a cell's bits, the lowest first. */
  bitsOf(cell: number): Int32Array {
    let bits = this.bits[cell];
    if (bits === undefined) {
      bits = Int32Array.from({ length: wordBits }, () => this.next(cell));
      for (const atom of bits) this.settings.add(atom);
      this.bits[cell] = bits;
      this.late.bits(bits, cell);
    }
    return bits;
  }
}

function valueOf(cell: number): number {
  return 2 * cell;
}

function settingOf(cell: number): number {
  return 2 * cell + 1;
}
