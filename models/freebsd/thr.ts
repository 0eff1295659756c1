/** Threads come and go. Labels name routines of kern_thr.c. */
import { alloc, insertTail, mayFail, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { P_HADTHREADS, P_SHOULDSTOP, PROC_LOCK, PROC_UNLOCK, PTRACE_LWP, TDA_SUSPEND, TDB_BORN, thread_zone } from './state.ts';
import type { Proc, Thread } from './state.ts';

/** The kernel's half of thr_new(2): a thread linked to the process and not started, or nil. The caller holds no lock. */
export function* thread_create(td: Ref<Thread>): Routine<Ref<Thread>> {
  const p = td.td_proc;
  yield 'kern_thr_alloc';
  if (yield* mayFail('thread_alloc')) return nil;
  const newtd = thread_alloc();
  newtd.td_sigmask = td.td_sigmask;
  newtd.td_uid = td.td_uid;
  yield* PROC_LOCK(p);
  p.p_flag |= P_HADTHREADS;
  thread_link(newtd, p);
  // A single-threading in progress counts it from now on: it has to stop before it gets to user mode.
  if (P_SHOULDSTOP(p) !== 0) newtd.td_ast |= TDA_SUSPEND;
  if ((p.p_ptevents & PTRACE_LWP) !== 0) newtd.td_dbgflags |= TDB_BORN;
  PROC_UNLOCK(p);
  return newtd;
}

/** A thread struct with nothing left of its former life. Takes it from the zone; the caller links it. */
export function thread_alloc(): Ref<Thread> {
  const td = alloc(thread_zone);
  require('zone-exhausted', td !== nil, 'no free thread slot');
  thread_reset(td);
  return td;
}

/** Clears what a new or recycled thread starts with at zero. 461 */
export function thread_reset(td: Ref<Thread>): void {
  td.td_flags = 0;
  td.td_ast = 0;
  td.td_siglist = 0;
  td.td_dbgflags = 0;
  td.td_xsig = 0;
  unlocked(td).td_pflags = 0;
  unlocked(td).td_rfppwait_p = nil;
}

/** Makes the thread one of the process. The caller holds PROC_LOCK(p), or nobody knows the process. */
export function thread_link(td: Ref<Thread>, p: Ref<Proc>): void {
  td.td_proc = p;
  insertTail(unlocked(p).p_threads, td, 'td_plist');
  unlocked(p).p_numthreads++;
}
