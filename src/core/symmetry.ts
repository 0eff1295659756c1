/**
 * What a system looks like to somebody who cannot tell the slots of its zones apart: renaming slots turns a state into one
 * with the same future, and of all states that are alike so far (an orbit) a search need look at one.
 */
export interface Symmetry {
  /** The zones with more than one slot, and why the slots of some are told apart. */
  readonly zones: readonly ZoneSymmetry[];
  /** For each two neighbouring slots of a zone that is treated, their exchange: together they make all renamings. */
  readonly generators: readonly Permutation[];
  /**
   * Makes the packed state at `rows[at ..]`, whose fingerprint is given, the representative of its orbit, in place. Returns
   * the fingerprint of the representative. Throws an `Asymmetry` where a zone proves not to be symmetric.
   */
  canonical(rows: Int32Array, at: number, fingerprint: number): number;
  /** For each agent of the state that was last made canonical, the agent that it is in the representative. */
  readonly renamed: Uint8Array;
  /** Renames slots at will. */
  renamer(): Renamer;
}

/** Renames the slots of a state at will. All slots of the zones that are treated are numbered in a row. */
export interface Renamer {
  /** For each slot, the number of its zone. */
  readonly zoneOf: Uint8Array;
  /** Takes a packed state apart: what follows is about this state. */
  take(row: Int32Array): void;
  /** Makes of the state that was taken, in place, the one in which each slot has gone where `image` says. */
  rename(image: Int32Array, row: Int32Array): void;
  /** Whether exchanging two slots of a zone changes nothing. */
  isSame(one: number, other: number): boolean;
  /** The slot that a cell belongs to (those of a thread's frames to the thread's), or -1. */
  slotOf(cell: number): number;
  /** The cell that is in a slot what another one is in its own. */
  counterpart(cell: number, slot: number): number;
  /** What a cell holds, and the slots that this refers to. */
  value(cell: number): number;
  referred(cell: number): readonly number[];
}

/** A zone, and why its slots are told apart, if they are. */
export interface ZoneSymmetry {
  readonly zone: string;
  readonly slots: number;
  readonly reason?: string;
}

/** A renaming of slots. The values of cells that refer to slots change, too. */
export interface Permutation {
  /** The image of each agent. */
  readonly agents: Int32Array;
  /** The image of each cell of the state. */
  readonly cells: Int32Array;
  /** Renames in the packed state at `rows[at ..]`, whose fingerprint is given; returns the new fingerprint. */
  apply(rows: Int32Array, at: number, fingerprint: number): number;
}

/** A zone was taken to be symmetric, and a state shows that it is not. */
export class Asymmetry extends Error {
  override readonly name = 'Asymmetry';
  constructor(
    readonly zone: string,
    readonly reason: string,
  ) {
    super(`the slots of the zone "${zone}" are told apart: ${reason}`);
  }
}
