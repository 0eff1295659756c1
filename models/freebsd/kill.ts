/** kill(2) and killpg(2). Labels name routines of kern_sig.c. */
import {
  KASSERT, nil, sx_slock, sx_sunlock, sx_try_xlock, sx_xlock, sx_xunlock, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { pfind_any } from './pfind.ts';
import { pgfind } from './pgrp.ts';
import { pksignal } from './signal.ts';
import {
  EINVAL, EPERM, ESRCH, k, NSIG, P_SYSTEM, PGRP_LOCK, PGRP_UNLOCK, PROC_LOCK, PROC_UNLOCK, PRS_NEW, SIGKILL,
} from './state.ts';
import type { Pgrp, Proc, Thread } from './state.ts';

/** kill(2): to a process, to the own group (0), to all (-1), to a group (-n). Returns an errno. kern_kill */
export function* kern_kill(td: Ref<Thread>, pid: number, sig: number): Routine<number> {
  if (sig > NSIG) return EINVAL;
  if (pid > 0) return yield* kill_process(td, pid, sig);
  if (pid === -1) return yield* kill_all(td, sig);
  return yield* killpg1(td, sig, -pid);
}

/** Whether the caller may signal the process: the privileged user anybody, others their own. p_cansignal */
export function p_cansignal(td: Ref<Thread>, p: Ref<Proc>): boolean {
  return td.td_uid === 0 || td.td_uid === p.p_uid;
}

function* kill_process(td: Ref<Thread>, pid: number, sig: number): Routine<number> {
  const p = yield* pfind_any(pid);
  if (p === nil) return ESRCH;
  const allowed = p_cansignal(td, p);
  if (allowed && sig !== 0) yield* pksignal(p, sig);
  PROC_UNLOCK(p);
  return allowed ? 0 : EPERM;
}

/** Signals all processes but the caller, one after the other; forks are not kept out. killpg1 */
function* kill_all(td: Ref<Thread>, sig: number): Routine<number> {
  let found = false;
  let sent = false;
  yield* sx_slock(k.allproc_lock);
  for (let p = k.allproc.first; p !== nil; p = p.p_list) {
    yield* PROC_LOCK(p);
    if (p !== td.td_proc && p.p_pid > 1 && (p.p_flag & P_SYSTEM) === 0 && p.p_state !== PRS_NEW) {
      found = true;
      if (p_cansignal(td, p)) {
        sent = true;
        if (sig !== 0) yield* pksignal(p, sig);
      }
    }
    PROC_UNLOCK(p);
  }
  sx_sunlock(k.allproc_lock);
  return kill_result(found, sent);
}

function kill_result(found: boolean, sent: boolean): number {
  KASSERT(found || !sent, 'killpg1: a signal was sent to nobody (A23)');
  if (sent) return 0;
  return found ? EPERM : ESRCH;
}

/**
 * Signals the members of a group, 0 for the own one, while nobody in it can fork or leave it. Returns an errno. The caller
 * holds no lock. killpg1
 */
export function* killpg1(td: Ref<Thread>, sig: number, pgid: number): Routine<number> {
  const pgrp = yield* lock_group_against_forks(td, pgid);
  if (pgrp === nil) return ESRCH;
  let found = false;
  let sent = false;
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) {
    if (is_passed_over(p)) {
      if (sig === SIGKILL && unlocked(p).p_state === PRS_NEW) p.g_doomed = true; // it is not to escape either
      continue;
    }
    found = true;
    yield* PROC_LOCK(p);
    if (p_cansignal(td, p)) {
      sent = true;
      if (sig === SIGKILL) p.g_doomed = true;
      if (sig !== 0) yield* pksignal(p, sig);
    }
    PROC_UNLOCK(p);
  }
  if (sig === SIGKILL) doom_members(td, pgrp);
  PGRP_UNLOCK(pgrp);
  sx_xunlock(pgrp.pg_killsx);
  return kill_result(found, sent);
}

/** For the books of the checker: the signal is on its way to all members by now. */
function doom_members(td: Ref<Thread>, pgrp: Ref<Pgrp>): void {
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) {
    if (!is_passed_over(p) && (td.td_uid === 0 || td.td_uid === unlocked(p).p_uid)) p.g_doomed = true;
  }
}

/** Whether a group signal leaves the process out. These are read without its lock; who holds killsx sees no change. */
function is_passed_over(p: Ref<Proc>): boolean {
  return p.p_pid <= 1 || (unlocked(p).p_flag & P_SYSTEM) !== 0 || unlocked(p).p_state === PRS_NEW;
}

/** Finds a group (0: the caller's) and returns it locked, with its killsx held exclusively; nil if there is none. */
function* lock_group_against_forks(td: Ref<Thread>, pgid: number): Routine<Ref<Pgrp>> {
  for (;;) {
    yield* sx_slock(k.proctree_lock);
    const pgrp = yield* find_group(td, pgid);
    sx_sunlock(k.proctree_lock);
    if (pgrp === nil) return nil;
    // killsx comes before the group's lock, so it can only be tried for here.
    if (yield* sx_try_xlock(pgrp.pg_killsx)) return pgrp;
    PGRP_UNLOCK(pgrp);
    // Waits until the forks are done. The group may be gone by now, or be another one; it is looked for again.
    yield* sx_xlock(pgrp.pg_killsx);
    sx_xunlock(pgrp.pg_killsx);
  }
}

function* find_group(td: Ref<Thread>, pgid: number): Routine<Ref<Pgrp>> {
  if (pgid !== 0) return yield* pgfind(pgid);
  const pgrp = td.td_proc.p_pgrp;
  yield* PGRP_LOCK(pgrp);
  return pgrp;
}
