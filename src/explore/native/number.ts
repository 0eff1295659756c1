/** Integer code that numbers the states which claim.ts found, in the order of the rows that lead to them. It is read from this file like batch.ts. */

declare const W: number;
declare const R: Int32Array;
declare const T: Int32Array;
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
declare const LOOKS: number;
declare const numbers: number;
declare const tags: number;
declare const parent: number;
declare const from: number;
declare let claimed: number;
declare let index: number;
declare let rowAt: number;
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

/** Where what is open in the slot begins, and how much of it is done with. */
let openBegin = 0;
let openNow = 0;
export let lookedAtOpen = 0;

/** Begins to number the states to which the rows of a slot lead; the first state of its batch is `state`. */
export function openClaims(state: number, slot: number): void {
  beginRows(state, slot);
  claimed = 1;
  openBegin = slot * ROWS;
  openNow = 0;
  rowAt = COPIES + Math.imul(slot * ROWS, W + 2);
}

/** As `insertRows` in batch.ts. */
export function numberRows(count: number, limit: number): number {
  // Variables of the function are in registers, those of the module in memory.
  let row = rowAt;
  let open = openNow;
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
      if ((index & (LOOKS - 1)) === 0) lookAtOpen(open, OPEN_ENDS[from + (index + LOOKS < count ? index + LOOKS : count) - 1]!);
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
      const slot = what & ~OURS;
      const entry = T[slot]!;
      let state = (entry & numbers) - 1;
      // All claims of rows before have numbers by now.
      if (entry < 0) {
        if (known >= limit) {
          taken += OPEN_ROWS[openBegin + open]! + 1 - before - faults;
          came = FULL;
          break all;
        }
        if (!keepState(known, row)) {
          came = CRAMPED;
          break all;
        }
        state = known;
        known++;
        Atomics.store(T, slot, (R[row + W]! & tags) | known);
        PARENTS[fresh] = parent + index;
        CHOICES[fresh] = R[row + (W + 1)]!;
        fresh++;
      }
      if (what >= OURS) row += W + 2;
      onward = Math.max(onward, state);
      back = Math.min(back, state);
    }
    taken += rows - faults;
    ONWARD[index] = onwardFrom(onward, back);
    index++;
    begun = 0;
  }
  rowAt = row;
  openNow = open;
  states = known;
  found = fresh;
  onwardTo = onward;
  backTo = back;
  transitions += taken;
  return came;
}

/** Looks at entries that the thread which made them may still have to itself: the cache misses of these looks overlap. */
function lookAtOpen(begin: number, end: number): void {
  let sum = 0;
  for (let at = openBegin + begin; at < openBegin + end; at++) {
    const what = OPEN[at]!;
    sum += T[what & ~(what >> 31) & ~OURS]!;
  }
  lookedAtOpen = sum;
}

/** The choice of a fault, complemented; moves on behind it. */
export function openFault(): number {
  const choice = OPEN[openBegin + openNow]!;
  openNow = openNow + 1;
  return choice;
}
