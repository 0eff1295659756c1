/** The way back to user mode, where signals are taken, threads end and held ones stop. Labels name routines of kern_sig.c and thread_act.c. */
import { awake, curthread, KASSERT, nil, sleepq_add, sleepq_result, unlocked, waitUntil, wakeup } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { exit_with_reason, HOW, sig_lock_to_exit, sig_try_locked, thread_terminate_self } from './exit.ts';
import { pg_rele, proc_pgrp } from './pgrpRefs.ts';
import { current_proc, proc_parentdropref, proc_parentdropref_locked, proc_parentholdref } from './refs.ts';
import { psignal_chld, stop } from './signal.ts';
import {
  children_wchan, contsigmask, ffs, ignored_by_default, P_CONTINUED, P_LPPWAIT, P_LTRACED, P_LWAITED, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock,
  sigismember, SIGCONT, SIGKILL, sigmask, SIGSEGV, sigwait_wchan, SSTOP, stopsigmask, ttystopsigmask,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { proc_signalend_locked, proc_signalstart_locked } from './trans.ts';
import { task_suspend_internal, wants_ast } from './task.ts';

/** Does what was asked of the thread, until there is nothing left. May never return. The caller holds no lock. ast_taken_user */
export function* ast_taken_user(ut: Ref<Uthread>): Routine {
  while (wants_ast(ut)) {
    if (ut.ast_bsd) {
      ut.ast_bsd = false;
      yield* bsd_ast(ut);
      continue;
    }
    // thread_apc_ast
    ut.aborted = false;
    if (!ut.active) yield* thread_terminate_self(ut);
    if (ut.uu_task.suspend_count > 0) yield* waitUntil(() => may_go_on(curthread<Uthread>()), 'thread_suspended');
  }
}

function may_go_on(ut: Ref<Uthread>): boolean {
  return ut.uu_task.suspend_count === 0 || ut.ast_bsd || ut.aborted || !ut.active;
}

/** Takes the signals of the thread, as the process that it is. */
function* bsd_ast(ut: Ref<Uthread>): Routine {
  if (ut.uu_task.did_exec || ut.uu_task.exec_copy) return;
  const p = current_proc();
  if (p === nil) return;
  yield* proc_lock(p);
  for (;;) {
    const sig = yield* issignal_locked(p, ut);
    if (sig === 0) break;
    yield* postsig_locked(p, ut, sig);
  }
  proc_unlock(p);
}

/** The next signal that a handler, or the end, is to follow; 0 if there is none. The caller owns p_mlock, and has it again. */
function* issignal_locked(p: Ref<Proc>, ut: Ref<Uthread>): Routine<number> {
  if ((yield* sig_try_locked(p)) <= 0) return 0;
  yield* proc_signalstart_locked(p);
  let given = 0;
  for (let sig = next_signal(p, ut); sig !== 0; sig = next_signal(p, ut)) {
    const traced = (p.p_lflag & P_LTRACED) !== 0;
    if (!traced && sigismember(p.p_sigignore, sig)) {
      takes(p, ut, sig);
      continue;
    }
    given = sig;
    if (traced && (p.p_lflag & P_LPPWAIT) === 0) {
      yield* stop_for_tracer(p, ut, sig);
      given = given_by_tracer(p, ut, sig);
      if (given === SIGKILL || should_quit(ut)) break;
      if (given === 0) continue;
    }
    // What the signal that was reported would do decides, whichever the tracer has put in its place.
    if (!(yield* is_passed_over(p, sig, given))) break;
    if (does_nothing(p, given)) takes(p, ut, given);
    else ut.uu_siglist &= ~sigmask(given);
    given = 0;
  }
  if (given !== 0) takes(p, ut, given);
  proc_signalend_locked(p);
  return given;
}

/** What the thread is to take after a stop for its tracer, 0 for nothing: SIGKILL wherever it comes from. The caller owns p_mlock. */
function given_by_tracer(p: Ref<Proc>, ut: Ref<Uthread>, sig: number): number {
  if (sig === SIGKILL || sigismember(ut.uu_siglist, SIGKILL)) return SIGKILL;
  if (should_quit(ut) || p.p_xstat === 0) return 0;
  ut.uu_siglist |= sigmask(p.p_xstat);
  return sigismember(ut.uu_sigmask, p.p_xstat) ? 0 : p.p_xstat;
}

/** thread_should_abort */
function should_quit(ut: Ref<Uthread>): boolean {
  return !ut.active || ut.aborted;
}

/** The lowest signal that waits for the thread; a vfork child does not stop. The caller owns p_mlock. */
function next_signal(p: Ref<Proc>, ut: Ref<Uthread>): number {
  const sigbits = ut.uu_siglist & ~ut.uu_sigmask;
  return ffs((p.p_lflag & P_LPPWAIT) !== 0 ? sigbits & ~stopsigmask : sigbits);
}

/** The signal waits no more. The caller owns p_mlock. */
function takes(p: Ref<Proc>, ut: Ref<Uthread>, sig: number): void {
  ut.uu_siglist &= ~sigmask(sig);
  p.g_accepted &= ~sigmask(sig);
}

/**
 * Whether `given` needs no handler and is over, which the properties of `sig` say: ignored, or a stop, which is made here. The caller
 * owns p_mlock, which may be dropped meanwhile, and the signal lock.
 */
function* is_passed_over(p: Ref<Proc>, sig: number, given: number): Routine<boolean> {
  if (sigismember(p.p_sigcatch, given)) return false;
  if (sigismember(p.p_sigignore & ~ignored_by_default, given)) return true;
  if (sigismember(stopsigmask, sig)) {
    yield* stop_here(p, sig, given);
    return true;
  }
  return sig === SIGCONT || sigismember(ignored_by_default, sig);
}

/** Whether the signal would neither end the process nor run a handler. */
function does_nothing(p: Ref<Proc>, sig: number): boolean {
  return sigismember(p.p_sigignore | stopsigmask | contsigmask, sig);
}

/** A stop signal that was pending, unless a tracer has passed it on or nobody could continue the group. The caller owns p_mlock, which is dropped meanwhile, and the signal lock. */
function* stop_here(p: Ref<Proc>, sig: number, given: number): Routine {
  proc_unlock(p);
  const pg = yield* proc_pgrp(p);
  const over = (unlocked(p).p_lflag & P_LTRACED) !== 0 || (unlocked(pg).pg_jobc === 0 && sigismember(ttystopsigmask, sig));
  yield* pg_rele(pg);
  yield* proc_lock(p);
  if (over || p.p_stat === SSTOP) return;
  p.p_xstat = given;
  p.p_stat = SSTOP;
  p.p_lflag &= ~P_LWAITED;
  proc_unlock(p);
  const pp = yield* proc_parentholdref(p);
  yield* stop(p, pp);
  if (pp !== nil) {
    yield* report(p, pp);
    yield* psignal_chld(pp);
    yield* proc_parentdropref(pp);
  }
  yield* proc_lock(p);
}

/** Tells the parent which child has stopped. The caller holds no mutex. */
function* report(p: Ref<Proc>, pp: Ref<Proc>): Routine {
  yield* proc_lock(pp);
  pp.si_pid = p.p_pid;
  pp.si_code = 1;
  p.g_code = 1;
  proc_unlock(pp);
}

/**
 * Reports the signal to the tracer, and stops until that lets the process go on, with what it is to take in p_xstat. The caller owns
 * p_mlock and the signal lock, which are dropped meanwhile, and has both again.
 */
function* stop_for_tracer(p: Ref<Proc>, ut: Ref<Uthread>, sig: U4): Routine {
  p.p_xstat = sig;
  proc_unlock(p);
  const pp = yield* proc_parentholdref(p);
  if (pp !== nil) yield* report(p, pp);
  yield 'issignal: task_suspend_internal';
  task_suspend_internal(p.task);
  yield* proc_lock(p);
  p.sigwait_thread = ut;
  p.p_stat = SSTOP;
  p.p_flag &= ~P_CONTINUED;
  p.p_lflag &= ~P_LWAITED;
  takes(p, ut, sig);
  proc_signalend_locked(p);
  proc_unlock(p);
  if (pp !== nil) yield* tell_tracer(pp);
  // Who has seen the stop, and lets it go on before this, wakes nobody.
  yield 'issignal: assert_wait';
  yield* wait_for_tracer(p, ut);
  yield* proc_lock(p);
  yield* proc_signalstart_locked(p);
  p.sigwait_thread = nil;
}

/** Drops a hold of the tracer. The caller holds no lock. */
export function* tell_tracer(pp: Ref<Proc>): Routine {
  yield* psignal_chld(pp);
  yield* proc_list_lock();
  wakeup(children_wchan(pp));
  proc_parentdropref_locked(pp);
  proc_list_unlock();
}

/** Sleeps until the tracer lets p go on, or the thread ends; signals do not end it. */
export function* wait_for_tracer(p: Ref<Proc>, ut: Ref<Uthread>): Routine {
  if (ut.aborted) return;
  sleepq_add(sigwait_wchan(p), true);
  ut.sleeps_unsafely = true;
  yield* waitUntil(() => awake(curthread<Uthread>()), 'issignal: sigwait');
  ut.sleeps_unsafely = false;
  sleepq_result();
}

/** Runs the handler, which has no code here and returns at once, or ends the process. The caller owns p_mlock, and has it again if it comes back. */
function* postsig_locked(p: Ref<Proc>, ut: Ref<Uthread>, sig: U4): Routine {
  if ((yield* sig_try_locked(p)) <= 0) return;
  yield* proc_signalstart_locked(p);
  takes(p, ut, sig);
  if (sigismember(p.p_sigcatch, sig)) {
    proc_signalend_locked(p);
    return;
  }
  KASSERT((unlocked(p).p_lflag & P_LTRACED) !== 0 || !sigismember(stopsigmask, sig), 'postsig: a signal that stops');
  yield* sig_lock_to_exit(p);
  proc_signalend_locked(p);
  proc_unlock(p);
  yield* exit_with_reason(p, false, sig === SIGSEGV ? HOW.CRASHES : HOW.EXITS);
  yield* proc_lock(p);
}
