/**
 * Condition variables, without signals. Who sleeps keeps its other mutexes: they are adaptive. A waiter that a signal or a hold takes off
 * its queue is on none, and a later cv_signal goes to others. Labels name routines of condvar.c.
 */
import { allocated, awake, curthread, cv_wchan, mtx_unlock, nil, pick, sleepq_add, sleepq_resume, waitUntil } from '../../src/index.ts';
import type { Cv, Mtx, Ref, Routine } from '../../src/index.ts';
import { lwp_zone } from './state.ts';
import type { Lwp } from './state.ts';

/** Sleeps until somebody signals it; nothing else wakes it, not even SIGKILL. The caller owns the mutex, and has it again. */
export function* cv_wait(cv: Ref<Cv>, m: Ref<Mtx>): Routine {
  sleepq_add(cv_wchan(cv), false);
  mtx_unlock(m);
  yield* waitUntil(() => awake(curthread<Lwp>()) && m.mtx_owner === nil, 'cv_wait');
  m.mtx_owner = curthread<Lwp>();
}

/** Wakes one waiter, whichever, if there is one. */
export function* cv_signal(cv: Ref<Cv>): Routine {
  if (!has_waiters(cv)) return;
  // Until it is chosen a waiter may be taken off the queue by somebody else.
  const chosen = yield* pick(lwp_zone.slots + 1, (i) => (i === 0 ? !has_waiters(cv) : waits_on(lwp_zone.at(i), cv)));
  if (chosen !== 0) sleepq_resume(lwp_zone.at(chosen), 0);
}

/** Whether anybody waits on it. */
function has_waiters(cv: Ref<Cv>): boolean {
  for (let i = 1; i <= lwp_zone.slots; i++) if (waits_on(lwp_zone.at(i), cv)) return true;
  return false;
}

function waits_on(t: Ref<Lwp>, cv: Ref<Cv>): boolean {
  return allocated(t) && t.td_wchan === cv_wchan(cv);
}
