/**
 * Pending signals: queues, whom a signal goes to, whom it wakes, and the news of a child. Nothing here yields: what a caller
 * does with it under one hold of the process's lock stays one step. Labels name routines of kern_sig.c.
 */
import { curthread, KASSERT, nil, sleepq_abort, some, unlocked, wakeup } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { itimer_proc_continue } from './itimer.ts';
import {
  EINTR, ERESTART, P_CONTINUED, P_SHOULDSTOP, P_STATCHILD, P_STOPPED_SIG, P_TRACED, P_WEXIT, proc_wchan, proc_zone, PROC_LOCK_ASSERT,
  PRS_NORMAL, PRS_ZOMBIE, PS_NOCLDSTOP, SIGBIT, SIGCHLD, SIGCONT, SIGKILL, SIGSET_ALL, TDA_SIG, TDF_BOUNDARY,
} from './state.ts';
import type { Proc, Thread } from './state.ts';
import { ast_sched, sleeps_interruptibly, thread_unsuspend } from './suspended.ts';

/** What a process makes of a signal; the first three can be asked for. */
export const ACTION = { SIG_DFL: 0, SIG_IGN: 1, SIG_CATCH: 2, SIG_HOLD: 3 } as const;
export const { SIG_DFL, SIG_IGN, SIG_CATCH, SIG_HOLD } = ACTION;

// ---- queues

/**
 * The signals directed to the process: each child whose news is on the queue counts as a SIGCHLD. The caller owns the process's
 * lock, or takes a first look and comes back with it.
 */
export function proc_signals(p: Ref<Proc>): number {
  const siglist = unlocked(p).p_siglist;
  return child_on_queue(p) ? siglist | SIGBIT(SIGCHLD) : siglist;
}

function child_on_queue(p: Ref<Proc>): boolean {
  return some(proc_zone, (q) => unlocked(q).p_ksi && unlocked(q).p_pptr === p);
}

/** Takes the news of this child off its parent's queue. The caller owns the parent's lock, for a change. sigqueue_take */
export function sigqueue_take(child: Ref<Proc>): void {
  if (unlocked(child).p_ksi) child.p_ksi = false;
}

/** Takes all news of children off the queue of p; with `one`, only that of one child. */
function take_children(p: Ref<Proc>, one: boolean): void {
  for (let i = 1; i <= proc_zone.slots; i++) {
    const q = proc_zone.at(i);
    if (unlocked(q).p_ksi && unlocked(q).p_pptr === p) {
      q.p_ksi = false;
      if (one) return;
    }
  }
}

/** Takes a signal off the thread's queue and the process's, however often it is there. sigqueue_delete, twice */
export function sigqueue_delete(td: Ref<Thread>, sig: number): void {
  td.td_siglist &= ~SIGBIT(sig);
  td.td_proc.p_siglist &= ~SIGBIT(sig);
  if (sig === SIGCHLD) take_children(td.td_proc, false);
}

/** Takes one instance of a signal off the thread's queue, or else off the process's; says whether there was one. sigqueue_get */
export function sigqueue_get(td: Ref<Thread>, sig: number): boolean {
  const p = td.td_proc;
  if ((td.td_siglist & SIGBIT(sig)) !== 0) {
    td.td_siglist &= ~SIGBIT(sig);
    return true;
  }
  if ((p.p_siglist & SIGBIT(sig)) !== 0) {
    p.p_siglist &= ~SIGBIT(sig);
    return true;
  }
  if (sig !== SIGCHLD || !child_on_queue(p)) return false;
  take_children(p, true);
  return true;
}

/** Takes a set of signals off the queues of the process and of all its threads. sigqueue_delete_set_proc */
export function sigqueue_delete_proc(p: Ref<Proc>, set: number): void {
  PROC_LOCK_ASSERT(p);
  p.p_siglist &= ~set;
  if ((set & SIGBIT(SIGCHLD)) !== 0) take_children(p, false);
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) td.td_siglist &= ~set;
}

/** Empties the queues of a process that is about to be a zombie, and of its last thread. sigqueue_flush, twice */
export function sigqueue_flush(p: Ref<Proc>): void {
  sigqueue_delete_proc(p, SIGSET_ALL);
}

// ---- threads that take signals

/** Whether a signal waits for this thread. SIGPENDING */
export function sigpending(td: Ref<Thread>): boolean {
  return ((td.td_siglist | proc_signals(td.td_proc)) & ~td.td_sigmask) !== 0;
}

/** Has the thread look at its signals before it returns to user mode, if there are any for it. signotify */
export function signotify(td: Ref<Thread>): void {
  if (sigpending(td)) ast_sched(td, TDA_SIG);
}

/**
 * The thread that is to take a signal for the process: the caller if it can, else the first that can and is not suspended on
 * its way to user mode, else the first. sigtd
 */
export function sigtd(p: Ref<Proc>, sig: number): Ref<Thread> {
  PROC_LOCK_ASSERT(p);
  const me = curthread<Thread>();
  if (me !== nil && me.td_proc === p && (me.td_sigmask & SIGBIT(sig)) === 0) return me;
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    if ((td.td_sigmask & SIGBIT(sig)) === 0 && (td.td_flags & TDF_BOUNDARY) === 0) return td;
  }
  return p.p_threads.first;
}

/** What the process makes of a signal in this thread. */
export function action_of(td: Ref<Thread>, sig: number): number {
  if ((td.td_sigmask & SIGBIT(sig)) !== 0) return SIG_HOLD;
  return (td.td_proc.p_sigacts.ps_sigcatch & SIGBIT(sig)) !== 0 ? SIG_CATCH : SIG_DFL;
}

/** What a system call returns that a signal interrupts: whether it is to be made again. */
export function intrval_of(p: Ref<Proc>, sig: number): number {
  return (p.p_sigacts.ps_sigintr & SIGBIT(sig)) !== 0 ? EINTR : ERESTART;
}

/** Knocks the thread out of an interruptible sleep, unless it is for a SIGCONT that nobody catches. tdsigwakeup */
export function tdsigwakeup(td: Ref<Thread>, sig: number, action: number): void {
  if (!sleeps_interruptibly(td)) return; // one that runs has its AST; one that sleeps uninterruptibly finds it later
  if (sig === SIGCONT && action === SIG_DFL) {
    sigqueue_delete(td, sig);
    return;
  }
  // Stops that a file system defers (plain TDF_SBDRY) would not wake it.
  sleepq_abort(td, intrval_of(td.td_proc, sig));
}

/** The process goes on, its thread awake. The tail of tdsendsignal */
export function runfast(p: Ref<Proc>, td: Ref<Thread>, sig: number, action: number): void {
  tdsigwakeup(td, sig, action);
  thread_unsuspend(p);
  itimer_proc_continue(p);
}

/**
 * Sends any signal but those that stop and continue, which need the parent's lock: tdsendsignal for the rest of them. To one
 * thread, or (`td0` nil) to the process; `child` is whose news it is, if any. The caller owns the process's lock.
 */
export function send_plain(p: Ref<Proc>, td0: Ref<Thread>, sig: number, child: Ref<Proc>): void {
  PROC_LOCK_ASSERT(p);
  if (p.p_state === PRS_ZOMBIE) return;
  if ((p.p_sigacts.ps_sigignore & SIGBIT(sig)) !== 0) return;
  KASSERT(child === nil || !unlocked(child).p_ksi, 'tdsendsignal: the news of the child is on the queue already (A18)');
  const td = td0 !== nil ? td0 : sigtd(p, sig);
  const action = action_of(td, sig);
  if (td0 !== nil) td.td_siglist |= SIGBIT(sig);
  else if (child !== nil) child.p_ksi = true;
  else p.p_siglist |= SIGBIT(sig);
  signotify(td);
  if (action === SIG_HOLD) return;

  if (P_SHOULDSTOP(p) !== 0) {
    KASSERT((p.p_flag & P_WEXIT) === 0, 'tdsendsignal: the process is stopped and exits (A18)');
    if (sig === SIGKILL) {
      if ((p.p_flag & P_TRACED) !== 0) return; // it stays stopped until the debugger lets it go on
      p.p_flag &= ~P_STOPPED_SIG;
      runfast(p, td, sig, action);
    } else {
      // It stays stopped; but once continued it will look at the signal instead of sleeping on.
      sleepq_abort(td, intrval_of(p, sig));
    }
  } else if (p.p_state === PRS_NORMAL) {
    if (action === SIG_CATCH || (p.p_flag & P_TRACED) !== 0) tdsigwakeup(td, sig, action);
    else runfast(p, td, sig, action);
  } else {
    sigqueue_delete(td, sig); // PRS_NEW: thrown away
  }
}

// ---- a thread that leaves

/** Gives the signals that an exiting thread could have taken to others. The caller owns the process's lock. tdsigcleanup */
export function tdsigcleanup(td: Ref<Thread>): void {
  const p = td.td_proc;
  td.td_siglist = 0;
  if (p.p_numthreads === 1) return;
  const unblocked = SIGSET_ALL & ~td.td_sigmask;
  td.td_sigmask = SIGSET_ALL; // so that nobody chooses it any more
  reschedule_signals(p, unblocked);
}

/**
 * Finds new threads for signals of the process that some thread has stopped taking. It wakes a sleeper for a caught signal
 * only: one that would end the process waits until the thread wakes up for another reason. reschedule_signals
 */
export function reschedule_signals(p: Ref<Proc>, set: number): void {
  const pending = set & proc_signals(p);
  for (let sig = 1; pending >> (sig - 1) !== 0; sig++) {
    if ((pending & SIGBIT(sig)) === 0) continue;
    const td = sigtd(p, sig);
    signotify(td);
    if (action_of(td, sig) === SIG_CATCH || (p.p_flag & P_TRACED) !== 0) tdsigwakeup(td, sig, SIG_CATCH);
  }
}

// ---- news for the parent: the caller owns the locks of the child and of its parent

/** Sends the SIGCHLD of a child, once until it is taken. sigparent */
export function sigparent(p: Ref<Proc>): void {
  PROC_LOCK_ASSERT(p);
  PROC_LOCK_ASSERT(p.p_pptr);
  if (p.p_ksi) return;
  // A zombie would drop it; kept back, it can still be sent after a reparenting.
  if (p.p_pptr.p_state !== PRS_ZOMBIE) send_plain(p.p_pptr, nil, SIGCHLD, p);
}

/** A child has stopped or continued: its parent looks again and gets a SIGCHLD if it wants that. childproc_jobstate */
export function childproc_jobstate(p: Ref<Proc>): void {
  const pptr = p.p_pptr;
  PROC_LOCK_ASSERT(pptr);
  pptr.p_flag |= P_STATCHILD;
  wakeup(proc_wchan(pptr));
  if ((pptr.p_sigacts.ps_flag & PS_NOCLDSTOP) === 0) sigparent(p);
}

/** A child goes on. childproc_continued */
export function childproc_continued(p: Ref<Proc>): void {
  p.p_flag |= P_CONTINUED;
  p.p_xsig = SIGCONT;
  childproc_jobstate(p);
}

/** A child has exited. Waking the parent is exit1's business. childproc_exited */
export function childproc_exited(p: Ref<Proc>): void {
  sigparent(p);
}
