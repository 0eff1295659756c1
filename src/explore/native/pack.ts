/**
 * Integer code that packs the rows which a thread expands ahead, for the thread that inserts them: what one processor writes and another
 * reads takes longer than anything else they do, so that only rows of states that may be new are copied. Of the others it
 * tells which state or which row they are. More than half are the same as a row that the thread has packed
 * shortly before, and most of the others lead to states that are known already. It is read from this file like batch.ts.
 *
 * A thread's rows are inserted in the order in which it made them. So when a row comes to be inserted, NUMBERS still has the state that
 * the other row led to, though the slot of that one may have been filled anew since.
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
/** For some bits of a hash, the last row that the thread packed and that has them, plus 1; as many entries a thread as RECENT_MASK tells. */
declare const RECENT: Int32Array;
declare const RECENT_MASK: number;
// Written for the number of words that a state has.
declare function sameRows(row: number, other: number): boolean;
declare function packWords(to: number, row: number): void;
// Of table.ts.
declare const parts: number;
declare const partBits: number;
declare const numbers: number;
declare function lookAhead(from: number, end: number, stride: number, known: number): void;
// How states are kept.
declare function isState(state: number, row: number): boolean;
declare function home(hash: number): number;

/** In place of a choice: this, and the number of the packed row that is the same; or the number of the state. */
const SAME_AS = 0x40000000;
const KNOWN = 0x20000000;

/** While the table changes, a look might never come to an empty slot. */
const MOST_LOOKS = 32;

/** Packs the rows of the first `count` states of the batch that the thread has expanded, while `known` states are there. Returns how many rows are left. */
export function pack(slot: number, count: number, known: number): number {
  const thread = (slot / SLOTS_A_THREAD) | 0;
  const mine = thread * (RECENT_MASK + 1);
  const from = thread * ROWS * (W + 2);
  const rows = ENDS[slot * TOGETHER + count - 1]!;
  const end = from + rows * (W + 2);
  lookAhead(from, end, W + 2, known);
  let place = slot * ROWS;
  let mark = place;
  for (let at = from; at < end; at += W + 2) {
    const hash = R[at + W]!;
    let what = R[at + W + 1]!;
    if (what >= 0) {
      const entry = mine + (hash & RECENT_MASK);
      const other = RECENT[entry]! - 1;
      if (isPacked(other, at)) what = SAME_AS | other;
      else {
        const state = recalled(at, known);
        if (state >= 0) what = KNOWN | state;
        else {
          packWords(PACKED + place * (W + 1), at);
          place++;
          RECENT[entry] = place;
        }
      }
    }
    MARKS[mark] = what;
    mark++;
  }
  return place - slot * ROWS;
}

/** Whether a row is the same as one that is packed. */
function isPacked(place: number, row: number): boolean {
  if (place < 0) return false;
  const other = PACKED + place * (W + 1);
  if (R[other + W] !== R[row + W]) return false;
  return sameRows(other, row);
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
