/** PIDs and the entries of the process table. Labels name routines of pid.c. */
import {
  alloc, curthread, free, insertHead, KASSERT, nil, remove, require, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { cv_signal, cv_wait } from './condvar.ts';
import {
  conf, k, MUTEX_HELD, mutex_enter, mutex_exit, P_PR_LOCK, p_lock, p_locked, p_unlock, pid_zone, procdir, SEXITING, SEXITLWPS,
  SIDL, SZOMB,
} from './state.ts';
import type { Lwp, Pid, Proc, Procent } from './state.ts';

/** The record with this number, or nil. The caller owns pidlinklock. */
export function pid_lookup(pid: number): Ref<Pid> {
  for (let pidp = k.pidhash.first; pidp !== nil; pidp = pidp.pid_link) if (pidp.pid_id === pid) return pidp;
  return nil;
}

/** The group with this number, or nil. The caller owns pidlock. pgfind */
export function* pgfind(pgid: number): Routine<Ref<Pid>> {
  yield* mutex_enter(k.pidlinklock);
  const pidp = pid_lookup(pgid);
  mutex_exit(k.pidlinklock);
  return pidp !== nil && pidp.pid_pglink.first !== nil ? pidp : nil;
}

/** At boot: an empty table. */
export function pid_init(): void {
  for (let i = procdir.slots; i >= 1; i--) {
    const pep: Ref<Procent> = alloc(procdir);
    pep.pe_next = k.procentfree;
    k.procentfree = pep;
  }
}

/** The next number that no record bears, 0 if all are taken. The caller owns pidlinklock. */
function next_pid(): number {
  for (let n = conf.minpid; n < conf.maxpid; n++) {
    const next = k.mpid + 1;
    k.mpid = next === conf.maxpid ? conf.minpid : next;
    if (pid_lookup(k.mpid) === nil) return k.mpid;
  }
  return 0;
}

/**
 * Gives a new process a PID and an entry; its number, or -1. From the end of it on everybody can find the process. The caller holds no
 * lock, but at boot.
 */
export function* pid_assign(prp: Ref<Proc>): Routine<number> {
  yield* mutex_enter(k.pidlinklock);
  const newpid = take_pid(prp);
  mutex_exit(k.pidlinklock);
  return newpid;
}

/** The section of pid_assign. */
export function take_pid(prp: Ref<Proc>): number {
  const pep = k.procentfree;
  if (pep === nil) return -1;
  const newpid = next_pid();
  if (newpid === 0) return -1;
  const pidp = alloc(pid_zone);
  require('zone-exhausted', pidp !== nil, 'no free struct for a PID');
  KASSERT(unlocked(pidp).pid_ref === 0, 'pid_assign: the record is in use');
  k.procentfree = pep.pe_next;
  pep.pe_next = nil;
  pep.pe_proc = prp;
  prp.p_pidp = pidp;
  insertHead(k.pidhash, pidp, 'pid_link');
  pidp.g_hashed = true;
  pidp.pid_ref = 1;
  pidp.pid_id = newpid;
  pidp.pid_prslot = pep;
  prp.p_lockp = pep;
  prp.g_numbered = true;
  return newpid;
}

/** Gives the entry back. The lock in it stays. */
export function* proc_entry_free(pidp: Ref<Pid>): Routine {
  yield* mutex_enter(k.pidlinklock);
  pidp.pid_prinactive = true;
  const pep = pidp.pid_prslot;
  pep.pe_proc.g_numbered = false;
  pep.pe_proc = nil; // the free list has its link there
  pep.pe_next = k.procentfree;
  k.procentfree = pep;
  mutex_exit(k.pidlinklock);
}

/** Takes a record out of the hash and frees it. */
export function* pid_rele(pidp: Ref<Pid>): Routine {
  yield* mutex_enter(k.pidlinklock);
  remove(k.pidhash, pidp, 'pid_link');
  pidp.g_hashed = false;
  mutex_exit(k.pidlinklock);
  free(pid_zone, pidp);
}

/** Gives one reference back, and the record with the last. The caller owns pidlock. */
export function* PID_RELE(pidp: Ref<Pid>): Routine {
  KASSERT(pidp.pid_ref > 0, 'PID_RELE: nobody refers to the PID');
  if (pidp.pid_ref > 1) pidp.pid_ref--;
  else yield* pid_rele(pidp);
}

/** The process with the number, in whatever state, or nil. The caller owns pidlock; what it finds stays until it drops that. prfind */
export function* prfind(pid: number): Routine<Ref<Proc>> {
  KASSERT(MUTEX_HELD(k.pidlock), 'prfind: pidlock is not held');
  yield* mutex_enter(k.pidlinklock);
  const pidp = pid_lookup(pid);
  mutex_exit(k.pidlinklock);
  yield 'prfind: pidlinklock is dropped';
  if (pidp === nil || pidp.pid_prinactive) return nil;
  const p = pidp.pid_prslot.pe_proc;
  // From a zone of its own, which is not the global one, only processes of that zone are seen.
  const zone = curthread<Lwp>().t_procp.p_zone;
  if (zone.zone_id !== 0 && p.p_zone.zone_id !== zone.zone_id) return nil;
  return p;
}

// ---- P_PR_LOCK, which keeps the shape of a process

/** Waits until nobody has P_PR_LOCK. The caller owns p_lock, which is dropped meanwhile. prbarrier */
export function* prbarrier(p: Ref<Proc>): Routine {
  const pep = p.p_lockp;
  if ((p.p_proc_flag & P_PR_LOCK) === 0) return;
  while ((p.p_proc_flag & P_PR_LOCK) !== 0) yield* cv_wait(pep.pr_pid_cv, pep.pl_lock);
  yield* cv_signal(pep.pr_pid_cv); // one was woken: it wakes the next
}

/** Takes P_PR_LOCK. The caller owns p_lock, which is dropped meanwhile. sprlock_proc */
export function* sprlock_proc(p: Ref<Proc>): Routine {
  const pep = p.p_lockp;
  while ((p.p_proc_flag & P_PR_LOCK) !== 0) yield* cv_wait(pep.pr_pid_cv, pep.pl_lock);
  p.p_proc_flag |= P_PR_LOCK;
}

/** Finds a process and takes its P_PR_LOCK and p_lock; nil if it is new or on its way out. The caller holds no lock. sprlock */
function* sprlock(pid: number): Routine<Ref<Proc>> {
  for (;;) {
    yield* mutex_enter(k.pidlock);
    const p = yield* prfind(pid);
    if (p === nil) {
      mutex_exit(k.pidlock);
      return nil;
    }
    const pep = p.p_lockp;
    yield* mutex_enter(pep.pl_lock);
    mutex_exit(k.pidlock);
    if (p.p_stat === SZOMB || p.p_stat === SIDL || (p.p_flag & (SEXITING | SEXITLWPS)) !== 0) {
      mutex_exit(pep.pl_lock);
      return nil;
    }
    if ((p.p_proc_flag & P_PR_LOCK) === 0) {
      p.p_proc_flag |= P_PR_LOCK;
      return p;
    }
    // Lock and condition outlive the process.
    yield* cv_wait(pep.pr_pid_cv, pep.pl_lock);
    mutex_exit(pep.pl_lock);
  }
}

/** Gives P_PR_LOCK and p_lock back. The caller owns both. sprunlock */
export function* sprunlock(p: Ref<Proc>): Routine {
  KASSERT(p_locked(p), 'sprunlock: p_lock is not held');
  KASSERT((p.p_proc_flag & P_PR_LOCK) !== 0, 'sprunlock: the process is not locked');
  yield* cv_signal(p.p_lockp.pr_pid_cv);
  p.p_proc_flag &= ~P_PR_LOCK;
  p_unlock(p);
}

/** Somebody who looks at a process from outside: locks it for a while, and lets go of p_lock meanwhile. fuser, dtrace */
export function* look_at(pid: number): Routine<number> {
  const p = yield* sprlock(pid);
  if (p === nil) return 0;
  p_unlock(p);
  yield* p_lock(p);
  yield* sprunlock(p);
  return pid;
}
