/** Sessions, their leaders and their terminals. Labels name routines of kern_exit.c, tty.c and kern_proc.c. */
import { allocated, KASSERT, nil, some, unlocked, waitUntil } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { doom_members } from './kill.ts';
import { pg_rele, pgfind, pgrp_lock, pgrp_unlock, proc_session, session_rele } from './pgrpRefs.ts';
import { proc_find, proc_rele } from './refs.ts';
import { psignal } from './signal.ts';
import {
  conf, EINVAL, ENOTTY, EPERM, P_CONTROLT, PGRP_FLAG_DEAD, proc_list_lock, proc_list_unlock, session_zone, SIGHUP, SIGINT,
} from './state.ts';
import type { Pgrp, Proc, Session } from './state.ts';

/** Whether p leads its session; the field is read without the session's lock. */
export function* SESS_LEADER(p: Ref<Proc>): Routine<boolean> {
  const sessp = yield* proc_session(p);
  const leads = sessp.s_leader === p;
  yield* session_rele(sessp);
  return leads;
}

/** A session leader leaves its terminal, when the foreground has SIGHUP and all that was written has been shown, and its session without a leader. */
export function* session_leader_exits(p: Ref<Proc>): Routine {
  const sessp = yield* proc_session(p);
  if (sessp.s_ttyvp) {
    yield* tty_pgsignal(sessp, SIGHUP);
    yield 'proc_exit: s_ttyvp';
    sessp.s_ttyvp = false;
    sessp.t_pgrp = nil;
    yield* waitUntil(() => !sessp.s_ttyout, 'ttywait');
  }
  sessp.s_leader = nil;
  yield* session_rele(sessp);
}

/** A reference to the group in the foreground of the session's terminal, nil if there is none. tty_pgrp */
function* tty_pgrp(sessp: Ref<Session>): Routine<Ref<Pgrp>> {
  yield* proc_list_lock();
  const pg = sessp.t_pgrp;
  if (pg !== nil) {
    KASSERT((pg.pg_listflags & PGRP_FLAG_DEAD) === 0, 'tty_pgrp: the group has gone');
    pg.pg_refcount++;
  }
  proc_list_unlock();
  return pg;
}

/** Signals the members of the foreground that have the terminal: those that are members at first, and still are when their turn comes. */
export function* tty_pgsignal(sessp: Ref<Session>, sig: U4): Routine {
  const pg = yield* tty_pgrp(sessp);
  if (pg === nil) return;
  let pids = 0;
  yield* pgrp_lock(pg);
  const pgid = pg.pg_id;
  for (let p = pg.pg_members.first; p !== nil; p = p.p_pglist) {
    if ((p.p_flag & P_CONTROLT) !== 0) pids |= 1 << (p.p_pid - 1);
  }
  if (sig === SIGINT) doom_members(pg);
  pgrp_unlock(pg);
  for (let pid = 1; pid < conf.pid_max; pid++) {
    if ((pids & (1 << (pid - 1))) === 0) continue;
    const p = yield* proc_find(pid);
    if (p === nil) continue;
    yield 'pgrp_iterate';
    if (unlocked(p).p_pgrpid === pgid) yield* psignal(p, sig);
    yield* proc_rele(p);
  }
  yield* pg_rele(pg);
}

/** TIOCSCTTY: the leader of a session opens a terminal, which becomes that of the session. 0 or a negative errno. */
export function* sys_tty_open(p: Ref<Proc>): Routine<number> {
  const sessp = yield* proc_session(p);
  const leads = sessp.s_leader === p;
  if (leads) {
    sessp.s_ttyvp = true;
    sessp.t_pgrp = unlocked(p).p_pgrp;
    p.p_flag |= P_CONTROLT;
  }
  yield* session_rele(sessp);
  return leads ? 0 : -EPERM;
}

/** tcsetpgrp(3): puts a group of the session in the foreground of its terminal, which keeps no reference. 0 or a negative errno. TIOCSPGRP */
export function* sys_tcsetpgrp(p: Ref<Proc>, pgid: U4): Routine<number> {
  const pg = yield* pgfind(pgid);
  const sessp = yield* proc_session(p);
  yield 'TIOCSPGRP';
  const error = why_not_foreground(p, sessp, pg);
  if (error === 0) {
    yield* proc_list_lock();
    sessp.t_pgrp = pg;
    proc_list_unlock();
  }
  yield* session_rele(sessp);
  if (pg !== nil) yield* pg_rele(pg);
  return -error;
}

function why_not_foreground(p: Ref<Proc>, sessp: Ref<Session>, pg: Ref<Pgrp>): number {
  if (!sessp.s_ttyvp || (p.p_flag & P_CONTROLT) === 0) return ENOTTY;
  if (pg === nil) return EINVAL;
  return unlocked(pg).pg_session !== sessp ? EPERM : 0;
}

/** write(2) to the terminal: output waits until somebody reads it at the other end. */
export function* sys_tty_write(p: Ref<Proc>): Routine<number> {
  const sessp = yield* proc_session(p);
  sessp.s_ttyout = sessp.s_ttyvp;
  yield* session_rele(sessp);
  return 0;
}

/** read(2) at the other end of all terminals. */
export function* sys_tty_drain(): Routine<number> {
  yield 'ptcread';
  for (let i = 1; i <= session_zone.slots; i++) if (allocated(session_zone.at(i))) session_zone.at(i).s_ttyout = false;
  return 0;
}

/** Somebody at the other end of the first terminal that there is, or will be, types what sends a signal: 0. ttyinput */
export function* sys_tty_key(sig: U4): Routine<number> {
  yield* waitUntil(() => some(session_zone, (sessp) => sessp.s_ttyvp), 'tty_key');
  yield* proc_list_lock();
  const sessp = first_with_terminal();
  if (sessp !== nil) {
    sessp.s_count++;
    sessp.g_refs++;
  }
  proc_list_unlock();
  if (sessp === nil) return 0;
  yield* tty_pgsignal(sessp, sig);
  yield* session_rele(sessp);
  return 0;
}

function first_with_terminal(): Ref<Session> {
  for (let i = 1; i <= session_zone.slots; i++) {
    if (allocated(session_zone.at(i)) && session_zone.at(i).s_ttyvp) return session_zone.at(i);
  }
  return nil;
}
