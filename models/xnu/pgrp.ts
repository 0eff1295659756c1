/** Entering and leaving groups. No lock spans two of the steps. Labels name routines of kern_proc.c. */
import { alloc, allocated, insertAfter, insertHead, KASSERT, maySleep, nil, remove, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { move_is_over, pg_rele, pgdelete_dropref, pgfind, pgrp_lock, pgrp_unlock, proc_pgrp, proc_session, session_rele, wait_for_move } from './pgrpRefs.ts';
import { proc_find, proc_rele } from './refs.ts';
import { psignal } from './signal.ts';
import {
  conf, ESRCH, k, P_CONTROLT, P_LIST_INPGRP, P_LIST_PGRPTRANS, pgrp_zone, PGRP_FLAG_DEAD, PGRP_FLAG_TERMINATE, PGRPID_DEAD,
  proc_list_lock, proc_list_unlock, S_LIST_DEAD, S_LIST_TERM, session_zone, SIGCONT, SIGHUP, SSTOP,
} from './state.ts';
import type { Pgrp, Proc, Session } from './state.ts';
import { proc_transwait } from './trans.ts';

export function pgrp_alloc(): Ref<Pgrp> {
  const pg = alloc(pgrp_zone);
  require('zone-exhausted', pg !== nil, 'no free group slot');
  return pg;
}

export function session_alloc(): Ref<Session> {
  const sessp = alloc(session_zone);
  require('zone-exhausted', sessp !== nil, 'no free session slot');
  return sessp;
}

/** Puts a new child into its parent's group, beside the parent. The caller has a reference to the group. */
export function* pgrp_add(pg: Ref<Pgrp>, parent: Ref<Proc>, child: Ref<Proc>): Routine {
  yield* proc_list_lock();
  child.p_pgrp = pg;
  child.p_pgrpid = pg.pg_id;
  child.p_sessionid = pg.pg_session.s_sid;
  child.p_listflag |= P_LIST_INPGRP;
  pg.pg_listflags &= ~PGRP_FLAG_TERMINATE;
  KASSERT((pg.pg_listflags & PGRP_FLAG_DEAD) === 0, 'pgrp_add: the group has gone');
  proc_list_unlock();
  yield* pgrp_lock(pg);
  pg.pg_membercnt++;
  // LIST_INSERT_AFTER: the parent may be on the list of another group by now.
  insertAfter(parent, child, 'p_pglist');
  child.g_doomed = parent.g_doomed;
  pgrp_unlock(pg);
  yield* proc_list_lock();
  if (unlocked(pg).pg_membercnt !== 0) pg.pg_listflags &= ~PGRP_FLAG_TERMINATE;
  proc_list_unlock();
}

/** Takes a dead process out of its group. leavepgrp */
export function* pgrp_remove(p: Ref<Proc>): Routine {
  yield* proc_list_lock();
  const pg = p.p_pgrp;
  KASSERT(pg !== nil, 'pgrp_remove: the process has no group');
  pg.pg_refcount++;
  p.p_pgrpid = PGRPID_DEAD;
  p.p_pgrp = nil;
  p.p_listflag &= ~P_LIST_INPGRP;
  proc_list_unlock();
  yield* unlink_member(pg, p);
}

/** Takes p off the members, and drops a reference to the group. The caller holds no lock. */
function* unlink_member(pg: Ref<Pgrp>, p: Ref<Proc>): Routine {
  yield* pgrp_lock(pg);
  pg.pg_membercnt--;
  KASSERT(pg.pg_membercnt >= 0, 'pgrp: the count of members is below 0');
  // LIST_REMOVE takes it off whichever list it is on.
  for (let i = 1; i <= pgrp_zone.slots; i++) {
    const other = unlocked(pgrp_zone.at(i));
    if (lists(other, p)) remove(other.pg_members, p, 'p_pglist');
  }
  const emptied = pg.pg_members.first === nil;
  pgrp_unlock(pg);
  if (emptied) yield* pgdelete_dropref(pg);
  else yield* pg_rele(pg);
}

/** Whether p is on the list of the group's members. */
export function lists(pg: Ref<Pgrp>, p: Ref<Proc>): boolean {
  if (!allocated(pg)) return false;
  for (let q = unlocked(pg).pg_members.first; q !== nil; q = q.p_pglist) {
    if (q === p) return true;
  }
  return false;
}

/** Moves p from its group to another. The caller has a reference to the new one. */
function* pgrp_replace(p: Ref<Proc>, newpg: Ref<Pgrp>): Routine {
  yield* proc_list_lock();
  yield* wait_for_move(p);
  p.p_listflag |= P_LIST_PGRPTRANS;
  const old = p.p_pgrp;
  KASSERT(old !== nil, 'pgrp_replace: the process has no group');
  old.pg_refcount++;
  p.p_pgrpid = PGRPID_DEAD;
  p.p_pgrp = nil;
  leaves(p, old, newpg);
  proc_list_unlock();
  yield* unlink_member(old, p);
  yield* proc_list_lock();
  p.p_pgrp = newpg;
  p.p_pgrpid = newpg.pg_id;
  p.p_sessionid = newpg.pg_session.s_sid;
  newpg.pg_listflags &= ~PGRP_FLAG_TERMINATE;
  KASSERT((newpg.pg_listflags & PGRP_FLAG_DEAD) === 0, 'pgrp_replace: the group has gone');
  proc_list_unlock();
  yield* pgrp_lock(newpg);
  newpg.pg_membercnt++;
  insertHead(newpg.pg_members, p, 'p_pglist');
  p.g_from = nil;
  p.g_to = nil;
  p.g_missedby = nil;
  pgrp_unlock(newpg);
  yield* proc_list_lock();
  if (unlocked(newpg).pg_membercnt !== 0) newpg.pg_listflags &= ~PGRP_FLAG_TERMINATE;
  move_is_over(p);
  proc_list_unlock();
}

/** Ghost: who leaves a group that is being killed need not die with it, unless the same killer comes for its next group, too. */
function leaves(p: Ref<Proc>, old: Ref<Pgrp>, newpg: Ref<Pgrp>): void {
  p.g_from = old;
  p.g_to = newpg;
  if (!p.g_doomed) p.g_missedby = nil;
  p.g_doomed = false;
}

/**
 * Moves p to the group with the number, which is made if there is none, in a new session if asked for; an errno. The caller holds no
 * lock, and has looked at what allows it.
 */
export function* enterpgrp(p: Ref<Proc>, pgid: U4, mksess: boolean): Routine<number> {
  let pgrp = yield* pgfind(pgid);
  const mypgrp = yield* proc_pgrp(p);
  const procsp = yield* proc_session(p);
  if (pgrp !== nil && pgrp === mypgrp) {
    yield* pg_rele(pgrp);
    yield* pg_rele(mypgrp);
    yield* session_rele(procsp);
    return 0;
  }
  if (pgrp === nil) {
    yield* maySleep('enterpgrp');
    const np = yield* proc_find(p.p_pid);
    if (np === nil) {
      yield* pg_rele(mypgrp);
      yield* session_rele(procsp);
      return ESRCH;
    }
    yield* proc_rele(np);
    pgrp = yield* make_pgrp(p, pgid, mksess, procsp);
  }
  yield* session_rele(procsp);
  // First what it gains, then what is lost: a count must not touch 0 in between.
  yield* fixjobc(p, pgrp, true);
  yield* fixjobc(p, mypgrp, false);
  yield* pg_rele(mypgrp);
  yield* pgrp_replace(p, pgrp);
  yield* pg_rele(pgrp);
  return 0;
}

/** A group with one reference. Whether there is one by now, nobody looks again. The caller holds no lock. */
function* make_pgrp(p: Ref<Proc>, pgid: U4, mksess: boolean, procsp: Ref<Session>): Routine<Ref<Pgrp>> {
  const pgrp = pgrp_alloc();
  yield* proc_list_lock();
  if (mksess) {
    const sessp = session_alloc();
    sessp.s_sid = p.p_pid;
    sessp.s_leader = p;
    sessp.s_count = 1;
    sessp.s_hashed = true;
    p.p_flag &= ~P_CONTROLT;
    pgrp.pg_session = sessp;
  } else {
    KASSERT((procsp.s_listflags & (S_LIST_TERM | S_LIST_DEAD)) === 0, 'enterpgrp: the session has gone');
    procsp.s_count++;
    pgrp.pg_session = procsp;
  }
  proc_list_unlock();
  yield* proc_list_lock();
  pgrp.pg_id = pgid;
  pgrp.pg_refcount = 1;
  insertHead(k.pgrphash, pgrp, 'pg_hash');
  proc_list_unlock();
  return pgrp;
}

// ---- job control

/**
 * p enters or leaves a group, whose count of members with a parent outside changes with that, and those of the groups of its
 * children. The caller holds no lock.
 */
export function* fixjobc(p: Ref<Proc>, pg: Ref<Pgrp>, entering: boolean): Routine {
  const parent = yield* proc_find_parent(p);
  if (parent !== nil) {
    if (yield* qualifies(parent, pg)) yield* change_jobc(pg, entering);
    yield* proc_rele(parent);
  }
  const pids = yield* children_of(p);
  for (let pid = 1; pid < conf.pid_max; pid++) {
    if ((pids & (1 << (pid - 1))) === 0) continue;
    const child = yield* proc_find(pid);
    if (child === nil) continue;
    const hispg = yield* proc_pgrp(child);
    const counts = hispg !== pg && unlocked(hispg).pg_session === unlocked(pg).pg_session;
    if (counts) yield* change_jobc(hispg, entering);
    yield* pg_rele(hispg);
    yield* proc_rele(child);
  }
}

/** Whether a member of pg whose parent this is keeps pg from being an orphan. */
function* qualifies(parent: Ref<Proc>, pg: Ref<Pgrp>): Routine<boolean> {
  const hispg = yield* proc_pgrp(parent);
  const counts = hispg !== pg && unlocked(hispg).pg_session === unlocked(pg).pg_session;
  yield* pg_rele(hispg);
  return counts;
}

/** A reference to p's parent, by its number. */
function* proc_find_parent(p: Ref<Proc>): Routine<Ref<Proc>> {
  yield 'fixjobc';
  return yield* proc_find(unlocked(p).p_ppid);
}

/** The numbers of p's children, one bit each: proc_childrenwalk. */
function* children_of(p: Ref<Proc>): Routine<number> {
  let pids = 0;
  yield* proc_list_lock();
  for (let q = p.p_children.first; q !== nil; q = q.p_sibling) pids |= 1 << (q.p_pid - 1);
  proc_list_unlock();
  return pids;
}

function* change_jobc(pg: Ref<Pgrp>, entering: boolean): Routine {
  yield* pgrp_lock(pg);
  pg.pg_jobc += entering ? 1 : -1;
  const orphaned = !entering && pg.pg_jobc === 0;
  pgrp_unlock(pg);
  if (orphaned) yield* orphanpg(pg);
}

/** A group that nobody outside could continue: if a member is stopped, all get SIGHUP and SIGCONT. */
function* orphanpg(pg: Ref<Pgrp>): Routine {
  yield* pgrp_lock(pg);
  let stopped = false;
  let pids = 0;
  for (let q = pg.pg_members.first; q !== nil; q = q.p_pglist) {
    pids |= 1 << (q.p_pid - 1);
    if (q.p_stat === SSTOP) stopped = true;
  }
  pgrp_unlock(pg);
  if (!stopped) return;
  for (let pid = 1; pid < conf.pid_max; pid++) {
    if ((pids & (1 << (pid - 1))) === 0) continue;
    const q = yield* proc_find(pid);
    if (q === nil) continue;
    yield* proc_transwait(q);
    yield* psignal(q, SIGHUP);
    yield* psignal(q, SIGCONT);
    yield* proc_rele(q);
  }
}
