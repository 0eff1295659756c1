/** Sleeping. Giant is given up, the interlock too, and no other lock. Labels name routines of kern_synch.c. */
import { curthread, KASSERT } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { drop_giant, pickup_giant } from './giant.ts';
import { curproc, cursig } from './issignal.ts';
import { Mtx_held } from './locks.ts';
import type { Mtx } from './locks.ts';
import { mtx_lock, mtx_unlock, PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { mi_switch, unsleep } from './sched.ts';
import { EINTR, ERESTART, SIGBIT, SRUN, SSLEEP } from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Sleeps uninterruptibly on a channel. The caller owns the interlock, which is taken again in the end. msleep */
export function* msleep(wchan: number, m: Ref<Mtx>): Routine {
  const td = curthread<Thread>();
  KASSERT(Mtx_held(m), 'msleep: the interlock is not owned (B7)');
  KASSERT(curproc().p_stat === SRUN, 'msleep: it does not run (B7)');
  const holds = drop_giant();
  mtx_unlock(m);
  td.td_wchan = wchan;
  curproc().p_stat = SSLEEP;
  yield* mi_switch();
  KASSERT(curproc().p_stat === SRUN, 'msleep: it does not run when it is awake (B7)');
  // Giant first: who holds it may want the interlock.
  yield* pickup_giant(holds);
  yield* mtx_lock(m);
}

/**
 * Sleeps on a channel until a wakeup (0) or a signal (an errno). The signals are looked at when the thread is on the queue and has
 * given Giant up. The caller owns no lock but Giant. tsleep with PCATCH
 */
export function* tsleep_sig(wchan: number): Routine<number> {
  const td = curthread<Thread>();
  const p = curproc();
  KASSERT(p.p_stat === SRUN, 'msleep: it does not run (B7)');
  const holds = drop_giant();
  td.td_wchan = wchan;
  td.td_sintr = true;
  yield* PROC_LOCK(p);
  let sig = yield* cursig(p);
  PROC_UNLOCK(p);
  let looks = true;
  if (sig !== 0) unsleep(td);
  else if (td.td_wchan === 0) looks = false; // woken while it looked, and perhaps stopped
  if (td.td_wchan !== 0) {
    p.p_stat = SSLEEP;
    yield* mi_switch();
  }
  td.td_sintr = false;
  let error = 0;
  if (looks) {
    yield* PROC_LOCK(p);
    if (sig === 0) sig = yield* cursig(p);
    if (sig !== 0) error = interrupted_by(p, sig);
    PROC_UNLOCK(p);
  }
  yield* pickup_giant(holds);
  return error;
}

/** Whether a system call that a signal interrupts fails, or is made again. The caller owns the process's lock. */
function interrupted_by(p: Ref<Proc>, sig: number): number {
  return (p.p_procsig.ps_sigintr & SIGBIT(sig)) !== 0 ? EINTR : ERESTART;
}

/** A sleep for memory, or for a disk: without an end that anybody else could bring about. The caller may own any lock. */
export function* nap(): Routine {
  const holds = drop_giant();
  yield 'nap';
  yield* pickup_giant(holds);
}

