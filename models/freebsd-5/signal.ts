/** Sending signals. Labels name routines of kern_sig.c. */
import { KASSERT, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { is_blocked_on_mutex, setrunnable, stop, unsleep } from './sched.ts';
import {
  NSIG, P_PPWAIT, P_TRACED, P_WEXIT, PROC_LOCK_ASSERT, PS_NOCLDSTOP, SIGBIT, SIGCHLD, SIGCONT, SIGKILL, SIGSET_STOP, SIGSET_TTYSTOP,
  SRUN, SSLEEP, SSTOP,
} from './state.ts';
import type { Proc } from './state.ts';

/** What a process makes of a signal. */
export const ACTION = { SIG_IGN: 0, SIG_HOLD: 1, SIG_CATCH: 2, SIG_DFL: 3 } as const;
export const { SIG_IGN, SIG_HOLD, SIG_CATCH, SIG_DFL } = ACTION;

/** The signals that wait for the process and that it does not hold. SIGPENDING */
export function sigpending(p: Ref<Proc>): number {
  return p.p_siglist & ~p.p_sigmask;
}

/**
 * Sends a signal to a process. The caller owns its lock; for a stop it must not own the parent's, which is taken then. psignal
 *
 * The stop of a sleeping process is apart from the rest because it sends another signal.
 */
export function* psignal(p: Ref<Proc>, sig: number): Routine {
  const stops = yield* post(p, sig);
  if (!stops) return;
  p.p_siglist &= ~SIGBIT(sig);
  p.p_xstat = sig;
  yield* PROC_LOCK(p.p_pptr);
  if ((p.p_pptr.p_procsig.ps_flag & PS_NOCLDSTOP) === 0) yield* post(p.p_pptr, SIGCHLD);
  PROC_UNLOCK(p.p_pptr);
  yield 'psignal: stop';
  stop(p);
}

/** The same for signals that do not stop anybody. */
export function* psignal_plain(p: Ref<Proc>, sig: number): Routine {
  yield* post(p, sig);
}

/** Psignal up to a stop that is to be made at once: true for one. The caller owns the lock of the process. */
function* post(p: Ref<Proc>, sig: number): Routine<boolean> {
  KASSERT(sig > 0 && sig <= NSIG, 'psignal: no such signal (B3)');
  PROC_LOCK_ASSERT(p); // B3
  const action = action_of(p, sig);
  if (action === SIG_IGN) return false;
  const stops = (SIGBIT(sig) & SIGSET_STOP) !== 0;
  // Stops and continues that are both pending would make no sense: the later one wins.
  if (sig === SIGCONT) p.p_siglist &= ~SIGSET_STOP;
  if (stops) {
    if ((SIGBIT(sig) & SIGSET_TTYSTOP) !== 0 && action === SIG_DFL && p.p_pgrp.pg_jobc === 0) return false;
    p.p_siglist &= ~SIGBIT(SIGCONT);
  }
  p.p_siglist |= SIGBIT(sig);
  if (action === SIG_HOLD && !(sig === SIGCONT && p.p_stat === SSTOP)) return false;

  if (p.p_stat === SSLEEP) {
    if (!p.p_thread.td_sintr) return false;
    if ((p.p_flag & P_TRACED) !== 0) {
      setrunnable(p);
      return false;
    }
    return yield* post_to_sleeper(p, sig, action);
  }
  if (p.p_stat === SSTOP) yield* post_to_stopped(p, sig, action);
  else if (p.p_stat === SRUN && !is_blocked_on_mutex(p.p_thread)) p.p_ast = true; // not in SMTX: it is in the kernel anyway
  return false;
}

/** What the process makes of a signal. The caller owns its lock. */
export function action_of(p: Ref<Proc>, sig: number): number {
  if ((p.p_flag & P_TRACED) !== 0) return SIG_DFL;
  if ((p.p_procsig.ps_sigignore & SIGBIT(sig)) !== 0 || (p.p_flag & P_WEXIT) !== 0) return SIG_IGN;
  if ((p.p_sigmask & SIGBIT(sig)) !== 0) return SIG_HOLD;
  return (p.p_procsig.ps_sigcatch & SIGBIT(sig)) !== 0 ? SIG_CATCH : SIG_DFL;
}

/** A signal for a process that slept interruptibly a moment ago: sched_lock has been dropped since. */
function* post_to_sleeper(p: Ref<Proc>, sig: number, action: number): Routine<boolean> {
  if (sig === SIGCONT && action === SIG_DFL) {
    p.p_siglist &= ~SIGBIT(sig);
    return false;
  }
  if ((SIGBIT(sig) & SIGSET_STOP) !== 0 && action === SIG_DFL) return (p.p_flag & P_PPWAIT) === 0;
  yield 'psignal: runfast';
  setrunnable(p);
  return false;
}

/** A signal for a process that was stopped a moment ago: sched_lock has been dropped since. */
function* post_to_stopped(p: Ref<Proc>, sig: number, action: number): Routine {
  if ((p.p_flag & P_TRACED) !== 0) return; // it stays as it is, and the debugger will see the signal
  if (sig === SIGKILL || (sig === SIGCONT && action === SIG_CATCH)) {
    yield 'psignal: runfast';
    setrunnable(p);
    return;
  }
  if ((SIGBIT(sig) & SIGSET_STOP) !== 0) {
    p.p_siglist &= ~SIGBIT(sig);
    return;
  }
  if (sig === SIGCONT && action === SIG_DFL) p.p_siglist &= ~SIGBIT(sig);
  yield 'psignal: stopped';
  if (sig !== SIGCONT) {
    // When it is continued it is to look at the signal, and not to sleep on.
    if (p.p_thread.td_wchan !== 0 && p.p_thread.td_sintr) unsleep(p.p_thread);
  } else if (p.p_thread.td_wchan === 0) {
    setrunnable(p);
  } else {
    p.p_stat = SSLEEP; // it goes on with the sleep that it was stopped in
  }
}

/** Whether the parent wants to hear of stops: looked at without its lock. */
export function parent_hears_of_stops(p: Ref<Proc>): boolean {
  return (unlocked(p.p_pptr).p_procsig.ps_flag & PS_NOCLDSTOP) === 0;
}
