/** Integer code of the hash table T of the states' numbers; see batch.ts. It is read from this file like that one. */

declare const W: number;
declare const R: Int32Array;
/**
 * In the low bits the number of a state, plus 1 (0: an empty slot), and above them some of its hash: a look at a slot costs a
 * cache miss, so it had better tell most other states apart by itself. Entries of states without a number, which are negative, are up to claim.ts.
 */
declare const T: Int32Array;
declare const TOGETHER: number;
/** Of claim.ts: ROWS entries a thread, free between batches. */
declare const RESULTS: Int32Array;
declare const ROWS: number;
declare const SLOTS_A_THREAD: number;
declare const SHARES: number;
declare function useSlot(slot: number): void;
// Of insert.ts.
declare let states: number;
// Written for the number of words that a state has; the system's code puts it into the rows.
declare function hashOfRow(at: number): number;
// How states are kept.
declare function isState(state: number, row: number): boolean;
declare function keepState(state: number, row: number): boolean;
declare function hashOf(state: number): number;
declare function home(hash: number): number;
/** Looks at where the state of an entry of the table is kept, which a row of such a hash is going to be compared with. */
declare function touch(entry: number, hash: number): number;

/** Slots in a page of memory. */
const PAGE = 1024;

/** The table has `parts` times 2^`partBits` slots, all of which are one part if there are 4. */
let parts = 0;
let partBits = 0;
/** The bits of a hash that tell the place in a part; the bits of an entry that are a number, and those above that are of the hash. */
export let homeMask = 0;
let numbers = 0;
let tags = 0;
/** For the looks not to be in vain. */
export let looks = 0;

/** Looks at what rows are going to be compared with: the cache misses of these looks overlap. */
export function lookAhead(from: number, end: number): void {
  let sum = 0;
  for (let row = from; row < end; row += W + 2) sum += T[home(R[row + W]!)]!;
  for (let row = from; row < end; row += W + 2) {
    const hash = R[row + W]!;
    const entry = T[home(hash)]!;
    // A claim tells of no state.
    sum += touch(SHARES !== 0 ? entry & ~(entry >> 31) : entry, hash);
  }
  looks = sum;
}

/** Tells how many slots the table has: 4 or 6 times a power of 2. */
export function sizeTable(slots: number): void {
  partBits = 29 - Math.clz32(slots);
  parts = slots >>> partBits;
  homeMask = parts === 4 ? slots - 1 : (1 << partBits) - 1;
  numbers = (parts === 4 ? slots : 8 << partBits) - 1;
  tags = ~numbers & 0x7fffffff;
}

/** Gives the table so many slots, all of them empty. */
export function clearTable(slots: number): void {
  const before = parts << partBits;
  for (let slot = before - 1; slot >= 0; slot--) T[slot] = 0;
  // Nobody has been beyond. A page that is looked at before it is written is mapped twice, and the second time all processors are told.
  for (let slot = before; slot < slots; slot += PAGE) T[slot] = 0;
  sizeTable(slots);
}

/** Enters states into the table, for the thread of a slot. Other threads may enter other states meanwhile: nobody cares which comes first. */
export function enterStates(slot: number, from: number, end: number): void {
  useSlot(slot);
  const hashes = Math.imul((slot / SLOTS_A_THREAD) | 0, ROWS);
  for (let group = from; group < end; group += TOGETHER) {
    const groupEnd = group + TOGETHER < end ? group + TOGETHER : end;
    hashAhead(hashes, group, groupEnd);
    for (let state = group; state < groupEnd; state++) enter(state, RESULTS[hashes + state - group]!);
  }
}

/** Puts the hashes of some states where nothing is needed between batches, and looks at where they belong: the cache misses of these looks overlap. */
function hashAhead(to: number, from: number, end: number): void {
  let sum = 0;
  for (let state = from; state < end; state++) RESULTS[to + state - from] = hashOf(state);
  for (let state = from; state < end; state++) sum += T[home(RESULTS[to + state - from]!)]!;
  looks = sum;
}

function enter(state: number, hash: number): void {
  const entry = (hash & tags) | (state + 1);
  let slot = home(hash);
  for (;;) {
    if (T[slot] === 0) {
      if (SHARES === 0) {
        T[slot] = entry;
        break;
      }
      if (Atomics.compareExchange(T, slot, 0, entry) === 0) break;
    }
    slot++;
    if (slot === parts << partBits) slot = 0;
  }
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
