/** Users: who a process belongs to, and how many processes each user has. */
import { KASSERT, maySleep, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U1 } from '../../src/index.ts';
import { EPERM, k, PROC_LOCK, PROC_UNLOCK, PRS_NEW, PRS_ZOMBIE } from './state.ts';
import type { Proc, Thread } from './state.ts';

/** setuid(2): changes the user of the process and moves its charge; returns 0 or a negative errno. */
export function* sys_setuid(td: Ref<Thread>, uid: U1): Routine<number> {
  const p = td.td_proc;
  yield* maySleep('crget');
  yield* PROC_LOCK(p);
  const old = p.p_uid;
  if (uid !== old && old !== 0) {
    PROC_UNLOCK(p);
    return -EPERM;
  }
  if (uid !== old) {
    // proc_set_cred: the new user is charged first, so that the sum never falls short of the processes.
    chgproccnt(uid, 1, 0);
    p.p_uid = uid;
    // Other threads go on with the credentials that they have cached, until their next system call.
    chgproccnt(old, -1, 0);
  }
  PROC_UNLOCK(p);
  return 0;
}

/** Takes the process's credentials over, if they have changed, as every thread does when it enters the kernel. */
export function* thread_cow_update(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  if (unlocked(p).p_uid === td.td_uid) return;
  yield* PROC_LOCK(p);
  td.td_uid = p.p_uid;
  PROC_UNLOCK(p);
}

/** Changes a user's count of processes; refuses to take it over a limit that is not 0. Atomic. */
export function chgproccnt(uid: number, diff: number, max: number): boolean {
  if (diff > 0 && max > 0 && k.ui_proccnt[uid]! + diff > max) return false;
  k.ui_proccnt[uid]! += diff;
  return true;
}

/** Lets go of p's credentials and, if it was charged to its user, takes the charge back. Nobody can find p. */
export function proc_unset_cred(p: Ref<Proc>, decrement_proccnt: boolean): void {
  const fits = unlocked(p).p_state === PRS_ZOMBIE || unlocked(p).p_state === PRS_NEW;
  KASSERT(fits, 'proc_unset_cred: neither a zombie nor new (A26)');
  if (decrement_proccnt) {
    chgproccnt(unlocked(p).p_uid, -1, 0);
    p.g_charged = false;
  }
  unlocked(p).p_uid = 0;
  p.p_ucred = false;
  k.ucreds--;
}
