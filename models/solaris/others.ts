/** What programs and administrators change that fork copies, and who acts from outside. */
import { alloc, free, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { PID_RELE, prfind } from './pid.ts';
import { psignal } from './signal.ts';
import { corectl_zone, k, mutex_enter, mutex_exit, p_lock, p_unlock, SIDL, SZOMB } from './state.ts';
import type { Corectl } from './state.ts';

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
