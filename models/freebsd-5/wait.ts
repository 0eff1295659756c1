/** wait4. Labels in brackets name the sections of wait1 in kern_exit.c. */
import { free, mayFail, nil, remove, unlocked } from '../../src/index.ts';
import type { I8, Ref, Routine, U4 } from '../../src/index.ts';
import { chgproccnt, crfree } from './cred.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { mtx_destroy, PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { pfind, proc_reparent } from './pfind.ts';
import { leavepgrp } from './pgrp.ts';
import { procsig_release } from './procsig.ts';
import { wakeup } from './sched.ts';
import { psignal_plain } from './signal.ts';
import { nap, tsleep_sig } from './sleep.ts';
import { ECHILD, EFAULT, EINVAL, k, P_TRACED, P_WAITED, proc_wchan, proc_zone, SIGCHLD, SSTOP, SZOMB } from './state.ts';
import type { Proc, Thread } from './state.ts';
import { sx_slock, sx_sunlock, sx_xlock, sx_xunlock } from './sx.ts';
import { WLINUXCLONE, WNOHANG, WUNTRACED } from './waitOptions.ts';

/**
 * Waits for a child as `pid` says (a number, -1 for any, 0 for the caller's group, -n for group n); returns its pid, 0 with
 * WNOHANG, or a negative errno.
 */
export function* sys_wait4(td: Ref<Thread>, pid: I8, options: U4): Routine<number> {
  yield* lock_giant();
  const result = yield* wait1(td, pid === 0 ? -td.td_proc.p_pgrp.pg_id : pid, options);
  unlock_giant();
  return result;
}

/** The same; 0 for the caller's group has been replaced. The caller owns Giant. [1] is the caller's */
export function* wait1(td: Ref<Thread>, pid: I8, options: U4): Routine<number> {
  const q = td.td_proc;
  if ((options & ~(WNOHANG | WUNTRACED | WLINUXCLONE)) !== 0) return -EINVAL;
  for (;;) {
    let found = false;
    yield* sx_slock(k.proctree_lock); // [2]
    for (let p = q.p_children.first; p !== nil; p = p.p_sibling) {
      if (!is_named(p, pid)) continue;
      yield* PROC_LOCK(p);
      if (!is_wanted(p, options)) {
        PROC_UNLOCK(p);
        continue;
      }
      found = true;
      if (p.p_stat === SZOMB) {
        PROC_UNLOCK(p);
        sx_sunlock(k.proctree_lock);
        return yield* reap_zombie(td, p);
      }
      if (has_stopped(p, options)) { // [4]
        p.p_flag |= P_WAITED;
        PROC_UNLOCK(p);
        sx_sunlock(k.proctree_lock);
        return p.p_pid;
      }
      PROC_UNLOCK(p); // [5]
    }
    yield 'wait1 [6]';
    sx_sunlock(k.proctree_lock); // [6]
    if (!found) return -ECHILD;
    if ((options & WNOHANG) !== 0) return 0;
    td.g_waits = true;
    td.g_waitpid = pid;
    td.g_waitoptions = options;
    yield 'wait1 [7]'; // from its last look to its sleep nothing keeps out who does not need Giant
    const error = yield* tsleep_sig(proc_wchan(q));
    td.g_waits = false;
    td.g_waitpid = 0;
    td.g_waitoptions = 0;
    if (error !== 0) return -error;
  }
}

/** Whether a wait for these means p. The caller owns Giant: p's group is looked at without its lock. */
export function is_named(p: Ref<Proc>, pid: number): boolean {
  return pid === -1 || p.p_pid === pid || (pid < 0 && p.p_pgrp.pg_id === -pid);
}

/** Whether it is one of those with, or without, SIGCHLD as their last word. The caller owns its lock. */
function is_wanted(p: Ref<Proc>, options: number): boolean {
  return (p.p_sigparent !== SIGCHLD) === ((options & WLINUXCLONE) !== 0);
}

/** Whether p has stopped, and nobody has been told who asks for that. */
function has_stopped(p: Ref<Proc>, options: number): boolean {
  if (p.p_stat !== SSTOP || (p.p_flag & P_WAITED) !== 0) return false;
  return (p.p_flag & P_TRACED) !== 0 || (options & WUNTRACED) !== 0;
}

/** [3] Takes the last of a zombie, or gives it to its real parent. The caller owns Giant, and no other lock: only it may reap p. */
function* reap_zombie(td: Ref<Thread>, p: Ref<Proc>): Routine<number> {
  const pid = p.p_pid;
  if (yield* mayFail('copyout')) yield* nap();
  if (yield* mayFail('copyout_fault')) return -EFAULT;
  yield* sx_xlock(k.proctree_lock);
  if (unlocked(p).p_oppid !== 0) {
    const t = yield* pfind(unlocked(p).p_oppid);
    if (t !== nil) {
      yield* give_back(p, t);
      return pid;
    }
  }
  sx_xunlock(k.proctree_lock);

  unlocked(p).p_xstat = 0;
  chgproccnt(p.p_ucred.cr_ruid, -1, 0);
  p.g_charge = 0;
  leavepgrp(p);
  yield* sx_xlock(k.allproc_lock);
  remove(k.zombproc, p, 'p_list');
  td.g_owes = 1;
  td.g_reaps = p;
  sx_xunlock(k.allproc_lock);
  yield* sx_xlock(k.proctree_lock);
  remove(p.p_pptr.p_children, p, 'p_sibling');
  sx_xunlock(k.proctree_lock);

  crfree(p.p_ucred);
  p.p_ucred = nil;
  if (procsig_release(p.p_procsig)) p.p_procsig = nil;
  if (p.p_vmspace) k.vmspaces--; // vm_waitproc
  p.p_vmspace = false;
  mtx_destroy(p.p_mtx);
  forget(p);
  free(proc_zone, p);
  k.nprocs--;
  td.g_owes = 0;
  td.g_reaps = nil;
  return pid;
}

/** A debugger gives a zombie to its real parent t. The caller holds proctree_lock exclusively and t's lock; both are released. */
function* give_back(p: Ref<Proc>, t: Ref<Proc>): Routine {
  yield* PROC_LOCK(p);
  p.p_oppid = 0;
  proc_reparent(p, t);
  PROC_UNLOCK(p);
  yield* psignal_plain(t, SIGCHLD);
  wakeup(proc_wchan(t));
  PROC_UNLOCK(t);
  sx_xunlock(k.proctree_lock);
}

/** Takes a dead process out of the books of the checker. */
function forget(p: Ref<Proc>): void {
  p.g_doomed = false;
  p.g_sentenced = false;
}

/** Whether the thread, which sleeps in wait, would take p for a child that it waits for. */
export function waits_for(td: Ref<Thread>, p: Ref<Proc>): boolean {
  if (!td.g_waits || !is_wanted(p, td.g_waitoptions)) return false;
  return p.p_pgrp !== nil ? is_named(p, td.g_waitpid) : td.g_waitpid === -1 || p.p_pid === td.g_waitpid;
}

/** Whether p has something to report that the sleeping thread has asked for. */
export function has_news_for(td: Ref<Thread>, p: Ref<Proc>): boolean {
  return waits_for(td, p) && (p.p_stat === SZOMB || has_stopped(p, td.g_waitoptions));
}
