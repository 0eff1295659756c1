/** The system calls that move a process between groups and sessions. Labels name routines of kern_prot.c. */
import { alloc, free, KASSERT, nil, require, sx_xlock, sx_xunlock } from '../../src/index.ts';
import type { Ref, Routine, U5 } from '../../src/index.ts';
import { pfind } from './pfind.ts';
import { enterpgrp, enterthispgrp, pgfind, SESS_LEADER } from './pgrp.ts';
import { inferior } from './reparent.ts';
import { EACCES, EPERM, ERESTART, ESRCH, k, P_EXEC, PGRP_UNLOCK, pgrp_zone, PROC_UNLOCK, session_zone } from './state.ts';
import type { Pgrp, Proc, Session, Thread } from './state.ts';

/** setsid(2): a new session and group with the caller as leader; returns the session's number or a negative errno. */
export function* sys_setsid(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  let newpgrp = new_pgrp();
  let newsess = new_session();
  let error = 0;
  for (;;) {
    error = 0;
    yield* sx_xlock(k.proctree_lock);
    if (p.p_pid === p.p_pgrp.pg_id || (yield* group_exists(p.p_pid))) {
      error = EPERM;
      break;
    }
    error = yield* enterpgrp(p, p.p_pid, newpgrp, newsess);
    if (error === ERESTART) continue; // proctree_lock was released; the group may be another one now
    KASSERT(error === 0, 'sys_setsid: enterpgrp failed');
    newpgrp = nil;
    newsess = nil;
    break;
  }
  sx_xunlock(k.proctree_lock);
  free_unused(newpgrp, newsess);
  return error === 0 ? p.p_pid : -error;
}

/** Whether a group has this number. The caller holds proctree_lock. */
function* group_exists(pgid: U5): Routine<boolean> {
  const pgrp = yield* pgfind(pgid);
  if (pgrp !== nil) PGRP_UNLOCK(pgrp);
  return pgrp !== nil;
}

/**
 * setpgid(2): moves the caller (pid 0) or one of its descendants to a group, a new one if pgid is its own pid or 0; returns
 * 0 or a negative errno.
 */
export function* sys_setpgid(td: Ref<Thread>, pid: U5, pgid: U5): Routine<number> {
  let newpgrp = new_pgrp();
  let error: number = ERESTART;
  while (error === ERESTART) {
    yield* sx_xlock(k.proctree_lock);
    error = yield* setpgid_locked(td, pid, pgid, newpgrp);
    if (error !== ERESTART) sx_xunlock(k.proctree_lock);
  }
  if (error === USED_NEWPGRP) {
    newpgrp = nil;
    error = 0;
  }
  free_unused(newpgrp, nil);
  return -error;
}

/** What setpgid_locked says instead of 0 when the new group is in use. (A27: then, and only then, it is not freed.) */
const USED_NEWPGRP = 255;

/** One attempt of setpgid. The caller holds proctree_lock exclusively; ERESTART means that it was released. */
function* setpgid_locked(td: Ref<Thread>, pid: U5, pgid: U5, newpgrp: Ref<Pgrp>): Routine<number> {
  const curp = td.td_proc;
  let targp = curp;
  if (pid !== 0 && pid !== curp.p_pid) {
    targp = yield* pfind(pid);
    if (targp === nil) return ESRCH;
    const error = may_not_move(curp, targp);
    PROC_UNLOCK(targp);
    if (error !== 0) return error;
  }
  if (SESS_LEADER(targp)) return EPERM;
  const wanted = pgid === 0 ? targp.p_pid : pgid;
  const pgrp = yield* pgfind(wanted);
  if (pgrp === nil) {
    if (wanted !== targp.p_pid) return EPERM;
    const error = yield* enterpgrp(targp, wanted, newpgrp, nil);
    return error === 0 ? USED_NEWPGRP : error;
  }
  PGRP_UNLOCK(pgrp);
  if (pgrp === targp.p_pgrp) return 0;
  if (pgrp.pg_id !== targp.p_pid && pgrp.pg_session !== curp.p_pgrp.pg_session) return EPERM;
  return yield* enterthispgrp(targp, pgrp);
}

/** Why the caller may not move the other process, 0 if it may. The caller holds proctree_lock and PROC_LOCK(targp). */
function may_not_move(curp: Ref<Proc>, targp: Ref<Proc>): number {
  if (!inferior(targp)) return ESRCH;
  if (targp.p_pgrp === nil || targp.p_pgrp.pg_session !== curp.p_pgrp.pg_session) return EPERM;
  return (targp.p_flag & P_EXEC) !== 0 ? EACCES : 0;
}

/** A struct for a group that is not in the tables yet. */
function new_pgrp(): Ref<Pgrp> {
  const pgrp = alloc(pgrp_zone);
  require('zone-exhausted', pgrp !== nil, 'no free process group slot');
  return pgrp;
}

/** A struct for a session that is not in the tables yet. */
function new_session(): Ref<Session> {
  const sess = alloc(session_zone);
  require('zone-exhausted', sess !== nil, 'no free session slot');
  return sess;
}

/** Frees what a system call allocated beforehand and did not need. */
function free_unused(pgrp: Ref<Pgrp>, sess: Ref<Session>): void {
  if (pgrp !== nil) free(pgrp_zone, pgrp);
  if (sess !== nil) free(session_zone, sess);
}
