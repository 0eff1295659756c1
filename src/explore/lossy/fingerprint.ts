/**
 * Puts the 64-bit fingerprint of a packed state into `into[to]` and `into[to + 1]`: two hashes of 32 bits that have no
 * factor in common. Each takes in a word by a function that no two values of the hash, and no two of the word, send to
 * the same place, so that states that differ in one word only are told apart for certain.
 */
export function fingerprint(from: Int32Array, at: number, words: number, into: Int32Array, to: number): void {
  let low = 0x3c6ef372;
  let high = 0x1b873593;
  for (let word = at; word < at + words; word++) {
    const value = from[word]!;
    low = spread(low ^ value);
    high = stir((high + value) | 0);
  }
  into[to] = low;
  into[to + 1] = high;
}

/** Sends each 32-bit number to another one, in which every bit depends on all of it. */
export function spread(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
}

/** The same with other factors and shifts. */
function stir(value: number): number {
  let x = value ^ (value >>> 17);
  x = Math.imul(x, 0xed5ad4bb);
  x ^= x >>> 11;
  x = Math.imul(x, 0xac4c1b51);
  x ^= x >>> 15;
  x = Math.imul(x, 0x31848bab);
  return x ^ (x >>> 14);
}
