import { access, noteLength, type TrackedSystem } from '../../core/index.ts';
import { Bits } from './bits.ts';

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

/** How a step wrote to a cell: as a whole (then what it held before) or only some bits (then which, and which changed). */
interface Write {
  readonly whole: boolean;
  readonly old: number;
  mask: number;
  changed: number;
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
  private readonly system: TrackedSystem;
  count: number;
  /** For each cell, the numbers it was asked for, with the atoms. */
  private readonly asked: (Map<number, number> | undefined)[];
  /** For each agent, the routines it was asked for, with the atoms. */
  private readonly routines: Map<number, number>[];
  /** Of the step that is being collected: what it wrote, and what it used or compared before. */
  private readonly writes = new Map<number, Write>();
  private readonly read = new Set<number>();
  private readonly compared = new Map<number, number[]>();
  /** For each cell, the atoms of its bits. */
  private readonly bits: (Int32Array | undefined)[];
  /** What the step that was collected last has set: triples of a cell, what it held and what it holds; twice `unknown` where that is not known. */
  readonly set: number[] = [];
  private readonly late: Late;

  constructor(system: TrackedSystem, late: Late) {
    this.system = system;
    this.late = late;
    this.count = 2 * system.cells;
    this.asked = new Array<undefined>(system.cells).fill(undefined);
    this.bits = new Array<undefined>(system.cells).fill(undefined);
    this.routines = Array.from({ length: system.agents }, () => new Map<number, number>());
    for (let cell = 0; cell < system.cells; cell++) this.settings.add(settingOf(cell));
  }

  /** Adds what a part of the system's log says was looked at. */
  looks(into: Bits, from: number, end: number): void {
    const { entries } = this.system.log;
    for (let at = from; at < end; at += noteLength) this.look(entries[at]!, entries[at + 1]!, entries[at + 2]!, into);
  }

  /**
   * Adds what a step looked at and changed, as the log has it; the current state is the one after the step. What it
   * changed and changed back, it has not changed, and at what it has set itself, it does not look.
   */
  collect(looks: Bits, changes: Bits): void {
    const { entries, length } = this.system.log;
    const { writes } = this;
    this.set.length = 0;
    for (let at = 0; at < length; at += noteLength) {
      const kind = entries[at]!;
      const cell = entries[at + 1]!;
      const write = kind === access.inside ? undefined : writes.get(cell);
      if (kind === access.write || kind === access.writeBits) this.write(write, kind, cell, entries[at + 2]!, entries[at + 3]!);
      else if (write?.whole !== true) {
        this.look(kind, cell, entries[at + 2]!, looks);
        if (kind === access.read || kind === access.equals) this.note(kind, cell, entries[at + 2]!);
      }
    }
    for (const [cell, write] of writes) this.settle(cell, write, looks, changes);
    writes.clear();
    this.read.clear();
    this.compared.clear();
  }

  private write(known: Write | undefined, kind: number, cell: number, a: number, b: number): void {
    if (known === undefined) {
      this.writes.set(cell, kind === access.write ? { whole: true, old: a, mask: 0, changed: 0 } : { whole: false, old: 0, mask: a, changed: b });
    } else if (known.whole) return;
    else if (kind === access.write) {
      // Some bits first, then the whole: what it was before is not known.
      known.mask = -1;
      known.changed = -1;
    } else {
      known.mask |= a;
      known.changed ^= b;
    }
  }

  /** Notes that a step has used the value of a cell, or compared it, before it has set it. */
  private note(kind: number, cell: number, value: number): void {
    if (kind === access.read) this.read.add(cell);
    else if (!this.compared.has(cell)) this.compared.set(cell, [value]);
    else this.compared.get(cell)!.push(value);
  }

  private settle(cell: number, { whole, old, mask, changed }: Write, looks: Bits, changes: Bits): void {
    if (!whole) return this.setBits(cell, mask, changed, looks, changes);
    const now = this.system.value(cell);
    // Who relied on a value, and leaves it as it was, has done nothing to it.
    if (now === old && (this.read.has(cell) || this.compared.get(cell)?.includes(old) === true)) return;
    this.setTo(cell, old, now, changes);
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
      atom = this.count++;
      known.set(value, atom);
      this.late.asked(atom, cell, value);
    }
    return atom;
  }

  /** The routines on whose being on an agent's stack something depends. */
  routinesOf(agent: number): ReadonlyMap<number, number> {
    return this.routines[agent]!;
  }

  private insideOf(agent: number, routine: number): number {
    const known = this.routines[agent]!;
    let atom = known.get(routine);
    if (atom === undefined) {
      atom = this.count++;
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

  private setBits(cell: number, mask: number, changed: number, looks: Bits, changes: Bits): void {
    // It leaves the other bits alone: others that do so as well do not disturb, but who sets the whole cell does.
    looks.add(settingOf(cell));
    for (const atom of this.some(cell, mask)) changes.add(atom);
    if (changed === 0) return;
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
      bits = Int32Array.from({ length: wordBits }, () => this.count++);
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
