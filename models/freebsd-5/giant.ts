/** Giant. It is given up in every sleep, however often its owner has taken it, and taken as often afterwards. */
import { curthread, KASSERT, lockRank, nil, waitUntil } from '../../src/index.ts';
import type { Routine, U3 } from '../../src/index.ts';
import { Recursive_held } from './locks.ts';
import { check_lock_order } from './order.ts';
import { k } from './state.ts';
import type { Thread } from './state.ts';

/** Takes Giant, or takes it once more. */
export function* lock_giant(): Routine {
  if (Recursive_held(k.Giant)) {
    k.Giant.mtx_recurse++;
    return;
  }
  check_lock_order(lockRank(k.Giant));
  yield* waitUntil(() => k.Giant.mtx_owner === nil, 'Giant');
  k.Giant.mtx_owner = curthread<Thread>();
}

/** Gives Giant back, or one hold of it. Not a step of its own. */
export function unlock_giant(): void {
  assert_giant();
  if (k.Giant.mtx_recurse > 0) k.Giant.mtx_recurse--;
  else k.Giant.mtx_owner = nil;
}

/** Gives up all holds of Giant before a sleep; returns how many there were. DROP_GIANT */
export function drop_giant(): number {
  if (!Recursive_held(k.Giant)) return 0;
  const holds = k.Giant.mtx_recurse + 1;
  k.Giant.mtx_recurse = 0;
  k.Giant.mtx_owner = nil;
  return holds;
}

/** Takes so many holds again after a sleep, whatever else the thread has kept. PICKUP_GIANT */
export function* pickup_giant(holds: U3): Routine {
  if (holds === 0) return;
  yield* waitUntil(() => k.Giant.mtx_owner === nil, 'Giant again');
  k.Giant.mtx_owner = curthread<Thread>();
  k.Giant.mtx_recurse = holds - 1;
}

/** GIANT_REQUIRED */
export function assert_giant(): void {
  KASSERT(Recursive_held(k.Giant), 'Giant is not owned by the caller (B1)');
}
