/** The receiving side of signals. Labels name routines of sig.c. */
import { unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { sigcld } from './child.ts';
import { is_ignored } from './signal.ts';
import {
  CLD_CONTINUED, CLDCONT, holdvfork, k, lowestsig, mutex_enter, mutex_exit, p_lock, p_unlock, PR_JOBCONTROL, PR_REQUESTED, PR_SUSPENDED,
  SEXITLWPS, SHOLDFORK, SHOLDFORK1, SHOLDWATCH, sigismember, SIGKILL, sigmask, SIGSTOP, SKILLED, SSCONT, stopdefault, SVFORK, SVFWAIT,
  TP_HOLDLWP, TP_PRSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { stop } from './stop.ts';

/** Whether the thread has to leave its sleep so that its stack can be copied. MUSTRETURN */
export function MUSTRETURN(t: Ref<Lwp>): boolean {
  return (unlocked(t.t_procp).p_flag & SHOLDFORK) !== 0;
}

/** The next signal that the thread would take: none in a vfork parent, and none of the terminal in a vfork child. fsig */
function fsig(t: Ref<Lwp>): number {
  const p = unlocked(t.t_procp);
  if ((p.p_flag & SVFWAIT) !== 0) return 0;
  return lowestsig((p.p_flag & SVFORK) !== 0 ? p.p_sig & ~holdvfork : p.p_sig);
}

/** Whether something is asked of the thread that issig has to look at: read without p_lock. ISSIG_PENDING, issig_justlooking */
export function ISSIG_PENDING(t: Ref<Lwp>): boolean {
  const p = unlocked(t.t_procp);
  if ((p.p_flag & (SEXITLWPS | SKILLED | SHOLDFORK1 | SHOLDWATCH)) !== 0) return true;
  if ((t.t_proc_flag & (TP_HOLDLWP | TP_PRSTOP)) !== 0 || t.lwp_cursig !== 0) return true;
  if (p.p_stopsig !== 0 && !t.lwp_nostop) return true;
  const sig = fsig(t);
  return sig !== 0 && !is_ignored(t.t_procp, sig);
}

/**
 * The signal that the thread has to act upon, which is current from now on; 0 for none. Holds and stops happen here. The caller does
 * not own p_lock; `asleep` is whether it comes from a sleep. issig_forreal
 */
export function* issig_forreal(t: Ref<Lwp>, asleep: boolean): Routine<number> {
  const p = t.t_procp;
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
    if ((t.t_proc_flag & TP_PRSTOP) !== 0 && !t.lwp_nostop) {
      yield* stop(t, PR_REQUESTED, 0);
      t.t_proc_flag &= ~TP_PRSTOP;
      continue;
    }
    if (t.lwp_cursig !== 0) break;
    if (p.p_stopsig !== 0 && !t.lwp_nostop) {
      yield* stop(t, PR_JOBCONTROL, p.p_stopsig);
      continue;
    }
    const sig = fsig(t);
    if (sig === 0) break;
    p.p_sig &= ~sigmask(sig);
    if (is_ignored(p, sig)) continue;
    t.lwp_cursig = sig;
    if (sigismember(stopdefault, sig) && !sigismember(p.u_caught, sig)) {
      yield* isjobstop(t, sig);
      t.lwp_cursig = 0;
    }
  }
  p_unlock(p);
  return t.lwp_cursig;
}

/** Stops for a signal, unless a SIGCONT has come since; the first thread to go on tells the parent. The caller owns p_lock. isjobstop */
function* isjobstop(t: Ref<Lwp>, sig: number): Routine {
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
