/** The death of a process, up to the zombie that somebody waits for. Labels in brackets name the sections of exit1 in kern_exit.c. */
import { halt, insertHead, KASSERT, mayFail, nil, remove, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { crfree } from './cred.ts';
import { fdfree } from './filedesc.ts';
import { assert_giant, drop_giant, lock_giant } from './giant.ts';
import { vrele } from './ktrace.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { proc_reparent } from './pfind.ts';
import { fixjobc, SESS_LEADER } from './pgrp.ts';
import { wakeup } from './sched.ts';
import { psignal_plain } from './signal.ts';
import { msleep, nap } from './sleep.ts';
import { k, P_PPWAIT, P_TRACED, P_WEXIT, proc_wchan, PS_NOCLDWAIT, SIGCHLD, SIGKILL, SZOMB } from './state.ts';
import type { Proc, Thread } from './state.ts';
import { sx_xlock, sx_xunlock } from './sx.ts';

/** Drops a vfork parent's wait for p, for the books of the checker: it may run again. */
export function vfork_released(p: Ref<Proc>): void {
  p.g_vfwaiter = nil;
}

/** exit(2) */
export function* sys_exit(td: Ref<Thread>, rv: U4): Routine {
  yield* lock_giant();
  yield* exit1(td, rv);
}

/** Ends the calling process; never returns. The caller owns Giant. */
export function* exit1(td: Ref<Thread>, rv: U4): Routine {
  const p = td.td_proc;
  assert_giant();
  KASSERT(p !== k.initproc, 'exit1: init died'); // [1]
  yield* exit_peers(p);
  if (yield* mayFail('exit1_malloc')) yield* nap(); // [3]

  // [4] The vfork parent sees this if it looks; it is woken at the very end.
  yield* PROC_LOCK(p);
  p.p_flag &= ~(P_TRACED | P_PPWAIT);
  p.p_flag |= P_WEXIT;
  p.p_siglist = 0;
  vfork_released(p);
  PROC_UNLOCK(p);

  if (yield* mayFail('exit1_fdfree')) yield* nap(); // [5]
  fdfree(p.p_fd);
  p.p_fd = nil;
  yield* leave_peers(p);
  if (yield* mayFail('exit1_vm')) yield* nap(); // [7]
  yield* PROC_LOCK(p); // [8]
  const leads = SESS_LEADER(p);
  PROC_UNLOCK(p);
  if (leads) p.p_pgrp.pg_session.s_leader = nil;
  p.g_left = true;
  yield* fixjobc(p, p.p_pgrp, false); // [9]
  if (p.p_tracep !== nil) vrele(p.p_tracep); // [10]
  p.p_tracep = nil;

  yield* sx_xlock(k.allproc_lock); // [11]
  remove(k.allproc, p, 'p_list');
  insertHead(k.zombproc, p, 'p_list');
  p.p_hashed = false;
  sx_xunlock(k.allproc_lock);

  yield* sx_xlock(k.proctree_lock);
  yield* abandon_children(p); // [12]
  unlocked(p).p_xstat = rv;
  yield* tell_parent(p); // [13]
  sx_xunlock(k.proctree_lock);

  crfree(td.td_ucred); // [14]
  td.td_ucred = nil;
  if (yield* mayFail('cpu_exit')) yield* nap();

  // [15] The end of Giant, the zombie and the wakeup are one section under sched_lock, in which the thread leaves its CPU for ever.
  yield* PROC_LOCK(p);
  assert_giant();
  drop_giant();
  p.p_stat = SZOMB;
  wakeup(proc_wchan(p.p_pptr));
  PROC_UNLOCK(p);
  yield* halt();
}

/** [2] The leader of a task kills its peers and waits until all are gone. The caller owns Giant. */
export function* exit_peers(p: Ref<Proc>): Routine {
  yield* PROC_LOCK(p);
  if (p === p.p_leader) {
    let q = p.p_peers;
    while (q !== nil) {
      yield* PROC_LOCK(q);
      yield* psignal_plain(q, SIGKILL);
      q.g_sentenced = true;
      PROC_UNLOCK(q);
      q = q.p_peers;
    }
    while (p.p_peers !== nil) yield* msleep(proc_wchan(p), p.p_mtx);
  }
  PROC_UNLOCK(p);
}

/** [6] Takes p off its leader's list and tells the leader. The caller owns Giant. */
function* leave_peers(p: Ref<Proc>): Routine {
  const leader = p.p_leader;
  yield* PROC_LOCK(leader);
  if (leader.p_peers !== nil) {
    let q = leader;
    while (q.p_peers !== p) q = q.p_peers;
    q.p_peers = p.p_peers;
    wakeup(proc_wchan(leader));
  }
  PROC_UNLOCK(leader);
}

/** [12] Gives the children to init; who was traced dies with its debugger. The caller holds proctree_lock exclusively. */
function* abandon_children(p: Ref<Proc>): Routine {
  let q = p.p_children.first;
  if (q !== nil) wakeup(proc_wchan(k.initproc)); // in case one of them is a zombie already
  while (q !== nil) {
    const nq = q.p_sibling;
    yield* PROC_LOCK(q);
    proc_reparent(q, k.initproc);
    q.p_sigparent = SIGCHLD;
    if ((q.p_flag & P_TRACED) !== 0) {
      q.p_flag &= ~P_TRACED;
      yield* psignal_plain(q, SIGKILL);
    }
    PROC_UNLOCK(q);
    q = nq;
  }
}

/** [13] The signal that says that p is dead, before it is. The caller holds proctree_lock exclusively. */
function* tell_parent(p: Ref<Proc>): Routine {
  yield* PROC_LOCK(p);
  if ((p.p_pptr.p_procsig.ps_flag & PS_NOCLDWAIT) !== 0) {
    const pp = p.p_pptr;
    proc_reparent(p, k.initproc);
    if (pp.p_children.first === nil) wakeup(proc_wchan(pp)); // it may wait for us, and will not find us
  }
  const pptr = p.p_pptr;
  yield* PROC_LOCK(pptr);
  yield* psignal_plain(pptr, p.p_sigparent !== 0 && pptr !== k.initproc ? p.p_sigparent : SIGCHLD);
  PROC_UNLOCK(pptr);
  PROC_UNLOCK(p);
}
