/** Integer code that packs what a batch found the way the search keeps it, so that it need only be copied. It is read from this file like batch.ts. */

declare const NA: number;
declare const PARENTS: Int32Array;
declare const CHOICES: Int32Array;
declare const ONWARD: Int32Array;
/** The bits that are asked for. */
declare const BITS: Int32Array;
/** Of each state found, the choice, if it is small. */
declare const NARROW: Uint8Array;
/** Of each state from which the step onward does not lead to the last state found, where it does. */
declare const TOLD: Int32Array;

/** As in insert.ts. */
const LAST_FOUND = -2;

let wide = 0;

/** Bits from `at` on: of each of the states found a one, behind as many zeros as its parent's number is greater than that of the one before it. Returns their end. */
export function packFamilies(found: number, at: number): number {
  const first = PARENTS[0]!;
  clearBits(at + found + PARENTS[found - 1]! - first);
  let large = 0;
  for (let index = 0; index < found; index++) {
    const place = at + index + PARENTS[index]! - first;
    BITS[place >>> 5]! |= 1 << (place & 31);
    const choice = CHOICES[index]!;
    const narrow = (choice & 65535) * NA + (choice >> 16);
    NARROW[index] = narrow;
    large = large | (narrow >>> 8);
  }
  wide = large;
  return at + found + PARENTS[found - 1]! - first;
}

/** Whether some choice has no room in a byte. */
export function hasWideChoice(): boolean {
  return wide !== 0;
}

/** Bits from `at` on: of each of the states closed, whether it is told where the step onward leads. Returns how many are. */
export function packOnward(closed: number, at: number): number {
  clearBits(at + closed);
  let told = 0;
  for (let index = 0; index < closed; index++) {
    const onward = ONWARD[index]!;
    const isTold = onward === LAST_FOUND ? 0 : 1;
    const place = at + index;
    TOLD[told] = onward;
    told += isTold;
    BITS[place >>> 5]! |= isTold << (place & 31);
  }
  return told;
}

function clearBits(end: number): void {
  for (let word = end >>> 5; word >= 0; word--) BITS[word] = 0;
}
