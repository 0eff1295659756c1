import type { Atoms } from './atoms.ts';
import type { Bits } from './bits.ts';

/** What somebody looks at and changes. */
export interface Accesses {
  readonly looks: Bits;
  readonly changes: Bits;
}

/** Whether the order of two steps makes no difference to where they lead, nor to whether they can be taken. */
export function areIndependent(one: Accesses, other: Accesses, { settings }: Atoms): boolean {
  return !one.changes.meets(other.looks) && !one.looks.meets(other.changes) && !one.changes.meetsBoth(other.changes, settings);
}
