import { addressOf, allocated, curthread, pick } from '../lang/index.ts';
import type { Ref, Routine, U1 } from '../lang/index.ts';
import { machine } from './parameters.ts';
import type { Mtx } from './locks.ts';
import { mtx_lock, mtx_unlock } from './mutex.ts';
import { sleepq_add, sleepq_resume, sleepq_timedwait, sleepq_wait_interlocked, wakeup } from './sleepqueue.ts';
import { threads } from './thread.ts';
import type { MachineThread } from './thread.ts';

/** A condition variable. Who waits is known to the sleep queues; the field only gives it an address. */
export interface Cv {
  cv_address: U1;
}

/** The address that its waiters sleep on. */
export function cv_wchan(cv: Ref<Cv>): number {
  return addressOf(cv.cv_address);
}

/** Sleeps uninterruptibly until the variable is signalled. The caller must own the interlock only. */
export function* cv_wait(cv: Ref<Cv>, m: Ref<Mtx>): Routine {
  sleepq_add(cv_wchan(cv), false);
  yield* sleepq_wait_interlocked(m);
}

/** The same for a limited time; true if time ran out. The caller must own the interlock only. */
export function* cv_timedwait(cv: Ref<Cv>, m: Ref<Mtx>): Routine<boolean> {
  sleepq_add(cv_wchan(cv), false);
  mtx_unlock(m);
  const late = yield* sleepq_timedwait();
  yield* mtx_lock(m);
  return late;
}

/** Resumes all waiters. Not a step of its own. */
export function cv_broadcast(cv: Ref<Cv>): void {
  wakeup(cv_wchan(cv));
}

/** Resumes one waiter, any of them, if there is one. */
export function* cv_signal(cv: Ref<Cv>): Routine {
  const chosen = yield* pick(machine.threads + 1, (i) => (i === 0 ? !cv_has_waiters(cv) : waits_on(i, cv_wchan(cv))));
  if (chosen !== 0) sleepq_resume(threads.at(chosen), 0);
}

/** Whether anybody waits on the variable. */
export function cv_has_waiters(cv: Ref<Cv>): boolean {
  for (let i = 1; i <= threads.slots; i++) {
    if (waits_on(i, cv_wchan(cv))) return true;
  }
  return false;
}

function waits_on(index: number, wchan: number): boolean {
  const td = threads.at(index);
  return allocated(td) && td !== curthread<MachineThread>() && td.td_wchan === wchan;
}
