/** The two locks of a process that are flags and held across sleeps: the transition lock and the signal lock. kern_proc.c, kern_sig.c */
import { curthread, KASSERT, nil, wakeup } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { msleep } from './sleep.ts';
import {
  EDEADLK, lflag_wchan, P_LINSIGNAL, P_LINTRANSIT, P_LTRANSCOMMIT, proc_lock, proc_unlock, sigmask_wchan,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';

/** Takes the transition lock; EDEADLK if who has it will not give it back, or the caller does not want to wait. The caller owns p_mlock, and has it again. */
export function* proc_transstart_locked(p: Ref<Proc>, non_blocking: boolean): Routine<number> {
  while ((p.p_lflag & P_LINTRANSIT) !== 0) {
    if ((p.p_lflag & P_LTRANSCOMMIT) !== 0 || non_blocking) return EDEADLK;
    yield* msleep(lflag_wchan(p), p.p_mlock);
  }
  p.p_lflag |= P_LINTRANSIT;
  p.p_transholder = curthread<Uthread>();
  return 0;
}

export function* proc_transstart(p: Ref<Proc>): Routine<number> {
  yield* proc_lock(p);
  const error = yield* proc_transstart_locked(p, false);
  proc_unlock(p);
  return error;
}

/** There is no way back: who waits for the lock fails at once. */
export function* proc_transcommit(p: Ref<Proc>): Routine {
  yield* proc_lock(p);
  KASSERT(p.p_transholder === curthread<Uthread>(), 'proc_transcommit: the caller has not the transition lock');
  p.p_lflag |= P_LTRANSCOMMIT;
  wakeup(lflag_wchan(p));
  proc_unlock(p);
}

/** The caller owns p_mlock. */
export function proc_transend_locked(p: Ref<Proc>): void {
  p.p_lflag &= ~(P_LINTRANSIT | P_LTRANSCOMMIT);
  p.p_transholder = nil;
  wakeup(lflag_wchan(p));
}

export function* proc_transend(p: Ref<Proc>): Routine {
  yield* proc_lock(p);
  proc_transend_locked(p);
  proc_unlock(p);
}

/** Waits until nobody has the transition lock. */
export function* proc_transwait(p: Ref<Proc>): Routine {
  yield* proc_lock(p);
  while ((p.p_lflag & P_LINTRANSIT) !== 0) yield* msleep(lflag_wchan(p), p.p_mlock);
  proc_unlock(p);
}

/** Takes the signal lock. The caller owns p_mlock, and has it again. */
export function* proc_signalstart_locked(p: Ref<Proc>): Routine {
  KASSERT(p.p_signalholder !== curthread<Uthread>(), 'proc_signalstart: the caller has the signal lock');
  p.p_sigwaitcnt++;
  while ((p.p_lflag & P_LINSIGNAL) !== 0) yield* msleep(sigmask_wchan(p), p.p_mlock);
  p.p_sigwaitcnt--;
  p.p_lflag |= P_LINSIGNAL;
  p.p_signalholder = curthread<Uthread>();
}

export function* proc_signalstart(p: Ref<Proc>): Routine {
  yield* proc_lock(p);
  yield* proc_signalstart_locked(p);
  proc_unlock(p);
}

/** The caller owns p_mlock. */
export function proc_signalend_locked(p: Ref<Proc>): void {
  p.p_lflag &= ~P_LINSIGNAL;
  if (p.p_sigwaitcnt > 0) wakeup(sigmask_wchan(p));
  p.p_signalholder = nil;
}

export function* proc_signalend(p: Ref<Proc>): Routine {
  yield* proc_lock(p);
  proc_signalend_locked(p);
  proc_unlock(p);
}
