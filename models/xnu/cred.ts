/** Users: who a process belongs to, and how many processes each user has. Labels name routines of kern_resource.c, kern_proc.c and kern_prot.c. */
import { curthread, KASSERT, maySleep, nil } from '../../src/index.ts';
import type { Ref, Routine, U1 } from '../../src/index.ts';
import { EPERM, k, proc_list_lock, proc_list_unlock, UT_SETUID } from './state.ts';
import type { Proc, Uthread } from './state.ts';

/** Changes a user's count of processes, and returns it. An entry comes with the first process and goes with the last. The caller holds no lock. */
export function* chgproccnt(uid: number, diff: number): Routine<number> {
  yield* proc_list_lock();
  while ((k.ui_known & (1 << uid)) === 0) {
    KASSERT(diff > 0, 'chgproccnt: lost user');
    proc_list_unlock();
    yield* maySleep('chgproccnt');
    yield* proc_list_lock();
    if ((k.ui_known & (1 << uid)) !== 0) break;
    k.ui_known |= 1 << uid;
    k.ui_proccnt[uid] = 0;
  }
  k.ui_proccnt[uid]! += diff;
  const count = k.ui_proccnt[uid]!;
  if (count <= 0) {
    k.ui_known &= ~(1 << uid);
    k.ui_proccnt[uid] = 0;
  }
  charged(diff > 0 ? uid + 1 : 0);
  proc_list_unlock();
  return count;
}

/** Notes whom the thread has charged without a process that shows it. */
function charged(uid_and_one: number): void {
  curthread<Uthread>().g_charges = uid_and_one;
}

/** The credential that a thread has when it comes into the kernel: that of its process, unless it has assumed another. kauth_cred_uthread_update */
export function kauth_cred_uthread_update(ut: Ref<Uthread>, p: Ref<Proc>): void {
  if (p !== nil && (ut.uu_flag & UT_SETUID) === 0) ut.uu_uid = p.p_uid;
}

/** settid(2): the thread assumes the identity of a user, or with -1 has that of its process again. 0 or a negative errno. settid */
export function* sys_settid(p: Ref<Proc>, uid: number): Routine<number> {
  const ut = curthread<Uthread>();
  yield 'settid';
  const assumed = (ut.uu_flag & UT_SETUID) !== 0;
  if (assumed !== (uid < 0) || (!assumed && p.p_uid !== 0)) return -EPERM;
  ut.uu_uid = uid < 0 ? p.p_uid : uid;
  ut.uu_flag ^= UT_SETUID;
  return 0;
}

/** setuid(2): 0 or a negative errno. The new user is counted first: nobody's entry goes while it is needed. setuid */
export function* sys_setuid(p: Ref<Proc>, uid: U1): Routine<number> {
  const ut = curthread<Uthread>();
  for (;;) {
    yield 'setuid';
    const old = p.p_uid;
    if (uid === old) {
      ut.uu_uid = uid;
      return 0;
    }
    if (old !== 0) return -EPERM;
    yield* chgproccnt(uid, 1);
    yield 'proc_ucred_lock';
    if (p.p_uid !== old) { // another thread came first
      yield* chgproccnt(uid, -1);
      continue;
    }
    p.p_uid = uid;
    ut.uu_uid = uid;
    ut.g_charges = old + 1;
    yield* chgproccnt(old, -1);
    return 0;
  }
}
