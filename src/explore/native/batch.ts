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
// How states are kept.
/** The slot whose rows this thread is going to fill. */
declare function useSlot(slot: number): void;
/** Makes a state current. */
declare function loadState(state: number): void;
// The search's own arrays.
/** How many rows a batch has up to the end of each of its states, and whether a predicate surprises in it; TOGETHER entries a slot. */
declare const ENDS: Int32Array;
declare const SURPRISES: Uint8Array;
/** For each location, whether some agent stood there. */
declare const REACHED: Uint8Array;
/** Rows that a slot has room for, and slots a thread. */
declare const ROWS: number;
declare const SLOTS_A_THREAD: number;
/** For each slot, the first state of its batch. */
declare const FIRST_OF: Int32Array;
/** States a batch. */
declare const TOGETHER: number;

/** Why a function comes back before it is done; numbers of batches are 0 and above. */
const SURPRISE = -1;
const NO_ROOM = -2;
const TOO_MANY = -3;
const DONE = 0;

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

export function openBatch(state: number, slot: number): void {
  useSlot(slot);
  FIRST_OF[slot] = state;
  first = state;
  next = state;
  phase = 0;
  entries = slot * TOGETHER;
  rowsBegin = rowsOf(slot);
  AT = rowsBegin;
  rowsEnd = AT + (ROWS - 1) * (W + 2);
}

/** Where rows of a slot are expanded. Those of the first thread's slots wait for their turn; other threads look theirs up and are done with them. */
function rowsOf(slot: number): number {
  return Math.imul(slot < SLOTS_A_THREAD ? slot : SLOTS_A_THREAD - 1 + ((slot / SLOTS_A_THREAD) | 0), ROWS * (W + 2));
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
