/** Sending signals. Labels name routines of kern_sig.c. */
import { nil, wakeup } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { pg_rele, proc_pgrp } from './pgrpRefs.ts';
import { proc_parentdropref, proc_parentholdref } from './refs.ts';
import {
  children_wchan, contsigmask, ffs, k, P_CONTINUED, P_LEXIT, P_LINVFORK, P_LTRACED, P_LWAITED, proc_list_lock, proc_list_unlock,
  proc_lock, proc_unlock, SIGCHLD, SIGCONT, SIGINT, sigismember, SIGKILL, sigmask, SRUN, SSTOP, stopsigmask, ttystopsigmask,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { KASSERT, unlocked } from '../../src/index.ts';
import { check_actforsig, task_resume_internal, task_suspend_internal, thread_abort, thread_abort_safely } from './task.ts';
import { proc_signalend, proc_signalstart } from './trans.ts';

/** What is left to do when a signal has been given to a thread. */
const GIVEN = { DONE: 0, STOPS: 1, REFUSED: 2 } as const;

/** Sends a signal to a process. The caller holds no lock. psignal */
export function* psignal(p: Ref<Proc>, sig: U4): Routine {
  const given = yield* psignal_internal(p, sig);
  if (given === GIVEN.REFUSED) return;
  if (given === GIVEN.STOPS) yield* stop_and_tell(p);
  yield* proc_signalend(p);
}

/** SIGCHLD, which is not one that stops: for who has the signal lock of a child. */
export function* psignal_chld(p: Ref<Proc>): Routine {
  const given = yield* psignal_internal(p, SIGCHLD);
  if (given !== GIVEN.REFUSED) yield* proc_signalend(p);
}

/** Gives the signal to a thread of p. Unless it is refused, the caller has the signal lock of p then. psignal_internal */
function* psignal_internal(p: Ref<Proc>, sig: U4): Routine<number> {
  KASSERT(sig !== 0, 'psignal: signal 0');
  KASSERT(p !== k.initproc || sig !== SIGKILL, 'psignal: SIGKILL for init');
  yield 'psignal';
  if (p.task === nil || (unlocked(p).p_lflag & P_LEXIT) !== 0) return GIVEN.REFUSED;
  yield* proc_signalstart(p);
  yield 'psignal: ignored';
  if ((unlocked(p).p_lflag & P_LTRACED) === 0 && sigismember(unlocked(p).p_sigignore, sig)) return GIVEN.DONE;
  yield* proc_lock(p);
  const ut = get_signalthread(p, sig);
  if (ut === nil) { // and kill has promised it
    accept(p, sig);
    proc_unlock(p);
    return GIVEN.DONE;
  }
  return yield* give(p, ut, sig);
}

/** Ghost: whoever sent the signal thinks that the process has it. Stops and what ends them act at once. */
function accept(p: Ref<Proc>, sig: number): void {
  if (sig !== SIGCONT && !sigismember(stopsigmask, sig)) p.g_accepted |= sigmask(sig);
}

/** A thread that is to look for the signal: any that does not block it, or else any. The caller owns p_mlock. */
function get_signalthread(p: Ref<Proc>, sig: number): Ref<Uthread> {
  if ((p.p_lflag & P_LINVFORK) !== 0 && p.p_vforkact !== nil) return check_actforsig(p.p_vforkact) ? p.p_vforkact : nil;
  for (let ut = p.p_uthlist.first; ut !== nil; ut = ut.uu_list) {
    if (!sigismember(ut.uu_sigmask, sig) && check_actforsig(ut)) return ut;
  }
  for (let ut = p.p_uthlist.first; ut !== nil; ut = ut.uu_list) {
    if (check_actforsig(ut)) return ut;
  }
  return nil;
}

/** The caller owns p_mlock, which is released, and the signal lock. */
function* give(p: Ref<Proc>, ut: Ref<Uthread>, sig: U4): Routine<number> {
  const traced = (p.p_lflag & P_LTRACED) !== 0;
  const ignored = !traced && sigismember(p.p_sigignore, sig);
  const held = !traced && sigismember(ut.uu_sigmask, sig);
  const caught = !traced && !held && sigismember(p.p_sigcatch, sig);
  if (ignored) {
    proc_unlock(p);
    return GIVEN.DONE;
  }
  if (sig === SIGCONT) ut.uu_siglist &= ~stopsigmask;
  if (sigismember(stopsigmask, sig)) {
    const pg = yield* proc_pgrp(p); // it may sleep there, and p_mlock stays owned
    const orphaned = unlocked(pg).pg_jobc === 0;
    yield* pg_rele(pg);
    if (orphaned && sigismember(ttystopsigmask, sig) && !held && !caught) {
      proc_unlock(p);
      return GIVEN.DONE;
    }
    ut.uu_siglist &= ~contsigmask;
  }
  ut.uu_siglist |= sigmask(sig);
  if (sig === SIGKILL || (sig === SIGINT && !traced && !held && !caught)) p.g_killed = true;
  accept(p, sig);
  const given = held && (sig !== SIGCONT || p.p_stat !== SSTOP) ? GIVEN.DONE : act(p, ut, sig, traced, held || caught);
  proc_unlock(p);
  return given;
}

/** What the signal does at once, apart from waiting. The caller owns p_mlock and the signal lock. */
function act(p: Ref<Proc>, ut: Ref<Uthread>, sig: number, traced: boolean, caught: boolean): number {
  if (traced) {
    if (p.p_stat !== SSTOP) thread_abort_safely(ut);
    return GIVEN.DONE;
  }
  if (caught) {
    if (sig === SIGCONT) resume(p);
    if (p.p_stat !== SSTOP) thread_abort_safely(ut);
    return GIVEN.DONE;
  }
  if (sigismember(stopsigmask, sig)) return stop_by_default(p, ut, sig);
  if (sig === SIGCONT) {
    p.p_xstat = sig;
    resume(p);
    ut.uu_siglist &= ~sigmask(SIGCONT);
    if (ffs(ut.uu_siglist & ~ut.uu_sigmask & ~p.p_sigignore) !== 0) thread_abort_safely(ut);
    return GIVEN.DONE;
  }
  // Deadly: it runs again, stopped or not.
  p.p_stat = SRUN;
  thread_abort(ut);
  return GIVEN.DONE;
}

/** The same, for a vfork child whose new thread has not begun. The caller holds no lock. */
export function* psignal_vfork(p: Ref<Proc>, thread: Ref<Uthread>, sig: U4): Routine {
  yield* proc_signalstart(p);
  yield* proc_lock(p);
  thread.uu_siglist |= sigmask(sig);
  thread.ast_bsd = true;
  accept(p, sig);
  proc_unlock(p);
  yield* proc_signalend(p);
}

/** A signal for the thread itself, which counts only where it is not ignored. threadsignal */
export function* threadsignal(p: Ref<Proc>, ut: Ref<Uthread>, sig: U4): Routine {
  yield* proc_lock(p);
  if ((p.p_lflag & P_LTRACED) !== 0 || !sigismember(p.p_sigignore, sig)) {
    ut.uu_siglist |= sigmask(sig);
    ut.ast_bsd = true;
  }
  proc_unlock(p);
}

/** Lets a stopped process go on. The caller owns p_mlock. */
function resume(p: Ref<Proc>): void {
  p.p_flag |= P_CONTINUED;
  task_resume_internal(p.task);
  p.p_stat = SRUN;
}

function stop_by_default(p: Ref<Proc>, ut: Ref<Uthread>, sig: number): number {
  ut.uu_siglist &= ~sigmask(sig);
  if (p.p_stat === SSTOP) return GIVEN.DONE;
  p.p_xstat = sig;
  p.p_stat = SSTOP;
  p.p_flag &= ~P_CONTINUED;
  p.p_lflag &= ~P_LWAITED;
  return GIVEN.STOPS;
}

/** Stops the task and tells the parent, with p's signal lock all the time. The caller holds nothing else. */
function* stop_and_tell(p: Ref<Proc>): Routine {
  const pp = yield* proc_parentholdref(p);
  yield* stop(p, pp);
  if (pp === nil) return;
  yield* proc_lock(p); // the child's lock, and the parent's fields
  pp.si_pid = p.p_pid;
  yield 'psignal: si_code';
  pp.si_code = 1;
  p.g_code = 1;
  proc_unlock(p);
  yield* psignal_chld(pp);
  yield* proc_parentdropref(pp);
}

/** Wakes a parent that sleeps for its children, and stops the task. */
export function* stop(p: Ref<Proc>, parent: Ref<Proc>): Routine {
  p.p_flag &= ~P_CONTINUED;
  if (parent !== nil && parent.p_stat !== SSTOP) {
    yield* proc_list_lock();
    wakeup(children_wchan(parent));
    proc_list_unlock();
  }
  yield 'task_suspend_internal';
  task_suspend_internal(p.task);
}
