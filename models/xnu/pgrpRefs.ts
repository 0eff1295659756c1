/** References to groups and sessions, and how both end. Labels name routines of kern_proc.c. */
import { allocated, free, KASSERT, mtx_lock, mtx_unlock, nil, remove, unlocked, wakeup } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { msleep } from './sleep.ts';
import {
  k, P_LIST_PGRPTRANS, P_LIST_PGRPTRWAIT, pgrp_zone, PGRP_FLAG_DEAD, PGRP_FLAG_TERMINATE, pgrpid_wchan, proc_list_lock, proc_list_unlock,
  S_LIST_DEAD, S_LIST_TERM, session_zone,
} from './state.ts';
import type { Pgrp, Proc, Session } from './state.ts';

export function* pgrp_lock(pg: Ref<Pgrp>): Routine {
  yield* mtx_lock(pg.pg_mlock);
}

export function pgrp_unlock(pg: Ref<Pgrp>): void {
  mtx_unlock(pg.pg_mlock);
}

/** The group with the number, whether it is about to go or not. The caller owns the list lock. */
export function pgfind_internal(pgid: number): Ref<Pgrp> {
  for (let pg = k.pgrphash.first; pg !== nil; pg = pg.pg_hash) {
    if (pg.pg_id === pgid) return pg;
  }
  return nil;
}

/** A reference to the group with the number, nil if there is none that stays. */
export function* pgfind(pgid: number): Routine<Ref<Pgrp>> {
  yield* proc_list_lock();
  let pg = pgfind_internal(pgid);
  if (pg !== nil && (pg.pg_listflags & PGRP_FLAG_TERMINATE) !== 0) pg = nil;
  if (pg !== nil) pg.pg_refcount++;
  proc_list_unlock();
  return pg;
}

/** Waits while p is between two groups. The caller owns the list lock, and has it again. */
export function* wait_for_move(p: Ref<Proc>): Routine {
  while ((p.p_listflag & P_LIST_PGRPTRANS) !== 0) {
    p.p_listflag |= P_LIST_PGRPTRWAIT;
    yield* msleep(pgrpid_wchan(p), k.proc_list_mlock);
  }
}

/** The caller owns the list lock. */
export function move_is_over(p: Ref<Proc>): void {
  p.p_listflag &= ~P_LIST_PGRPTRANS;
  if ((p.p_listflag & P_LIST_PGRPTRWAIT) === 0) return;
  p.p_listflag &= ~P_LIST_PGRPTRWAIT;
  wakeup(pgrpid_wchan(p));
}

/** A reference to p's group. */
export function* proc_pgrp(p: Ref<Proc>): Routine<Ref<Pgrp>> {
  yield* proc_list_lock();
  yield* wait_for_move(p);
  const pg = p.p_pgrp;
  KASSERT(pg !== nil, 'proc_pgrp: the process has no group');
  pg.pg_refcount++;
  KASSERT((pg.pg_listflags & (PGRP_FLAG_TERMINATE | PGRP_FLAG_DEAD)) === 0, 'proc_pgrp: the group is about to go');
  proc_list_unlock();
  return pg;
}

export function* pg_rele(pg: Ref<Pgrp>): Routine {
  yield* proc_list_lock();
  if (pg.pg_refcount === 1 && (pg.pg_listflags & PGRP_FLAG_TERMINATE) !== 0) {
    proc_list_unlock();
    yield* pgdelete_dropref(pg);
    return;
  }
  pg.pg_refcount--;
  proc_list_unlock();
}

/** Drops a reference, and ends the group if it has no members and this was the last. */
export function* pgdelete_dropref(pg: Ref<Pgrp>): Routine {
  yield* pgrp_lock(pg);
  const emptied = pg.pg_membercnt === 0;
  pgrp_unlock(pg);
  yield* proc_list_lock();
  pg.pg_refcount--;
  if (!emptied || pg.pg_membercnt !== 0) {
    proc_list_unlock();
    return;
  }
  pg.pg_listflags |= PGRP_FLAG_TERMINATE;
  if (pg.pg_refcount > 0) {
    proc_list_unlock();
    return;
  }
  pg.pg_listflags |= PGRP_FLAG_DEAD;
  remove(k.pgrphash, pg, 'pg_hash');
  proc_list_unlock();
  yield 'pgdelete_dropref: t_pgrp';
  const terminal = unlocked(pg).pg_session;
  if (terminal.t_pgrp === pg) terminal.t_pgrp = nil;
  yield* proc_list_lock();
  const sessp = pg.pg_session;
  sessp.s_count--;
  session_ends(sessp);
  proc_list_unlock();
  free(pgrp_zone, pg);
}

/** Ends a session that nobody refers to. The caller owns the list lock. */
function session_ends(sessp: Ref<Session>): void {
  KASSERT((sessp.s_listflags & (S_LIST_TERM | S_LIST_DEAD)) === 0, 'session: it has gone already');
  if (sessp.s_count > 0) return;
  sessp.s_listflags |= S_LIST_TERM | S_LIST_DEAD;
  sessp.s_hashed = false;
  free(session_zone, sessp);
}

/** A reference to p's session. */
export function* proc_session(p: Ref<Proc>): Routine<Ref<Session>> {
  yield* proc_list_lock();
  yield* wait_for_move(p);
  KASSERT(p.p_pgrp !== nil, 'proc_session: the process has no group');
  const sessp = p.p_pgrp.pg_session;
  KASSERT((sessp.s_listflags & (S_LIST_TERM | S_LIST_DEAD)) === 0, 'proc_session: the session is about to go');
  sessp.s_count++;
  sessp.g_refs++;
  proc_list_unlock();
  return sessp;
}

export function* session_rele(sessp: Ref<Session>): Routine {
  yield* proc_list_lock();
  sessp.s_count--;
  sessp.g_refs--;
  session_ends(sessp);
  proc_list_unlock();
}

/** Whether a session that can be found has the number. The caller owns the list lock. */
export function session_find_internal(sid: number): boolean {
  for (let i = 1; i <= session_zone.slots; i++) {
    const sessp = session_zone.at(i);
    if (allocated(sessp) && sessp.s_hashed && sessp.s_sid === sid) return true;
  }
  return false;
}
