/** kill(2) and killpg(2). Labels name routines of kern_sig.c. */
import { nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { pgrp_find, proc_find } from './pidTable.ts';
import { kpsignal2 } from './signal.ts';
import {
  EINVAL, EPERM, ESRCH, k, mutex_enter, mutex_exit, NSIG, P_ZOMBIE, p_lock, p_unlock, PK_SYSTEM, SIGKILL,
} from './state.ts';
import type { Lwp, Pgrp, Proc } from './state.ts';

/** kill(2): to a process, to the own group (0), to all (-1), to a group (-n). Returns an errno. kill1 */
export function* kill1(l: Ref<Lwp>, pid: number, sig: number): Routine<number> {
  if (sig > NSIG) return EINVAL;
  if (pid > 0) return yield* kill_process(l, pid, sig);
  if (pid === -1) return yield* kill_all(l, sig);
  return yield* killpg1(l, sig, -pid);
}

/** Whether the caller may signal the process: the privileged user anybody, others their own. The sender's credential is the cached one. */
function may_signal(l: Ref<Lwp>, p: Ref<Proc>): boolean {
  return l.l_uid === 0 || l.l_uid === p.p_uid;
}

function* kill_process(l: Ref<Lwp>, pid: number, sig: number): Routine<number> {
  yield* mutex_enter(k.proc_lock);
  const p = proc_find(pid);
  if (p === nil) {
    mutex_exit(k.proc_lock);
    return ESRCH;
  }
  yield* p_lock(p);
  const allowed = may_signal(l, p);
  if (allowed && sig !== 0) yield* kpsignal2(p, sig);
  p_unlock(p);
  mutex_exit(k.proc_lock);
  return allowed ? 0 : EPERM;
}

/** Signals all processes but the caller, under one hold of proc_lock. killpg1 with `all` */
function* kill_all(l: Ref<Lwp>, sig: number): Routine<number> {
  let found = false;
  yield* mutex_enter(k.proc_lock);
  for (let p = k.allproc.first; p !== nil; p = p.p_list) {
    if (p === l.l_proc || p.p_pid <= 1) continue;
    yield* p_lock(p);
    if ((p.p_flag & PK_SYSTEM) === 0 && may_signal(l, p)) {
      found = true;
      if (sig !== 0) yield* kpsignal2(p, sig);
    }
    p_unlock(p);
  }
  mutex_exit(k.proc_lock);
  return found ? 0 : ESRCH;
}

/**
 * Signals the members of a group, 0 for the own one, under one hold of proc_lock: who is put into it afterwards gets nothing. Returns
 * an errno. The caller holds no lock. killpg1
 */
export function* killpg1(l: Ref<Lwp>, sig: number, pgid: number): Routine<number> {
  yield* mutex_enter(k.proc_lock);
  const pgrp = pgid === 0 ? l.l_proc.p_pgrp : pgrp_find(pgid);
  let found = false;
  if (pgrp !== nil && sig === SIGKILL) doom_members(l, pgrp);
  if (pgrp !== nil) found = yield* signal_members(l, sig, pgrp);
  mutex_exit(k.proc_lock);
  return found ? 0 : ESRCH;
}

/** Ghost: these are the processes that a kill of the group is about. The caller owns proc_lock. */
function doom_members(l: Ref<Lwp>, pgrp: Ref<Pgrp>): void {
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) {
    if (p.p_pid > 1 && (unlocked(p).p_flag & PK_SYSTEM) === 0 && may_signal(l, unlocked(p))) p.g_doomed = true;
  }
}

/** Whether there was a member that may be signalled. The caller owns proc_lock. */
function* signal_members(l: Ref<Lwp>, sig: number, pgrp: Ref<Pgrp>): Routine<boolean> {
  let found = false;
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) {
    if (p.p_pid <= 1) continue;
    yield* p_lock(p);
    if ((p.p_flag & PK_SYSTEM) === 0 && may_signal(l, p)) {
      found = true;
      if (sig !== 0 && !P_ZOMBIE(p)) yield* kpsignal2(p, sig);
    }
    p_unlock(p);
  }
  return found;
}
