/** In which order locks are taken: `lockOrder` in index.ts. */
import { all, lockRank, require, some } from '../../src/index.ts';
import { Mtx_held, Recursive_held, Sx_shared } from './locks.ts';
import type { Mtx, Recursive, Sx } from './locks.ts';

const mutexes = all<Mtx>();
const recursives = all<Recursive>();
const sxlocks = all<Sx>();

/** Compares a lock that is about to be taken, by its rank, with those held: none of them may come after it. */
export function check_lock_order(rank: number): void {
  const fits =
    !some(mutexes, (m) => Mtx_held(m) && lockRank(m) > rank) &&
    !some(recursives, (m) => Recursive_held(m) && lockRank(m) > rank) &&
    !some(sxlocks, (s) => Sx_shared(s) && lockRank(s) > rank);
  require('lock-order-reversal', fits, 'a lock is taken by a thread that holds one which the lock order puts after it');
}
