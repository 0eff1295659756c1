/** The way back to user mode, where signals are taken, threads end and held ones stop. Labels name routines of kern_sig.c and thread_act.c. */
import { curthread, KASSERT, nil, unlocked, waitUntil } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { exit_with_reason, HOW, sig_lock_to_exit, sig_try_locked, thread_terminate_self } from './exit.ts';
import { current_proc, proc_parentdropref, proc_parentholdref } from './refs.ts';
import { psignal_chld, stop } from './signal.ts';
import {
  ffs, P_LPPWAIT, P_LTRACED, P_LWAITED, proc_lock, proc_unlock, sigismember, sigmask, SIGCONT, SIGSEGV, SSTOP, stopsigmask,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { proc_signalend_locked, proc_signalstart_locked } from './trans.ts';
import { wants_ast } from './task.ts';

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
  for (;;) {
    if ((yield* sig_try_locked(p)) <= 0) return 0;
    yield* proc_signalstart_locked(p);
    let sigbits = ut.uu_siglist & ~ut.uu_sigmask;
    if ((p.p_lflag & P_LPPWAIT) !== 0) sigbits &= ~stopsigmask;
    const sig = ffs(sigbits);
    const over = sig !== 0 && (yield* passes(p, ut, sig));
    proc_signalend_locked(p);
    if (!over) return sig;
  }
}

/** Whether the signal needs no handler and is over: ignored, or a stop. The caller owns p_mlock and the signal lock, and has both again. */
function* passes(p: Ref<Proc>, ut: Ref<Uthread>, sig: U4): Routine<boolean> {
  if (sigismember(p.p_sigcatch, sig)) return false;
  if (!sigismember(p.p_sigignore, sig) && sig !== SIGCONT && !sigismember(stopsigmask, sig)) return false;
  if (sigismember(stopsigmask, sig) && p.p_stat !== SSTOP) yield* stop_here(p, sig);
  ut.uu_siglist &= ~sigmask(sig);
  p.g_accepted &= ~sigmask(sig);
  return true;
}

/** A stop signal that was pending. The caller owns p_mlock, which is dropped meanwhile, and the signal lock. */
function* stop_here(p: Ref<Proc>, sig: U4): Routine {
  p.p_xstat = sig;
  p.p_stat = SSTOP;
  p.p_lflag &= ~P_LWAITED;
  proc_unlock(p);
  const pp = yield* proc_parentholdref(p);
  yield* stop(p, pp);
  if (pp !== nil) {
    yield* proc_lock(pp);
    pp.si_pid = p.p_pid;
    pp.si_code = 1;
    p.g_code = 1;
    proc_unlock(pp);
    yield* psignal_chld(pp);
    yield* proc_parentdropref(pp);
  }
  yield* proc_lock(p);
}

/** Runs the handler, which has no code here and returns at once, or ends the process. The caller owns p_mlock, and has it again if it comes back. */
function* postsig_locked(p: Ref<Proc>, ut: Ref<Uthread>, sig: U4): Routine {
  if ((yield* sig_try_locked(p)) <= 0) return;
  yield* proc_signalstart_locked(p);
  ut.uu_siglist &= ~sigmask(sig);
  p.g_accepted &= ~sigmask(sig);
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
