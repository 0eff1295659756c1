/** What happens to threads under sched_lock: each of these is within one step. Labels name routines of kern_synch.c. */
import { allocated, blocked, curthread, inside, KASSERT, nil, slot, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { lock_giant, pickup_giant } from './giant.ts';
import { Recursive_held } from './locks.ts';
import type { Waiter } from './locks.ts';
import { mtx_lock } from './mutex.ts';
import { k, P_WAITED, PROC_LOCK_ASSERT, proc_wchan, SIDL, SRUN, SSLEEP, SSTOP, SZOMB, thread_zone } from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Gives the CPU away until the thread is runnable. mi_switch */
export function* mi_switch(): Routine {
  KASSERT(!Recursive_held(k.Giant), 'mi_switch: Giant is owned (B8)');
  yield* waitUntil(() => may_run(curthread<Thread>()), 'mi_switch');
}

function may_run(td: Ref<Thread>): boolean {
  return td.td_proc === nil ? td.td_wchan === 0 : td.td_proc.p_stat === SRUN;
}

/** Takes a thread off its queue: one that is stopped stays so. */
export function resume(waiter: Ref<Waiter>): void {
  const td = thread_zone.at(slot(waiter));
  unsleep(td);
  if (td.td_proc !== nil && td.td_proc.p_stat === SSLEEP) td.td_proc.p_stat = SRUN;
}

/** Takes a thread off the queue that it is on, if any. unsleep */
export function unsleep(td: Ref<Thread>): void {
  td.td_wchan = 0;
}

/** Resumes all that sleep on a channel; who comes later has missed it. wakeup */
export function wakeup(wchan: number): void {
  for (let i = 1; i <= thread_zone.slots; i++) {
    const td = thread_zone.at(i);
    if (allocated(td) && td.td_wchan === wchan) resume(td);
  }
}

/** Makes a process runnable that is stopped, asleep, or new. setrunnable */
export function setrunnable(p: Ref<Proc>): void {
  KASSERT(p.p_stat === SIDL || p.p_stat === SSLEEP || p.p_stat === SSTOP, 'setrunnable: it runs, or is a zombie (B9)');
  unsleep(p.p_thread);
  p.p_stat = SRUN;
}

/** Stops a process, and tells its parent. The caller owns its lock. stop */
export function stop(p: Ref<Proc>): void {
  PROC_LOCK_ASSERT(p); // B4
  p.p_stat = SSTOP;
  p.p_flag &= ~P_WAITED;
  wakeup(proc_wchan(p.p_pptr));
}

/** Whether the process lives: neither new nor a zombie. */
export function is_live(p: Ref<Proc>): boolean {
  return p.p_stat !== SIDL && p.p_stat !== SZOMB;
}

/** Whether p_stat is SMTX in the kernel: the thread waits for a mutex that somebody else owns. */
export function is_blocked_on_mutex(td: Ref<Thread>): boolean {
  return td !== curthread<Thread>() && blocked(td) && (inside(td, mtx_lock) || inside(td, lock_giant) || inside(td, pickup_giant));
}

