/**
 * How a thread suspends itself, or leaves, because another one asks for it. Labels name routines of kern_thread.c,
 * kern_thr.c and kern_sig.c.
 */
import { curthread, free, halt, KASSERT, nil, remove, suspend_interlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { ptracestop } from './ptracestop.ts';
import { tdsigcleanup } from './sigqueue.ts';
import {
  EINTR, ERESTART, P_HADTHREADS, P_SHOULDSTOP, P_SINGLE_BOUNDARY, P_SINGLE_EXIT, P_STOPPED_SINGLE, PROC_LOCK,
  PROC_LOCK_ASSERT, PROC_UNLOCK, proc_zone, PTRACE_LWP, SIGTRAP, TDB_EXIT, TDF_BOUNDARY, thread_zone,
} from './state.ts';
import type { Thread } from './state.ts';
import { thread_suspend_one, thread_unsuspend_one } from './suspended.ts';
import { thread_stopped } from './suspendSwitch.ts';

/** Whether the caller should suspend itself. It owns its process's lock. thread_suspend_check_needed */
export function thread_suspend_check_needed(): boolean {
  const p = curthread<Thread>().td_proc;
  PROC_LOCK_ASSERT(p);
  return P_SHOULDSTOP(p) !== 0; // or TDB_SUSPEND, in a traced process
}

/**
 * Suspends the caller, or ends it, if its process is to stop or another thread wants to be alone. With `return_instead` it
 * comes back at once, and says with an errno whether the caller has to give up what it does. The caller owns its process's
 * lock, has it again on return, and owns nothing else where it may be suspended. thread_suspend_check
 */
export function* thread_suspend_check(return_instead: number): Routine<number> {
  const td = curthread<Thread>();
  const p = td.td_proc;
  while (thread_suspend_check_needed()) {
    const single_only = P_SHOULDSTOP(p) === P_STOPPED_SINGLE;
    if (single_only) {
      KASSERT(p.p_singlethread !== nil, 'thread_suspend_check: nobody asked for the stop (A14)');
      if (p.p_singlethread === td) return 0;
    }
    if (return_instead !== 0 && single_only && (p.p_flag & P_SINGLE_BOUNDARY) !== 0) return ERESTART;
    // TDF_SBDRY: a thread with deferred stops would go back from here, and perhaps without an error.
    if (return_instead !== 0) return EINTR; // for a stop as well: it may hold what others need

    if ((p.p_flag & P_SINGLE_EXIT) !== 0 && p.p_singlethread !== td) {
      PROC_UNLOCK(p);
      yield* kern_thr_exit(td);
      KASSERT(false, 'thread_suspend_check: a thread that was asked to exit is the last one');
    }
    yield* thread_stopped(p);
    if (P_SHOULDSTOP(p) === P_STOPPED_SINGLE && p.p_numthreads === p.p_suspcount + 1) {
      thread_unsuspend_one(p.p_singlethread, p, false);
    }
    thread_suspend_one(td);
    p.p_boundary_count++;
    td.td_flags |= TDF_BOUNDARY;
    yield* suspend_interlocked(p.p_mtx);
  }
  return 0;
}

/**
 * Ends the calling thread unless it is the last one of its process: then it returns, and the caller ends the process. The
 * caller holds no lock. kern_thr.c kern_thr_exit
 */
export function* kern_thr_exit(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  yield* PROC_LOCK(p);
  if (p.p_numthreads === p.p_pendingexits + 1) {
    PROC_UNLOCK(p);
    return;
  }
  // Counted, so that of the threads that come here together one finds that it is the last.
  p.p_pendingexits++;
  td.td_dbgflags |= TDB_EXIT;
  if ((p.p_ptevents & PTRACE_LWP) !== 0) yield* ptracestop(td, SIGTRAP, false);
  PROC_UNLOCK(p);
  // tidhash_remove: nothing here looks a thread up by its number.
  yield* PROC_LOCK(p);
  p.p_pendingexits--;
  KASSERT(p.p_numthreads > 1, 'kern_thr_exit: no other thread is left');
  tdsigcleanup(td);
  yield* thread_stopped(p);
  yield* thread_exit(td);
}

/**
 * Leaves the CPU for ever; never returns. The caller owns its process's lock, which is released. The last thread of a process
 * stays attached to it, to be used by the next process in that struct. thread_exit
 */
export function* thread_exit(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  PROC_LOCK_ASSERT(p);
  KASSERT(td.td_siglist === 0, 'thread_exit: the thread has signals left (A16)');
  forget_vfork(td);
  clear_thread(td);
  if ((p.p_flag & P_HADTHREADS) === 0) {
    PROC_UNLOCK(p);
    // It runs on its stack until it has switched away; proc_reap waits for that.
    yield 'thread_exit: the last switch';
    yield* halt();
  }
  KASSERT(p.p_numthreads > 1, 'thread_exit: the last thread leaves without ending the process (A16)');
  p.p_exitthreads++;
  remove(p.p_threads, td, 'td_plist');
  p.p_numthreads--;
  if (P_SHOULDSTOP(p) === P_STOPPED_SINGLE && p.p_numthreads === p.p_suspcount) thread_unsuspend_one(p.p_singlethread, p, false);
  PROC_UNLOCK(p);
  // It runs on its stack until the CPU has another thread, and that one counts it out.
  yield 'thread_exit: off the CPU';
  p.p_exitthreads--;
  td.td_proc = nil;
  free(thread_zone, td);
  yield* halt();
}

/** Clears what the next user of the thread will write anyway, so that states that differ only there are one. */
function clear_thread(td: Ref<Thread>): void {
  td.td_flags = 0;
  td.td_ast = 0;
  td.td_sigmask = 0;
  td.td_pflags = 0;
  td.td_rfppwait_p = nil;
  td.td_uid = 0;
  td.td_dbgflags = 0;
  td.td_xsig = 0;
  td.td_wstatus = 0;
}

/** Ghost: a thread that ends does not wait for a vfork child any more. */
function forget_vfork(td: Ref<Thread>): void {
  for (let i = 1; i <= proc_zone.slots; i++) {
    const q = proc_zone.at(i);
    if (q.g_vfwaiter === td) q.g_vfwaiter = nil;
  }
}
