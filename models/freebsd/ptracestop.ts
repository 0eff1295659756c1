/** How a traced thread stops for its debugger. Labels name routines of kern_sig.c and subr_syscall.c. */
import { KASSERT, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { sigtd } from './sigqueue.ts';
import { tdsendsignal } from './signal.ts';
import {
  P_SINGLE_EXIT, P_TRACED, P_WEXIT, P_WKILLED, PROC_LOCK, PROC_LOCK_ASSERT, PROC_UNLOCK, PTRACE_SCE, PTRACE_SCX, SIGBIT, SIGKILL,
  SIGTRAP, TDB_EXEC, TDB_EXIT, TDB_FORK, TDB_STOPATFORK, TDB_XSIG,
} from './state.ts';
import type { Thread } from './state.ts';
import { thread_suspend_switch } from './suspendSwitch.ts';
import { sig_handle_first_stop } from './suspended.ts';

/**
 * Stops the calling thread until its debugger lets it go on, and returns the signal that the debugger wants it to take, 0 for
 * none. With `exchange` the thread has taken `sig` off a queue and shows it; otherwise it reports an event. The caller owns its
 * process's lock, which is dropped meanwhile. ptracestop
 */
export function* ptracestop(td: Ref<Thread>, sig: number, exchange: boolean): Routine<number> {
  const p = td.td_proc;
  PROC_LOCK_ASSERT(p);
  KASSERT((p.p_flag & P_WEXIT) === 0, 'ptracestop: the process exits (A19)');
  td.td_xsig = sig;
  td.td_dbgflags |= TDB_XSIG;
  while ((p.p_flag & P_TRACED) !== 0 && (td.td_dbgflags & TDB_XSIG) !== 0) {
    if ((p.p_flag & P_WKILLED) !== 0) {
      // Another thread may have been the one that reported, and this one the first to go on.
      td.td_dbgflags &= ~TDB_XSIG;
      td.td_xsig = SIGKILL;
      unlocked(p).p_ptevents = 0; // without proctree_lock, which its key asks for
      break;
    }
    if ((p.p_flag & P_SINGLE_EXIT) !== 0 && (td.td_dbgflags & TDB_EXIT) === 0) {
      td.td_dbgflags &= ~TDB_XSIG;
      td.td_xsig = 0;
      return 0; // the process ends: nobody stops for a debugger any more, but to say that a thread ends
    }
    sig_handle_first_stop(td, p, sig);
    td.td_dbgflags &= ~TDB_STOPATFORK;
    yield* thread_suspend_switch(td, p);
    if (p.p_xthread === td) p.p_xthread = nil;
  }
  return yield* go_on_with(td, sig, exchange);
}

/** The signal that a thread goes on with after a stop: the one it showed, another one, or none. The caller owns its process's lock. */
function* go_on_with(td: Ref<Thread>, shown: number, exchange: boolean): Routine<number> {
  const p = td.td_proc;
  const sig = td.td_xsig;
  td.td_xsig = 0; // the kernel leaves it, and does not look at it again
  if (exchange && sig === shown) {
    td.td_siglist |= SIGBIT(sig);
  } else if (sig !== 0) {
    const td2 = sigtd(p, sig);
    yield* tdsendsignal(p, td2, sig);
    // It is not to be shown to the debugger, from whom it comes: KSI_PTRACE of its queue entry.
    if ((td2.td_dbgflags & TDB_XSIG) === 0 && (td2.td_siglist & SIGBIT(sig)) !== 0) td2.td_xsig = sig;
    if (td2 !== td) return 0;
  }
  return sig;
}

/**
 * Reports that a system call begins, if the debugger wants to know. The caller holds no lock. The kernel takes the lock for every traced
 * process; what the debugger wants to know changes only while the process is stopped. syscallenter
 */
export function* report_entry(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  if ((unlocked(p).p_ptevents & PTRACE_SCE) === 0) return;
  yield* PROC_LOCK(p);
  if ((p.p_ptevents & PTRACE_SCE) !== 0) yield* ptracestop(td, SIGTRAP, false);
  PROC_UNLOCK(p);
}

/**
 * Reports that a system call is over, if it was a fork or an exec or the debugger wants to know of all. Whether the process is traced
 * was seen without its lock, and is not looked at again. The caller holds no lock. syscallret
 */
export function* report_return(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  if ((td.td_dbgflags & (TDB_EXEC | TDB_FORK)) === 0 && (unlocked(p).p_ptevents & PTRACE_SCX) === 0) return;
  yield 'syscallret';
  const traced = (unlocked(p).p_flag & P_TRACED) !== 0;
  yield* PROC_LOCK(p);
  const told = (td.td_dbgflags & (TDB_EXEC | TDB_FORK)) !== 0 || (p.p_ptevents & PTRACE_SCX) !== 0;
  if (traced && told) yield* ptracestop(td, SIGTRAP, false);
  td.td_dbgflags &= ~(TDB_EXEC | TDB_FORK);
  PROC_UNLOCK(p);
}
