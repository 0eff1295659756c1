/**
 * Integer code: it is read from this file and translated to WebAssembly, together with the steps of the system that is
 * searched, and never run as it stands. States are packed words side by side in X; T is an open-addressing hash table of
 * their numbers, as in visitedSet.ts; R has a row for each step of the states that are expanded together.
 */

// Of the system's own integer code.
declare const W: number;
declare const NA: number;
declare const R: Int32Array;
declare const S: Int32Array;
declare const FB: Int32Array;
declare let AT: number;
declare function unpack(at: number): void;
declare function walk(end: number): number;
declare function rewind(at: number): void;
declare function surprising(): boolean;
// Written for the number of words that a state has.
declare function hashOfRow(at: number): number;
declare function hashOfState(at: number): number;
declare function sameState(state: number, row: number): boolean;
declare function keepState(state: number, row: number): void;
// The search's own arrays.
declare const T: Int32Array;
declare const X: Int32Array;
/** Where the rows of each state of a batch end, and whether a predicate surprises in it; 64 entries a slot. */
declare const ENDS: Int32Array;
declare const SURPRISES: Uint8Array;
/** The state to which the search goes onward from each state of a batch. */
declare const ONWARD: Int32Array;
/** Of each state that the batch finds: the state it was found from, and the choice. */
declare const PARENTS: Int32Array;
declare const CHOICES: Int32Array;
/** For each location, whether some agent stood there. */
declare const REACHED: Uint8Array;
/** Words of the rows that a slot has room for. */
declare const SLOT_WORDS: number;
/** States a batch. */
declare const TOGETHER: number;

/** Why a function comes back before it is done; batches are counted in numbers above. */
const SURPRISE = -1;
const NO_ROOM = -2;
const TOO_MANY = -3;
const FULL = -4;
const FAULT_ROW = -5;
const AT_REST = -6;
const DONE = 0;

/** The step onward leads to the last state that was found from the state, as in onwardSteps.ts. */
const TO_LAST_FOUND = -2;

let states = 0;
let slotMask = 0;
let looks = 0;

/** First state of the batch, the next one to expand, how far it is (0: to load, 1: to walk, 2: walking). */
let first = 0;
let next = 0;
let phase = 0;
/** The slot that the rows go to: where its entries in ENDS begin, and where its rows end. */
let entries = 0;
let rowsEnd = 0;
/** States before this one have been judged; the next one to be judged by `judgeStates`. */
let judgedBefore = 0;
let unseen = 0;

/** The batch to insert: its first state and its entries in ENDS; its next state, that one's next row, what its steps showed, and counts. */
let parent = 0;
let from = 0;
let index = 0;
let rowAt = 0;
let onwardTo = -1;
let faulted = 0;
/** How many states were known before its steps were looked at. */
let knownBefore = 0;
let begun = 0;
let transitions = 0;
let found = 0;

export function openBatch(state: number, slot: number): void {
  first = state;
  next = state;
  phase = 0;
  entries = slot * TOGETHER;
  AT = slot * SLOT_WORDS;
  rowsEnd = AT + SLOT_WORDS - W - 2;
}

/** Notes that a predicate surprises in the state that is being judged, and goes on with its steps. */
export function surprised(): void {
  SURPRISES[entries + next - first] = 1;
  phase = 1;
}

export function phaseNow(): number {
  return phase;
}

export function nextState(): number {
  return next;
}

/** States from here on have not been judged. */
export function judgeFrom(state: number): void {
  judgedBefore = state;
  unseen = state;
}

/**
 * Collects rows of all steps of the states before `end`, with their hashes, and judges the states. Comes back for want of room
 * (NO_ROOM: the rows of `next` are to be had in another batch); a fault leaves it inside of a predicate or of `walk`.
 */
export function expandStates(end: number): number {
  while (next < end) {
    if (phase === 0) {
      unpack(next * W);
      SURPRISES[entries + next - first] = 0;
      if (next >= judgedBefore) {
        for (let agent = 0; agent < NA; agent++) REACHED[S[FB[agent]!]!] = 1;
        if (surprising()) SURPRISES[entries + next - first] = 1;
      }
      phase = 1;
    }
    if (phase === 1) {
      rewind(AT);
      phase = 2;
    }
    const came = walk(rowsEnd);
    if (came === -1) return NO_ROOM;
    if (came === -2) return TOO_MANY;
    hashRows();
    ENDS[entries + next - first] = AT;
    next++;
    phase = 0;
  }
  return DONE;
}

/** Hashes the rows of the state that has just been expanded. */
function hashRows(): void {
  let at = next === first ? rowsEnd + W + 2 - SLOT_WORDS : ENDS[entries + next - first - 1]!;
  for (; at < AT; at += W + 2) R[at + W] = hashOfRow(at);
}

/** Judges the states before `end` without expanding them. */
export function judgeStates(end: number): number {
  while (unseen < end) {
    unpack(unseen * W);
    unseen++;
    for (let agent = 0; agent < NA; agent++) REACHED[S[FB[agent]!]!] = 1;
    if (surprising()) return SURPRISE;
  }
  return DONE;
}

export function unseenState(): number {
  return unseen;
}

/** Looks at what `insertRows` will look at: the cache misses of these looks overlap. */
function lookAhead(from: number, end: number): void {
  const stride = W + 2;
  let sum = 0;
  for (let at = from; at < end; at += stride) sum += T[R[at + W]! & slotMask]!;
  for (let at = from; at < end; at += stride) {
    const hash = R[at + W]!;
    const known = T[hash & slotMask]!;
    if (known !== 0) {
      if (((known ^ hash) & ~slotMask) === 0) sum += X[((known & slotMask) - 1) * W]!;
    }
  }
  looks = sum;
}

/** For the looks not to be in vain. */
export function looked(): number {
  return looks;
}

/** Begins to insert the rows of the `count` states in a slot, the first of which is `state`. */
export function openRows(state: number, slot: number, count: number): void {
  parent = state;
  from = slot * TOGETHER;
  index = 0;
  rowAt = slot * SLOT_WORDS;
  begun = 0;
  found = 0;
  lookAhead(rowAt, ENDS[from + count - 1]!);
}

/**
 * Finds the states that the rows of `count` states lead to. Comes back at a row that tells of a fault (FAULT_ROW), at a state
 * without steps (AT_REST), and when `limit` states are known and one more is found (FULL).
 */
export function insertRows(count: number, limit: number): number {
  // Variables of the function are in registers, those of the module in memory.
  const mask = slotMask;
  let at = rowAt;
  let onward = onwardTo;
  let known = states;
  let fresh = found;
  let taken = 0;
  let came = DONE;
  rows: while (index < count) {
    const end = ENDS[from + index]!;
    if (begun === 0) {
      begun = 1;
      onward = -1;
      knownBefore = known;
      faulted = 0;
      if (at === end) {
        came = AT_REST;
        break;
      }
    }
    for (; at < end; at += W + 2) {
      const choice = R[at + W + 1]!;
      if (choice < 0) {
        faulted = 1;
        came = FAULT_ROW;
        break rows;
      }
      taken++;
      const hash = R[at + W]!;
      let slot = hash & mask;
      let state = -1;
      for (let entry = T[slot]!; entry !== 0; entry = T[slot]!) {
        if (((entry ^ hash) & ~mask) === 0) {
          if (sameState(((entry & mask) - 1) * W, at)) {
            state = (entry & mask) - 1;
            break;
          }
        }
        slot = (slot + 1) & mask;
      }
      if (state < 0) {
        if (known >= limit) {
          came = FULL;
          break rows;
        }
        state = known;
        known++;
        T[slot] = (hash & ~mask) | known;
        keepState(state * W, at);
        PARENTS[fresh] = parent + index;
        CHOICES[fresh] = choice;
        fresh++;
      }
      if (state > onward) onward = state;
    }
    ONWARD[index] = faulted !== 0 ? -1 : onward >= knownBefore ? TO_LAST_FOUND : onward;
    index++;
    begun = 0;
  }
  rowAt = at;
  onwardTo = onward;
  states = known;
  found = fresh;
  transitions += taken;
  return came;
}

/** The choice of the row that tells of a fault, complemented; moves on behind it. */
export function faultChoice(): number {
  const choice = R[rowAt + W + 1]!;
  rowAt = rowAt + W + 2;
  return choice;
}

export function indexNow(): number {
  return index;
}

export function foundInBatch(): number {
  return found;
}

export function statesNow(): number {
  return states;
}

/** Steps counted since the last time. */
export function takeTransitions(): number {
  const taken = transitions;
  transitions = 0;
  return taken;
}

/** The number of the state that stands in the first row, or -1. */
export function findRow(): number {
  const hash = hashOfRow(0);
  let slot = hash & slotMask;
  let known = T[slot]!;
  while (known !== 0) {
    if (((known ^ hash) & ~slotMask) === 0) {
      const state = (known & slotMask) - 1;
      if (sameState(state * W, 0)) return state;
    }
    slot = (slot + 1) & slotMask;
    known = T[slot]!;
  }
  return -1;
}

/** Gives the table another size, and enters the first `count` states of X anew. */
export function rehash(slots: number, count: number): void {
  for (let slot = 0; slot <= slotMask; slot++) T[slot] = 0;
  slotMask = slots - 1;
  states = count;
  for (let state = 0; state < count; state++) {
    const hash = hashOfState(state * W);
    let slot = hash & slotMask;
    while (T[slot] !== 0) slot = (slot + 1) & slotMask;
    T[slot] = (hash & ~slotMask) | (state + 1);
  }
}
