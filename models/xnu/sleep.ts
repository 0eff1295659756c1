/** msleep. Who sleeps drops the lock that it names and no other: a mutex of this kernel may be held asleep. Labels name routines of kern_synch.c. */
import { awake, curthread, mtx_unlock, nil, sleepq_add, sleepq_result, unlocked, waitUntil } from '../../src/index.ts';
import type { Mtx, Ref, Routine } from '../../src/index.ts';
import { EINTR, ERESTART, sigismember, ffs, UT_VFORK } from './state.ts';
import type { Proc, Uthread } from './state.ts';

/** Sleeps until somebody wakes it; no signal, no exit does. The caller owns the mutex, and has it again. */
export function* msleep(wchan: number, m: Ref<Mtx>): Routine {
  sleepq_add(wchan, false);
  mtx_unlock(m);
  yield* waitUntil(() => awake(curthread<Uthread>()) && m.mtx_owner === nil, 'msleep');
  m.mtx_owner = curthread<Uthread>();
}

/** The process that the thread is, which is its vfork child while it has one: current_proc() without its questions. */
export function proc_of(ut: Ref<Uthread>): Ref<Proc> {
  if ((ut.uu_flag & UT_VFORK) !== 0 && ut.uu_proc !== nil) return ut.uu_proc;
  return ut.uu_task === nil ? nil : ut.uu_task.bsd_info;
}

/** Signals that wait for the thread and are neither blocked nor ignored: read without p_mlock. */
export function pending(ut: Ref<Uthread>): number {
  const p = proc_of(ut);
  return p === nil ? 0 : ut.uu_siglist & ~ut.uu_sigmask & ~unlocked(p).p_sigignore;
}

/** Whether the thread would not sleep interruptibly: SHOULDissignal, thread_should_abort. */
export function should_abort(ut: Ref<Uthread>): boolean {
  return !ut.active || ut.aborted || pending(ut) !== 0;
}

/**
 * PCATCH | PDROP: sleeps until somebody wakes it, or a signal or its end comes: 0, EINTR or ERESTART. The caller owns the mutex, and
 * has it no more.
 */
export function* msleep_catch_drop(wchan: number, m: Ref<Mtx>): Routine<number> {
  const ut = curthread<Uthread>();
  if (should_abort(ut)) {
    mtx_unlock(m);
    return sleep_error(ut);
  }
  sleepq_add(wchan, true);
  mtx_unlock(m);
  yield* waitUntil(() => awake(curthread<Uthread>()), 'msleep (catch)');
  return sleepq_result() === 0 ? 0 : sleep_error(ut);
}

/** A handler lets the system call end, anything else lets it begin again. */
function sleep_error(ut: Ref<Uthread>): number {
  const p = proc_of(ut);
  const sig = ffs(pending(ut));
  return sig !== 0 && sigismember(unlocked(p).p_sigcatch, sig) ? EINTR : ERESTART;
}
