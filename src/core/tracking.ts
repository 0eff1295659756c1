/**
 * What a note in an `AccessLog` says. A note is four integers: one of these, a cell, and two more.
 * - `read`: the cell's value was used.
 * - `equals`: it was asked whether the cell holds the third integer, and nothing else was used of its value.
 * - `bits`: only the bits in the third integer were used of it.
 * - `write`: it was set; it held the third integer and holds the fourth.
 * - `writeBits`: only the bits in the third integer were set or cleared, the other bits not even looked at; the fourth says
 *   which of them changed.
 * - `inside`: it was asked whether a thread (instead of a cell) has the third integer's routine on its stack.
 * - `part`: a predicate made of parts, all of which must say the same, begins with the part in the third integer (0: what is common to all).
 */
export const access = { read: 0, equals: 1, bits: 2, write: 3, writeBits: 4, inside: 5, part: 6 } as const;

/** Integers of a note. */
export const noteLength = 4;

/** Notes, `noteLength` integers each; the same one may stand there several times. */
export interface AccessLog {
  entries: Int32Array;
  /** Integers that are in use. */
  length: number;
}
