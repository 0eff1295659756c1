/** Process groups and sessions. A group is a PID with members, and lives as long as its record. Labels name routines of pgrp.c and session.c. */
import { alloc, free, insertHead, insertTail, KASSERT, nil, remove, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { pgfind, PID_RELE } from './pid.ts';
import { psignal } from './signal.ts';
import {
  EACCES, EPERM, ESRCH, k, MUTEX_HELD, mutex_enter, mutex_exit, p_lock, p_unlock, sess_zone, SEXECED, SIGCONT, SIGHUP,
} from './state.ts';
import type { Lwp, Pid, Proc, Sess } from './state.ts';
import { jobstopped } from './thread.ts';

/** Whether a process keeps its group from being an orphan: its parent is in another group of the same session. The caller owns pidlock. */
export function is_linked(p: Ref<Proc>): boolean {
  const pp = p.p_parent;
  return pp !== nil && pp.p_pgidp !== p.p_pgidp && pp.p_sessp === p.p_sessp;
}

/** Whether the group has such a member. The caller owns pidlock. pglinked */
function pglinked(pgp: Ref<Pid>): boolean {
  for (let p = pgp.pid_pglink.first; p !== nil; p = p.p_pglink) if (is_linked(p)) return true;
  return false;
}

/** Puts a process into a group. The caller owns pidlock, and p_lock if anybody else could. */
export function pgjoin(p: Ref<Proc>, pgp: Ref<Pid>): void {
  KASSERT(MUTEX_HELD(k.pidlock), 'pgjoin: pidlock is not held');
  p.p_pgidp = pgp;
  if (pgp.pid_pglink.first === nil) {
    pgp.pid_ref++;
    insertHead(pgp.pid_pglink, p, 'p_pglink');
    pgp.pid_pgorphaned = !is_linked(p);
  } else if (is_linked(p)) {
    insertHead(pgp.pid_pglink, p, 'p_pglink');
    pgp.pid_pgorphaned = false;
  } else {
    insertTail(pgp.pid_pglink, p, 'p_pglink');
  }
}

/** Takes a process out of its group; the last one releases the PID. The caller owns pidlock, and p_lock if anybody else could. */
export function* pgexit(p: Ref<Proc>): Routine {
  KASSERT(MUTEX_HELD(k.pidlock), 'pgexit: pidlock is not held');
  const pgp = p.p_pgidp;
  remove(pgp.pid_pglink, p, 'p_pglink');
  p.p_pgidp = nil;
  if (pgp.pid_pglink.first === nil) {
    pgp.pid_pgorphaned = false;
    yield* PID_RELE(pgp);
  } else if (!pgp.pid_pgorphaned) {
    pgp.pid_pgorphaned = !pglinked(pgp);
  }
}

/** Looks which groups of children become orphans when their parent goes, and wakes those with a stopped member. The caller owns pidlock. */
export function* pgdetach(pp: Ref<Proc>): Routine {
  for (let cp = pp.p_child; cp !== nil; cp = cp.p_sibling) {
    const pgp = cp.p_pgidp;
    if (pgp.pid_pgorphaned) continue;
    let stopped = false;
    let kept = false;
    for (let mp = pgp.pid_pglink.first; mp !== nil && !kept; mp = mp.p_pglink) {
      kept = mp !== pp && mp.p_parent !== pp && is_linked(mp);
      if (kept || stopped || mp === pp) continue;
      yield* p_lock(mp);
      stopped = jobstopped(mp, nil);
      p_unlock(mp);
    }
    if (kept) continue;
    pgp.pid_pgorphaned = true;
    if (stopped) {
      yield* sigtopg(pgp, SIGHUP);
      yield* sigtopg(pgp, SIGCONT);
    }
  }
}

/** Signals all members. The caller owns pidlock. */
function* sigtopg(pgp: Ref<Pid>, sig: number): Routine {
  for (let p = pgp.pid_pglink.first; p !== nil; p = p.p_pglink) yield* psignal(p, sig);
}

/** The same for a caller that does not own pidlock. */
export function* pgsignal(pgp: Ref<Pid>, sig: U4): Routine {
  yield* mutex_enter(k.pidlock);
  yield* sigtopg(pgp, sig);
  mutex_exit(k.pidlock);
}

// ---- system calls

/** The child with this number, or nil. The caller owns pidlock. */
function child_of(parent: Ref<Proc>, pid: number): Ref<Proc> {
  for (let p = parent.p_child; p !== nil; p = p.p_sibling) if (p.p_pidp.pid_id === pid) return p;
  return nil;
}

/** setpgid(2), all under one hold of pidlock; 0 or a negative errno. pgrpsys case 5 */
export function* setpgid(t: Ref<Lwp>, pid: number, pgid: number): Routine<number> {
  const self = t.t_procp;
  yield* mutex_enter(k.pidlock);
  const p = pid === 0 || pid === self.p_pidp.pid_id ? self : child_of(self, pid);
  const error = yield* move(self, p, pgid);
  mutex_exit(k.pidlock);
  return -error;
}

/** Moves p to a group (0: its own); an errno. The caller owns pidlock. */
function* move(self: Ref<Proc>, p: Ref<Proc>, pgid: number): Routine<number> {
  if (p === nil) return ESRCH;
  if (p !== self) {
    if ((unlocked(p).p_flag & SEXECED) !== 0) return EACCES; // read without p_lock
    if (p.p_sessp !== self.p_sessp) return EPERM;
  }
  if (p.p_sessp.s_sidp === p.p_pidp) return EPERM; // it leads the session
  const wanted = pgid === 0 ? p.p_pidp.pid_id : pgid;
  if (p.p_pgidp.pid_id === wanted) return 0;
  let pgp = p.p_pidp;
  if (wanted !== p.p_pidp.pid_id) {
    pgp = yield* pgfind(wanted);
    if (pgp === nil || pgp.pid_pglink.first.p_sessp !== p.p_sessp) return EPERM;
  }
  yield* p_lock(p);
  yield* pgexit(p);
  pgjoin(p, pgp);
  p_unlock(p);
  return 0;
}

/** setsid(2): the number of the session, or a negative errno. pgrpsys case 3 */
export function* setsid(t: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  yield* mutex_enter(k.pidlock);
  if (p.p_pgidp === p.p_pidp || (yield* pgfind(p.p_pidp.pid_id)) !== nil) {
    mutex_exit(k.pidlock);
    return -EPERM;
  }
  // What has been looked at may change until the session is made.
  mutex_exit(k.pidlock);
  yield* sess_create(p);
  return p.p_pidp.pid_id;
}

function* sess_create(p: Ref<Proc>): Routine {
  const sp = sess_alloc();
  yield* mutex_enter(k.pidlock);
  yield* p_lock(p);
  yield* pgexit(p);
  yield* SESS_RELE(p.p_sessp);
  sp.s_sidp = p.p_pidp;
  sp.s_ref = 1;
  p.p_sessp = sp;
  p.p_pidp.pid_ref++;
  pgjoin(p, p.p_pidp);
  p_unlock(p);
  mutex_exit(k.pidlock);
}

export function sess_alloc(): Ref<Sess> {
  const sp = alloc(sess_zone);
  require('zone-exhausted', sp !== nil, 'no free session slot');
  return sp;
}

/** Gives one reference to a session back. The caller owns pidlock. */
export function* SESS_RELE(sp: Ref<Sess>): Routine {
  KASSERT(sp.s_ref > 0, 'SESS_RELE: nobody refers to the session');
  sp.s_ref--;
  if (sp.s_ref > 0) return;
  const sidp = sp.s_sidp;
  free(sess_zone, sp);
  yield* PID_RELE(sidp);
}
