/** Users: who a process belongs to, and how many processes each user has. Labels name routines of kern_prot.c and kern_resource.c. */
import { alloc, free, KASSERT, mayFail, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U1 } from '../../src/index.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { nap } from './sleep.ts';
import { EPERM, k, ucred_zone } from './state.ts';
import type { Proc, Thread, Ucred } from './state.ts';

/** Changes a user's count of processes; refuses to take it over a limit that is not 0. */
export function chgproccnt(uid: number, diff: number, max: number): boolean {
  if (diff > 0 && max > 0 && k.ui_proccnt[uid]! + diff > max) return false;
  k.ui_proccnt[uid]! += diff;
  return true;
}

export function crget(uid: number): Ref<Ucred> {
  const cr = alloc(ucred_zone);
  require('zone-exhausted', cr !== nil, 'no free ucred slot');
  cr.cr_ref = 1;
  cr.cr_ruid = uid;
  return cr;
}

export function crhold(cr: Ref<Ucred>): Ref<Ucred> {
  cr.cr_ref++;
  return cr;
}

export function crfree(cr: Ref<Ucred>): void {
  KASSERT(cr.cr_ref > 0, 'crfree: more references given back than taken');
  cr.cr_ref--;
  if (cr.cr_ref === 0) free(ucred_zone, cr);
}

/** setuid(2): gives the process credentials of its own and moves its charge; returns 0 or a negative errno. */
export function* sys_setuid(td: Ref<Thread>, uid: U1): Routine<number> {
  const p = td.td_proc;
  yield* lock_giant();
  const old = p.p_ucred;
  if (old.cr_ruid !== 0 && old.cr_ruid !== uid) {
    unlock_giant();
    return -EPERM;
  }
  if (yield* mayFail('crget')) yield* nap();
  const cr = crget(uid);
  if (old.cr_ruid !== uid) {
    chgproccnt(old.cr_ruid, -1, 0); // change_ruid
    chgproccnt(uid, 1, 0);
    p.g_charge = uid + 1;
  }
  yield* PROC_LOCK(p);
  p.p_ucred = cr;
  PROC_UNLOCK(p);
  crfree(old);
  unlock_giant();
  return 0;
}

/** Takes the process's credentials over, if they have changed, as every thread does when it enters the kernel. cred_update_thread */
export function* cred_update_thread(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  if (td.td_ucred === unlocked(p).p_ucred) return;
  if (td.td_ucred !== nil) {
    yield* lock_giant();
    crfree(td.td_ucred);
    unlock_giant();
  }
  yield* PROC_LOCK(p);
  td.td_ucred = crhold(p.p_ucred);
  PROC_UNLOCK(p);
}

/** Whether the caller may signal the process: the privileged user anybody, others their own. p_cansignal */
export function p_cansignal(td: Ref<Thread>, p: Ref<Proc>): boolean {
  const uid = td.td_proc.p_ucred.cr_ruid;
  return uid === 0 || uid === p.p_ucred.cr_ruid;
}
