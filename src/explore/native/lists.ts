/** Integer code of the heap that tree.ts keeps states in, and of the lists of values of the tree's nodes. It is read from this file like batch.ts. */

declare const W: number;
/** For each node: how long its list is, and its hash table of references plus 1: where in the heap, and slots. */
declare const LENGTHS: Int32Array;
declare const TABLES: Int32Array;
declare const SLOTS: Int32Array;
/** Where the parts of each list are in the heap. They are never moved, since other threads read them: each has twice the room of the one before it. */
declare const PARTS: Int32Array;
/** What was looked up last for each node, and the reference that was found; of a leaf without list, the word. */
declare const LEFTS: Int32Array;
declare const RIGHTS: Int32Array;
declare const REFERENCES: Int32Array;
/** By their size, a power of 2, the first of the tables that are free; each begins with the place of the next one. */
declare const FREE: Int32Array;
declare const HEAP: Int32Array;

const PARTS_A_LIST = 28;
/** Values in the first part of a list. */
const FIRST_PART = 8;
const LEAST_SLOTS = 16;

/** Words of the heap in use (its first ones are not, so that no place is 0), and how many there are; how many are missing. */
let heapEnd = 16;
let heapWords = 0;
let missing = 0;

export function setHeap(words: number): void {
  heapWords = words;
}

export function heapInUse(): number {
  return heapEnd;
}

/** How many words a state lacked that could not be kept. */
export function missingWords(): number {
  return missing;
}

/** Where in the heap a value of a node's list is. */
export function valueAt(node: number, reference: number): number {
  const place = reference + FIRST_PART;
  const part = 28 - Math.clz32(place);
  const index = place - (FIRST_PART << part);
  return PARTS[node * PARTS_A_LIST + part]! + (node >= W ? index : 2 * index);
}

/** Finds the reference of a value, which is added to the node's list if it is new. False if there is no room for it. */
export function lookUp(node: number, left: number, right: number): boolean {
  const slots = SLOTS[node]!;
  const table = TABLES[node]!;
  let reference = -1;
  let slot = hashOfPair(left, right) & (slots - 1);
  if (slots > 0) {
    for (let known = HEAP[table + slot]!; known !== 0; known = HEAP[table + slot]!) {
      const at = valueAt(node, known - 1);
      if (HEAP[at] === left && (node >= W || HEAP[at + 1] === right)) {
        reference = known - 1;
        break;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }
  if (reference < 0) {
    reference = LENGTHS[node]!;
    if (!addValue(node, left, right)) return false;
  }
  LEFTS[node] = left;
  RIGHTS[node] = right;
  REFERENCES[node] = reference;
  return true;
}

function hashOfPair(left: number, right: number): number {
  let x = Math.imul(left, -1640531535) + Math.imul(right ^ (right >>> 15), -2048144777);
  x = Math.imul(x ^ (x >>> 15), -1028477379);
  return x ^ (x >>> 16);
}

function addValue(node: number, left: number, right: number): boolean {
  const length = LENGTHS[node]!;
  if (4 * length >= 3 * SLOTS[node]!) {
    if (!growTable(node)) return false;
  }
  const place = length + FIRST_PART;
  const part = 28 - Math.clz32(place);
  if (place === FIRST_PART << part) {
    const at = allot(node >= W ? place : 2 * place);
    if (at === 0) return false;
    PARTS[node * PARTS_A_LIST + part] = at;
  }
  const at = valueAt(node, length);
  HEAP[at] = left;
  if (node < W) HEAP[at + 1] = right;
  LENGTHS[node] = length + 1;
  enterValue(node, length);
  return true;
}

function enterValue(node: number, reference: number): void {
  const table = TABLES[node]!;
  const mask = SLOTS[node]! - 1;
  const at = valueAt(node, reference);
  let slot = hashOfPair(HEAP[at]!, node >= W ? 0 : HEAP[at + 1]!) & mask;
  while (HEAP[table + slot] !== 0) slot = (slot + 1) & mask;
  HEAP[table + slot] = reference + 1;
}

function growTable(node: number): boolean {
  const slots = SLOTS[node] === 0 ? LEAST_SLOTS : 2 * SLOTS[node]!;
  const table = takeTable(slots);
  if (table === 0) return false;
  freeTable(node);
  TABLES[node] = table;
  SLOTS[node] = slots;
  for (let reference = 0; reference < LENGTHS[node]!; reference++) enterValue(node, reference);
  return true;
}

/** An empty table. */
function takeTable(slots: number): number {
  const size = 31 - Math.clz32(slots);
  const table = FREE[size]!;
  if (table === 0) return allot(slots);
  FREE[size] = HEAP[table]!;
  for (let slot = 0; slot < slots; slot++) HEAP[table + slot] = 0;
  return table;
}

export function freeTable(node: number): void {
  const slots = SLOTS[node]!;
  if (slots === 0) return;
  const size = 31 - Math.clz32(slots);
  HEAP[TABLES[node]!] = FREE[size]!;
  FREE[size] = TABLES[node]!;
  SLOTS[node] = 0;
}

/** So many words of zeros; 0 if there is no room for them. */
export function allot(words: number): number {
  const at = heapEnd;
  if (words > heapWords - at) {
    missing = words - (heapWords - at);
    return 0;
  }
  heapEnd = at + words;
  return at;
}
