/** What a process has of other subsystems: users, tasks, contracts, pools, files. Labels name routines of the files there. */
import { free, insertHead, KASSERT, nil, remove, slot, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { cred_zone, EPERM, k, mutex_enter, mutex_exit, p_lock, p_unlock, task_zone, vnode_zone } from './state.ts';
import type { Contract, Lwp, Proc, Task } from './state.ts';

// ---- users

/** Counts a process for its user. A user without processes needs an entry first, for which pidlock is dropped. The caller owns it. upcount_inc */
export function* upcount_inc(uid: number): Routine {
  if (k.up_count[uid]! === 0) {
    mutex_exit(k.pidlock);
    yield* mutex_enter(k.pidlock);
  }
  k.up_count[uid]!++;
}

/** The caller owns pidlock. upcount_dec, which panics without an entry */
export function upcount_dec(uid: number): void {
  KASSERT(k.up_count[uid]! > 0, 'upcount_dec: the user has no entry');
  k.up_count[uid]!--;
}

/** Gives a credential back. */
export function crfree(p: Ref<Proc>): void {
  free(cred_zone, p.p_cred); // the pointer stays as it is
}

/** setuid(2): counts the new user before the change, and discounts the old one after it; 0 or a negative errno. */
export function* setuid(t: Ref<Lwp>, uid: number): Routine<number> {
  const p = t.t_procp;
  const old = p.p_cred.cr_ruid;
  if (uid !== old && old !== 0) return -EPERM;
  yield* mutex_enter(k.pidlock);
  yield* upcount_inc(uid);
  t.g_charges = uid + 1;
  mutex_exit(k.pidlock);
  yield 'setuid: crset';
  const was = p.p_cred.cr_ruid;
  p.p_cred.cr_ruid = uid;
  t.t_ruid = uid;
  t.g_charges = was + 1;
  yield* mutex_enter(k.pidlock);
  upcount_dec(was);
  t.g_charges = 0;
  mutex_exit(k.pidlock);
  return 0;
}

// ---- directories

/** chdir(2) between two directories: 0. change_dir */
export function* chdir(t: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  yield 'chdir: lookup';
  const vp = vnode_zone.at(3 - slot(p.u_cdir));
  vp.v_count++;
  yield* p_lock(p);
  const old = p.u_cdir;
  p.u_cdir = vp;
  p_unlock(p);
  old.v_count--;
  return 0;
}

// ---- tasks

/** Makes a process a member. The caller owns pidlock and p_lock. task_attach */
export function task_attach(tk: Ref<Task>, p: Ref<Proc>): void {
  p.p_task = tk;
  tk.tk_hold_count++;
  insertHead(tk.tk_memb, p, 'p_tasknext');
}

/** The hold stays, for the caller to release. It owns pidlock and p_lock. task_detach */
export function task_detach(p: Ref<Proc>): void {
  KASSERT(p.p_task !== nil && p.p_task.tk_memb.first !== nil, 'task_detach: the task has no members');
  remove(p.p_task.tk_memb, p, 'p_tasknext');
}

/** task_rele */
export function task_rele(tk: Ref<Task>): void {
  KASSERT(tk.tk_hold_count > 0, 'task_rele: nobody holds the task');
  tk.tk_hold_count--;
  if (tk.tk_hold_count === 0) free(task_zone, tk);
}

/** Counts LWPs in task, project and zone: one section under zone_nlwps_lock. */
export function count_nlwps(p: Ref<Proc>, n: number): void {
  unlocked(p).p_task.tk_nlwps += n;
  p.p_zone.zone_nlwps += n;
}

// ---- pools

/** One process less in its pool. Atomic. */
export function pool_leave(p: Ref<Proc>): void {
  KASSERT(p.p_pool.pool_ref > 0, 'pool_ref is 0');
  p.p_pool.pool_ref--;
}

// ---- contracts

/** Takes a process out of its contract. contract_process_exit */
export function* contract_process_exit(p: Ref<Proc>): Routine {
  const ct = unlocked(p).p_ct_process;
  KASSERT(ct !== nil, 'contract_process_exit: a process without a contract');
  yield* mutex_enter(ct.ct_lock);
  yield* p_lock(p);
  p.p_ct_process = nil;
  p_unlock(p);
  remove(ct.conp_members, p, 'p_ct_member');
  mutex_exit(ct.ct_lock);
  contract_rele(ct);
}

/** Atomic. */
function contract_rele(ct: Ref<Contract>): void {
  unlocked(ct).ct_ref--;
}
