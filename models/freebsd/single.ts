/**
 * Single-threading: one thread stops the others, or ends them, and goes on alone. Labels name routines of kern_thread.c.
 */
import { addressOf, curthread, KASSERT, nil, sleepq_abort, waitUntil, wakeup } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { msleep_sig } from './sleep.ts';
import {
  EINTR, ERESTART, P2_WEXIT, P_HADTHREADS, P_SHOULDSTOP, P_SINGLE_BOUNDARY, P_SINGLE_EXIT, P_STOPPED_SIG, P_STOPPED_SINGLE,
  P_TOTAL_STOP, P_TRACED, PROC_LOCK, PROC_LOCK_ASSERT, PROC_UNLOCK, SINGLE_ALLPROC, SINGLE_BOUNDARY, SINGLE_EXIT, SINGLE_NO_EXIT,
  TDA_SUSPEND, TDF_ALLPROCSUSP, TDF_BOUNDARY,
} from './state.ts';
import type { Proc, Thread } from './state.ts';
import { thread_suspend_switch } from './suspendSwitch.ts';
import { ast_sched, sleeps_interruptibly, thread_suspend_one, thread_unsuspend_one, unsuspend_all } from './suspended.ts';

/** How many threads are still in the way, the caller included. calc_remaining */
function calc_remaining(p: Ref<Proc>, mode: number): number {
  if (mode === SINGLE_EXIT) return p.p_numthreads;
  if (mode === SINGLE_BOUNDARY) return p.p_numthreads - p.p_boundary_count;
  return p.p_numthreads - p.p_suspcount;
}

/** How many threads there are once the caller is alone: itself, or none of another process. remain_for_mode */
function remain_for_mode(mode: number): number {
  return mode === SINGLE_ALLPROC ? 0 : 1;
}

/** Sees to it that a thread that sleeps or is suspended comes to where the mode wants it. weed_inhib */
function weed_inhib(mode: number, td: Ref<Thread>, p: Ref<Proc>): void {
  switch (mode) {
    case SINGLE_EXIT:
      if (td.td_suspended) thread_unsuspend_one(td, p, true);
      sleepq_abort(td, EINTR);
      break;
    case SINGLE_BOUNDARY:
    case SINGLE_NO_EXIT:
      if (td.td_suspended && (td.td_flags & TDF_BOUNDARY) === 0) thread_unsuspend_one(td, p, false);
      sleepq_abort(td, ERESTART);
      break;
    default:
      // SINGLE_ALLPROC suspends a sleeper where it is, and the mark keeps it from being weeded again.
      if (td.td_suspended && (td.td_flags & (TDF_BOUNDARY | TDF_ALLPROCSUSP)) === 0) thread_unsuspend_one(td, p, false);
      if (sleeps_interruptibly(td) && !td.td_suspended) {
        thread_suspend_one(td);
        td.td_flags |= TDF_ALLPROCSUSP;
      }
  }
}

/** Asks the other threads to stop or leave. The caller owns the process's lock. */
function press_others(td: Ref<Thread>, p: Ref<Proc>, mode: number): void {
  for (let td2 = p.p_threads.first; td2 !== nil; td2 = td2.td_plist) {
    if (td2 === td) continue;
    ast_sched(td2, TDA_SUSPEND); // where it runs user code, this interrupts it
    if (td2.td_suspended || td2.td_wchan !== 0) weed_inhib(mode, td2, p);
  }
}

/** Sets the flags that say who wants to be alone, and how. The caller owns the process's lock. */
function ask_for_single(td: Ref<Thread>, p: Ref<Proc>, mode: number): void {
  p.p_flag &= ~(P_SINGLE_EXIT | P_SINGLE_BOUNDARY);
  if (mode === SINGLE_EXIT) p.p_flag |= P_SINGLE_EXIT;
  if (mode === SINGLE_BOUNDARY) p.p_flag |= P_SINGLE_BOUNDARY;
  if (mode === SINGLE_ALLPROC) p.p_flag |= P_TOTAL_STOP;
  p.p_flag |= P_STOPPED_SINGLE;
  p.p_singlethread = td;
}

/**
 * Stops (or, with SINGLE_EXIT, ends) all other threads of p: 0 once the caller is alone, 1 if another thread is at it already
 * and the caller has to give way. Threads in the kernel go on to the user boundary; interruptible sleeps end early. The
 * caller owns the lock of p, which is dropped while it waits, and owns nothing that the others need. thread_single
 */
export function* thread_single(p: Ref<Proc>, mode: number): Routine<number> {
  const td = curthread<Thread>();
  KASSERT((mode === SINGLE_ALLPROC) === (td.td_proc !== p), 'thread_single: the mode does not fit the process (A10)');
  PROC_LOCK_ASSERT(p);
  if (mode === SINGLE_ALLPROC) {
    if ((yield* wait_for_others(p)) !== 0) return 1;
  } else if ((p.p_flag & P_HADTHREADS) === 0) {
    return 0;
  }
  if (p.p_singlethread !== nil && p.p_singlethread !== td) return 1;

  ask_for_single(td, p, mode);
  while (calc_remaining(p, mode) !== remain_for_mode(mode)) {
    // With another reason to stop, nobody is weeded: all wait until that one is gone.
    if (P_SHOULDSTOP(p) === P_STOPPED_SINGLE) {
      press_others(td, p, mode);
      if (calc_remaining(p, mode) === remain_for_mode(mode)) break;
    }
    yield* thread_suspend_switch(td, p);
  }
  if (mode === SINGLE_EXIT) yield* become_single_threaded(p);
  if (mode === SINGLE_BOUNDARY) assert_others_at_boundary(td, p);
  return 0;
}

/** A foreign process is stopped by one process at a time: 1 if it is not to be stopped at all. The caller owns its lock. */
function* wait_for_others(p: Ref<Proc>): Routine<number> {
  while ((p.p_flag & P_STOPPED_SINGLE) !== 0) {
    if ((p.p_flag2 & P2_WEXIT) !== 0) return 1;
    yield* msleep_sig(addressOf(p.p_flag), p.p_mtx); // the kernel does not look at the result
  }
  return (p.p_flag & (P_STOPPED_SIG | P_TRACED)) !== 0 || (p.p_flag2 & P2_WEXIT) !== 0 ? 1 : 0;
}

/** The others are gone: the process is one without threads, as before its first. The caller owns its lock. */
function* become_single_threaded(p: Ref<Proc>): Routine {
  KASSERT(p.p_numthreads === 1, 'thread_single: other threads are left (A11)');
  p.p_singlethread = nil;
  p.p_flag &= ~(P_STOPPED_SINGLE | P_SINGLE_EXIT | P_HADTHREADS);
  // They may still use their stacks, and memory that is about to go.
  while (p.p_exitthreads !== 0) {
    PROC_UNLOCK(p);
    yield* waitUntil(() => p.p_exitthreads === 0, 'thread_single: others leave their CPUs');
    yield* PROC_LOCK(p);
  }
}

function assert_others_at_boundary(td: Ref<Thread>, p: Ref<Proc>): void {
  for (let td2 = p.p_threads.first; td2 !== nil; td2 = td2.td_plist) {
    if (td2 === td) continue;
    KASSERT((td2.td_flags & TDF_BOUNDARY) !== 0, 'thread_single: a thread is not at the user boundary (A12)');
    KASSERT(td2.td_suspended, 'thread_single: a thread at the user boundary is not suspended (A12)');
  }
}

/**
 * Ends what `thread_single` has begun: the others go on, unless there is another reason to stop. Not a step of its own. The
 * caller owns the lock of p. thread_single_end
 */
export function thread_single_end(p: Ref<Proc>, mode: number): void {
  PROC_LOCK_ASSERT(p);
  const total_stop = (p.p_flag & P_TOTAL_STOP) !== 0;
  KASSERT((mode === SINGLE_ALLPROC) === total_stop, 'thread_single_end: the mode does not fit the flags (A13)');
  const mine = p.p_singlethread === curthread<Thread>();
  KASSERT(mode === SINGLE_ALLPROC || mine, 'thread_single_end: another thread wanted to be alone (A13)');
  const boundary = (p.p_flag & P_SINGLE_BOUNDARY) !== 0;
  KASSERT(mode !== SINGLE_BOUNDARY || boundary, 'thread_single_end: it was not the boundary mode (A13)');
  p.p_flag &= ~(P_STOPPED_SINGLE | P_SINGLE_EXIT | P_SINGLE_BOUNDARY | P_TOTAL_STOP);
  p.p_singlethread = nil;
  if (p.p_numthreads !== remain_for_mode(mode) && P_SHOULDSTOP(p) === 0) unsuspend_all(p);
  const consistent = p.p_boundary_count === 0 || P_SHOULDSTOP(p) !== 0;
  KASSERT(mode !== SINGLE_BOUNDARY || consistent, 'thread_single_end: threads are left at the boundary (A13)');
  wakeup(addressOf(p.p_flag));
}
