/** Integer code of the hash table T of the states' numbers; see batch.ts. It is read from this file like that one. */

declare const W: number;
declare const R: Int32Array;
declare const T: Int32Array;
declare const TOGETHER: number;
/** Free between batches. */
declare const PARENTS: Int32Array;
declare const states: number;
// How states are kept.
declare function hashOf(state: number): number;
declare function home(hash: number): number;
/** Looks at where the state of an entry of the table is kept, which a row of such a hash is going to be compared with. */
declare function touch(entry: number, hash: number): number;

/** The table has `parts` times 2^`partBits` slots, all of which are one part if there are 4. */
let parts = 0;
let partBits = 0;
/** The bits of a hash that tell the place in a part; the bits of an entry that are a number, and those above that are of the hash. */
export let homeMask = 0;
let numbers = 0;
let tags = 0;
let looks = 0;

/** Looks at what rows will be compared with: the cache misses of these looks overlap. */
export function lookAhead(from: number, end: number): void {
  let sum = 0;
  for (let row = from; row < end; row += W + 2) sum += T[home(R[row + W]!)]!;
  for (let row = from; row < end; row += W + 2) {
    const hash = R[row + W]!;
    sum += touch(T[home(hash)]!, hash);
  }
  looks = sum;
}

/** For the looks not to be in vain. */
export function looked(): number {
  return looks;
}

/** Tells how many slots the table has: 4 or 6 times a power of 2. */
export function sizeTable(slots: number): void {
  partBits = 29 - Math.clz32(slots);
  parts = slots >>> partBits;
  homeMask = parts === 4 ? slots - 1 : (1 << partBits) - 1;
  numbers = (parts === 4 ? slots : 8 << partBits) - 1;
  tags = ~numbers & 0x7fffffff;
}

/** Gives the table so many slots, and enters all states anew. */
export function rehash(slots: number): void {
  for (let slot = (parts << partBits) - 1; slot >= 0; slot--) T[slot] = 0;
  sizeTable(slots);
  for (let from = 0; from < states; from += TOGETHER) {
    const end = from + TOGETHER < states ? from + TOGETHER : states;
    hashAhead(from, end);
    for (let state = from; state < end; state++) enter(state, PARENTS[state - from]!);
  }
}

/** Puts the hashes of some states in PARENTS, and looks at where they belong: the cache misses of these looks overlap. */
function hashAhead(from: number, end: number): void {
  let sum = 0;
  for (let state = from; state < end; state++) PARENTS[state - from] = hashOf(state);
  for (let state = from; state < end; state++) sum += T[home(PARENTS[state - from]!)]!;
  looks = sum;
}

function enter(state: number, hash: number): void {
  let slot = home(hash);
  while (T[slot] !== 0) {
    slot++;
    if (slot === parts << partBits) slot = 0;
  }
  T[slot] = (hash & tags) | (state + 1);
}
