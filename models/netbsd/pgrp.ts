/** Process groups and sessions: entering, leaving, and when a group is an orphan. Labels name routines of kern_proc.c. */
import { alloc, allocated, free, insertHead, KASSERT, nil, remove, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { free_entry, pgrp_find, proc_find, pt_is_taken, pt_of } from './pidTable.ts';
import { kpsignal } from './signal.ts';
import {
  EACCES, EPERM, ESRCH, k, mutex_enter, mutex_exit, P_ZOMBIE, pgrp_zone, PK_EXEC, PL_CONTROLT, PL_ORPHANPG, proc_lock_assert,
  session_zone, SIGCONT, SIGHUP, SSTOP,
} from './state.ts';
import type { Lwp, Pgrp, Proc, Session } from './state.ts';

/** Whether p leads its session. The caller owns proc_lock. */
export function SESS_LEADER(p: Ref<Proc>): boolean {
  return p.p_pgrp.pg_session.s_leader === p;
}

/** setsid(2): its number, or a negative errno. */
export function* sys_setsid(l: Ref<Lwp>): Routine<number> {
  const p = l.l_proc;
  const error = yield* proc_enterpgrp(p, p.p_pid, p.p_pid, true);
  return error === 0 ? p.p_pid : -error;
}

/** setpgid(2) for a process (0: the caller) and a group (0: that process's own); 0 or a negative errno. */
export function* sys_setpgid(l: Ref<Lwp>, pid: number, pgid: number): Routine<number> {
  const targp = pid === 0 ? l.l_proc.p_pid : pid;
  return -(yield* proc_enterpgrp(l.l_proc, targp, pgid === 0 ? targp : pgid, false));
}

/** Moves a process to a group, a new one if it bears its number, in a new session if asked for; an errno. The caller holds no lock. */
function* proc_enterpgrp(curp: Ref<Proc>, pid: number, pgid: number, mksess: boolean): Routine<number> {
  const sess = mksess ? session_alloc() : nil;
  const new_pgrp = pgrp_alloc();
  yield* mutex_enter(k.proc_lock);
  const pgrp = pt_of(pgid).pt_pgrp;
  const p = pid === curp.p_pid ? curp : proc_find(pid);
  const error = why_not(curp, p, pgrp, pgid, mksess);
  if (error !== 0 || pgrp === p.p_pgrp) {
    mutex_exit(k.proc_lock);
    free(pgrp_zone, new_pgrp);
    if (sess !== nil) free(session_zone, sess);
    // A session leader's own group is no error.
    return error === NOTHING_TO_DO ? 0 : error;
  }
  if (pgrp === nil) {
    make_pgrp(new_pgrp, p, pgid, sess);
    yield* move(p, new_pgrp);
  } else {
    yield* move(p, pgrp);
    free(pgrp_zone, new_pgrp);
  }
  return 0;
}

const NOTHING_TO_DO = 255;

/** Why p may not enter the group: an errno, 0 if it may. The caller owns proc_lock. */
function why_not(curp: Ref<Proc>, p: Ref<Proc>, pgrp: Ref<Pgrp>, pgid: number, mksess: boolean): number {
  if (pgrp !== nil && pgrp.pg_id !== pgid) return EPERM;
  if (p !== curp) {
    if (p === nil || !p_inferior(p, curp)) return ESRCH;
    if (p.p_pgrp.pg_session !== curp.p_pgrp.pg_session) return EPERM;
    if (pgrp !== nil && pgrp.pg_session !== p.p_pgrp.pg_session) return EPERM;
    if ((unlocked(p).p_flag & PK_EXEC) !== 0) return EACCES; // read without p_lock
  } else if (mksess && (p.p_pgrp.pg_id === p.p_pid || pgrp_find(p.p_pid) !== nil)) {
    return EPERM;
  } else if (pgrp !== nil && pgrp.pg_session !== p.p_pgrp.pg_session) {
    return EPERM;
  }
  if (SESS_LEADER(p)) return !mksess && p.p_pgrp === pgrp ? NOTHING_TO_DO : EPERM;
  if (pgrp === nil && pgid !== p.p_pid) return EPERM;
  if (mksess && pgrp !== nil) return EPERM;
  // A group without members only keeps its session's number.
  return pgrp !== nil && pgrp.pg_members.first === nil ? EPERM : 0;
}

/** Whether p descends from q. The caller owns proc_lock. p_inferior */
export function p_inferior(p: Ref<Proc>, q: Ref<Proc>): boolean {
  for (let pp = p; pp !== nil; pp = pp.p_pptr) {
    if (pp === q) return true;
  }
  return false;
}

/** Enters the new group into the table. The caller owns proc_lock. */
function make_pgrp(pgrp: Ref<Pgrp>, p: Ref<Proc>, pgid: number, sess: Ref<Session>): void {
  if (sess !== nil) {
    sess.s_sid = p.p_pid;
    sess.s_leader = p;
    sess.s_count = 1;
    p.p_lflag &= ~PL_CONTROLT;
    pgrp.pg_session = sess;
  } else {
    pgrp.pg_session = p.p_pgrp.pg_session;
    pgrp.pg_session.s_count++;
  }
  pgrp.pg_id = pgid;
  KASSERT(pt_of(pgid).pt_pgrp === nil, 'enterpgrp: the entry has a group');
  pt_of(pgid).pt_pgrp = pgrp;
}

/** Moves p to a group. The caller owns proc_lock, which is released. */
function* move(p: Ref<Proc>, pgrp: Ref<Pgrp>): Routine {
  // First what it gains, then what is lost: a count must not touch 0 in between.
  yield* fixjobc(p, pgrp, true);
  yield* fixjobc(p, p.p_pgrp, false);
  const old = p.p_pgrp;
  unlink_member(p);
  p.p_pgrp = pgrp;
  insertHead(pgrp.pg_members, p, 'p_pglist');
  // By its number, as the kernel does: the group is looked up again.
  if (old.pg_members.first === nil) pg_delete(old.pg_id);
  mutex_exit(k.proc_lock);
}

/** Takes a dead process out of its group. The caller owns proc_lock, which is released. proc_leavepgrp */
export function proc_leavepgrp(p: Ref<Proc>): void {
  proc_lock_assert();
  const pgrp = p.p_pgrp;
  unlink_member(p);
  p.p_pgrp = nil;
  if (pgrp.pg_members.first === nil) pg_delete(pgrp.pg_id);
  mutex_exit(k.proc_lock);
}

/** LIST_REMOVE: takes p off the list that it is on, which need not be that of its group. */
function unlink_member(p: Ref<Proc>): void {
  for (let i = 1; i <= pgrp_zone.slots; i++) {
    if (lists(pgrp_zone.at(i), p)) {
      remove(pgrp_zone.at(i).pg_members, p, 'p_pglist');
      return;
    }
  }
}

/** Deletes an empty group, and its session with the last one. The caller owns proc_lock. pg_delete, which releases it */
function pg_delete(pg_id: number): void {
  const pg = pt_of(pg_id).pt_pgrp;
  if (pg === nil || pg.pg_id !== pg_id || pg.pg_members.first !== nil) return;
  const ss = pg.pg_session;
  // The first group of a session goes with the session.
  if (ss.s_sid !== pg_id) pg_remove(pg_id);
  else pg.g_deleted = true;
  KASSERT(ss.s_count > 0, 'proc_sessrele: nobody refers to the session');
  ss.s_count--;
  if (ss.s_count > 0) return;
  pg_remove(ss.s_sid);
  free(session_zone, ss);
}

/** Takes a group out of the table; its entry is free if no process has it. The caller owns proc_lock. pg_remove */
function pg_remove(pg_id: number): void {
  const pt = pt_of(pg_id);
  const pgrp = pt.pt_pgrp;
  KASSERT(pgrp !== nil && pgrp.pg_id === pg_id, 'pg_remove: another group');
  KASSERT(pgrp.pg_members.first === nil, 'pg_remove: the group has members');
  pt.pt_pgrp = nil;
  if (!pt_is_taken(pt)) {
    KASSERT((pt.pt_next & k.pid_tbl_mask) === 0, 'pg_remove: the entry is on the free list');
    free_entry(pg_id & k.pid_tbl_mask);
  }
  free(pgrp_zone, pgrp);
}

/**
 * Counts what p, and p as a parent, does for the groups that it keeps from being orphans, when it enters a group or leaves it. The
 * caller owns proc_lock.
 */
export function* fixjobc(p: Ref<Proc>, pgrp: Ref<Pgrp>, entering: boolean): Routine {
  proc_lock_assert();
  const sess = pgrp.pg_session;
  const own = p.p_pptr !== nil ? p.p_pptr.p_pgrp : nil;
  if (own !== nil && own !== pgrp && own.pg_session === sess) {
    if (entering) {
      pgrp.pg_jobc++;
      p.p_lflag &= ~PL_ORPHANPG;
    } else {
      pgrp.pg_jobc--;
      if (pgrp.pg_jobc === 0) yield* orphanpg(pgrp);
    }
  }
  for (let child = p.p_children.first; child !== nil; child = child.p_sibling) {
    const his = child.p_pgrp;
    if (his === pgrp || his.pg_session !== sess || P_ZOMBIE(child)) continue;
    if (entering) {
      child.p_lflag &= ~PL_ORPHANPG;
      his.pg_jobc++;
    } else {
      KASSERT(his.pg_jobc > 0, 'fixjobc: the group of a child is an orphan already');
      his.pg_jobc--;
      if (his.pg_jobc === 0) yield* orphanpg(his);
    }
  }
}

/** Wakes the stopped members of a group that nobody is left to continue. The caller owns proc_lock. orphanpg */
function* orphanpg(pg: Ref<Pgrp>): Routine {
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) {
    if (p.p_stat !== SSTOP) continue;
    p.p_lflag |= PL_ORPHANPG;
    yield* kpsignal(p, SIGHUP);
    yield* kpsignal(p, SIGCONT);
  }
}

export function pgrp_alloc(): Ref<Pgrp> {
  const pg = alloc(pgrp_zone);
  require('zone-exhausted', pg !== nil, 'no free process group slot');
  return pg;
}

export function session_alloc(): Ref<Session> {
  const sess = alloc(session_zone);
  require('zone-exhausted', sess !== nil, 'no free session slot');
  return sess;
}

/** Whether p is on the list of the group. */
export function lists(pg: Ref<Pgrp>, p: Ref<Proc>): boolean {
  if (!allocated(pg)) return false;
  for (let q = pg.pg_members.first; q !== nil; q = q.p_pglist) {
    if (q === p) return true;
  }
  return false;
}
