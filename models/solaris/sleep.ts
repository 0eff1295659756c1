/** Sleeping where signals and holds are heard. Labels name routines of condvar.c. */
import { awake, curthread, cv_wchan, mtx_lock, mtx_unlock, nil, sleepq_add, sleepq_resume, waitUntil } from '../../src/index.ts';
import type { Cv, Mtx, Ref, Routine } from '../../src/index.ts';
import { cv_signal } from './condvar.ts';
import { issig_forreal, ISSIG_PENDING, MUSTRETURN } from './issig.ts';
import type { Lwp } from './state.ts';

/**
 * Sleeps until somebody signals it, a signal comes, or its process is to be held: false for a signal, or if it must return. It may be
 * stopped here. The caller owns the mutex, and has it again.
 */
export function* cv_wait_sig(cv: Ref<Cv>, m: Ref<Mtx>): Routine<boolean> {
  const t = curthread<Lwp>();
  t.lwp_asleep = true;
  // On the queue first, then the mutex goes, and then it looks: what comes before the look is seen, what comes after it wakes.
  sleepq_add(cv_wchan(cv), true);
  mtx_unlock(m);
  const looked = ISSIG_PENDING(t) || MUSTRETURN(t);
  if (looked) sleepq_resume(t, 0);
  yield* waitUntil(() => awake(curthread<Lwp>()) && m.mtx_owner === nil, 'cv_wait_sig');
  m.mtx_owner = curthread<Lwp>();
  let woken = true;
  if (ISSIG_PENDING(t)) {
    mtx_unlock(m);
    if ((yield* issig_forreal(t, true)) !== 0) woken = false;
    yield* mtx_lock(m);
  }
  if (MUSTRETURN(t)) woken = false;
  t.lwp_asleep = false;
  // It may have been the one that a cv_signal has chosen.
  if (!woken && !looked) yield* cv_signal(cv);
  return woken;
}
