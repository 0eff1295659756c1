/**
 * Integer code: it is read from this file and translated to WebAssembly, together with the steps of the system that is
 * searched, and never run as it stands. How states are kept is up to plain.ts or tree.ts; T is an open-addressing hash table of
 * their numbers; R has a row for each step of the states that a thread expands together, and behind these the copies that claim.ts makes.
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
declare const tags: number;
declare function lookAhead(from: number, end: number): void;
// Of number.ts.
declare function numberRows(count: number, limit: number): number;
declare function openFault(): number;
// The search's own arrays.
/**
 * In the low bits the number of a state, plus 1 (0: an empty slot), and above them some of its hash: a look at a slot costs a
 * cache miss, so it had better tell most other states apart by itself. Entries of states without a number, which are negative, are up to claim.ts.
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
/** For each slot, the first state of its batch. */
declare const FIRST_OF: Int32Array;
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

/** The batch to insert: its first state and its entries in ENDS, and whether its rows have been looked up by claim.ts. */
let parent = 0;
let from = 0;
let claimed = 0;
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
  FIRST_OF[slot] = state;
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

/** How many rows the first `count` states of a slot have. */
export function rowsIn(slot: number, count: number): number {
  return ENDS[slot * TOGETHER + count - 1]!;
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
        for (let agent = 0; agent < NA; agent++) reach(S[FB[agent]!]!);
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

/** Notes that some agent stood at a location. What is noted is not written again: other processors have it in their caches. */
function reach(location: number): void {
  if (REACHED[location] === 0) REACHED[location] = 1;
}

/** Judges the states before `end` without expanding them. */
export function judgeStates(end: number): number {
  while (unseen < end) {
    loadState(unseen);
    unseen++;
    for (let agent = 0; agent < NA; agent++) reach(S[FB[agent]!]!);
    if (surprising()) return SURPRISE;
  }
  return DONE;
}

export function unseenState(): number {
  return unseen;
}

/** Begins to insert the rows of states that this thread has just expanded, the first of which is `state`. */
export function openRows(state: number, slot: number): void {
  beginRows(state, slot);
  claimed = 0;
  rowAt = rowsBegin;
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
  return claimed === 0 ? insertFrom(count, limit) : numberRows(count, limit);
}

function insertFrom(count: number, limit: number): number {
  // Variables of the function are in registers, those of the module in memory.
  const slots = parts << partBits;
  const numberMask = numbers;
  const tagMask = tags;
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
        lookAhead(row, rowsBegin + Math.imul(ENDS[from + looked - 1]!, W + 2));
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
      const hash = R[row + W]!;
      let slot = home(hash);
      let entry = T[slot]!;
      while (entry !== 0) {
        if (((entry ^ hash) & tagMask) === 0) {
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
        T[slot] = (hash & tagMask) | known;
        PARENTS[fresh] = parent + index;
        CHOICES[fresh] = choice;
        fresh++;
      }
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

/** Where the search goes onward from the state whose steps are all done with: the youngest and the oldest state to which they lead are given. */
function onwardFrom(onward: number, back: number): number {
  if (faulted !== 0) return -1;
  if (onward >= knownBefore) return TELLS_LAST_FOUND !== 0 ? TO_LAST_FOUND : onward;
  return onward >= 0 && onward <= parent + index ? back : onward;
}

/** The choice of the row that tells of a fault, complemented; moves on behind it. */
export function faultChoice(): number {
  if (claimed !== 0) return openFault();
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
    // Those of claimed rows are counted at the end of a state.
    if (claimed === 0) transitions -= rowNow - firstRow - faults;
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
    // A claim of a search that has ended since tells of no state.
    if (entry > 0 && ((entry ^ hash) & tags) === 0) {
      if (isState((entry & numbers) - 1, at)) return (entry & numbers) - 1;
    }
    slot++;
    if (slot === parts << partBits) slot = 0;
  }
  return -1;
}

/** Adds the state that stands in the first row, and that is not to be found before the table has its next size. False if there is no room. */
export function appendRow(): boolean {
  R[W] = hashOfRow(0);
  if (!keepState(states, 0)) return false;
  states++;
  return true;
}
