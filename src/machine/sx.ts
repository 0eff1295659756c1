import { addressOf, curthread, lockRank, nil, require, waitUntil } from '../lang/index.ts';
import type { Ref, Routine } from '../lang/index.ts';
import { check_lock_order, owns_a_mutex, sx_bit, Sx_held, Sx_shared } from './locks.ts';
import type { Sx } from './locks.ts';
import { wakeup } from './sleepqueue.ts';
import type { MachineThread } from './thread.ts';

/** Whether an sx_slock goes through now. */
export function sx_can_slock(sx: Ref<Sx>): boolean {
  return sx.sx_owner === nil && (sx.sx_sharers === 0 || sx.sx_xwaiters === 0);
}

/** The address that interruptible waiters of the lock sleep on. */
export function sx_wchan(sx: Ref<Sx>): number {
  return addressOf(sx.sx_sharers);
}

/** What every blocking acquisition checks first: no recursion, no mutex owned, the lock order. */
export function sx_check(sx: Ref<Sx>): void {
  require('lock-misuse', !Sx_shared(sx), 'a thread locks an sx lock that it holds already');
  require('sleeping-forbidden', !owns_a_mutex(), 'an sx lock is taken by a thread that owns a mutex');
  check_lock_order(lockRank(sx));
}

/** Takes the lock shared. The caller must own no mutex. */
export function* sx_slock(sx: Ref<Sx>): Routine {
  sx_check(sx);
  yield* waitUntil(() => sx_can_slock(sx), 'sx_slock');
  sx.sx_sharers |= sx_bit();
}

/** Takes the lock exclusively. The caller must own no mutex. */
export function* sx_xlock(sx: Ref<Sx>): Routine {
  sx_check(sx);
  yield* waitUntil(() => sx.sx_owner === nil, 'sx_xlock');
  // Only a lock that is held shared is waited for visibly: that is when a waiter keeps later sharers out.
  if (sx.sx_sharers !== 0) {
    sx.sx_xwaiters++;
    yield* waitUntil(() => sx.sx_owner === nil && sx.sx_sharers === 0, 'sx_xlock (sharers)');
    sx.sx_xwaiters--;
  }
  sx.sx_owner = curthread<MachineThread>();
}

/** Takes the lock shared unless it is held exclusively now; says whether it did. */
export function* sx_try_slock(sx: Ref<Sx>): Routine<boolean> {
  yield 'sx_try_slock';
  if (sx.sx_owner !== nil) return false;
  sx.sx_sharers |= sx_bit();
  return true;
}

/** Takes the lock exclusively if nobody holds it now; says whether it did. */
export function* sx_try_xlock(sx: Ref<Sx>): Routine<boolean> {
  yield 'sx_try_xlock';
  if (sx.sx_owner !== nil || sx.sx_sharers !== 0) return false;
  sx.sx_owner = curthread<MachineThread>();
  return true;
}

/** Gives a shared hold back. Not a step of its own. Sleeping sharers stay asleep where exclusive waiters go first. */
export function sx_sunlock(sx: Ref<Sx>): void {
  require('lock-misuse', (sx.sx_sharers & sx_bit()) !== 0, 'a thread releases a shared hold that it does not have');
  sx.sx_sharers &= ~sx_bit();
  if (sx.sx_sharers === 0 && sx.sx_xwaiters === 0) wakeup(sx_wchan(sx));
}

/** Gives an exclusive hold back. Not a step of its own. */
export function sx_xunlock(sx: Ref<Sx>): void {
  require('lock-misuse', Sx_held(sx), 'a thread releases an exclusive hold that it does not have');
  sx.sx_owner = nil;
  wakeup(sx_wchan(sx));
}
