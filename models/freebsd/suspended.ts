/**
 * Suspended threads: the marks and the counts. Nothing here yields, so each function is one section under p_slock; the
 * caller owns the process's lock unless it says otherwise. Labels name routines of kern_thread.c and kern_sig.c.
 */
import { KASSERT, nil } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { itimer_proc_continue } from './itimer.ts';
import {
  P2_PTRACE_FSTP, P_SHOULDSTOP, P_STOPPED_SIG, P_STOPPED_SINGLE, P_STOPPED_TRACE, P_WAITED, PROC_LOCK_ASSERT, TDA_SUSPEND, TDB_FSTP,
  TDF_ALLPROCSUSP, TDF_BOUNDARY,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Asks a thread to do something before it returns to user mode. One that runs user code is interrupted. */
export function ast_sched(td: Ref<Thread>, tda: number): void {
  td.td_ast |= tda;
}

/** Whether the thread sleeps where a signal may find it. */
export function sleeps_interruptibly(td: Ref<Thread>): boolean {
  return td.td_wchan !== 0 && td.td_sintr;
}

/** Suspends a thread that sleeps, or the caller itself, which then switches away. kern_thread.c thread_suspend_one */
export function thread_suspend_one(td: Ref<Thread>): void {
  KASSERT(!td.td_suspended, 'thread_suspend_one: the thread is suspended already (A15)');
  td.td_proc.p_suspcount++;
  td.td_ast &= ~TDA_SUSPEND;
  td.td_suspended = true;
}

/** Lets a suspended thread go on; `boundary`: also if it is suspended on the way to user mode. thread_unsuspend_one */
export function thread_unsuspend_one(td: Ref<Thread>, p: Ref<Proc>, boundary: boolean): void {
  KASSERT(td.td_suspended, 'thread_unsuspend_one: the thread is not suspended (A15)');
  td.td_suspended = false;
  td.td_flags &= ~TDF_ALLPROCSUSP;
  if (td.td_proc !== p) return;
  p.p_suspcount--;
  if (boundary && (td.td_flags & TDF_BOUNDARY) !== 0) {
    td.td_flags &= ~TDF_BOUNDARY;
    p.p_boundary_count--;
  }
}

/** Lets the threads go on if there is no reason left to stop, or the single-threader if that is the reason. thread_unsuspend */
export function thread_unsuspend(p: Ref<Proc>): void {
  PROC_LOCK_ASSERT(p);
  if (P_SHOULDSTOP(p) === 0) {
    unsuspend_all(p);
  } else if (P_SHOULDSTOP(p) === P_STOPPED_SINGLE && p.p_numthreads === p.p_suspcount && p.p_singlethread.td_proc === p) {
    // Stopping them all has also done what the single-threader waits for.
    thread_unsuspend_one(p.p_singlethread, p, false);
  }
}

/** Lets every suspended thread of the process go on. */
export function unsuspend_all(p: Ref<Proc>): void {
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    if (td.td_suspended) thread_unsuspend_one(td, p, true);
  }
}

/** Lets a traced process that has stopped go on. kern sys_process.c ptrace_unsuspend */
export function ptrace_unsuspend(p: Ref<Proc>): void {
  p.p_flag &= ~(P_STOPPED_TRACE | P_STOPPED_SIG | P_WAITED);
  thread_unsuspend(p);
  itimer_proc_continue(p);
}

/**
 * Asks all threads to suspend themselves; those that sleep interruptibly are suspended in their sleep, and it says whether there
 * were any. sig_suspend_threads
 */
export function sig_suspend_threads(p: Ref<Proc>): boolean {
  PROC_LOCK_ASSERT(p);
  let suspended = false;
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    ast_sched(td, TDA_SUSPEND);
    if (sleeps_interruptibly(td) && !td.td_suspended) {
      thread_suspend_one(td);
      suspended = true;
    }
  }
  return suspended;
}

/**
 * Stops a traced process with a signal that the debugger is to see: on behalf of the thread that reports it, or (`td` nil) of an
 * attach, which no thread reports. Says whether threads were suspended in their sleep. sig_handle_first_stop
 */
export function sig_handle_first_stop(td: Ref<Thread>, p: Ref<Proc>, sig: number): boolean {
  if (td !== nil && (td.td_dbgflags & TDB_FSTP) === 0) {
    // The one that was chosen after the attach, or reports already, comes first.
    if ((p.p_flag2 & P2_PTRACE_FSTP) !== 0 || p.p_xthread !== nil) return false;
  }
  p.p_xsig = sig;
  p.p_xthread = td;
  if (td !== nil && td.td_wchan === 0) td.td_dbgflags &= ~TDB_FSTP;
  p.p_flag2 &= ~P2_PTRACE_FSTP;
  p.p_flag |= P_STOPPED_SIG | P_STOPPED_TRACE;
  return sig_suspend_threads(p);
}
