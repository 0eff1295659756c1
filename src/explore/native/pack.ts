/**
 * Integer code that packs the rows which a thread expands ahead, for the thread that inserts them: what one processor writes and another
 * reads takes longer than anything else they do, so that only rows of states that may be new are copied. Of the others it
 * tells which state or which row they are. Nearly half are the same as another row of the batch, and most of the others lead to
 * states that are known already. It is read from this file like batch.ts.
 *
 * While a thread looks a state up, the other one adds states to the table, or gives it another size. So an entry counts only if it
 * tells of a state that has been there as a whole before, and that is compared word by word. What is found is found for good,
 * since a state keeps its number; what is not is looked up again when it is inserted.
 */

declare const W: number;
declare const R: Int32Array;
declare const T: Int32Array;
declare const ENDS: Int32Array;
declare const MARKS: Int32Array;
declare const ROWS: number;
declare const TOGETHER: number;
declare const PACKED: number;
declare const SLOTS_A_THREAD: number;
/** For some bits of a hash, the last row that had them, of whatever batch the thread packed then; RECENT_MASK and 1 entries a thread. */
declare const RECENT: Uint16Array;
declare const RECENT_MASK: number;
/** The rows of the batch that are the same as none before, one after another; and of each that is packed, where. ROWS entries a thread. */
declare const FIRSTS: Uint16Array;
declare const PLACES: Int32Array;
// Written for the number of words that a state has.
declare function sameRows(row: number, other: number): boolean;
declare function packWords(to: number, row: number): void;
// Of table.ts.
declare const parts: number;
declare const partBits: number;
declare const numbers: number;
// How states are kept.
declare function isState(state: number, row: number): boolean;
declare function home(hash: number): number;
declare function touch(entry: number, hash: number): number;

/** In place of a choice: this, and the number of the packed row that is the same; or the number of the state. */
const SAME_AS = 0x40000000;
const KNOWN = 0x20000000;

/** For the looks not to be in vain. */
export let lookedAt = 0;

/** While the table changes, a look might never come to an empty slot. */
const MOST_LOOKS = 32;

/** Packs the rows of the first `count` states of the batch that the thread has expanded, while `known` states are there. Returns how many rows are left. */
export function pack(slot: number, count: number, known: number): number {
  const thread = (slot / SLOTS_A_THREAD) | 0;
  const begin = thread * ROWS * (W + 2);
  const marks = slot * ROWS;
  const rows = ENDS[slot * TOGETHER + count - 1]!;
  const firsts = sort(begin, marks, thread, rows);
  lookAheadAt(begin, thread * ROWS, firsts, known);
  const packed = packFirsts(begin, marks, thread * ROWS, firsts, known);
  markOthers(marks, thread * ROWS, rows);
  return packed;
}

/** Marks each row that is the same as one before it with that one, and lists the others. Returns how many there are. */
function sort(begin: number, marks: number, thread: number, rows: number): number {
  const mine = thread * (RECENT_MASK + 1);
  const list = thread * ROWS;
  let firsts = 0;
  let at = begin;
  for (let row = 0; row < rows; row++) {
    const choice = R[at + W + 1]!;
    let what = choice;
    if (choice >= 0) {
      const recent = mine + (R[at + W]! & RECENT_MASK);
      const other = RECENT[recent]!;
      if (isSame(begin, other, row, at)) what = SAME_AS | other;
      else {
        RECENT[recent] = row;
        FIRSTS[list + firsts] = row;
        firsts++;
      }
    }
    MARKS[marks + row] = what;
    at += W + 2;
  }
  return firsts;
}

/** Whether a row is the same as another one, if that is before it. */
function isSame(begin: number, other: number, row: number, at: number): boolean {
  if (other >= row) return false;
  const there = begin + Math.imul(other, W + 2);
  if (R[there + W] !== R[at + W]) return false;
  return R[there + W + 1]! >= 0 && sameRows(there, at);
}

/** As `lookAhead` in table.ts, for the rows of a list. */
function lookAheadAt(begin: number, list: number, firsts: number, known: number): void {
  let sum = 0;
  for (let at = list; at < list + firsts; at++) sum += T[home(R[begin + Math.imul(FIRSTS[at]!, W + 2) + W]!)]!;
  for (let at = list; at < list + firsts; at++) {
    const hash = R[begin + Math.imul(FIRSTS[at]!, W + 2) + W]!;
    const entry = T[home(hash)]!;
    sum += touch(entry & ~((known - (entry & numbers)) >> 31), hash);
  }
  lookedAt = sum;
}

/** Packs the listed rows that lead to no known state, and marks the others with their states. Returns how many are packed. */
function packFirsts(begin: number, marks: number, list: number, firsts: number, known: number): number {
  let place = marks;
  for (let next = list; next < list + firsts; next++) {
    const row = FIRSTS[next]!;
    const at = begin + Math.imul(row, W + 2);
    const state = recalled(at, known);
    if (state >= 0) MARKS[marks + row] = KNOWN | state;
    else {
      packWords(PACKED + place * (W + 1), at);
      PLACES[list + row] = place;
      place++;
    }
  }
  return place - marks;
}
/** Marks rows that are the same as another one of the batch like that one. */
function markOthers(marks: number, list: number, rows: number): void {
  for (let at = marks; at < marks + rows; at++) {
    const other = MARKS[at]! - SAME_AS;
    if (other >= 0) {
      const what = MARKS[marks + other]!;
      MARKS[at] = what >= KNOWN ? what : SAME_AS | PLACES[list + other]!;
    }
  }
}

/** The number of the state in a row if it is one of the first `known`, or -1, which says nothing. */
function recalled(row: number, known: number): number {
  const hash = R[row + W]!;
  let slot = home(hash);
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const entry = T[slot]!;
    if (entry === 0) return -1;
    const state = (entry & numbers) - 1;
    if (((entry ^ hash) & ~numbers) === 0 && state >= 0 && state < known) {
      if (isState(state, row)) return state;
    }
    slot++;
    if (slot === parts << partBits) slot = 0;
  }
  return -1;
}
