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
/** The bits of a hash that tell the place in a part, and the bits of an entry that are a number; those above are of the hash. */
export let homeMask = 0;
let numbers = 0;
let looks = 0;

/** Looks at what `insertRows` will look at: the cache misses of these looks overlap. */
export function lookAhead(from: number, end: number): void {
  const stride = W + 2;
  let sum = 0;
  for (let at = from; at < end; at += stride) sum += T[home(R[at + W]! & lookedUp(R[at + W + 1]!))]!;
  for (let at = from; at < end; at += stride) {
    const hash = R[at + W]! & lookedUp(R[at + W + 1]!);
    sum += touch(T[home(hash)]!, hash);
  }
  looks = sum;
}

/** All bits, or none for the row that is the same as another: without a branch, which would often be predicted wrongly. */
function lookedUp(choice: number): number {
  return ~((choice << 1) >> 31);
}

/** For the looks not to be in vain. */
export function looked(): number {
  return looks;
}

/** Gives the table another size, `times` (4 or 6) times 2^`bits` slots, and enters all states anew. */
export function rehash(times: number, bits: number): void {
  for (let slot = (parts << partBits) - 1; slot >= 0; slot--) T[slot] = 0;
  parts = times;
  partBits = bits;
  homeMask = times === 4 ? (4 << bits) - 1 : (1 << bits) - 1;
  numbers = (times === 4 ? 4 << bits : 8 << bits) - 1;
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
  T[slot] = (hash & ~numbers) | (state + 1);
}
