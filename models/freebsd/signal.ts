/** Sending signals. Labels name routines of kern_sig.c. */
import { KASSERT, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { itimer_proc_continue } from './itimer.ts';
import {
  action_of, childproc_continued, runfast, send_plain, SIG_CATCH, SIG_DFL, SIG_HOLD, signotify, sigqueue_delete,
  sigqueue_delete_proc, sigqueue_take, sigtd, tdsigwakeup,
} from './sigqueue.ts';
import {
  P2_PTRACE_FSTP, P_CONTINUED, P_CONTROLT, P_PPWAIT, P_SHOULDSTOP, P_STOPPED_SIG, P_TRACED, P_WEXIT, PGRP_ORPHANED, PROC_LOCK,
  PROC_LOCK_ASSERT, PROC_UNLOCK, PRS_NORMAL, PRS_ZOMBIE, SIGBIT, SIGCONT, SIGSET_STOP, SIGSET_TTYSTOP,
} from './state.ts';
import type { Pgrp, Proc, Thread } from './state.ts';
import { thread_stopped } from './suspendSwitch.ts';
import { sig_handle_first_stop, sig_suspend_threads, thread_unsuspend } from './suspended.ts';

/** Sends a signal to a process. The caller owns its lock and not its parent's. pksignal */
export function* pksignal(p: Ref<Proc>, sig: number): Routine {
  yield* tdsendsignal(p, nil, sig);
}

/** The same, from the kernel. kern_psignal */
export function* kern_psignal(p: Ref<Proc>, sig: number): Routine {
  yield* tdsendsignal(p, nil, sig);
}

/**
 * Sends a signal to a process, or (`td0` not nil) to one of its threads. The caller owns the process's lock; for signals that
 * stop or continue it must not own the parent's, which is taken then. tdsendsignal
 */
export function* tdsendsignal(p: Ref<Proc>, td0: Ref<Thread>, sig: number): Routine {
  if (sig !== SIGCONT && (SIGBIT(sig) & SIGSET_STOP) === 0) send_plain(p, td0, sig, nil);
  else yield* send_job_control(p, td0, sig);
}

/** tdsendsignal for the signals that stop and continue. */
function* send_job_control(p: Ref<Proc>, td0: Ref<Thread>, sig: number): Routine {
  PROC_LOCK_ASSERT(p);
  if (p.p_state === PRS_ZOMBIE || (p.p_sigacts.ps_sigignore & SIGBIT(sig)) !== 0) return;
  const td = td0 !== nil ? td0 : sigtd(p, sig);
  const action = action_of(td, sig);

  // Stops and continues that are both pending would make no sense: the later one wins.
  if (sig === SIGCONT) {
    sigqueue_delete_proc(p, SIGSET_STOP);
  } else {
    if ((p.p_flag & P_TRACED) !== 0 && (p.p_flag2 & P2_PTRACE_FSTP) !== 0) {
      // The stop of an attach: no thread has to wake up for it, and no signal is left behind.
      if (sig_handle_first_stop(nil, p, sig)) yield* thread_stopped(p);
      return;
    }
    if (action === SIG_DFL && is_orphan_tty_stop(p, sig)) return;
    sigqueue_delete_proc(p, SIGBIT(SIGCONT));
    if ((p.p_flag & P_CONTINUED) !== 0) {
      p.p_flag &= ~P_CONTINUED;
      yield* PROC_LOCK(p.p_pptr);
      sigqueue_take(p);
      PROC_UNLOCK(p.p_pptr);
    }
  }
  if (td0 !== nil) td.td_siglist |= SIGBIT(sig);
  else p.p_siglist |= SIGBIT(sig);
  signotify(td);
  // A held signal waits, but a SIGCONT continues a stopped process even so.
  if (action === SIG_HOLD && !(sig === SIGCONT && (p.p_flag & P_STOPPED_SIG) !== 0)) return;

  if (P_SHOULDSTOP(p) !== 0) {
    KASSERT((p.p_flag & P_WEXIT) === 0, 'tdsendsignal: the process is stopped and exits (A18)');
    if ((p.p_flag & P_TRACED) !== 0) return; // it stays as it is, and the debugger will see the signal
    if (sig === SIGCONT) {
      yield* continue_stopped(p, td, action);
    } else {
      p.p_flag |= P_STOPPED_SIG;
      sigqueue_delete(td, sig);
    }
  } else if (p.p_state !== PRS_NORMAL) {
    sigqueue_delete(td, sig); // PRS_NEW: thrown away
  } else if (action === SIG_CATCH || (p.p_flag & P_TRACED) !== 0) {
    tdsigwakeup(td, sig, action);
  } else if (sig === SIGCONT) {
    runfast(p, td, sig, action);
  } else {
    yield* stop_process(p, sig);
  }
}

/** Whether the signal is a terminal's stop and the process in a group that has nobody to continue it. */
function is_orphan_tty_stop(p: Ref<Proc>, sig: number): boolean {
  // The kernel does not lock the group for a look at this flag.
  return (SIGBIT(sig) & SIGSET_TTYSTOP) !== 0 && (unlocked(p.p_pgrp).pg_flags & PGRP_ORPHANED) !== 0;
}

/** SIGCONT for a process that should stop. The caller owns its lock. */
function* continue_stopped(p: Ref<Proc>, td: Ref<Thread>, action: number): Routine {
  p.p_flag &= ~P_STOPPED_SIG;
  if (p.p_numthreads === p.p_suspcount) {
    yield* PROC_LOCK(p.p_pptr);
    childproc_continued(p);
    PROC_UNLOCK(p.p_pptr);
  }
  if (action === SIG_CATCH) {
    runfast(p, td, SIGCONT, action);
  } else {
    thread_unsuspend(p);
    itimer_proc_continue(p);
    if (action === SIG_DFL) sigqueue_delete(td, SIGCONT); // it has had its effect
  }
}

/** A stop signal with the default action for a process that runs. The caller owns its lock. */
function* stop_process(p: Ref<Proc>, sig: number): Routine {
  // A vfork child must not stop, an exiting process need not: the signal stays on the queue.
  if ((p.p_flag & (P_PPWAIT | P_WEXIT)) !== 0) return;
  p.p_flag |= P_STOPPED_SIG;
  p.p_xsig = sig;
  sig_suspend_threads(p);
  if (p.p_numthreads === p.p_suspcount) {
    yield* thread_stopped(p);
    sigqueue_delete_proc(p, SIGBIT(p.p_xsig));
  }
}

/**
 * Sends a signal to the members of a group, with `checkctty` only to those that have the terminal. It does not keep forks
 * out, and so a child that is not complete yet is passed over. The caller owns the group's lock. pgsignal
 */
export function* pgsignal(pg: Ref<Pgrp>, sig: number, checkctty: boolean): Routine {
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) {
    yield* PROC_LOCK(p);
    if (p.p_state === PRS_NORMAL && (!checkctty || (p.p_flag & P_CONTROLT) !== 0)) yield* pksignal(p, sig);
    PROC_UNLOCK(p);
  }
}
