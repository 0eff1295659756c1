/** Process groups and sessions: nothing but Giant protects them. Labels name routines of kern_proc.c and kern_prot.c. */
import { alloc, allocated, curthread, free, insertHead, KASSERT, mayFail, nil, remove, require } from '../../src/index.ts';
import type { I8, Ref, Routine, U5 } from '../../src/index.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { inferior, pfind } from './pfind.ts';
import { psignal } from './signal.ts';
import { nap } from './sleep.ts';
import {
  EACCES, EINVAL, EPERM, ESRCH, k, P_CONTROLT, P_EXEC, pgrp_zone, session_zone, SIGCONT, SIGHUP, SSTOP, SZOMB,
} from './state.ts';
import type { Pgrp, Proc, Session, Thread } from './state.ts';
import { sx_slock, sx_sunlock } from './sx.ts';

/** The group that has this number, or nil. The caller owns Giant. pgfind */
export function pgfind(pgid: number): Ref<Pgrp> {
  for (let i = 1; i <= pgrp_zone.slots; i++) {
    const pgrp = pgrp_zone.at(i);
    if (allocated(pgrp) && pgrp.pg_hashed && pgrp.pg_id === pgid) return pgrp;
  }
  return nil;
}

/** Whether p leads its session. */
export function SESS_LEADER(p: Ref<Proc>): boolean {
  return p.p_pgrp.pg_session.s_leader === p;
}

/** Moves p to a group, which is made if there is none; returns an errno. The caller owns Giant. enterpgrp */
export function* enterpgrp(p: Ref<Proc>, pgid: U5, mksess: boolean): Routine<number> {
  let pgrp = pgfind(pgid);
  KASSERT(pgrp === nil || !mksess, 'enterpgrp: setsid into an existing group (B10)');
  KASSERT(!SESS_LEADER(p), 'enterpgrp: a session leader (B10)');
  KASSERT(!mksess || p === curthread<Thread>().td_proc, 'enterpgrp: setsid for another process (B10)');
  if (pgrp === nil) {
    const savepid = p.p_pid;
    KASSERT(p.p_pid === pgid, 'enterpgrp: the new group has another number than its leader (B10)');
    if (yield* mayFail('pgrp_malloc')) yield* nap();
    pgrp = alloc(pgrp_zone);
    require('zone-exhausted', pgrp !== nil, 'no free process group slot');
    const np = yield* pfind(savepid);
    if (np === nil || np !== p) {
      if (np !== nil) PROC_UNLOCK(np);
      free(pgrp_zone, pgrp);
      return ESRCH;
    }
    PROC_UNLOCK(np);
    if (mksess) {
      if (yield* mayFail('session_malloc')) yield* nap();
      pgrp.pg_session = new_session(p);
      yield* PROC_LOCK(p);
      p.p_flag &= ~P_CONTROLT;
      PROC_UNLOCK(p);
    } else {
      pgrp.pg_session = p.p_pgrp.pg_session;
      pgrp.pg_session.s_count++;
    }
    pgrp.pg_id = pgid;
    pgrp.pg_hashed = true;
    pgrp.pg_jobc = 0;
  } else if (pgrp === p.p_pgrp) {
    return 0;
  }
  yield* fixjobc(p, pgrp, true);
  yield* fixjobc(p, p.p_pgrp, false);
  const old = p.p_pgrp;
  remove(old.pg_members, p, 'p_pglist');
  if (old.pg_members.first === nil) pgdelete(old);
  p.p_pgrp = pgrp;
  insertHead(pgrp.pg_members, p, 'p_pglist');
  return 0;
}

/** A session that p leads. */
function new_session(p: Ref<Proc>): Ref<Session> {
  const sess = alloc(session_zone);
  require('zone-exhausted', sess !== nil, 'no free session slot');
  sess.s_leader = p;
  sess.s_sid = p.p_pid;
  sess.s_count = 1;
  return sess;
}

/** Takes p, a zombie, out of its group. The caller owns Giant. leavepgrp */
export function leavepgrp(p: Ref<Proc>): void {
  remove(p.p_pgrp.pg_members, p, 'p_pglist');
  if (p.p_pgrp.pg_members.first === nil) pgdelete(p.p_pgrp);
  p.p_pgrp = nil;
}

/** Deletes a group without members, and its session with the last group. pgdelete */
function pgdelete(pgrp: Ref<Pgrp>): void {
  pgrp.pg_hashed = false;
  const sess = pgrp.pg_session;
  sess.s_count--;
  if (sess.s_count === 0) free(session_zone, sess);
  free(pgrp_zone, pgrp);
}

/**
 * Counts anew who keeps groups from being orphans when p enters or leaves one: its own, and those of its children. The caller owns
 * Giant, and no lock of a process. fixjobc
 */
export function* fixjobc(p: Ref<Proc>, pgrp: Ref<Pgrp>, entering: boolean): Routine {
  const mysession = pgrp.pg_session;
  // init is the child of process 0, whose group and session nobody else is in.
  if (p !== k.initproc) {
    const hispgrp = p.p_pptr.p_pgrp;
    if (hispgrp !== pgrp && hispgrp.pg_session === mysession) yield* count_job(pgrp, entering);
  }
  for (let q = p.p_children.first; q !== nil; q = q.p_sibling) {
    const hispgrp = q.p_pgrp;
    if (hispgrp !== pgrp && hispgrp.pg_session === mysession && q.p_stat !== SZOMB) yield* count_job(hispgrp, entering);
  }
}

function* count_job(pgrp: Ref<Pgrp>, entering: boolean): Routine {
  if (entering) {
    pgrp.pg_jobc++;
    return;
  }
  pgrp.pg_jobc--;
  if (pgrp.pg_jobc === 0) yield* orphanpg(pgrp);
}

/** Nobody is left who would continue a stopped member: hangs up, if there is one. orphanpg */
function* orphanpg(pg: Ref<Pgrp>): Routine {
  if (!has_stopped_member(pg)) return;
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) {
    yield* PROC_LOCK(p);
    yield* psignal(p, SIGHUP);
    yield* psignal(p, SIGCONT);
    PROC_UNLOCK(p);
  }
}

function has_stopped_member(pg: Ref<Pgrp>): boolean {
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) if (p.p_stat === SSTOP) return true;
  return false;
}

/** setsid(2): a new session and group with the caller as leader; returns the session's number or a negative errno. */
export function* sys_setsid(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  yield* lock_giant();
  const leads = p.p_pgrp.pg_id === p.p_pid || pgfind(p.p_pid) !== nil;
  if (!leads) yield* enterpgrp(p, p.p_pid, true);
  unlock_giant();
  return leads ? -EPERM : p.p_pid;
}

/** setpgid(2): moves the caller (pid 0) or one of its descendants to a group, a new one if pgid is its own pid or 0. */
export function* sys_setpgid(td: Ref<Thread>, pid: I8, pgid: I8): Routine<number> {
  if (pgid < 0) return -EINVAL;
  yield* lock_giant();
  yield* sx_slock(k.proctree_lock);
  const error = yield* setpgid_locked(td, pid, pgid);
  sx_sunlock(k.proctree_lock);
  unlock_giant();
  return -error;
}

/** The caller owns Giant and holds proctree_lock shared, and keeps that over the sleeps of enterpgrp. */
function* setpgid_locked(td: Ref<Thread>, pid: I8, pgid: I8): Routine<number> {
  const curp = td.td_proc;
  let targp = curp;
  if (pid !== 0 && pid !== curp.p_pid) {
    targp = yield* pfind(pid);
    if (targp === nil) return ESRCH;
    const error = may_not_move(td, targp);
    PROC_UNLOCK(targp);
    if (error !== 0) return error;
  }
  if (SESS_LEADER(targp)) return EPERM;
  const wanted = pgid === 0 ? targp.p_pid : pgid;
  if (wanted !== targp.p_pid) {
    const pgrp = pgfind(wanted);
    if (pgrp === nil || pgrp.pg_session !== curp.p_pgrp.pg_session) return EPERM;
  }
  return yield* enterpgrp(targp, wanted, false);
}

/** Why the caller may not move the other process, 0 if it may. The caller owns Giant and the other's lock. */
function may_not_move(td: Ref<Thread>, targp: Ref<Proc>): number {
  if (!inferior(td, targp)) return ESRCH;
  if (targp.p_pgrp === nil || targp.p_pgrp.pg_session !== td.td_proc.p_pgrp.pg_session) return EPERM;
  return (targp.p_flag & P_EXEC) !== 0 ? EACCES : 0;
}
