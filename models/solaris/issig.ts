/** The receiving side of signals. Labels name routines of sig.c. */
import { unlocked } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { sigcld, sigcld_repost } from './child.ts';
import { is_ignored } from './signal.ts';
import {
  CLD_CONTINUED, CLDCONT, holdvfork, k, lowestsig, mutex_enter, mutex_exit, p_lock, p_unlock, PR_JOBCONTROL, PR_REQUESTED, PR_SUSPENDED,
  SEXITLWPS, SHOLDFORK, SHOLDFORK1, SHOLDWATCH, SIGCLD, sigismember, SIGKILL, sigmask, SIGSTOP, SKILLED, SSCONT, stopdefault, SVFORK, SVFWAIT,
  TP_HOLDLWP, TP_PRSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { stop } from './stop.ts';

/** Whether the thread has to leave its sleep so that its stack can be copied. MUSTRETURN */
export function MUSTRETURN(t: Ref<Lwp>): boolean {
  return (unlocked(t.t_procp).p_flag & SHOLDFORK) !== 0;
}

/** The next signal that the thread would take: none in a vfork parent, none of the terminal in a vfork child, none that would stop who must not. fsig */
function fsig(t: Ref<Lwp>): number {
  const p = unlocked(t.t_procp);
  if ((p.p_flag & SVFWAIT) !== 0) return 0;
  const pending = (p.p_flag & SVFORK) !== 0 ? p.p_sig & ~holdvfork : p.p_sig;
  return lowestsig(t.lwp_nostop ? pending & ~would_stop(t) : pending);
}

/** The signals that would stop the process now. The group is looked at under p_lock alone. */
function would_stop(t: Ref<Lwp>): number {
  const p = unlocked(t.t_procp);
  return unlocked(p.p_pgidp).pid_pgorphaned ? sigmask(SIGSTOP) : sigmask(SIGSTOP) | (stopdefault & ~p.u_caught);
}

/** Whether something is asked of the thread that issig has to look at: read without p_lock. ISSIG_PENDING, issig_justlooking */
export function ISSIG_PENDING(t: Ref<Lwp>): boolean {
  const p = unlocked(t.t_procp);
  if ((p.p_flag & (SEXITLWPS | SKILLED | SHOLDFORK1 | SHOLDWATCH)) !== 0) return true;
  if ((t.t_proc_flag & TP_HOLDLWP) !== 0 || t.lwp_cursig !== 0) return true;
  if ((p.p_stopsig !== 0 || (t.t_proc_flag & TP_PRSTOP) !== 0) && !t.lwp_nostop) return true;
  const sig = fsig(t);
  return sig !== 0 && !is_ignored(t.t_procp, sig);
}

/**
 * The signal that the thread has to act upon, which is current from now on unless it must not stop; 0 for none. Holds and stops happen
 * here. The caller does not own p_lock; `asleep` is whether it comes from a sleep. issig_forreal
 */
export function* issig_forreal(t: Ref<Lwp>, asleep: boolean): Routine<number> {
  const p = t.t_procp;
  let sigcld_found = false;
  let sig = 0;
  yield* p_lock(p);
  for (;;) {
    if ((p.p_flag & (SEXITLWPS | SKILLED)) !== 0) {
      t.lwp_cursig = SIGKILL;
      break;
    }
    if (asleep && MUSTRETURN(t)) break;
    if ((p.p_flag & (SHOLDFORK1 | SHOLDWATCH)) !== 0 || (t.t_proc_flag & TP_HOLDLWP) !== 0) {
      // Even where lwp_nostop is set.
      yield* stop(t, PR_SUSPENDED, 0);
      continue;
    }
    if ((t.t_proc_flag & TP_PRSTOP) !== 0 && !t.lwp_nostop) yield* stop(t, PR_REQUESTED, 0);
    if (t.lwp_cursig !== 0) {
      if (yield* keeps_signal(t)) break;
      continue;
    }
    if (p.p_stopsig !== 0 && !t.lwp_nostop) {
      yield* stop(t, PR_JOBCONTROL, p.p_stopsig);
      continue;
    }
    sig = next_signal(t);
    if (sig === SIGCLD) sigcld_found = true;
    if (sig === 0 || t.lwp_nostop) break;
    p.p_sig &= ~sigmask(sig);
    if (sig === SIGCLD) p.p_sigcld = 0;
    t.lwp_cursig = sig;
  }
  p_unlock(p);
  if (sigcld_found) yield* sigcld_repost(p);
  return t.lwp_nostop && sig !== 0 ? sig : t.lwp_cursig;
}

/** The next signal that is not ignored; those before it are dropped. The caller owns p_lock. */
function next_signal(t: Ref<Lwp>): number {
  const p = t.t_procp;
  let sig = fsig(t);
  while (sig !== 0 && is_ignored(p, sig)) {
    p.p_sig &= ~sigmask(sig);
    sig = fsig(t);
  }
  return sig;
}

/** Whether the current signal is to be acted upon: not if it is ignored by now, or stops the process, which it does here. The caller owns p_lock. */
function* keeps_signal(t: Ref<Lwp>): Routine<boolean> {
  const p = t.t_procp;
  const sig = t.lwp_cursig;
  t.lwp_cursig = 0;
  if (is_ignored(p, sig)) return false;
  if (sigismember(stopdefault, sig) && !sigismember(p.u_caught, sig)) {
    yield* isjobstop(t, sig);
    return false;
  }
  t.lwp_cursig = (p.p_flag & (SEXITLWPS | SKILLED)) !== 0 ? SIGKILL : sig;
  return true;
}

/** Stops for a signal, unless a SIGCONT has come since; the first thread to go on tells the parent. The caller owns p_lock. isjobstop */
function* isjobstop(t: Ref<Lwp>, sig: U4): Routine {
  const p = t.t_procp;
  if ((p.p_flag & SSCONT) !== 0 || !may_stop(p, sig)) return;
  yield* stop(t, PR_JOBCONTROL, sig);
  p_unlock(p);
  yield* mutex_enter(k.pidlock);
  if ((p.p_pidflag & CLDCONT) === 0) {
    p.p_pidflag |= CLDCONT;
    p.p_wcode = CLD_CONTINUED;
    yield* sigcld(p, true);
  }
  mutex_exit(k.pidlock);
  yield* p_lock(p);
}

/** A terminal does not stop an orphaned group. It is looked at under p_lock alone. */
function may_stop(p: Ref<Proc>, sig: number): boolean {
  return sig === SIGSTOP || !unlocked(p.p_pgidp).pid_pgorphaned;
}
