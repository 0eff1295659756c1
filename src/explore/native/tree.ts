/**
 * Integer code of an exact set of states that takes a few bytes for each (after Laarman, van de Pol and Weber, Parallel recursive
 * state compression for free, SPIN 2011). It is read from this file like batch.ts.
 *
 * The words of a state are the leaves of a binary tree. Each node has a list of the values that were seen there: a word at a leaf, at
 * other nodes the places of its children's values in their lists. So a place in a list (a reference) stands for all words
 * below a node. A state is a row of bits: the references of a few nodes that together have all words below them, each in as many
 * bits as the lengths of the lists ask for. Which nodes these are is decided as the search goes: a list that costs more
 * than its references save is given up, and then the children stand in the row, or the word itself.
 *
 * Node 1 is the root, which has no list; the children of node n are 2n and 2n + 1; word k is leaf W + k.
 */

declare const W: number;
declare let parts: number;
declare let partBits: number;
declare let homeMask: number;
declare let numbers: number;
declare let tags: number;
declare const R: Int32Array;
declare function unpack(at: number): void;
declare function hashOfState(at: number): number;
declare function sameWords(state: number, row: number): boolean;

/** A row of words for each thread, into which it takes states apart. */
declare const X: Int32Array;
/** For each thread and node that is no leaf, the reference whose words stand in the thread's row, plus 1; 0 if that is not known. */
declare const SHOWN: Int32Array;
/** For each node: whether its list is in use, and its length. */
declare const KEPT: Uint8Array;
declare const LENGTHS: Int32Array;
/** What was looked up last for each node, and the reference that was found; of a leaf without list, the word. */
declare const LEFTS: Int32Array;
declare const RIGHTS: Int32Array;
declare const REFERENCES: Int32Array;
/** Where each chunk of states is in the heap: the place of its layout, and then the rows of bits. */
declare const CHUNKS: Int32Array;
declare const HEAP: Int32Array;
// Of lists.ts.
declare function valueAt(node: number, reference: number): number;
declare function lookUp(node: number, left: number, right: number): boolean;
declare function freeTable(node: number): void;
declare function allot(words: number): number;
/** Words from the row of a thread to that of the next one: no two threads write to one cache line. */
declare const ROW_WORDS: number;
/** Slots for rows of a thread. */
declare const SLOTS_A_THREAD: number;

/** Whether hashes of states stand behind them: where these have many words, it takes long to compute them from what is kept. */
declare const KEEPS_HASHES: number;

const CHUNK_SHIFT = 8;
const CHUNK = 256;

/** Every so many states, lists are looked at that may cost more than they save. */
const REVIEW = 4096;
/** Lists get so many states' savings in advance: what looks new at first comes again later. */
const ADVANCE = 262144;
/** Bits that a value takes in the list of a leaf and of another node, with its share of the table. */
const LEAF_BITS = 104;
const NODE_BITS = 148;

/** The layout of the states that come next, and whether the lists in use are others by now. */
let layout = 0;
let outdated = 0;
/** The last state before which lists were looked at. */
let reviewed = 0;

/** Where the thread's row and its shown references begin. */
let myRow = 0;
let myShown = 0;

export function openTree(): void {
  for (let node = 1; node < 2 * W; node++) KEPT[node] = 1;
  // A root that is no leaf has no list.
  if (W > 1) KEPT[1] = 0;
}

export function useSlot(slot: number): void {
  const thread = (slot / SLOTS_A_THREAD) | 0;
  myRow = thread * ROW_WORDS;
  myShown = thread * (2 * ROW_WORDS);
}

export function loadState(state: number): void {
  showState(state);
  unpack(myRow);
}

export function hashOf(state: number): number {
  if (KEEPS_HASHES !== 0) {
    const chunk = CHUNKS[state >>> CHUNK_SHIFT]!;
    return HEAP[hashesOf(chunk, HEAP[chunk]!) + (state & (CHUNK - 1))]!;
  }
  showState(state);
  return hashOfState(myRow);
}

/** Where in a chunk of some layout the hashes of its states are. */
function hashesOf(chunk: number, fields: number): number {
  return chunk + 2 + ((CHUNK * HEAP[fields]!) >>> 5);
}

/** Compares field by field, since most states that are compared are the same. */
export function isState(state: number, row: number): boolean {
  const chunk = CHUNKS[state >>> CHUNK_SHIFT]!;
  const fields = HEAP[chunk]!;
  const end = fields + 2 + 2 * HEAP[fields + 1]!;
  let place = (state & (CHUNK - 1)) * HEAP[fields]!;
  for (let field = fields + 2; field < end; field += 2) {
    const bits = HEAP[field + 1]!;
    const value = readBits(chunk + 1, place, bits);
    place = place + bits;
    const node = HEAP[field]!;
    if (node >= W) {
      if (R[row + node - W] !== (bits === 32 ? value : HEAP[valueAt(node, value)]!)) return false;
    } else {
      if (SHOWN[myShown + node] !== value + 1) {
        forgetAbove(node);
        show(node, value);
      }
      if (!areWordsBelow(node, row)) return false;
    }
  }
  return true;
}

/** Whether the words below a node are the same in the thread's row. */
function areWordsBelow(node: number, row: number): boolean {
  let last = node;
  for (let first = node; first < 2 * W; first = 2 * first) {
    const end = last < 2 * W ? last : 2 * W - 1;
    for (let leaf = first < W ? W : first; leaf <= end; leaf++) {
      if (X[myRow + leaf - W] !== R[row + leaf - W]) return false;
    }
    last = 2 * last + 1;
  }
  return true;
}

/** Where the search for a hash begins: at a place that its low bits tell, in a part that depends on all bits. */
export function home(hash: number): number {
  if (parts === 4) return hash & homeMask;
  return ((Math.imul(Math.imul(hash, -1640531535) >>> 16, parts) >>> 16) << partBits) | (hash & homeMask);
}

export function touch(entry: number, hash: number): number {
  if (entry === 0) return 0;
  if (((entry ^ hash) & tags) !== 0) return 0;
  const state = (entry & numbers) - 1;
  const chunk = CHUNKS[state >>> CHUNK_SHIFT]!;
  const place = (state & (CHUNK - 1)) * HEAP[HEAP[chunk]!]!;
  return HEAP[chunk + 1 + (place >>> 5)]!;
}

/** Takes a state apart into the thread's row. */
export function showState(state: number): void {
  const chunk = CHUNKS[state >>> CHUNK_SHIFT]!;
  const fields = HEAP[chunk]!;
  const end = fields + 2 + 2 * HEAP[fields + 1]!;
  let place = (state & (CHUNK - 1)) * HEAP[fields]!;
  for (let field = fields + 2; field < end; field += 2) {
    const bits = HEAP[field + 1]!;
    const value = readBits(chunk + 1, place, bits);
    place = place + bits;
    const node = HEAP[field]!;
    if (node >= W) showWord(node, bits === 32 ? value : HEAP[valueAt(node, value)]!);
    else if (SHOWN[myShown + node] !== value + 1) {
      forgetAbove(node);
      show(node, value);
    }
  }
}

function showWord(leaf: number, word: number): void {
  const at = myRow + leaf - W;
  if (X[at] === word) return;
  X[at] = word;
  forgetAbove(leaf);
}

/** The words below the nodes above this one are going to be others. Where one is not known, those above it are not either. */
function forgetAbove(node: number): void {
  for (let above = node >>> 1; above > 1; above = above >>> 1) {
    if (SHOWN[myShown + above] === 0) return;
    SHOWN[myShown + above] = 0;
  }
}

/** Writes the words below a node that is no leaf, and that a reference stands for. */
function show(node: number, reference: number): void {
  SHOWN[myShown + node] = reference + 1;
  const at = valueAt(node, reference);
  showChild(2 * node, HEAP[at]!);
  showChild(2 * node + 1, HEAP[at + 1]!);
}

function showChild(node: number, reference: number): void {
  if (node >= W) X[myRow + node - W] = HEAP[valueAt(node, reference)]!;
  else if (SHOWN[myShown + node] !== reference + 1) show(node, reference);
}

function readBits(from: number, place: number, bits: number): number {
  if (bits === 0) return 0;
  const at = from + (place >>> 5);
  const shift = place & 31;
  let value = HEAP[at]! >>> shift;
  if (shift + bits > 32) value = value | (HEAP[at + 1]! << (32 - shift));
  return bits === 32 ? value : value & ((1 << bits) - 1);
}

/** Where it writes there are zeros. */
function writeBits(from: number, place: number, bits: number, value: number): void {
  if (bits === 0) return;
  const at = from + (place >>> 5);
  const shift = place & 31;
  HEAP[at] = HEAP[at]! | (value << shift);
  if (shift + bits > 32) HEAP[at + 1] = value >>> (32 - shift);
}

/** Keeps the state that stands in a row, which has the next number. False if the heap has no room: nothing is kept then. */
export function keepState(state: number, row: number): boolean {
  if ((state & (REVIEW - 1)) === 0 && reviewed !== state) review(state);
  if (!lookUpWords(row)) return false;
  if (!lookUpNodes()) return false;
  if (!makeRoom(state)) return false;
  const chunk = CHUNKS[state >>> CHUNK_SHIFT]!;
  const end = layout + 2 + 2 * HEAP[layout + 1]!;
  let place = (state & (CHUNK - 1)) * HEAP[layout]!;
  for (let field = layout + 2; field < end; field += 2) {
    const bits = HEAP[field + 1]!;
    writeBits(chunk + 1, place, bits, REFERENCES[HEAP[field]!]!);
    place = place + bits;
  }
  if (KEEPS_HASHES !== 0) HEAP[hashesOf(chunk, layout) + (state & (CHUNK - 1))] = R[row + W]!;
  return true;
}

function lookUpWords(row: number): boolean {
  for (let word = 0; word < W; word++) {
    const leaf = W + word;
    const value = R[row + word]!;
    if (KEPT[leaf] === 0) REFERENCES[leaf] = value;
    else if (LEFTS[leaf] !== value || LENGTHS[leaf] === 0) {
      if (!lookUp(leaf, value, 0)) return false;
    }
  }
  return true;
}

/** Children come before their parents. */
function lookUpNodes(): boolean {
  for (let node = W - 1; node > 1; node--) {
    if (KEPT[node] !== 0) {
      const left = REFERENCES[2 * node]!;
      const right = REFERENCES[2 * node + 1]!;
      if (LEFTS[node] !== left || RIGHTS[node] !== right || LENGTHS[node] === 0) {
        if (!lookUp(node, left, right)) return false;
      }
    }
  }
  return true;
}

/** Makes sure that the chunk of a state is there, and that its fields are wide enough for what was looked up. */
function makeRoom(state: number): boolean {
  if ((state & (CHUNK - 1)) !== 0) return fits() || repack(state);
  if (layout === 0 || outdated !== 0 || !fits()) {
    if (!makeLayout()) return false;
  }
  const chunk = takeChunk();
  if (chunk === 0) return false;
  CHUNKS[state >>> CHUNK_SHIFT] = chunk;
  return true;
}

function fits(): boolean {
  const end = layout + 2 + 2 * HEAP[layout + 1]!;
  for (let field = layout + 2; field < end; field += 2) {
    const bits = HEAP[field + 1]!;
    if (bits < 32 && REFERENCES[HEAP[field]!]! >>> bits !== 0) return false;
  }
  return true;
}

/** A chunk in the present layout. */
function takeChunk(): number {
  const chunk = allot(2 + ((CHUNK * HEAP[layout]!) >>> 5) + KEEPS_HASHES * CHUNK);
  if (chunk !== 0) HEAP[chunk] = layout;
  return chunk;
}

/** Moves the states before this one in its chunk to another one with wider fields. Nobody may write where they stood: another thread may be reading. */
function repack(state: number): boolean {
  const narrow = layout;
  const from = CHUNKS[state >>> CHUNK_SHIFT]!;
  if (!makeLayout()) return false;
  const chunk = takeChunk();
  if (chunk === 0) {
    layout = narrow;
    return false;
  }
  const fields = HEAP[layout + 1]!;
  for (let index = 0; index < (state & (CHUNK - 1)); index++) {
    let read = Math.imul(index, HEAP[narrow]!);
    let written = Math.imul(index, HEAP[layout]!);
    for (let field = 0; field < fields; field++) {
      const bits = HEAP[narrow + 3 + 2 * field]!;
      const wide = HEAP[layout + 3 + 2 * field]!;
      writeBits(chunk + 1, written, wide, readBits(from + 1, read, bits));
      read = read + bits;
      written = written + wide;
    }
    if (KEEPS_HASHES !== 0) HEAP[hashesOf(chunk, layout) + index] = HEAP[hashesOf(from, narrow) + index]!;
  }
  CHUNKS[state >>> CHUNK_SHIFT] = chunk;
  return true;
}

/** Makes a layout of the nodes whose references, or words, stand for all words: bits of a state, fields, and for each its node and bits. */
function makeLayout(): boolean {
  let fields = 0;
  for (let node = 1; node < 2 * W; node++) if (isField(node)) fields++;
  const made = allot(2 + 2 * fields);
  if (made === 0) return false;
  let field = made + 2;
  let bits = 0;
  for (let node = 1; node < 2 * W; node++) {
    if (isField(node)) {
      const length = LENGTHS[node]!;
      // Somewhat wider than it must be: a list that has grown goes on to grow.
      const wide = KEPT[node] === 0 ? 32 : bitsFor(length + (length >>> 3));
      HEAP[field] = node;
      HEAP[field + 1] = wide;
      bits = bits + wide;
      field = field + 2;
    }
  }
  HEAP[made] = bits;
  HEAP[made + 1] = fields;
  layout = made;
  outdated = 0;
  return true;
}

function isField(node: number): boolean {
  if (node < W && KEPT[node] === 0) return false;
  return node === 1 || KEPT[node >>> 1] === 0;
}

/** Bits of the references to so many values. */
function bitsFor(values: number): number {
  return 32 - Math.clz32(values - 1);
}

/** Gives up lists that cost more than they save, in the first so many states. */
function review(states: number): void {
  reviewed = states;
  for (let node = 2 * W - 1; node > 0; node--) {
    if (KEPT[node] !== 0) {
      if (!isWorthIt(node, states)) {
        KEPT[node] = 0;
        outdated = 1;
        freeTable(node);
      }
    }
  }
}

function isWorthIt(node: number, states: number): boolean {
  if (node < W && (KEPT[2 * node] === 0 || KEPT[2 * node + 1] === 0)) return false;
  const apart = node < W ? bitsFor(LENGTHS[2 * node]!) + bitsFor(LENGTHS[2 * node + 1]!) : 32;
  const saved = apart - bitsFor(LENGTHS[node]!);
  // In thousands, so that the products are small.
  const cost = Math.imul(LENGTHS[node]! >>> 10, node < W ? NODE_BITS : LEAF_BITS);
  return cost <= Math.imul(saved, (states + ADVANCE) >>> 10);
}
