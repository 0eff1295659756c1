/** Process groups: finding, entering, leaving; job control and when a group is an orphan. */
import {
  allocated, free, insertHead, KASSERT, mtx_lock, mtx_unlock, nil, remove, sx_try_xlock, sx_xlock, sx_xunlock, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine, U5 } from '../../src/index.ts';
import { proc_id_clear, PROC_ID_GROUP, PROC_ID_SESSION, proc_id_set } from './findpid.ts';
import { tty_rel_pgrp } from './interrupts.ts';
import { proc_realparent } from './reparent.ts';
import { sess_release } from './session.ts';
import { kern_psignal } from './signal.ts';
import {
  ERESTART, k, P_CONTROLT, P_SHOULDSTOP, P_STOPPED_SIG, P_TREE_GRPEXITED, P_WEXIT, PGRP_LOCK, PGRP_ORPHANED, PGRP_UNLOCK,
  pgrp_zone, PROC_LOCK, PROC_UNLOCK, SIGCONT, SIGHUP,
} from './state.ts';
import type { Pgrp, Proc, Session } from './state.ts';

/** Finds a group by number and returns it locked, or nil. The caller holds proctree_lock. */
export function* pgfind(pgid: U5): Routine<Ref<Pgrp>> {
  const pgrp = pgrp_by_id(pgid);
  if (pgrp !== nil) yield* PGRP_LOCK(pgrp);
  return pgrp;
}

/** The group in the hash that has this number, or nil. The caller holds proctree_lock. */
export function pgrp_by_id(pgid: number): Ref<Pgrp> {
  for (let i = 1; i <= pgrp_zone.slots; i++) {
    const pgrp = pgrp_zone.at(i);
    if (allocated(pgrp) && pgrp.pg_hashed && pgrp.pg_id === pgid) return pgrp;
  }
  return nil;
}

/** Whether p leads its session. The caller holds proctree_lock. */
export function SESS_LEADER(p: Ref<Proc>): boolean {
  return p.p_pgrp.pg_session.s_leader === p;
}

/**
 * Waits until nobody signals or forks in the group, and forgets it again: after the wait, the caller looks anew. The caller
 * holds proctree_lock exclusively, which is released: killsx comes before it in the lock order.
 */
function* wait_for_killsx(pgrp: Ref<Pgrp>): Routine {
  sx_xunlock(k.proctree_lock);
  yield* sx_xlock(pgrp.pg_killsx);
  sx_xunlock(pgrp.pg_killsx);
}

/**
 * Makes p the leader of the new group `pgrp`, in the new session `sess` if that is not nil. The caller holds proctree_lock
 * exclusively; ERESTART means that it was released.
 */
export function* enterpgrp(p: Ref<Proc>, pgid: U5, pgrp: Ref<Pgrp>, sess: Ref<Session>): Routine<number> {
  KASSERT(p.p_pid === pgid, 'enterpgrp: the group has another number than its leader (A21)');
  KASSERT(pgrp_by_id(pgid) === nil, 'enterpgrp: the group exists (A21)');
  KASSERT(!SESS_LEADER(p), 'enterpgrp: a session leader (A21)');
  const old_pgrp = p.p_pgrp;
  if (!(yield* sx_try_xlock(old_pgrp.pg_killsx))) {
    yield* wait_for_killsx(old_pgrp);
    return ERESTART;
  }
  KASSERT(old_pgrp === p.p_pgrp, 'enterpgrp: the old group has changed (A21)');
  if (sess !== nil) {
    yield* PROC_LOCK(p);
    p.p_flag &= ~P_CONTROLT;
    PROC_UNLOCK(p);
    yield* PGRP_LOCK(pgrp);
    unlocked(sess).s_leader = p;
    sess.s_sid = p.p_pid;
    yield* proc_id_set(PROC_ID_SESSION, p.p_pid);
    sess.s_count = 1;
    pgrp.pg_session = sess;
  } else {
    pgrp.pg_session = p.p_pgrp.pg_session;
    pgrp.pg_session.s_count++;
    yield* PGRP_LOCK(pgrp);
  }
  pgrp.pg_id = pgid;
  yield* proc_id_set(PROC_ID_GROUP, p.p_pid);
  pgrp.pg_flags &= ~PGRP_ORPHANED;
  pgrp.pg_hashed = true;
  PGRP_UNLOCK(pgrp);
  yield* doenterpgrp(p, pgrp);
  sx_xunlock(old_pgrp.pg_killsx);
  return 0;
}

/**
 * Moves p into a group that exists. The caller holds proctree_lock exclusively and no group or process lock; ERESTART means
 * that proctree_lock was released.
 */
export function* enterthispgrp(p: Ref<Proc>, pgrp: Ref<Pgrp>): Routine<number> {
  KASSERT(pgrp.pg_session === p.p_pgrp.pg_session, 'enterthispgrp: another session (A22)');
  KASSERT(pgrp !== p.p_pgrp, 'enterthispgrp: it is there already (A22)');
  const old_pgrp = p.p_pgrp;
  if (!(yield* sx_try_xlock(old_pgrp.pg_killsx))) {
    yield* wait_for_killsx(old_pgrp);
    return ERESTART;
  }
  KASSERT(old_pgrp === p.p_pgrp, 'enterthispgrp: the old group has changed (A22)');
  if (!(yield* sx_try_xlock(pgrp.pg_killsx))) {
    sx_xunlock(old_pgrp.pg_killsx);
    yield* wait_for_killsx(pgrp);
    return ERESTART;
  }
  yield* doenterpgrp(p, pgrp);
  sx_xunlock(pgrp.pg_killsx);
  sx_xunlock(old_pgrp.pg_killsx);
  return 0;
}

/** Moves p from its group to `pgrp`. The caller holds proctree_lock and both groups' killsx exclusively. */
function* doenterpgrp(p: Ref<Proc>, pgrp: Ref<Pgrp>): Routine {
  const savepgrp = p.p_pgrp;
  const pp = jobc_parent(p, nil);
  yield* PGRP_LOCK(pgrp);
  yield* PGRP_LOCK(savepgrp);
  if (isjobproc(pp, savepgrp) && pgrp_calc_jobc(savepgrp) === 1) yield* orphanpg(savepgrp);
  yield* PROC_LOCK(p);
  remove(savepgrp.pg_members, p, 'p_pglist');
  p.p_pgrp = pgrp;
  PROC_UNLOCK(p);
  insertHead(pgrp.pg_members, p, 'p_pglist');
  if (isjobproc(pp, pgrp)) pgrp.pg_flags &= ~PGRP_ORPHANED;
  PGRP_UNLOCK(savepgrp);
  PGRP_UNLOCK(pgrp);
  if (savepgrp.pg_members.first === nil) yield* pgdelete(savepgrp);
}

/** Takes the dead process p out of its group. The caller holds proctree_lock exclusively; killsx is not needed. */
export function* leavepgrp(p: Ref<Proc>): Routine {
  const savepgrp = p.p_pgrp;
  yield* PGRP_LOCK(savepgrp);
  yield* PROC_LOCK(p);
  remove(savepgrp.pg_members, p, 'p_pglist');
  p.p_pgrp = nil;
  PROC_UNLOCK(p);
  PGRP_UNLOCK(savepgrp);
  if (savepgrp.pg_members.first === nil) yield* pgdelete(savepgrp);
}

/** Deletes an empty group, and its session with the last one. The caller holds proctree_lock exclusively. */
function* pgdelete(pgrp: Ref<Pgrp>): Routine {
  yield* PGRP_LOCK(pgrp);
  pgrp.pg_hashed = false;
  const savesess = pgrp.pg_session;
  PGRP_UNLOCK(pgrp);
  yield* tty_rel_pgrp(pgrp);
  yield* proc_id_clear(PROC_ID_GROUP, pgrp.pg_id);
  free(pgrp_zone, pgrp);
  yield* sess_release(savesess);
}

/** Whether a child of q keeps the group from being an orphan. The caller holds proctree_lock. */
function isjobproc(q: Ref<Proc>, pgrp: Ref<Pgrp>): boolean {
  return q.p_pgrp !== pgrp && q.p_pgrp.pg_session === pgrp.pg_session;
}

/** The first reaper above p that has not left job control. */
function jobc_reaper(p: Ref<Proc>): Ref<Proc> {
  let pp = p.p_reaper;
  while (pp.p_reaper !== pp && (pp.p_treeflag & P_TREE_GRPEXITED) !== 0) pp = pp.p_reaper;
  return pp;
}

/** The process whose group decides about p's group: its real parent, or a reaper once that one is exiting. */
function jobc_parent(p: Ref<Proc>, p_exiting: Ref<Proc>): Ref<Proc> {
  const pp = proc_realparent(p);
  if (pp === k.initproc || pp === p_exiting || (pp.p_treeflag & P_TREE_GRPEXITED) === 0) return pp;
  return jobc_reaper(pp);
}

/** How many members keep the group from being an orphan. The caller holds proctree_lock or the group's lock. */
function pgrp_calc_jobc(pgrp: Ref<Pgrp>): number {
  let cnt = 0;
  for (let q = pgrp.pg_members.first; q !== nil; q = q.p_pglist) {
    if ((q.p_treeflag & P_TREE_GRPEXITED) !== 0 || q === k.initproc) continue;
    if (isjobproc(jobc_parent(q, nil), pgrp)) cnt++;
  }
  return cnt;
}

/** Marks a group as an orphan; if a member is stopped, all get SIGHUP and SIGCONT. The caller holds the group's lock. */
function* orphanpg(pg: Ref<Pgrp>): Routine {
  pg.pg_flags |= PGRP_ORPHANED;
  let stopped = false;
  for (let p = pg.pg_members.first; p !== nil && !stopped; p = p.p_pglist) {
    yield* PROC_LOCK(p);
    stopped = P_SHOULDSTOP(p) === P_STOPPED_SIG;
    PROC_UNLOCK(p);
  }
  if (!stopped) return;
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) {
    yield* PROC_LOCK(p);
    yield* kern_psignal(p, SIGHUP);
    yield* kern_psignal(p, SIGCONT);
    PROC_UNLOCK(p);
  }
}

/**
 * Takes the exiting process p out of job control: its own group and those of its children may become orphans. The caller
 * holds proctree_lock exclusively. A session leader with a terminal would drop that lock here to revoke it.
 */
export function* killjobc(p: Ref<Proc>): Routine {
  KASSERT((unlocked(p).p_flag & P_WEXIT) !== 0, 'killjobc: the process is not exiting (A30)');
  if (SESS_LEADER(p)) {
    yield* mtx_lock(p.p_pgrp.pg_session.s_mtx);
    p.p_pgrp.pg_session.s_leader = nil;
    mtx_unlock(p.p_pgrp.pg_session.s_mtx);
  }
  yield* fixjobc_kill(p);
}

/** The second half of killjobc. The caller holds proctree_lock exclusively. */
function* fixjobc_kill(p: Ref<Proc>): Routine {
  KASSERT((p.p_treeflag & P_TREE_GRPEXITED) === 0, 'fixjobc_kill: twice (A30)');
  p.p_treeflag |= P_TREE_GRPEXITED;
  const own = p.p_pgrp;
  if (isjobproc(jobc_parent(p, nil), own)) {
    yield* PGRP_LOCK(own);
    if (pgrp_calc_jobc(own) === 0) yield* orphanpg(own);
    PGRP_UNLOCK(own);
  }
  // Children will belong to a reaper; only those that have p as their real parent count.
  for (let q = p.p_children.first; q !== nil; q = q.p_sibling) {
    yield* PGRP_LOCK(q.p_pgrp);
    if (pgrp_calc_jobc(q.p_pgrp) === 0) {
      if (jobc_parent(q, p) === p && isjobproc(p, q.p_pgrp)) yield* orphanpg(q.p_pgrp);
    } else {
      q.p_pgrp.pg_flags &= ~PGRP_ORPHANED;
    }
    PGRP_UNLOCK(q.p_pgrp);
  }
  for (let q = p.p_orphans.first; q !== nil; q = q.p_orphan) {
    yield* PGRP_LOCK(q.p_pgrp);
    if (pgrp_calc_jobc(q.p_pgrp) !== 0) q.p_pgrp.pg_flags &= ~PGRP_ORPHANED;
    else if (isjobproc(p, q.p_pgrp)) yield* orphanpg(q.p_pgrp);
    PGRP_UNLOCK(q.p_pgrp);
  }
}
