/** kill(2) and killpg(2). No lock spans the look for targets and their signals. Labels name routines of kern_sig.c and kern_proc.c. */
import { allocated, curthread, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U31, U4 } from '../../src/index.ts';
import { pg_rele, pgfind, pgrp_lock, pgrp_unlock, proc_pgrp } from './pgrpRefs.ts';
import { pfind_locked, proc_drop_zombref, proc_find, proc_find_zombref, proc_rele } from './refs.ts';
import { psignal } from './signal.ts';
import {
  conf, EINVAL, EPERM, ESRCH, k, NSIG, P_LIST_EXITED, proc_list_lock, proc_list_unlock, proc_zone, SIDL, SIGKILL,
} from './state.ts';
import type { Pgrp, Proc, Uthread } from './state.ts';
import { proc_transwait } from './trans.ts';

/** kill(2): to a process, to the own group (0), to all (-1), to a group (-n). Returns an errno. */
export function* sys_kill(cp: Ref<Proc>, pid: number, sig: U4): Routine<number> {
  if (sig > NSIG) return EINVAL;
  if (pid > 0) return yield* kill_process(cp, pid, sig);
  if (pid === -1) return yield* kill_all(cp, sig);
  return yield* killpg1(cp, sig, -pid);
}

/** Whether the caller may signal the process: the privileged user anybody, others their own. */
function cansignal(cp: Ref<Proc>, p: Ref<Proc>): boolean {
  return cp.p_uid === 0 || cp.p_uid === p.p_uid;
}

function* kill_process(cp: Ref<Proc>, pid: number, sig: U4): Routine<number> {
  const p = yield* proc_find(pid);
  if (p === nil) return (yield* is_dead(pid)) ? 0 : ESRCH;
  const allowed = cansignal(cp, p) && p !== k.initproc;
  if (allowed && sig !== 0) yield* psignal(p, sig);
  yield* proc_rele(p);
  return allowed ? 0 : EPERM;
}

/** pzfind: whether a process with the number is on its way to a zombie, or is one. */
function* is_dead(pid: number): Routine<boolean> {
  yield* proc_list_lock();
  const p = pfind_locked(pid);
  const dead = p !== nil && (p.p_listflag & P_LIST_EXITED) !== 0;
  proc_list_unlock();
  return dead;
}

/** proc_iterate: to all by their numbers, those that are SIDL apart, and zombies too. */
export function* kill_all(cp: Ref<Proc>, sig: U4): Routine<number> {
  let pids: U31 = 0;
  yield* proc_list_lock();
  for (let p = k.allproc.first; p !== nil; p = p.p_list) {
    if (p.p_stat !== SIDL && p.p_pid > 1 && p !== cp) pids |= 1 << (p.p_pid - 1);
  }
  for (let p = k.zombproc.first; p !== nil; p = p.p_list) pids |= 1 << (p.p_pid - 1);
  if (sig === SIGKILL) doom_all(cp);
  proc_list_unlock();
  let found = false;
  for (let pid = 1; pid < conf.pid_max; pid++) {
    if ((pids & (1 << (pid - 1))) === 0) continue;
    const p = yield* proc_find(pid);
    if (p === nil) {
      if (yield* signal_zombie(cp, pid, sig)) found = true;
      continue;
    }
    yield* proc_transwait(p);
    if (cansignal(cp, p)) {
      found = true;
      if (sig !== 0) yield* psignal(p, sig);
    }
    yield* proc_rele(p);
  }
  return found ? 0 : ESRCH;
}

/** The same for one that exits, whom no signal reaches any more; whether there was one. */
function* signal_zombie(cp: Ref<Proc>, pid: number, sig: U4): Routine<boolean> {
  const p = yield* proc_find_zombref(pid);
  if (p === nil) return false;
  const allowed = cansignal(cp, p);
  if (allowed && sig !== 0) yield* psignal(p, sig);
  yield* proc_drop_zombref(p);
  return allowed;
}

/** Ghost: everybody that is there has to die, whether the caller has seen it or not. */
function doom_all(cp: Ref<Proc>): void {
  for (let p = k.allproc.first; p !== nil; p = p.p_list) if (p.p_pid > 1 && p !== cp) p.g_doomed = true;
}

/** To a group, 0 for the own; an errno. The caller holds no lock. */
export function* killpg1(cp: Ref<Proc>, sig: U4, pgid: number): Routine<number> {
  const pgrp = pgid === 0 ? yield* proc_pgrp(cp) : yield* pgfind(pgid);
  if (pgrp === nil) return ESRCH;
  return (yield* pgrp_iterate(cp, pgrp, sig)) ? 0 : ESRCH;
}

/** Signals those that are members at first, by their numbers, and still are when their turn comes. Drops a reference to the group. */
function* pgrp_iterate(cp: Ref<Proc>, pgrp: Ref<Pgrp>, sig: U4): Routine<boolean> {
  let pids: U31 = 0;
  yield* pgrp_lock(pgrp);
  const pgid = pgrp.pg_id;
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) pids |= 1 << (p.p_pid - 1);
  if (sig === SIGKILL) doom_members(pgrp);
  pgrp_unlock(pgrp);
  yield* pg_rele(pgrp);
  let found = false;
  for (let pid = 1; pid < conf.pid_max; pid++) {
    if ((pids & (1 << (pid - 1))) === 0) continue;
    const p = yield* proc_find(pid);
    if (p === nil) continue;
    yield 'pgrp_iterate';
    if (unlocked(p).p_pgrpid === pgid && p.p_pid > 1 && cansignal(cp, p)) {
      found = true;
      if (sig !== 0) yield* psignal(p, sig);
    }
    yield* proc_rele(p);
  }
  return found;
}

/**
 * Ghost: the members have to die, and so has who is on its way into the group, if the same killer has killed the group that it comes
 * from before. The caller owns the group's lock.
 */
export function doom_members(pgrp: Ref<Pgrp>): void {
  const killer = curthread<Uthread>();
  for (let p = pgrp.pg_members.first; p !== nil; p = p.p_pglist) {
    if (p.p_pid <= 1) continue;
    p.g_doomed = true;
    p.g_missedby = killer;
  }
  for (let i = 1; i <= proc_zone.slots; i++) {
    const p = proc_zone.at(i);
    if (!allocated(p)) continue;
    if (p.g_from === pgrp) p.g_missedby = killer;
    if (p.g_to === pgrp && p.g_missedby === killer) p.g_doomed = true;
  }
}
