/**
 * Integer code that looks up the rows which a thread expands ahead of the one that numbers states. It is read from this file like batch.ts.
 *
 * What is known is settled at once. A state that is not in the table gets an entry that claims it for the row that leads to it, until
 * it is kept: claims are negative, and tell where a copy of the row is. Whoever comes to an entry that claims the same state
 * refers to it, or takes it over if its own row comes earlier. So when all rows before have been looked up, each new state is claimed by the
 * first row that leads to it, whichever thread was faster, and one thread numbers them in this order (number.ts).
 *
 * Other threads change entries meanwhile: from nothing to a claim, to a claim of an earlier row, to a number. A number tells of a state that is
 * there as a whole. A claim's copy is good as long as the claim stands, which is asked once more after it was looked at.
 *
 * What is told of a claim is good until claims of its slot's next batch are numbered, so that rows of batches between may still refer to it.
 */

declare const W: number;
declare const R: Int32Array;
declare const T: Int32Array;
declare const ENDS: Int32Array;
declare const ROWS: number;
declare const ROW_BITS: number;
declare const TOGETHER: number;
declare const SLOTS_A_THREAD: number;
declare const MOST: number;
declare const LOOKS: number;
/** Where copies of rows begin: those of each slot, but that the first thread's have none, and in their place are rows. */
declare const COPIES: number;
/** For each slot, the first state of its batch. */
declare const FIRST_OF: Int32Array;
/** Of each claim: its place in the table; the choice of its row; the claim that took it over, plus 1, or the state that did, complemented, or 0. */
declare const PLACES: Int32Array;
declare const CLAIM_CHOICES: Int32Array;
declare const TAKERS: Int32Array;
/** Of the rows of a slot that are not settled, one after another: a claim, with OURS if the row made it; or the choice of a fault, which is negative. */
declare const OPEN: Int32Array;
/** Which row of its slot each of these is. */
declare const OPEN_ROWS: Uint16Array;
/** How many of these a batch has up to the end of each of its states; the last and the first of the states to which settled rows lead. TOGETHER entries a slot. */
declare const OPEN_ENDS: Int32Array;
declare const HIGHEST: Int32Array;
declare const LOWEST: Int32Array;
/** Whether rows are compared with those before them in their batch first, which takes less than to compare them with states in the tree. */
declare const SORTS: number;
/** What came of each row of the batch: a state, or a claim, less 2^31. ROWS entries a thread. */
declare const RESULTS: Int32Array;
/** For some bits of a hash, the last row that had them, of whatever batch the thread expanded then; RECENT_MASK and 1 entries a thread. */
declare const RECENT: Uint16Array;
declare const RECENT_MASK: number;
// Written for the number of words that a state has.
declare function sameRows(row: number, other: number): boolean;
declare function copyRow(to: number, row: number): void;
// Of batch.ts.
declare function rowsOf(slot: number): number;
// Of table.ts.
declare const parts: number;
declare const partBits: number;
declare const numbers: number;
declare const tags: number;
declare function lookAhead(from: number, end: number): void;
// How states are kept.
declare function isState(state: number, row: number): boolean;
declare function home(hash: number): number;

export const OURS = 0x40000000;
const CLAIM = -0x80000000;

/** Looks up the rows of the first `count` states of the batch that the thread has expanded. */
export function claim(slot: number, count: number): void {
  // Variables of the function are in registers, those of the module in memory.
  const slots = parts << partBits;
  const numberMask = numbers;
  const tagMask = tags;
  const thread = (slot / SLOTS_A_THREAD) | 0;
  const results = thread * ROWS;
  const recents = thread * (RECENT_MASK + 1);
  const entries = slot * TOGETHER;
  const begin = rowsOf(slot);
  const first = FIRST_OF[slot]!;
  const open = slot * ROWS;
  let made = open;
  let next = open;
  let row = begin;
  let nth = 0;
  for (let index = 0; index < count; index++) {
    if ((index & (LOOKS - 1)) === 0) lookAhead(row, begin + Math.imul(ENDS[entries + (index + LOOKS < count ? index + LOOKS : count) - 1]!, W + 2));
    const end = ENDS[entries + index]!;
    let highest = -1;
    let lowest = MOST;
    for (; nth < end; nth++) {
      const choice = R[row + (W + 1)]!;
      let result = choice;
      if (choice >= 0) {
        const other = SORTS !== 0 ? sameBefore(begin, recents, nth, row) : -1;
        if (other >= 0) result = RESULTS[results + other]!;
        else {
          const hash = R[row + W]!;
          let at = home(hash);
          for (;;) {
            const entry = Atomics.load(T, at);
            let takes = entry === 0 ? 1 : 0;
            if (((entry ^ hash) & tagMask) === 0) {
              if (entry > 0) {
                result = (entry & numberMask) - 1;
                if (isState(result, row)) break;
              } else if (entry < 0) {
                const claim = entry & numberMask;
                const isThis = sameRows(COPIES + Math.imul(claim, W + 2), row) ? 1 : 0;
                const theirs = FIRST_OF[claim >>> ROW_BITS]!;
                // The copy may have been another one by then, unless this thread made it.
                if ((((claim >>> ROW_BITS) / SLOTS_A_THREAD) | 0) !== thread && Atomics.compareExchange(T, at, entry, entry) !== entry) continue;
                if (isThis !== 0) {
                  result = CLAIM | claim;
                  if (theirs <= first) break;
                  takes = 1;
                }
              }
            }
            if (takes !== 0) {
              copyRow(COPIES + Math.imul(made, W + 2), row);
              PLACES[made] = at;
              CLAIM_CHOICES[made] = choice;
              TAKERS[made] = 0;
              if (Atomics.compareExchange(T, at, entry, CLAIM | (hash & tagMask) | made) !== entry) continue;
              if (entry < 0) TAKERS[entry & numberMask] = made + 1;
              result = CLAIM | OURS | made;
              made++;
              break;
            }
            at++;
            if (at === slots) at = 0;
          }
        }
        if (SORTS !== 0) RESULTS[results + nth] = result & ~OURS;
      }
      row += W + 2;
      if (result < 0) {
        OPEN[next] = choice < 0 ? choice : result & MOST;
        OPEN_ROWS[next] = nth;
        next++;
      } else {
        highest = Math.max(highest, result);
        lowest = Math.min(lowest, result);
      }
    }
    OPEN_ENDS[entries + index] = next - open;
    HIGHEST[entries + index] = highest;
    LOWEST[entries + index] = lowest;
  }
}

/** The last row before one that is the same, or -1 if none is found. */
export function sameBefore(begin: number, recents: number, nth: number, row: number): number {
  const recent = recents + (R[row + W]! & RECENT_MASK);
  const other = RECENT[recent]!;
  if (isSame(begin, other, nth, row)) return other;
  RECENT[recent] = nth;
  return -1;
}

/** Whether a row is the same as another one, if that is before it. */
function isSame(begin: number, other: number, nth: number, row: number): boolean {
  if (other >= nth) return false;
  const there = begin + Math.imul(other, W + 2);
  if (R[there + W] !== R[row + W]) return false;
  return R[there + W + 1]! >= 0 && sameRows(there, row);
}
