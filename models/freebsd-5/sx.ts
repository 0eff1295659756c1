/** Shared/exclusive locks, as kern_sx.c had them. */
import { addressOf, curthread, insertTail, KASSERT, lockRank, nil, remove, require } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { drop_giant, pickup_giant } from './giant.ts';
import { sx_bit, Sx_held, Sx_shared } from './locks.ts';
import type { Sx } from './locks.ts';
import { check_lock_order } from './order.ts';
import { mi_switch, resume, wakeup } from './sched.ts';
import { SSLEEP } from './state.ts';
import type { Thread } from './state.ts';

/** Takes the lock shared. Sharers do not mind who waits for it exclusively. */
export function* sx_slock(sx: Ref<Sx>): Routine {
  require('lock-misuse', !Sx_shared(sx), 'a thread locks an sx lock that it holds already');
  check_lock_order(lockRank(sx));
  yield 'sx_slock';
  while (sx.sx_owner !== nil) {
    sx.sx_shrd_wcnt++;
    curthread<Thread>().td_wchan = shared_wchan(sx);
    yield* cv_wait();
    sx.sx_shrd_wcnt--;
  }
  sx.sx_sharers |= sx_bit();
}

/** Takes the lock exclusively. */
export function* sx_xlock(sx: Ref<Sx>): Routine {
  require('lock-misuse', !Sx_shared(sx), 'a thread locks an sx lock that it holds already (B12)');
  check_lock_order(lockRank(sx));
  yield 'sx_xlock';
  while (sx.sx_owner !== nil || sx.sx_sharers !== 0) {
    sx.sx_excl_wcnt++;
    curthread<Thread>().td_wchan = addressOf(sx.sx_excl_wcnt);
    insertTail(sx.sx_excl_cv, curthread<Thread>(), 'td_slpq');
    yield* cv_wait();
    sx.sx_excl_wcnt--;
  }
  sx.sx_owner = curthread<Thread>();
}

/** Sleeps, without Giant, until somebody takes the caller off its queue. */
function* cv_wait(): Routine {
  const td = curthread<Thread>();
  const holds = drop_giant();
  if (td.td_proc !== nil) td.td_proc.p_stat = SSLEEP;
  yield* mi_switch();
  yield* pickup_giant(holds);
}

/** Gives a shared hold back: the last one lets those go on first that want the lock for themselves. Not a step of its own. */
export function sx_sunlock(sx: Ref<Sx>): void {
  require('lock-misuse', (sx.sx_sharers & sx_bit()) !== 0, 'a thread releases a shared hold that it does not have');
  sx.sx_sharers &= ~sx_bit();
  if (sx.sx_excl_wcnt > 0) {
    if (sx.sx_sharers === 0) signal_exclusive(sx);
  } else if (sx.sx_shrd_wcnt > 0) {
    wakeup(shared_wchan(sx));
  }
}

/** Gives an exclusive hold back: sharers go first. Not a step of its own. */
export function sx_xunlock(sx: Ref<Sx>): void {
  require('lock-misuse', Sx_held(sx), 'a thread releases an exclusive hold that it does not have');
  sx.sx_owner = nil;
  if (sx.sx_shrd_wcnt > 0) wakeup(shared_wchan(sx));
  else if (sx.sx_excl_wcnt > 0) signal_exclusive(sx);
}

/** Wakes the first one that sleeps for the lock exclusively. cv_signal */
function signal_exclusive(sx: Ref<Sx>): void {
  const td = sx.sx_excl_cv.first;
  if (td === nil) return;
  KASSERT(td.td_wchan === addressOf(sx.sx_excl_wcnt), 'cv_signal: it sleeps for something else');
  remove(sx.sx_excl_cv, td, 'td_slpq');
  resume(td);
}

function shared_wchan(sx: Ref<Sx>): number {
  return addressOf(sx.sx_sharers);
}
