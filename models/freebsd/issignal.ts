/**
 * The receiving side: which signal a thread has to act upon, and whether a system call should give up. All of it belongs to
 * kern_sig.c.
 */
import { curthread, KASSERT, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { ptracestop } from './ptracestop.ts';
import { action_of, intrval_of, proc_signals, SIG_CATCH, sigpending, sigqueue_delete, sigqueue_get } from './sigqueue.ts';
import {
  EINTR, ERESTART, P2_WEXIT, P_PPTRACE, P_PPWAIT, P_SINGLE_EXIT, P_STOPPED_SIG, P_TRACED, P_WEXIT, PGRP_ORPHANED, PROC_LOCK, PROC_LOCK_ASSERT,
  PROC_UNLOCK, SIGBIT, SIGCHLD, SIGCONT, SIGSET_STOP, SIGSET_TTYSTOP, TDA_SIG, TDA_SUSPEND, TDB_FSTP,
} from './state.ts';
import type { Proc, Thread } from './state.ts';
import { thread_suspend_check } from './suspend.ts';
import { thread_suspend_switch } from './suspendSwitch.ts';
import { sig_suspend_threads } from './suspended.ts';

/** What is to be done about a pending signal. */
const SIGSTATUS = { IGNORE: 0, STOP: 1, HANDLE: 2, HANDLED: 3 } as const;
const { IGNORE, STOP, HANDLE, HANDLED } = SIGSTATUS;

/**
 * The signal that the thread has to act upon, 0 for none. Stop signals are acted upon here, and so the caller may be suspended;
 * it owns its process's lock. cursig
 */
export function* cursig(td: Ref<Thread>): Routine<number> {
  PROC_LOCK_ASSERT(td.td_proc);
  return sigpending(td) ? yield* issignal(td) : 0;
}

/** The same, where there is one pending. issignal */
function* issignal(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  for (;;) {
    const sig = first_signal(td);
    if (sig === 0) return 0;
    const status = yield* sigprocess(td, sig);
    if (status === HANDLE) return sig;
    if (status === HANDLED) continue;
    sigqueue_delete(td, sig);
    if (status === STOP) {
      p.p_flag |= P_STOPPED_SIG;
      p.p_xsig = sig;
      sig_suspend_threads(p);
      yield* thread_suspend_switch(td, p);
    }
  }
}

/** The lowest pending signal that the thread may look at now; 0 for none. */
function first_signal(td: Ref<Thread>): number {
  const p = td.td_proc;
  let pending = (td.td_siglist | proc_signals(p)) & ~td.td_sigmask;
  // A vfork child must not stop: its parent could not go on. TDF_SBDRY would strip stops as well.
  if ((p.p_flag & P_PPWAIT) !== 0) pending &= ~SIGSET_STOP;
  if (pending === 0) return 0;
  let sig = 1;
  while ((pending & SIGBIT(sig)) === 0) sig++;
  return sig;
}

/**
 * Decides about one pending signal. A traced thread shows it to its debugger first, which may put another one in its place. The
 * caller owns its process's lock. sigprocess
 */
function* sigprocess(td: Ref<Thread>, pending: number): Routine<number> {
  const p = td.td_proc;
  let sig = pending;
  if ((p.p_sigacts.ps_sigignore & SIGBIT(sig)) !== 0 && (p.p_flag & P_TRACED) === 0) return IGNORE;
  // Once a thread has begun to exit nothing is delivered any more, to any thread of the process.
  if ((p.p_flag2 & P2_WEXIT) !== 0) return IGNORE;
  if ((p.p_flag & (P_TRACED | P_PPTRACE)) === P_TRACED) {
    if (td.td_xsig === sig) {
      td.td_xsig = 0; // the debugger's own
    } else {
      const own = (td.td_siglist & SIGBIT(sig)) !== 0;
      sigqueue_get(td, sig);
      sig = yield* ptracestop(td, sig, true);
      if (sig === 0) return HANDLED;
      if ((td.td_sigmask & SIGBIT(sig)) !== 0) {
        p.p_siglist |= SIGBIT(sig);
        return HANDLED;
      }
      if ((p.p_flag & P_TRACED) === 0) {
        // On the queue that it came from, though ptracestop has put it on the thread's; two on one queue are one here.
        if (!own) p.p_siglist |= SIGBIT(sig);
        return HANDLED;
      }
    }
  }
  return signal_status(td, sig);
}

/** What the dispositions say about a signal. The caller owns the process's lock. The rest of sigprocess */
function signal_status(td: Ref<Thread>, sig: number): number {
  const p = td.td_proc;
  if (action_of(td, sig) === SIG_CATCH) return HANDLE;
  if ((p.p_sigacts.ps_sigignore & SIGBIT(sig)) !== 0 || p.p_pid <= 1) return IGNORE;
  if ((SIGBIT(sig) & SIGSET_STOP) !== 0) return ignores_stop(p, sig) ? IGNORE : STOP;
  return sig === SIGCONT || sig === SIGCHLD ? IGNORE : HANDLE;
}

/** Whether the process does not stop for a stop signal with the default action. */
function ignores_stop(p: Ref<Proc>, sig: number): boolean {
  if ((p.p_flag & (P_TRACED | P_WEXIT | P_SINGLE_EXIT)) !== 0) return true;
  // The group's flag is read without its lock, as the kernel does: a group that is orphaned meanwhile gets its SIGCONT.
  return (SIGBIT(sig) & SIGSET_TTYSTOP) !== 0 && (unlocked(p.p_pgrp).pg_flags & PGRP_ORPHANED) !== 0;
}

/** Whether a request to suspend makes the caller give up: an errno, or 0. It owns its process's lock. sig_ast_checksusp */
export function* sig_ast_checksusp(td: Ref<Thread>): Routine<number> {
  if ((td.td_ast & TDA_SUSPEND) === 0) return 0;
  const error = yield* thread_suspend_check(1);
  KASSERT(error === 0 || error === EINTR || error === ERESTART, 'sig_ast_checksusp: neither EINTR nor ERESTART (A14)');
  return error;
}

/** Whether a signal makes the caller give up: an errno, or 0. It owns its process's lock. sig_ast_needsigchk */
export function* sig_ast_needsigchk(td: Ref<Thread>): Routine<number> {
  if ((td.td_ast & TDA_SIG) === 0) return 0;
  const sig = yield* cursig(td);
  const leads_attach = (td.td_dbgflags & TDB_FSTP) !== 0; // it has stopped for an attach, as if a signal had woken it
  td.td_dbgflags &= ~TDB_FSTP;
  if (sig !== 0) return intrval_of(td.td_proc, sig);
  return leads_attach ? EINTR : 0;
}

/**
 * Whether the calling thread would be woken from an interruptible sleep now. It looks at this thread's own requests only. The
 * caller owns no mutex; the first look, at the requests, belongs to the caller's step. sig_intr
 */
export function* sig_intr(): Routine<number> {
  const td = curthread<Thread>();
  if ((td.td_ast & (TDA_SIG | TDA_SUSPEND)) === 0) return 0;
  yield* PROC_LOCK(td.td_proc);
  let error = yield* sig_ast_checksusp(td);
  if (error === 0) error = yield* sig_ast_needsigchk(td);
  PROC_UNLOCK(td.td_proc);
  return error;
}
