/** What programs change that fork copies. */
import { alloc, free, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { PID_RELE, prfind } from './pid.ts';
import { psignal } from './signal.ts';
import { corectl_zone, k, mutex_enter, mutex_exit, p_lock, p_unlock, SIDL, sigmask, SZOMB, TP_PRSTOP } from './state.ts';
import type { Corectl, Lwp } from './state.ts';

/** What sigaction asks for. */
export const SIG = { SIG_DFL: 0, SIG_IGN: 1, SIG_CATCH: 2 } as const;
export const { SIG_DFL, SIG_IGN, SIG_CATCH } = SIG;

/** sigaction(2): 0. setsigact */
export function* sigaction(t: Ref<Lwp>, sig: number, what: number): Routine<number> {
  const p = t.t_procp;
  const bit = sigmask(sig);
  yield* p_lock(p);
  p.p_ignore = what === SIG_IGN ? p.p_ignore | bit : p.p_ignore & ~bit;
  p.u_caught = what === SIG_CATCH ? p.u_caught | bit : p.u_caught & ~bit;
  if (what === SIG_IGN) p.p_sig &= ~bit;
  p_unlock(p);
  return 0;
}

/** Settings for core dumps that nobody has. */
export function corectl_alloc(): Ref<Corectl> {
  const ccp = alloc(corectl_zone);
  require('zone-exhausted', ccp !== nil, 'no free settings for core dumps');
  return ccp;
}

/** Gives one reference to settings back. Atomic. */
export function corectl_rele(ccp: Ref<Corectl>): void {
  ccp.ccp_ref--;
  if (ccp.ccp_ref === 0) free(corectl_zone, ccp);
}

/** Gives a process settings of its own: 0 or its number. core_set_process_path */
export function* coreadm(pid: number): Routine<number> {
  const ccp = corectl_alloc();
  ccp.ccp_ref = 1;
  let old = ccp;
  yield* mutex_enter(k.pidlock);
  const p = yield* prfind(pid);
  const found = p !== nil && p.p_stat !== SIDL && p.p_stat !== SZOMB;
  if (found) {
    yield* p_lock(p);
    old = p.p_corefile;
    p.p_corefile = ccp;
    p_unlock(p);
  }
  mutex_exit(k.pidlock);
  corectl_rele(old);
  return found ? pid : 0;
}

/** A driver that has been asked to signal a process: it keeps the PID, and nobody keeps the process. proc_ref, proc_signal, proc_unref */
export function* proc_signal(pid: number, sig: number): Routine<number> {
  yield* mutex_enter(k.pidlock);
  const p = yield* prfind(pid);
  if (p === nil) {
    mutex_exit(k.pidlock);
    return 0;
  }
  const pidp = p.p_pidp;
  pidp.pid_ref++;
  pidp.g_drivers++;
  mutex_exit(k.pidlock);
  yield 'proc_signal';
  if (!unlocked(pidp).pid_prinactive) {
    const now = unlocked(pidp.pid_prslot).pe_proc;
    yield 'psignal';
    yield* psignal(now, sig);
  }
  yield* mutex_enter(k.pidlock);
  pidp.g_drivers--;
  yield* PID_RELE(pidp);
  mutex_exit(k.pidlock);
  return pid;
}

/** A debugger has all LWPs of a process stop where they next look; nobody lets them go on. pr_stop */
export function* pr_stop(pid: number): Routine<number> {
  yield* mutex_enter(k.pidlock);
  const p = yield* prfind(pid);
  if (p !== nil) {
    yield* p_lock(p);
    for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) t.t_proc_flag |= TP_PRSTOP;
    p_unlock(p);
  }
  mutex_exit(k.pidlock);
  return p === nil ? 0 : pid;
}
