/**
 * Integer code that spares the thread which inserts most of its looks into the table: of the rows that a thread expands ahead, more than
 * half are the same as a row that it made shortly before. Such a row only tells which. It is read from this file like batch.ts.
 *
 * A thread's rows are inserted in the order in which it made them. So when a row comes to be inserted, NUMBERS still has the state that
 * the other row led to, though the slot of that one may have been filled anew since.
 */

declare const W: number;
declare const R: Int32Array;
declare function sameRows(row: number, other: number): boolean;
/** For some bits of a hash, the last row of the thread that has them, plus 1; as many entries a thread as RECENT_MASK tells. */
declare const RECENT: Int32Array;
declare const RECENT_MASK: number;
declare const SLOTS_A_THREAD: number;

/** In place of a row's choice: this, and the number of the row that is the same. */
const SAME_AS = 0x40000000;

/** Where the thread's entries in RECENT begin. */
let mine = 0;

export function siftFor(slot: number): void {
  mine = ((slot / SLOTS_A_THREAD) | 0) * (RECENT_MASK + 1);
}

/** Marks those of the rows `from .. end` that are the same as a row before. */
export function sift(from: number, end: number): void {
  let row = (from / (W + 2)) | 0;
  for (let at = from; at < end; at += W + 2) {
    row++;
    if (R[at + W + 1]! < 0) continue;
    const entry = mine + (R[at + W]! & RECENT_MASK);
    const other = RECENT[entry]!;
    // A row before may have stood where this one stands.
    if (other !== 0 && other !== row) {
      if (isRow((other - 1) * (W + 2), at)) {
        R[at + W + 1] = SAME_AS | (other - 1);
        continue;
      }
    }
    RECENT[entry] = row;
  }
}

/** Whether there stands a row that is the same, and that tells of no fault. */
function isRow(other: number, row: number): boolean {
  if (R[other + W] !== R[row + W]) return false;
  if (R[other + W + 1]! < 0) return false;
  return sameRows(other, row);
}

/** Makes rows that are not going to be inserted unlike all others. */
export function spoil(from: number, end: number): void {
  for (let at = from; at < end; at += W + 2) R[at + W + 1] = -1;
}
