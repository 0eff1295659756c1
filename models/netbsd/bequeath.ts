/**
 * What a dying process leaves to others: the second half of exit1, all under proc_lock. Labels name sections of exit1 in kern_exit.c.
 */
import { cv_broadcast, insertHead, KASSERT, nil, remove, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { fixjobc, SESS_LEADER } from './pgrp.ts';
import { give_back, proc_reparent } from './reparent.ts';
import { kpsignal } from './signal.ts';
import {
  k, LSZOMB, mutex_exit, p_lock, p_unlock, PK_CLDSIGIGN, PK_NOCLDWAIT, PL_PPWAIT, proc_lock_assert, PSL_CHTRACED, PSL_TRACED, SACTIVE,
  SDEAD, SIGCHLD, sigismember, SIGKILL, SSTOP, SZOMB,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { proc_free_lwpid } from './pidTable.ts';
import { rw_exit } from './sleep.ts';

/** Lets the parent's LWP go that waits in vfork for p. The caller owns proc_lock; p uses the parent's memory no more. */
export function release_vfork_parent(p: Ref<Proc>): void {
  proc_lock_assert();
  if ((p.p_lflag & PL_PPWAIT) === 0) return;
  p.p_lflag &= ~PL_PPWAIT;
  const lp = p.p_vforklwp;
  p.p_vforklwp = nil;
  lp.l_vforkwaiting = false;
  p.g_vfwaiter = nil;
  cv_broadcast(lp.l_waitcv);
}

/** [8] A session leader leaves its session without one; groups may become orphans. The caller owns proc_lock. */
export function* leave_job_control(p: Ref<Proc>): Routine {
  // With a terminal, proc_lock would be dropped to drain and revoke it.
  if (SESS_LEADER(p)) p.p_pgrp.pg_session.s_leader = nil;
  yield* fixjobc(p, p.p_pgrp, false);
}

/** [9] Processes that p lent to their tracers will come to init. The caller owns proc_lock. */
export function forget_lent_children(p: Ref<Proc>): void {
  if ((p.p_slflag & PSL_CHTRACED) === 0) return;
  for (let q = k.allproc.first; q !== nil; q = q.p_list) {
    if (q.p_opptr === p) q.p_opptr = nil;
  }
  for (let q = k.zombproc.first; q !== nil; q = q.p_list) {
    if (q.p_opptr === p) q.p_opptr = nil;
  }
}

/** [10] Children go to init, traced ones back to their parents, dead. Says whether there were any. The caller owns proc_lock. */
export function* abandon_children(p: Ref<Proc>): Routine<boolean> {
  const any = p.p_children.first !== nil;
  let q = p.p_children.first;
  while (q !== nil) {
    const nq = q.p_sibling;
    if ((q.p_slflag & PSL_TRACED) !== 0) {
      yield* p_lock(p); // the lock of the one that exits
      q.p_slflag &= ~PSL_TRACED;
      p_unlock(p);
      if (q.p_opptr !== q.p_pptr) give_back(q);
      else proc_reparent(q, k.initproc);
      q.p_opptr = nil;
      yield* kpsignal(q, SIGKILL);
    } else {
      proc_reparent(q, k.initproc);
    }
    q = nq;
  }
  return any;
}

/** [11], [12] p becomes dead, and changes its parent if that does not want its children; whether init has to be woken. The caller owns proc_lock. */
export function become_dead(p: Ref<Proc>): boolean {
  remove(k.allproc, p, 'p_list');
  insertHead(k.zombproc, p, 'p_list');
  unlocked(p).p_stat = SDEAD;
  const old = p.p_pptr;
  remove(old.p_children, p, 'p_sibling');
  insertHead(old.p_children, p, 'p_sibling');
  old.p_nstopchild++;
  // The flags are read without the parent's p_lock.
  if ((unlocked(old).p_flag & (PK_NOCLDWAIT | PK_CLDSIGIGN)) === 0) return false;
  proc_reparent(p, k.initproc);
  if (old.p_children.first === nil) cv_broadcast(old.p_waitcv);
  return true;
}

/** Ghost: whoever has a handler for SIGCHLD is about to get one. */
export function owe_sigchld(p: Ref<Proc>): void {
  const pp = p.p_pptr;
  const takes = (pp.p_stat === SACTIVE || pp.p_stat === SSTOP) && sigismember(unlocked(pp).ps_sigcatch, SIGCHLD);
  if (takes && p.p_exitsig === SIGCHLD) pp.g_chlddue = true;
}

/** [13] - [15] Tells the parent and becomes a zombie. The caller owns proc_lock and p_reflock, which are released. */
export function* report_exit(l: Ref<Lwp>, wakeinit: boolean): Routine {
  const p = l.l_proc;
  owe_sigchld(p);
  if (p.p_exitsig !== 0) yield* kpsignal(p.p_pptr, p.p_exitsig);
  yield* p_lock(p);
  proc_free_lwpid(p, l);
  l.l_stat = LSZOMB;
  KASSERT(p.p_nrlwps === 1, 'exit1: another LWP runs');
  KASSERT(p.p_nlwps === 1, 'exit1: another LWP exists');
  p.p_stat = SZOMB;
  p.p_nrlwps--;
  p.p_nzlwps++;
  p_unlock(p);
  cv_broadcast(p.p_pptr.p_waitcv);
  rw_exit(p.p_reflock);
  mutex_exit(k.proc_lock);
  if (wakeinit) yield* wake_init();
}

/** Tells init that it has new children, without a lock: it comes after the change, and not before. */
export function* wake_init(): Routine {
  yield 'exit1: wakes init';
  cv_broadcast(k.initproc.p_waitcv);
}
