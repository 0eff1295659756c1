/** kill(2). Labels name routines of kern_sig.c. */
import { nil, unlocked } from '../../src/index.ts';
import type { I8, Ref, Routine, U4 } from '../../src/index.ts';
import { p_cansignal } from './cred.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { pfind } from './pfind.ts';
import { pgfind } from './pgrp.ts';
import { psignal } from './signal.ts';
import { EINVAL, EPERM, ESRCH, k, NSIG, P_SYSTEM, SIGKILL, SZOMB } from './state.ts';
import type { Pgrp, Thread } from './state.ts';
import { sx_slock, sx_sunlock } from './sx.ts';

/** kill(2): to a process, to the own group (0), to all (-1), to a group (-n). Returns 0 or a negative errno. kill */
export function* sys_kill(td: Ref<Thread>, pid: I8, sig: U4): Routine<number> {
  if (sig > NSIG) return -EINVAL;
  yield* lock_giant();
  let error = 0;
  if (pid > 0) error = yield* kill_process(td, pid, sig);
  else if (pid === -1) error = yield* kill_all(td, sig);
  else error = yield* killpg1(td, sig, -pid);
  unlock_giant();
  return -error;
}

function* kill_process(td: Ref<Thread>, pid: I8, sig: U4): Routine<number> {
  const p = yield* pfind(pid);
  if (p === nil) return ESRCH;
  const allowed = p_cansignal(td, p);
  if (allowed && sig !== 0) yield* psignal(p, sig);
  PROC_UNLOCK(p);
  return allowed ? 0 : EPERM;
}

/** Signals all processes but the caller: those too that are not complete. killpg1 */
function* kill_all(td: Ref<Thread>, sig: U4): Routine<number> {
  let found = false;
  yield* sx_slock(k.allproc_lock);
  for (let p = k.allproc.first; p !== nil; p = p.p_list) {
    yield* PROC_LOCK(p);
    if (p.p_pid > 1 && (p.p_flag & P_SYSTEM) === 0 && p !== td.td_proc && p_cansignal(td, p)) {
      found = true;
      if (sig !== 0) yield* psignal(p, sig);
    }
    PROC_UNLOCK(p);
  }
  sx_sunlock(k.allproc_lock);
  return found ? 0 : ESRCH;
}

/** Signals the members of a group, 0 for the own one. Nobody keeps forks out but Giant. The caller owns it. killpg1 */
export function* killpg1(td: Ref<Thread>, sig: U4, pgid: I8): Routine<number> {
  const pgrp: Ref<Pgrp> = pgid === 0 ? td.td_proc.p_pgrp : pgfind(pgid);
  if (pgrp === nil) return ESRCH;
  let found = false;
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) {
    yield* PROC_LOCK(p);
    if (p.p_pid > 1 && (p.p_flag & P_SYSTEM) === 0 && p.p_stat !== SZOMB && p_cansignal(td, p)) {
      found = true;
      if (sig === SIGKILL) p.g_doomed = true;
      if (sig !== 0) yield* psignal(p, sig);
    }
    PROC_UNLOCK(p);
  }
  if (sig === SIGKILL) doom_members(td, pgrp);
  return found ? 0 : ESRCH;
}

/** For the books of the checker: the signal is on its way to all members by now. */
function doom_members(td: Ref<Thread>, pgrp: Ref<Pgrp>): void {
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) {
    const q = unlocked(p);
    const uid = unlocked(td.td_proc).p_ucred.cr_ruid;
    if (q.p_pid > 1 && q.p_stat !== SZOMB && q.p_ucred !== nil && (uid === 0 || uid === q.p_ucred.cr_ruid)) p.g_doomed = true;
  }
}
