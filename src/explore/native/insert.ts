/**
 * Integer code that inserts the states to which rows lead that the inserting thread has expanded itself, once it is their turn: what is new
 * gets the next number at once. It is read from this file like batch.ts; number.ts does the same for rows that other threads looked up ahead.
 */

declare const W: number;
declare const R: Int32Array;
declare const T: Int32Array;
declare const ENDS: Int32Array;
/** The state to which the search goes onward from each state of a batch. */
declare const ONWARD: Int32Array;
/** Of each state that the batch finds: the state it was found from, and the choice. */
declare const PARENTS: Int32Array;
declare const CHOICES: Int32Array;
/** For each slot, the first state of its batch. */
declare const FIRST_OF: Int32Array;
declare const TOGETHER: number;
declare const ROW_BITS: number;
/** Whether there are other threads, which claim states. */
declare const SHARES: number;
// Of claim.ts.
declare const SORTS: number;
declare const RESULTS: Int32Array;
declare const COPIES: number;
declare const TAKERS: Int32Array;
declare function sameBefore(begin: number, recents: number, nth: number, row: number): number;
declare function sameRows(row: number, other: number): boolean;
// Of number.ts.
declare const STATES: Int32Array;
declare function numberRows(count: number, limit: number): number;
declare function openFault(): number;
// Of table.ts.
declare const parts: number;
declare const partBits: number;
declare const numbers: number;
declare const tags: number;
declare function lookAhead(from: number, end: number): void;
// Of batch.ts.
declare const DONE: number;
declare function rowsOf(slot: number): number;
// How states are kept.
declare function isState(state: number, row: number): boolean;
/** Keeps a row as the state with the next number; false if there is no room. */
declare function keepState(state: number, row: number): boolean;
/** Where the search for a hash begins. */
declare function home(hash: number): number;

/** Why `insertRows` comes back, beside DONE; numbers as in batch.ts. */
const FULL = -4;
const FAULT_ROW = -5;
const AT_REST = -6;
const CRAMPED = -8;
export const MOST = 0x7fffffff;

/** States whose rows are looked ahead for together: enough for their cache misses to overlap, few enough for the first cache to keep what they look at. */
export const LOOKS = 64;

/** What an entry tells that claims a state. */
const UNKNOWN = -1;
const ANOTHER = -2;
const AGAIN = -3;

/** The step onward leads to the last state that was found from the state, as in onwardSteps.ts; and whether that is told so. */
const TO_LAST_FOUND = -2;
declare const TELLS_LAST_FOUND: number;

/** How many states there are. */
export let states = 0;

/** The batch to insert: its first state and its entries in ENDS, and whether its rows have been looked up by claim.ts. */
let parent = 0;
let from = 0;
let areLookedUp = 0;
/** Its next state, how many rows were before, where the next one and the first are; what the steps of the state showed, and counts. */
let index = 0;
let rowNow = 0;
let rowAt = 0;
let rowsFrom = 0;
let onwardTo = -1;
let backTo = 0;
let faulted = 0;
/** How many states were known before its steps were looked at. */
let knownBefore = 0;
let begun = 0;
/** How many rows were before those of the state, and how many of these ended in faults, which are counted elsewhere. */
let firstRow = 0;
let faults = 0;
let transitions = 0;
let found = 0;

/** Begins to insert the rows of states that this thread has expanded and not looked up, the first of which is `state`. */
export function openRows(state: number, slot: number): void {
  beginRows(state, slot);
  areLookedUp = 0;
  rowsFrom = rowsOf(slot);
  rowAt = rowsFrom;
}

function beginRows(state: number, slot: number): void {
  parent = state;
  from = slot * TOGETHER;
  index = 0;
  rowNow = 0;
  begun = 0;
  found = 0;
}

/**
 * Finds the states that the rows of `count` states lead to. Comes back at a row that tells of a fault (FAULT_ROW), at a state
 * without steps (AT_REST), when `limit` states are known and one more is found (FULL), and when there is no room for one (CRAMPED);
 * it can be called again, but for FULL.
 */
export function insertRows(count: number, limit: number): number {
  return areLookedUp === 0 ? insertFrom(count, limit) : numberRows(count, limit);
}

function insertFrom(count: number, limit: number): number {
  // Variables of the function are in registers, those of the module in memory.
  const slots = parts << partBits;
  const numberMask = numbers;
  const tagMask = tags;
  const begin = rowsFrom;
  let row = rowAt;
  let nth = rowNow;
  let onward = onwardTo;
  let back = backTo;
  let known = states;
  let fresh = found;
  let taken = 0;
  let came = DONE;
  all: while (index < count) {
    const end = ENDS[from + index]!;
    if (begun === 0) {
      if ((index & (LOOKS - 1)) === 0) {
        const looked = index + LOOKS < count ? index + LOOKS : count;
        lookAhead(row, begin + Math.imul(ENDS[from + looked - 1]!, W + 2));
      }
      begun = 1;
      onward = -1;
      back = MOST;
      knownBefore = known;
      firstRow = nth;
      faults = 0;
      faulted = 0;
      if (nth === end) {
        came = AT_REST;
        break;
      }
    }
    for (; nth < end; nth++) {
      const choice = R[row + (W + 1)]!;
      if (choice < 0) {
        faulted = 1;
        faults++;
        came = FAULT_ROW;
        break all;
      }
      const same = SORTS !== 0 ? sameBefore(begin, 0, nth, row) : -1;
      let state = same >= 0 ? RESULTS[same]! : -1;
      const hash = R[row + W]!;
      let slot = home(hash);
      let isKept = 0;
      while (same < 0) {
        const entry = SHARES !== 0 ? Atomics.load(T, slot) : T[slot]!;
        let isNew = entry === 0 ? 1 : 0;
        if (((entry ^ hash) & tagMask) === 0) {
          if (entry > 0) {
            state = (entry & numberMask) - 1;
            if (isState(state, row)) break;
          } else if (SHARES !== 0) {
            if (entry < 0) {
              state = claimedState(entry, slot, row);
              if (state === AGAIN) continue;
              if (state >= 0) break;
              if (state === UNKNOWN) isNew = 1;
            }
          }
        }
        if (isNew !== 0) {
          if (isKept === 0) {
            if (known >= limit) {
              taken++;
              came = FULL;
              break all;
            }
            if (!keepState(known, row)) {
              came = CRAMPED;
              break all;
            }
          }
          if (SHARES === 0) T[slot] = (hash & tagMask) | (known + 1);
          else {
            isKept = 1;
            if (Atomics.compareExchange(T, slot, entry, (hash & tagMask) | (known + 1)) !== entry) continue;
            if (entry < 0) TAKERS[entry & numberMask] = ~known;
          }
          state = known;
          known++;
          PARENTS[fresh] = parent + index;
          CHOICES[fresh] = choice;
          fresh++;
          break;
        }
        slot++;
        if (slot === slots) slot = 0;
      }
      if (SORTS !== 0) RESULTS[nth] = state;
      row += W + 2;
      taken++;
      // Without branches, which would often be predicted wrongly.
      onward = Math.max(onward, state);
      back = Math.min(back, state);
    }
    ONWARD[index] = onwardFrom(onward, back);
    index++;
    begun = 0;
  }
  rowAt = row;
  rowNow = nth;
  onwardTo = onward;
  backTo = back;
  states = known;
  found = fresh;
  transitions += taken;
  return came;
}

/**
 * The state that an entry of another thread claims, if that is the one of a row and has a number; UNKNOWN if it has none yet, since the
 * claim is of a later batch; ANOTHER if it is not that of the row; and AGAIN if the entry has changed meanwhile.
 */
function claimedState(entry: number, slot: number, row: number): number {
  const claim = entry & numbers;
  const isThis = sameRows(COPIES + Math.imul(claim, W + 2), row) ? 1 : 0;
  const theirs = FIRST_OF[claim >>> ROW_BITS]!;
  const state = STATES[claim]!;
  if (Atomics.compareExchange(T, slot, entry, entry) !== entry) return AGAIN;
  if (isThis === 0) return ANOTHER;
  return theirs < parent ? state : UNKNOWN;
}

/** Where the search goes onward from the state whose steps are all done with: the youngest and the oldest state to which they lead are given. */
function onwardFrom(onward: number, back: number): number {
  if (faulted !== 0) return -1;
  if (onward >= knownBefore) return TELLS_LAST_FOUND !== 0 ? TO_LAST_FOUND : onward;
  return onward >= 0 && onward <= parent + index ? back : onward;
}

/** The choice of the row that tells of a fault, complemented; moves on behind it. */
export function faultChoice(): number {
  if (areLookedUp !== 0) return openFault();
  const choice = R[rowAt + W + 1]!;
  rowAt = rowAt + W + 2;
  rowNow = rowNow + 1;
  return choice;
}

export function indexNow(): number {
  return index;
}

export function foundInBatch(): number {
  return found;
}

/** Steps counted since the last time. */
export function takeTransitions(): number {
  const taken = transitions;
  transitions = 0;
  return taken;
}

/** Counts no steps of the state that was not done with; returns how many were counted elsewhere. */
export function uncountState(): number {
  if (begun !== 0) {
    // Those of rows that have been looked up are counted at the end of a state.
    if (areLookedUp === 0) transitions -= rowNow - firstRow - faults;
    begun = 0;
    return faults;
  }
  return 0;
}
