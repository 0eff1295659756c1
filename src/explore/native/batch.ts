/**
 * Integer code: it is read from this file and translated to WebAssembly, together with the steps of the system that is
 * searched, and never run as it stands. How states are kept is up to plain.ts or tree.ts; T is an open-addressing hash table of
 * their numbers; R has a row for each step of the states that a thread expands together, and behind these what pack.ts makes of them.
 */

// Of the system's own integer code.
declare const W: number;
declare const NA: number;
declare const R: Int32Array;
declare const S: Int32Array;
declare const FB: Int32Array;
declare let AT: number;
declare function walk(end: number): number;
declare function rewind(at: number): void;
declare function surprising(): boolean;
// Written for the number of words that a state has; the system's code puts it into the rows.
declare function hashOfRow(at: number): number;
// How states are kept.
/** The slot whose rows this thread is going to fill. */
declare function useSlot(slot: number): void;
/** Makes a state current. */
declare function loadState(state: number): void;
declare function isState(state: number, row: number): boolean;
/** Keeps a row as the state with the next number; false if there is no room. */
declare function keepState(state: number, row: number): boolean;
/** Where the search for a hash begins. */
declare function home(hash: number): number;
// Of table.ts.
declare const parts: number;
declare const partBits: number;
declare const numbers: number;
declare function lookAhead(from: number, end: number, stride: number, known: number): void;
// The search's own arrays.
/** For each row of a slot, in place of it if it is not packed: a choice, or what pack.ts tells of it. */
declare const MARKS: Int32Array;
/** Of each packed row of the slots, the state that it led to when it was inserted. */
declare const NUMBERS: Int32Array;
/**
 * In the low bits the number of a state, plus 1 (0: an empty slot), and above them some of its hash: a look at a slot costs a
 * cache miss, so it had better tell most other states apart by itself.
 */
declare const T: Int32Array;
/** How many rows a batch has up to the end of each of its states, and whether a predicate surprises in it; TOGETHER entries a slot. */
declare const ENDS: Int32Array;
declare const SURPRISES: Uint8Array;
/** The state to which the search goes onward from each state of a batch. */
declare const ONWARD: Int32Array;
/** Of each state that the batch finds: the state it was found from, and the choice. */
declare const PARENTS: Int32Array;
declare const CHOICES: Int32Array;
/** For each location, whether some agent stood there. */
declare const REACHED: Uint8Array;
/** Rows that a slot has room for, and slots a thread. */
declare const ROWS: number;
declare const SLOTS_A_THREAD: number;
/** Where packed rows begin: those of each slot, without their choices. */
declare const PACKED: number;
/** States a batch. */
declare const TOGETHER: number;

/** Why a function comes back before it is done; batches are counted in numbers above. */
const SURPRISE = -1;
const NO_ROOM = -2;
const TOO_MANY = -3;
const FULL = -4;
const FAULT_ROW = -5;
const AT_REST = -6;
const CRAMPED = -8;
const DONE = 0;
const MOST = 0x7fffffff;

/** States whose rows are looked ahead for together: enough for their cache misses to overlap, few enough for the first cache to keep what they look at. */
const LOOKS = 64;

/** As in pack.ts. */
const SAME_AS = 0x40000000;
const KNOWN = 0x20000000;

/** The step onward leads to the last state that was found from the state, as in onwardSteps.ts; and whether that is told so. */
const TO_LAST_FOUND = -2;
declare const TELLS_LAST_FOUND: number;

let states = 0;

/** First state of the batch, the next one to expand, how far it is (0: to load, 1: to walk, 2: walking). */
let first = 0;
let next = 0;
let phase = 0;
/** Where the entries of the slot begin in ENDS; where the thread's rows begin, and where they must end. */
let entries = 0;
let rowsBegin = 0;
let rowsEnd = 0;
/** States before this one have been judged; the next one to be judged by `judgeStates`. */
let judgedBefore = 0;
let unseen = 0;

/** The batch to insert: its first state and its entries in ENDS, where its marks begin (-1: it is not packed), and words a row. */
let parent = 0;
let from = 0;
let marks = 0;
let stride = 0;
/** Its next state, how many rows were before, and where the next one is; what the steps of the state showed, and counts. */
let index = 0;
let rowNow = 0;
let rowAt = 0;
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

export function openBatch(state: number, slot: number): void {
  useSlot(slot);
  first = state;
  next = state;
  phase = 0;
  entries = slot * TOGETHER;
  rowsBegin = ((slot / SLOTS_A_THREAD) | 0) * ROWS * (W + 2);
  AT = rowsBegin;
  rowsEnd = AT + (ROWS - 1) * (W + 2);
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
      loadState(next);
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
    if (came < 0) return came === -1 ? NO_ROOM : TOO_MANY;
    ENDS[entries + next - first] = ((AT - rowsBegin) / (W + 2)) | 0;
    next++;
    phase = 0;
  }
  return DONE;
}

/** Judges the states before `end` without expanding them. */
export function judgeStates(end: number): number {
  while (unseen < end) {
    loadState(unseen);
    unseen++;
    for (let agent = 0; agent < NA; agent++) REACHED[S[FB[agent]!]!] = 1;
    if (surprising()) return SURPRISE;
  }
  return DONE;
}

export function unseenState(): number {
  return unseen;
}

/** Begins to insert the rows of `count` states that this thread has just expanded, the first of which is `state`. */
export function openRows(state: number, slot: number): void {
  beginRows(state, slot);
  marks = -1;
  stride = W + 2;
  rowAt = rowsBegin;
}

/** The same for those in a slot that are packed. */
export function openPacked(state: number, slot: number, packed: number): void {
  beginRows(state, slot);
  marks = slot * ROWS;
  stride = W + 1;
  rowAt = PACKED + marks * stride;
  lookAhead(rowAt, rowAt + packed * stride, stride, states);
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
  return marks < 0 ? insertFrom(count, limit, 0) : insertFrom(count, limit, 1);
}

/** `packed`: 1 if the rows are packed, or else 0; it is translated for each by itself. */
function insertFrom(count: number, limit: number, packed: number): number {
  // Variables of the function are in registers, those of the module in memory.
  const slots = parts << partBits;
  const numberMask = numbers;
  const words = packed === 0 ? W + 2 : W + 1;
  const marked = marks;
  let row = rowAt;
  let nth = rowNow;
  let place = packed === 0 ? 0 : ((row - PACKED) / words) | 0;
  let onward = onwardTo;
  let back = backTo;
  let known = states;
  let fresh = found;
  let taken = 0;
  let came = DONE;
  all: while (index < count) {
    const end = ENDS[from + index]!;
    if (begun === 0) {
      if (packed === 0 && (index & (LOOKS - 1)) === 0) {
        const looked = index + LOOKS < count ? index + LOOKS : count;
        lookAhead(row, rowsBegin + Math.imul(ENDS[from + looked - 1]!, words), words, known);
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
      const choice = packed === 0 ? R[row + (W + 1)]! : MARKS[marked + nth]!;
      if (choice < 0) {
        faulted = 1;
        faults++;
        came = FAULT_ROW;
        break all;
      }
      if (packed !== 0 && choice >= KNOWN) {
        const state = choice < SAME_AS ? choice - KNOWN : NUMBERS[choice - SAME_AS]!;
        taken++;
        onward = Math.max(onward, state);
        back = Math.min(back, state);
        continue;
      }
      const hash = R[row + W]!;
      let slot = home(hash);
      let entry = T[slot]!;
      while (entry !== 0) {
        if (((entry ^ hash) & ~numberMask) === 0) {
          if (isState((entry & numberMask) - 1, row)) break;
        }
        slot++;
        if (slot === slots) slot = 0;
        entry = T[slot]!;
      }
      let state = (entry & numberMask) - 1;
      if (entry === 0) {
        if (known >= limit) {
          taken++;
          came = FULL;
          break all;
        }
        if (!keepState(known, row)) {
          came = CRAMPED;
          break all;
        }
        state = known;
        known++;
        T[slot] = (hash & ~numberMask) | known;
        PARENTS[fresh] = parent + index;
        CHOICES[fresh] = choice;
        fresh++;
      }
      if (packed !== 0) NUMBERS[place] = state;
      place++;
      row += words;
      taken++;
      // Without branches, which would often be predicted wrongly.
      onward = Math.max(onward, state);
      back = Math.min(back, state);
    }
    if (faulted !== 0) onward = -1;
    else if (onward >= knownBefore) onward = TELLS_LAST_FOUND !== 0 ? TO_LAST_FOUND : onward;
    else if (onward >= 0 && onward <= parent + index) onward = back;
    ONWARD[index] = onward;
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

/** The choice of the row that tells of a fault, complemented; moves on behind it. */
export function faultChoice(): number {
  const choice = marks < 0 ? R[rowAt + W + 1]! : MARKS[marks + rowNow]!;
  if (marks < 0) rowAt = rowAt + stride;
  rowNow = rowNow + 1;
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

/** Counts no steps of the state that was not done with; returns how many were counted elsewhere. */
export function uncountState(): number {
  if (begun !== 0) {
    transitions -= rowNow - firstRow - faults;
    begun = 0;
    return faults;
  }
  return 0;
}

/** The number of the state that stands in the first row, or -1. */
export function findRow(): number {
  return find(0, hashOfRow(0));
}

/** The number of the state to which the row of a step leads, or -1 if it tells of a fault. */
export function findAt(at: number): number {
  return R[at + W + 1]! < 0 ? -1 : find(at, R[at + W]!);
}

function find(at: number, hash: number): number {
  let slot = home(hash);
  for (let entry = T[slot]!; entry !== 0; entry = T[slot]!) {
    if (((entry ^ hash) & ~numbers) === 0) {
      if (isState((entry & numbers) - 1, at)) return (entry & numbers) - 1;
    }
    slot++;
    if (slot === parts << partBits) slot = 0;
  }
  return -1;
}

/** Adds the state that stands in the first row, and that is not to be found before the table has its next size. False if there is no room. */
export function appendRow(): boolean {
  if (!keepState(states, 0)) return false;
  states++;
  return true;
}
