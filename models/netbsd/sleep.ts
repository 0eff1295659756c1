/**
 * Condition variables and reader/writer locks. Who sleeps keeps its other mutexes: they are adaptive, and only spin locks forbid it.
 * Labels name routines of kern_condvar.c, kern_sleepq.c and kern_rwlock.c.
 */
import {
  awake, curthread, cv_wchan, mtx_lock, mtx_unlock, nil, select, sleepq_add, sleepq_resume, sx_slock, sx_sunlock, sx_xlock,
  sx_xunlock, unlocked, waitUntil,
} from '../../src/index.ts';
import type { Cv, Mtx, Ref, Routine, Sx } from '../../src/index.ts';
import { issignal } from './issignal.ts';
import { EINTR, ERESTART, EWOULDBLOCK, firstsig, LW_PENDSIG, LW_WCORE, LW_WEXIT, p_lock, p_unlock, SA_STOP, sigismember } from './state.ts';
import type { Lwp } from './state.ts';

/** Sleeps until somebody wakes it; no signal, no exit does. The caller owns the interlock, and has it again. */
export function* cv_wait(cv: Ref<Cv>, m: Ref<Mtx>): Routine {
  sleepq_add(cv_wchan(cv), false);
  mtx_unlock(m);
  yield* waitUntil(() => awake(curthread<Lwp>()) && m.mtx_owner === nil, 'cv_wait');
  m.mtx_owner = curthread<Lwp>();
}

/** The same for one tick: EWOULDBLOCK if nobody woke it. */
export function* cv_timedwait(cv: Ref<Cv>, m: Ref<Mtx>): Routine<number> {
  sleepq_add(cv_wchan(cv), false);
  mtx_unlock(m);
  const woken = yield* select(
    () => awake(curthread<Lwp>()),
    () => curthread<Lwp>().td_wchan !== 0,
  );
  if (woken !== 0) sleepq_resume(curthread<Lwp>(), 0);
  yield* mtx_lock(m);
  return woken === 0 ? 0 : EWOULDBLOCK;
}

/** Whether something keeps the LWP from an interruptible sleep: sleepq_block looks before it switches away. */
function must_not_sleep(l: Ref<Lwp>): boolean {
  return (l.l_flag & (LW_WEXIT | LW_WCORE)) !== 0 || ((l.l_flag & LW_PENDSIG) !== 0 && sigispending(l) !== 0);
}

/** A signal that waits for the LWP and is not held: read without p_lock. sigispending */
export function sigispending(l: Ref<Lwp>): number {
  return firstsig((unlocked(l.l_proc).p_sigpend | l.l_sigpend) & ~l.l_sigmask & ~unlocked(l.l_proc).ps_sigignore);
}

/**
 * Sleeps until somebody wakes it, or a signal or a request to leave comes: 0, EINTR or ERESTART. It may stop here for a signal.
 * The caller owns the interlock, and has it again.
 */
export function* cv_wait_sig(cv: Ref<Cv>, m: Ref<Mtx>): Routine<number> {
  const error = yield* sleep_sig(cv_wchan(cv), m);
  yield* mtx_lock(m);
  return error;
}

/** cv_wait_sig without the interlock at the end. The caller owns it. */
export function* sleep_sig(wchan: number, m: Ref<Mtx>): Routine<number> {
  const l = curthread<Lwp>();
  // On the queue first, then the interlock goes: a waker that takes it finds the sleeper.
  sleepq_add(wchan, true);
  mtx_unlock(m);
  if (must_not_sleep(l)) sleepq_resume(l, 0);
  yield* waitUntil(() => awake(curthread<Lwp>()), 'sleepq_block');
  if ((l.l_flag & (LW_WEXIT | LW_WCORE)) !== 0) return EINTR;
  if ((l.l_flag & LW_PENDSIG) === 0) return 0;
  yield* p_lock(l.l_proc);
  let sig = sigispending(l);
  if (sig === 0 || sigismember(SA_STOP, sig)) sig = yield* issignal(l);
  p_unlock(l.l_proc);
  if (sig === 0) return 0;
  return sigismember(unlocked(l.l_proc).ps_sigcatch, sig) ? EINTR : ERESTART;
}

export const RW = { RW_READER: 0, RW_WRITER: 1 } as const;
export const { RW_READER, RW_WRITER } = RW;

/** Takes the lock; nothing interrupts the wait. Readers queue behind a writer that waits. */
export function* rw_enter(rw: Ref<Sx>, op: number): Routine {
  if (op === RW_WRITER) yield* sx_xlock(rw);
  else yield* sx_slock(rw);
}

/** Gives the lock back, whichever way the caller has it. */
export function rw_exit(rw: Ref<Sx>): void {
  if (rw.sx_owner === curthread<Lwp>()) sx_xunlock(rw);
  else sx_sunlock(rw);
}
