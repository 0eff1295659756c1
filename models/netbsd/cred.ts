/** Users: who a process belongs to, and how many processes each user has. Labels name routines of kern_prot.c and kern_uidinfo.c. */
import { KASSERT, maySleep, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U1 } from '../../src/index.ts';
import { EPERM, k, p_lock, p_unlock } from './state.ts';
import type { Lwp } from './state.ts';

/** Changes a user's count of processes, and returns it. Atomic. */
export function chgproccnt(uid: number, diff: number): number {
  KASSERT(k.ui_proccnt[uid]! + diff >= 0, 'chgproccnt: the count of a user is below 0');
  k.ui_proccnt[uid]! += diff;
  return k.ui_proccnt[uid]!;
}

/** setuid(2): 0 or a negative errno. do_setresuid */
export function* sys_setuid(l: Ref<Lwp>, uid: U1): Routine<number> {
  const p = l.l_proc;
  yield* maySleep('kauth_cred_alloc');
  yield* p_lock(p);
  refresh_cred(l);
  const old = l.l_uid;
  if (uid !== old && old !== 0) {
    p_unlock(p);
    return -EPERM;
  }
  if (uid !== old) {
    chgproccnt(old, -1);
    p.g_charged = false;
    yield* maySleep('uid_find'); // a user without processes gets an entry first
    chgproccnt(uid, 1);
    p.p_uid = uid;
    p.g_charged = true;
    l.l_uid = uid; // the other LWPs go on with what they have cached, until they come into the kernel again
  }
  p_unlock(p);
  return 0;
}

/** LWP_CACHE_CREDS, as every LWP does when it enters the kernel. */
export function* lwp_update_creds(l: Ref<Lwp>): Routine {
  if (unlocked(l.l_proc).p_uid === l.l_uid) return;
  yield* p_lock(l.l_proc);
  refresh_cred(l);
  p_unlock(l.l_proc);
}

/** Takes the process's credential over. The caller owns p_lock. */
function refresh_cred(l: Ref<Lwp>): void {
  l.l_uid = l.l_proc.p_uid;
}
