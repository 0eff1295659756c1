/** The receiving side of signals. Labels name routines of kern_sig.c. */
import { KASSERT, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { sigswitch, sigswitch_unlock_and_switch_away } from './stop.ts';
import {
  firstsig, LW_PENDSIG, p_lock, p_locked, PL_ORPHANPG, PL_PPWAIT, PS_CONTINUED, PS_NOCLDSTOP, PS_STOPPING, PSL_TRACED, SA_IGNORE,
  SA_STOP, SA_TTYSTOP, SACTIVE, SIGBIT, SIGCHLD, sigismember, SIGKILL, SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** A signal that the debugger has left, once. The caller owns p_lock. sigchecktrace */
function sigchecktrace(l: Ref<Lwp>): number {
  const p = l.l_proc;
  if ((p.p_slflag & PSL_TRACED) === 0 || p.p_xsig === 0 || sigismember(p.p_sigpend, SIGKILL)) return 0;
  const sig = p.p_xsig;
  p.p_xsig = 0;
  return sigismember(l.l_sigmask, sig) ? 0 : sig;
}

/** The next signal for the LWP: its own first, then its process's. */
function pending_signal(l: Ref<Lwp>): number {
  const p = l.l_proc;
  let held = l.l_sigmask;
  // A vfork child must not stop for its terminal: its parent could not go on. p_lflag is read without proc_lock.
  if ((unlocked(p).p_lflag & PL_PPWAIT) !== 0) held |= SA_TTYSTOP;
  const own = firstsig(l.l_sigpend & ~held);
  return own !== 0 ? own : firstsig(p.p_sigpend & ~held);
}

/** Takes a signal off the queue that it is on. What a debugger has left is on none. */
export function sigget(l: Ref<Lwp>, sig: number): void {
  if (sigismember(l.l_sigpend, sig)) l.l_sigpend &= ~SIGBIT(sig);
  else l.l_proc.p_sigpend &= ~SIGBIT(sig);
  if (sig === SIGCHLD) l.l_proc.g_chlddue = false;
}

/** Whether the debugger is the parent that waits in vfork for this process. The tree is read without proc_lock. */
function tracer_waits(p: Ref<Proc>): boolean {
  return (unlocked(p).p_lflag & PL_PPWAIT) !== 0 && unlocked(p).p_pptr === unlocked(p).p_opptr;
}

/**
 * The signal that the LWP has to act upon, which stays on its queue; 0 for none. Stops are made here, and traced processes show what
 * they have to their debugger here. The caller owns p_lock, which is dropped meanwhile. issignal
 */
export function* issignal(l: Ref<Lwp>): Routine<number> {
  const p = l.l_proc;
  for (;;) {
    KASSERT(p_locked(p), 'issignal: p_lock is not owned');
    if (p.p_stat === SSTOP || (p.p_sflag & PS_STOPPING) !== 0) {
      yield* sigswitch_unlock_and_switch_away(l);
      yield* p_lock(p);
      continue;
    }
    let sig = p.p_stat === SACTIVE ? sigchecktrace(l) : 0;
    if (sig === 0) {
      sig = pending_signal(l);
      if (sig === 0) {
        l.l_flag &= ~LW_PENDSIG;
        return 0;
      }
      const traced = (p.p_slflag & PSL_TRACED) !== 0;
      if (sigismember(p.ps_sigignore, sig) && !traced) {
        sigget(l, sig);
        continue;
      }
      if (traced && sig !== SIGKILL && !tracer_waits(p)) {
        sigget(l, sig);
        p.p_xsig = sig;
        yield* sigswitch(l, 0, sig, false);
        yield* p_lock(p);
        sig = sigchecktrace(l);
        if (sig === 0 || sigismember(p.ps_sigignore, sig)) continue;
      }
    }
    if (sigismember(p.ps_sigcatch, sig)) return sig;
    if (!sigismember(SA_IGNORE | SA_STOP, sig) && p.p_pid > 1) return sig;
    sigget(l, sig);
    if (p.p_pid > 1 && sigismember(SA_STOP, sig) && !ignores_stop(p, sig)) {
      p.p_xsig = sig;
      p.p_sflag &= ~PS_CONTINUED;
      yield* sigswitch(l, PS_NOCLDSTOP, sig, false);
      yield* p_lock(p);
    }
  }
}

/** Whether a stop signal with the default action does nothing: the debugger has seen it, or the group is an orphan. */
function ignores_stop(p: Ref<Proc>, sig: number): boolean {
  if ((p.p_slflag & PSL_TRACED) !== 0 && !tracer_waits(p)) return true;
  return (unlocked(p).p_lflag & PL_ORPHANPG) !== 0 && sigismember(SA_TTYSTOP, sig);
}
