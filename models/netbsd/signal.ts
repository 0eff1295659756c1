/** Sending signals. Labels name routines of kern_sig.c. */
import { KASSERT, nil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { lwp_continue, setrunnable, signotify, sleeps_interruptibly } from './lwpState.ts';
import {
  k, LSRUN, LSSTOP, LSSUSPENDED, LSZOMB, LW_WCORE, mutex_owned, p_lock, p_locked, p_unlock, PS_CONTINUED, PS_STOPPING, PSL_TRACED,
  SA_CONT, SA_IGNORE, SA_STOP, SA_TOALL, SA_TTYSTOP, SACTIVE, SIGBIT, SIGCHLD, SIGCONT, sigismember, SIGKILL, SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/**
 * Has the LWP look for signals, and wakes or resumes it if this one can; says whether it will act upon the signal soon. The
 * caller owns p_lock. sigpost
 */
export function sigpost(l: Ref<Lwp>, sig: number): boolean {
  const p = l.l_proc;
  if (l.l_stat === LSZOMB) return false;
  signotify(l);
  const cont = sigismember(SA_CONT, sig);
  if (sigismember(l.l_sigmask, sig) && !(cont && l.l_stat === LSSTOP)) return false;
  switch (l.l_stat) {
    case LSRUN:
      if (l.td_wchan === 0) return true;
      if (!sleeps_interruptibly(l)) return false;
      setrunnable(l);
      return true;
    case LSSUSPENDED:
      if (!kills(sig) || (l.l_flag & LW_WCORE) === 0) return false;
      lwp_continue(l);
      return true;
    case LSSTOP:
      if (sigismember(SA_STOP, sig)) return false;
      if (cont && l.td_wchan !== 0) {
        l.l_stat = LSRUN;
        l.td_suspended = false;
        p.p_nrlwps++;
        return true;
      }
      if (!cont && l.td_wchan !== 0 && !l.td_sintr) return false;
      setrunnable(l);
      return true;
    default:
      return false;
  }
}

/** SA_KILL: whether the default action is the end of the process. */
function kills(sig: number): boolean {
  return !sigismember(SA_STOP | SA_IGNORE, sig);
}

/** What becomes of a signal for a process. */
const FATE = { DROPPED: 0, PENDS: 1, DELIVERED: 2, CONTINUES: 3 } as const;
const { DROPPED, PENDS, DELIVERED, CONTINUES } = FATE;

/** kpsignal2 up to the point where the signal is kept, or its effect has to be told to the parent. */
function admit(p: Ref<Proc>, sig: number): number {
  KASSERT(mutex_owned(k.proc_lock) && p_locked(p), 'kpsignal2: a lock is not owned');
  // A process that is being made, exits, or is a zombie: the signal is lost.
  if (p.p_stat !== SACTIVE && p.p_stat !== SSTOP) return DROPPED;
  const traced = (p.p_slflag & PSL_TRACED) !== 0;
  if (!traced) {
    if (sigismember(p.ps_sigignore, sig)) return DROPPED;
    const by_default = !sigismember(p.ps_sigcatch, sig);
    if (by_default && sigismember(SA_TTYSTOP, sig) && p.p_pgrp.pg_jobc === 0) return DROPPED;
  }
  // Stops and continues that are both pending would make no sense: the later one wins.
  if (sigismember(SA_CONT, sig)) p.p_sigpend &= ~SA_STOP;
  if (sigismember(SA_STOP, sig)) p.p_sigpend &= ~SA_CONT;
  if (traced) p.p_sigpend |= SIGBIT(sig);
  return fate_of(p, sig, traced);
}

/** What a signal does to a process that runs, or to one that is stopped. The caller of kpsignal2's middle part */
function fate_of(p: Ref<Proc>, sig: number, traced: boolean): number {
  const by_default = traced || !sigismember(p.ps_sigcatch, sig);
  const cont = sigismember(SA_CONT, sig);
  if (p.p_stat === SACTIVE && (p.p_sflag & PS_STOPPING) === 0) {
    if (cont && by_default && !traced) return DROPPED;
    return PENDS;
  }
  if (traced && sig !== SIGKILL) return DROPPED; // it is kept for the debugger
  if (cont || sig === SIGKILL) {
    if (p.p_stat === SSTOP && !p.p_waited) p.p_pptr.p_nstopchild--;
    p.p_stat = SACTIVE;
    p.p_sflag &= ~PS_STOPPING;
    if (!cont) return PENDS;
    p.p_xsig = SIGCONT;
    p.p_sflag |= PS_CONTINUED;
    return CONTINUES;
  }
  return sigismember(SA_STOP, sig) ? DROPPED : PENDS;
}

/** Keeps the signal if it is to be kept, and looks for an LWP that takes it. The last part of kpsignal2 */
function finish(p: Ref<Proc>, sig: number, fate: number): void {
  if (fate === DROPPED) return;
  if (fate === PENDS) p.p_sigpend |= SIGBIT(sig);
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (sigpost(l, sig) && !sigismember(SA_TOALL, sig)) break;
  }
}

/** Sends a signal to a process. The caller owns proc_lock and its p_lock, which may be dropped for a while. kpsignal2 */
export function* kpsignal2(p: Ref<Proc>, sig: number): Routine {
  const fate = admit(p, sig);
  if (fate === CONTINUES) {
    yield* child_psignal(p, 0);
    finish(p, sig, sigismember(p.ps_sigcatch, sig) ? PENDS : DELIVERED);
  } else {
    finish(p, sig, fate);
  }
}

/** The same for a caller that does not own p_lock. kpsignal */
export function* kpsignal(p: Ref<Proc>, sig: number): Routine {
  yield* p_lock(p);
  yield* kpsignal2(p, sig);
  p_unlock(p);
}

/**
 * Tells the parent that p has stopped or continues, unless it has one of the flags `mask`. The caller owns proc_lock and p_lock,
 * which is dropped for a while. child_psignal
 */
export function* child_psignal(p: Ref<Proc>, mask: number): Routine {
  const pp = p.p_pptr;
  p_unlock(p);
  yield* p_lock(pp);
  // The kernel looks at the flags before it takes the lock.
  if ((pp.p_sflag & mask) === 0) finish(pp, SIGCHLD, admit(pp, SIGCHLD));
  p_unlock(pp);
  yield* p_lock(p);
}
