/** How a thread gives up its CPU until it is resumed. Labels name routines of kern_thread.c and kern_sig.c. */
import { curthread, KASSERT, suspend_interlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { childproc_jobstate } from './sigqueue.ts';
import { P_STOPPED_SIG, P_WAITED, PROC_LOCK, PROC_LOCK_ASSERT, PROC_UNLOCK, TDA_SUSPEND } from './state.ts';
import type { Proc, Thread } from './state.ts';

/**
 * Tells the parent that the process has stopped, once all its threads have, counting the caller if it is one of them. The
 * caller owns the process's lock, which is kept; the parent's is taken for a while. kern_sig.c thread_stopped
 */
export function* thread_stopped(p: Ref<Proc>): Routine {
  PROC_LOCK_ASSERT(p);
  const stopped = p.p_suspcount + (p === curthread<Thread>().td_proc ? 1 : 0);
  if ((p.p_flag & P_STOPPED_SIG) === 0 || stopped !== p.p_numthreads) return;
  p.p_flag &= ~P_WAITED;
  yield* PROC_LOCK(p.p_pptr);
  childproc_jobstate(p);
  PROC_UNLOCK(p.p_pptr);
}

/**
 * Suspends the calling thread until somebody resumes it, on its own process's behalf or for another one that it wants to be
 * alone in. The caller owns the lock of p, which is dropped meanwhile. thread_suspend_switch
 */
export function* thread_suspend_switch(td: Ref<Thread>, p: Ref<Proc>): Routine {
  KASSERT(!td.td_suspended, 'thread_suspend_switch: the thread is suspended already (A15)');
  PROC_LOCK_ASSERT(p);
  if (p === td.td_proc) {
    yield* thread_stopped(p);
    p.p_suspcount++;
  }
  td.td_ast &= ~TDA_SUSPEND;
  td.td_suspended = true;
  yield* suspend_interlocked(p.p_mtx);
}
