/** The receiving side: which signal a process has to act upon. Labels name routines of kern_sig.c. */
import { curthread } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { drop_giant, pickup_giant } from './giant.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { mi_switch, stop } from './sched.ts';
import { parent_hears_of_stops, psignal_plain, sigpending } from './signal.ts';
import {
  P_PPWAIT, P_TRACED, PROC_LOCK_ASSERT, SIGBIT, SIGCHLD, SIGCONT, SIGSET_STOP, SIGSET_TTYSTOP,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/** The signal that the current process has to act upon, 0 for none. It may stop here. The caller owns its lock. CURSIG */
export function* cursig(p: Ref<Proc>): Routine<number> {
  PROC_LOCK_ASSERT(p);
  const waits = (p.p_flag & P_TRACED) !== 0 ? p.p_siglist !== 0 : sigpending(p) !== 0;
  return waits ? yield* issignal(p) : 0;
}

/** The same where there is one pending. issignal */
function* issignal(p: Ref<Proc>): Routine<number> {
  for (;;) {
    let sig = first_signal(p);
    if (sig === 0) return 0;
    if ((p.p_procsig.ps_sigignore & SIGBIT(sig)) !== 0 && (p.p_flag & P_TRACED) === 0) {
      p.p_siglist &= ~SIGBIT(sig);
      continue;
    }
    if ((p.p_flag & (P_TRACED | P_PPWAIT)) === P_TRACED) {
      yield* stop_and_tell(p, sig, true);
      // The debugger has left another one in p_xstat, or none.
      p.p_siglist &= ~SIGBIT(sig);
      sig = p.p_xstat;
      if (sig === 0) continue;
      p.p_siglist |= SIGBIT(sig);
      if ((p.p_sigmask & SIGBIT(sig)) !== 0 || (p.p_flag & P_TRACED) === 0) continue;
    }
    if (is_to_act(p, sig)) return sig;
    if (stops_by(p, sig)) yield* stop_and_tell(p, sig, parent_hears_of_stops(p));
    p.p_siglist &= ~SIGBIT(sig); // a stop too, and only now
  }
}

/** The lowest pending signal that the process may look at; 0 for none. */
function first_signal(p: Ref<Proc>): number {
  let pending = sigpending(p);
  // A vfork child must not stop: its parent could not go on.
  if ((p.p_flag & P_PPWAIT) !== 0) pending &= ~SIGSET_STOP;
  if (pending === 0) return 0;
  let sig = 1;
  while ((pending & SIGBIT(sig)) === 0) sig++;
  return sig;
}

/** Whether the signal is the caller's business: caught, or deadly. */
function is_to_act(p: Ref<Proc>, sig: number): boolean {
  if ((p.p_procsig.ps_sigcatch & SIGBIT(sig)) !== 0) return true;
  if ((p.p_procsig.ps_sigignore & SIGBIT(sig)) !== 0 || p.p_pid <= 1) return false;
  return (SIGBIT(sig) & SIGSET_STOP) === 0 && sig !== SIGCONT && sig !== SIGCHLD;
}

/** Whether the process stops for a signal that it does not act upon. */
function stops_by(p: Ref<Proc>, sig: number): boolean {
  if ((SIGBIT(sig) & SIGSET_STOP) === 0 || p.p_pid <= 1) return false;
  if ((p.p_procsig.ps_sigignore & SIGBIT(sig)) !== 0 || (p.p_flag & P_TRACED) !== 0) return false;
  return (SIGBIT(sig) & SIGSET_TTYSTOP) === 0 || p.p_pgrp.pg_jobc !== 0;
}

/** Tells the parent and stops until somebody makes the process runnable. The caller owns its lock, and perhaps Giant. */
function* stop_and_tell(p: Ref<Proc>, sig: number, tells: boolean): Routine {
  p.p_xstat = sig;
  yield* PROC_LOCK(p.p_pptr);
  if (tells) yield* psignal_plain(p.p_pptr, SIGCHLD);
  PROC_UNLOCK(p.p_pptr);
  yield 'issignal: stop';
  stop(p);
  PROC_UNLOCK(p);
  const holds = drop_giant();
  yield* mi_switch();
  yield* pickup_giant(holds);
  yield* PROC_LOCK(p);
}

/** The current process. */
export function curproc(): Ref<Proc> {
  return curthread<Thread>().td_proc;
}
