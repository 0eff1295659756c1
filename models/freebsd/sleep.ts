/**
 * Interruptible sleeps. A thread puts itself on the queue first, lets go of its interlock, then looks for signals and requests
 * to suspend, and only then switches away. Labels name routines of subr_sleepqueue.c, kern_synch.c and kern_sx.c.
 */
import {
  curthread, cv_wchan, mtx_lock, mtx_unlock, nil, sleepq_add, sleepq_result, sleepq_resume, sleepq_wait, sx_bit, sx_can_slock,
  sx_check, sx_wchan,
} from '../../src/index.ts';
import type { Cv, Mtx, Ref, Routine, Sx } from '../../src/index.ts';
import { sig_ast_checksusp, sig_ast_needsigchk } from './issignal.ts';
import { PROC_LOCK, PROC_UNLOCK, TDA_SIG, TDA_SUSPEND } from './state.ts';
import type { Thread } from './state.ts';

/**
 * Looks whether a thread that is on a queue may go to sleep: 0, or the errno that its sleep returns. Suspension comes first: a
 * signal can arrive while the thread is suspended. sleepq_check_ast_sc_locked
 */
function* sleepq_check_ast(td: Ref<Thread>): Routine<number> {
  if ((td.td_ast & (TDA_SIG | TDA_SUSPEND)) === 0) return 0;
  yield* PROC_LOCK(td.td_proc);
  let error = yield* sig_ast_checksusp(td);
  if (error === 0) error = yield* sig_ast_needsigchk(td);
  // p_slock is taken before the process's lock is dropped, and the thread is asleep when that one is: no signal fits between.
  PROC_UNLOCK(td.td_proc);
  return error;
}

/**
 * Sleeps until a wakeup (0), a signal or a request to suspend (an errno). The caller has put itself on a queue with
 * `sleepq_add(wchan, false)` and owns no mutex. sleepq_wait_sig
 */
export function* sleepq_wait_sig(): Routine<number> {
  const td = curthread<Thread>();
  const error = yield* sleepq_check_ast(td);
  if (error !== 0) {
    sleepq_resume(td, 0);
    return error;
  }
  if (td.td_wchan === 0) return 0; // woken while it looked for signals
  td.td_sintr = true; // from here on a signal has to wake it
  yield* sleepq_wait();
  return sleepq_result();
}

/** Sleeps interruptibly and does not retake the interlock. The caller owns it and no other mutex. msleep with PCATCH, PDROP */
export function* msleep_sig_drop(wchan: number, m: Ref<Mtx>): Routine<number> {
  sleepq_add(wchan, false);
  mtx_unlock(m);
  return yield* sleepq_wait_sig();
}

/** Sleeps interruptibly and retakes the interlock. The caller owns it and no other mutex. msleep with PCATCH */
export function* msleep_sig(wchan: number, m: Ref<Mtx>): Routine<number> {
  const error = yield* msleep_sig_drop(wchan, m);
  yield* mtx_lock(m);
  return error;
}

/** Sleeps interruptibly without an interlock: only a signal or a wakeup that is still to come ends it. tsleep with PCATCH */
export function* tsleep_sig(wchan: number): Routine<number> {
  sleepq_add(wchan, false);
  return yield* sleepq_wait_sig();
}

/** Waits on a condition variable, interruptibly. The caller owns the interlock and no other mutex. */
export function* cv_wait_sig(cv: Ref<Cv>, m: Ref<Mtx>): Routine<number> {
  return yield* msleep_sig(cv_wchan(cv), m);
}

/** Takes an sx lock exclusively, or gives up in the same way. Nobody holds it shared. The caller owns no mutex. sx_xlock_sig */
export function* sx_xlock_sig(sx: Ref<Sx>): Routine<number> {
  sx_check(sx);
  yield 'sx_xlock_sig';
  while (sx.sx_owner !== nil) {
    sleepq_add(sx_wchan(sx), false);
    const error = yield* sleepq_wait_sig();
    if (error !== 0) return error;
  }
  sx.sx_owner = curthread<Thread>();
  return 0;
}

/**
 * Takes an sx lock shared, or gives up for a signal or a request to suspend: an errno. A lock that is free now is taken without
 * a look at signals. The caller owns no mutex. sx_slock_sig
 */
export function* sx_slock_sig(sx: Ref<Sx>): Routine<number> {
  sx_check(sx);
  yield 'sx_slock_sig';
  while (!sx_can_slock(sx)) {
    sleepq_add(sx_wchan(sx), false);
    const error = yield* sleepq_wait_sig();
    if (error !== 0) return error;
  }
  sx.sx_sharers |= sx_bit();
  return 0;
}
