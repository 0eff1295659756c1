import type { Omission } from '../core/index.ts';
import { counted, grouped } from './counted.ts';

/** Tells how many states a visited set that is not exact must be expected to have omitted. */
export function omissionText({ visited, bits, hashFactor, expectedOmitted, expectedFraction }: Omission): readonly string[] {
  const omitted = `${short(expectedOmitted)} of the states met (${short(100 * expectedFraction)} %) are expected to be omitted`;
  if (hashFactor === undefined) return [`${visited}: ${omitted}, by fingerprints of ${counted(bits, 'bit')}`];
  return [`${visited}: ${omitted}, at 3 of ${short(hashFactor)} bits a state (hash factor; ${grouped(bits)} bits in all)`];
}

/** Two digits are all that an expectation is worth. */
function short(number: number): string {
  return number >= 100 ? grouped(Math.round(number)) : String(Number(number.toPrecision(2)));
}
