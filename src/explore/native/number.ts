/**
 * Integer code that numbers the states which claim.ts found, in the order of the rows that lead to them, and that keeps them. It is read
 * from this file like batch.ts.
 *
 * One thread numbers; it looks at what is told of claims, and at neither states nor the table. Where states are kept as they are, the thread
 * that made the claims keeps them after that, since it has their copies and their places in the table in its cache.
 */

declare const W: number;
declare const R: Int32Array;
declare const T: Int32Array;
declare const PLACES: Int32Array;
declare const CLAIM_CHOICES: Int32Array;
declare const TAKERS: Int32Array;
/** Of each claim, the state that came of it. */
declare const STATES: Int32Array;
/** Whether states are kept after they are numbered, and not at once. */
declare const KEEPS_LATER: number;
declare const ENDS: Int32Array;
declare const OPEN: Int32Array;
declare const OPEN_ROWS: Uint16Array;
declare const OPEN_ENDS: Int32Array;
declare const HIGHEST: Int32Array;
declare const LOWEST: Int32Array;
declare const ONWARD: Int32Array;
declare const PARENTS: Int32Array;
declare const CHOICES: Int32Array;
declare const ROWS: number;
declare const COPIES: number;
// Of the other files.
declare const OURS: number;
declare const FULL: number;
declare const FAULT_ROW: number;
declare const AT_REST: number;
declare const CRAMPED: number;
declare const DONE: number;
declare const tags: number;
declare const parent: number;
declare const from: number;
declare let areLookedUp: number;
declare let index: number;
declare let onwardTo: number;
declare let backTo: number;
declare let faulted: number;
declare let knownBefore: number;
declare let begun: number;
declare let faults: number;
declare let states: number;
declare let found: number;
declare let transitions: number;
declare function beginRows(state: number, slot: number): void;
declare function onwardFrom(onward: number, back: number): number;
declare function keepState(state: number, row: number): boolean;

/** Where what is open in the slot begins, how much of it is done with, and how many claims of the slot were looked at. */
let openBegin = 0;
let openNow = 0;
let claimsNow = 0;

/** Begins to number the states to which the rows of a slot lead; the first state of its batch is `state`. */
export function openClaims(state: number, slot: number): void {
  beginRows(state, slot);
  areLookedUp = 1;
  openBegin = slot * ROWS;
  openNow = 0;
  claimsNow = 0;
}

/** As `insertRows` in insert.ts. */
export function numberRows(count: number, limit: number): number {
  // Variables of the function are in registers, those of the module in memory.
  let open = openNow;
  let claims = claimsNow;
  let known = states;
  let fresh = found;
  let onward = onwardTo;
  let back = backTo;
  let taken = 0;
  let came = DONE;
  all: while (index < count) {
    const before = index === 0 ? 0 : ENDS[from + index - 1]!;
    const rows = ENDS[from + index]! - before;
    if (begun === 0) {
      begun = 1;
      onward = HIGHEST[from + index]!;
      back = LOWEST[from + index]!;
      knownBefore = known;
      faults = 0;
      faulted = 0;
      if (rows === 0) {
        came = AT_REST;
        break;
      }
    }
    const end = OPEN_ENDS[from + index]!;
    for (; open < end; open++) {
      const what = OPEN[openBegin + open]!;
      if (what < 0) {
        faulted = 1;
        faults++;
        came = FAULT_ROW;
        break all;
      }
      const claim = what & ~OURS;
      let state = STATES[claim]!;
      if (what >= OURS) {
        const taker = TAKERS[claim]!;
        if (taker > 0) state = STATES[taker - 1]!;
        else if (taker < 0) state = ~taker;
        else {
          if (known >= limit) {
            taken += OPEN_ROWS[openBegin + open]! + 1 - before - faults;
            came = FULL;
            break all;
          }
          if (KEEPS_LATER === 0) {
            if (!keepClaim(claim, known)) {
              came = CRAMPED;
              break all;
            }
          }
          state = known;
          known++;
          PARENTS[fresh] = parent + index;
          CHOICES[fresh] = CLAIM_CHOICES[claim]!;
          fresh++;
        }
        STATES[claim] = state;
        claims++;
      }
      onward = Math.max(onward, state);
      back = Math.min(back, state);
    }
    taken += rows - faults;
    ONWARD[index] = onwardFrom(onward, back);
    index++;
    begun = 0;
  }
  openNow = open;
  claimsNow = claims;
  states = known;
  found = fresh;
  onwardTo = onward;
  backTo = back;
  transitions += taken;
  return came;
}

/** Keeps what a claim became; false if there is no room. */
function keepClaim(claim: number, state: number): boolean {
  const row = COPIES + Math.imul(claim, W + 2);
  if (!keepState(state, row)) return false;
  Atomics.store(T, PLACES[claim]!, (R[row + W]! & tags) | (state + 1));
  return true;
}

/** For the looks not to be in vain. */
export let lookedAtPlaces = 0;

/** How many claims of the slot have been numbered. */
export function claimsNumbered(): number {
  return claimsNow;
}

/** Keeps what the first `count` claims of a slot became, for which there is room; those that were taken over are kept twice, and that is rare. */
export function keepClaims(slot: number, count: number): void {
  if (KEEPS_LATER === 0) return;
  const begin = slot * ROWS;
  // The cache misses of these looks overlap.
  let sum = 0;
  for (let claim = begin; claim < begin + count; claim++) sum += T[PLACES[claim]!]!;
  lookedAtPlaces = sum;
  for (let claim = begin; claim < begin + count; claim++) keepClaim(claim, STATES[claim]!);
}

/** The choice of a fault, complemented; moves on behind it. */
export function openFault(): number {
  const choice = OPEN[openBegin + openNow]!;
  openNow = openNow + 1;
  return choice;
}
