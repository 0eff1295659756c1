import type { FaultKind } from '../core/index.ts';

/** What holds if no step runs into a fault of the kind; judged in this order. */
export const faultClaims: Readonly<Record<FaultKind, string>> = {
  'assertion-failed': 'every assertion of the model holds where it is made',
  'use-after-free': 'no step touches a struct that is free',
  'double-free': 'no step frees a struct that is free already',
  'nil-dereference': 'no step reads or writes through a reference that is nil',
  'lock-held-on-return': 'no thread returns to user mode with a lock held',
  'lock-order-reversal': 'locks are acquired in the declared order',
  'sleeping-forbidden': 'no thread sleeps where sleeping is forbidden',
  'lock-misuse': 'locks are acquired and released only as their kind allows',
  'guard-violated': 'fields are read and written under the lock that guards them',
  'out-of-range': 'every value fits the field or the index that it is used for',
  'zone-exhausted': 'the scenario gives every zone enough structs',
  'step-does-not-end': 'every step ends',
};

/** What holds if the search finds no deadlock and no stuck thread. */
export const graphClaims = {
  deadlock: 'as long as some thread is neither ended nor at rest, some thread has a step',
  'stuck-thread': 'no thread that is neither ended nor at rest is kept from a step for ever, whatever the others do',
} as const;

/** What each built-in check claims, in the order in which they are judged. */
export const builtInClaims: Readonly<Record<string, string>> = { ...faultClaims, ...graphClaims };

/** Names of the built-in checks, in the order in which they are judged. */
export const builtInChecks: readonly string[] = Object.keys(builtInClaims);
