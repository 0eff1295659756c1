/** This kernel's process table as shared properties see it: see properties/processTable.ts for what each member means. */
import { allocated, count, halted, inside, nil, slot, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import type { ProcessTable } from '../../properties/index.ts';
import { wake_init } from './bequeath.ts';
import { child_differs } from './birth.ts';
import { exit1, exit_lwps } from './exit.ts';
import { fork1 } from './fork.ts';
import { killpg1 } from './kill.ts';
import { lists, sys_setpgid, sys_setsid } from './pgrp.ts';
import { pt_at, pt_is_taken, pt_of } from './pidTable.ts';
import {
  conf, k, LSSTOP, LSSUSPENDED, LSZOMB, lwp_zone, pgrp_zone, PL_PPWAIT, proc_zone, PS_STOPPING, PS_WEXIT, SACTIVE, SDEAD, SDYING, session_zone,
  SIDL, sigismember, SIGKILL, SSTOP, SZOMB,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { cv_wait } from './sleep.ts';
import { in_user_mode } from './syscall.ts';
import { __clone, fork, fork_with, old_vfork, vfork } from './user.ts';
import { do_sys_waitid, has_news_for, proc_free, waits_for } from './wait.ts';

/** Nobody holds the lock of the process tree, or has changed it and not told init yet. */
function tree_is_quiet(): boolean {
  return k.proc_lock.mtx_owner === nil && !some(lwp_zone, (l) => inside(l, wake_init));
}

function live_lwp(i: number): boolean {
  const l = lwp_zone.at(i);
  return allocated(l) && !halted(l) && l.l_proc !== nil;
}

function in_table(p: Ref<Proc>): boolean {
  return allocated(p) && p.g_numbered;
}

/** Whether its fork has put it into the tree and its group. */
function in_tree(p: Ref<Proc>): boolean {
  return in_table(p) && (p.p_stat !== SIDL || (p.p_pptr !== nil && lists_child(p.p_pptr, p)));
}

function is_alive(p: Ref<Proc>): boolean {
  return in_table(p) && (p.p_stat === SACTIVE || p.p_stat === SSTOP || p.p_stat === SDYING);
}

function is_zombie(p: Ref<Proc>): boolean {
  return in_table(p) && (p.p_stat === SZOMB || p.p_stat === SDEAD);
}

function lists_child(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let q = pp.p_children.first; q !== nil; q = q.p_sibling) {
    if (q === p) return true;
  }
  return false;
}

/** The pid on record as the parent's. A tracer counts as the parent while the record names the real one. */
function recorded_parent(p: Ref<Proc>): number {
  if (p.p_pptr === nil) return 0;
  return p.p_opptr !== nil && p.p_ppid === p.p_opptr.p_pid ? p.p_pptr.p_pid : p.p_ppid;
}

/**
 * Whether nobody is inside what p_lock protects. A process that is being made may not have one; who sends a signal drops it for a while,
 * and keeps proc_lock.
 */
function lwps_are_quiet(p: Ref<Proc>): boolean {
  return p.p_lock !== nil && p.p_lock.mo_lock.mtx_owner === nil && k.proc_lock.mtx_owner === nil;
}

function lwps_listed(p: Ref<Proc>): number {
  let n = 0;
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) n++;
  return n;
}

function lwps_stopped(p: Ref<Proc>): number {
  let n = 0;
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (l.l_stat === LSSTOP || l.l_stat === LSSUSPENDED) n++;
  }
  return n;
}

function has_suspended_lwp(p: Ref<Proc>): boolean {
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (l.l_stat === LSSUSPENDED) return true;
  }
  return false;
}

/** Whether p exits, or a SIGKILL waits for it. */
function will_die(p: Ref<Proc>): boolean {
  if ((p.p_sflag & PS_WEXIT) !== 0 || sigismember(p.p_sigpend, SIGKILL)) return true;
  return p.p_xsig === SIGKILL || is_being_killed(p);
}

/** Whether some LWP of it has taken a deadly signal and is on its way into exit1. */
function is_being_killed(p: Ref<Proc>): boolean {
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (!halted(l) && inside(l, exit1)) return true;
  }
  return false;
}

function is_waiting(p: Ref<Proc>): boolean {
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (!halted(l) && inside(l, do_sys_waitid)) return true;
  }
  return false;
}

function sleeps_for(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let l = pp.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (l.td_wchan !== 0 && !l.td_suspended && waits_for(l, p)) return true;
  }
  return false;
}

function has_news(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let l = pp.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (l.td_wchan !== 0 && has_news_for(l, p)) return true;
  }
  return false;
}

/** Whether the LWP has called fork, and its program has no answer yet. */
function is_forking(l: Ref<Lwp>): boolean {
  return inside(l, fork) || inside(l, vfork) || inside(l, old_vfork) || inside(l, __clone) || inside(l, fork_with);
}

/** Whether the LWP waits for its vfork child. */
function waits_for_vfork(l: Ref<Lwp>): boolean {
  return inside(l, fork1) && inside(l, cv_wait);
}

/** The vfork child that is to wake the LWP. */
function borrower(l: Ref<Lwp>): number {
  for (let i = 1; i <= proc_zone.slots; i++) {
    if (in_tree(proc_zone.at(i)) && proc_zone.at(i).p_vforklwp === l) return i;
  }
  return 0;
}

/** Whether an LWP holds what belongs to a process that is being made, or that has been taken out of the table. */
export function resources_move(): boolean {
  return some(lwp_zone, (l) => inside(l, fork1) || inside(l, exit1) || inside(l, proc_free));
}

/** How many have the number: a process, or an LWP that is not the first of its process. */
function owners_of(id: number): number {
  return count(proc_zone, (p) => p.g_numbered && p.p_pid === id) +
    count(lwp_zone, (l) => l.l_lid === id && l.l_proc !== nil && l.l_proc.p_pid !== id);
}

function group_in_table(g: number): boolean {
  return allocated(pgrp_zone.at(g)) && pgrp_zone.at(g).pg_id !== 0 && !pgrp_zone.at(g).g_deleted;
}

function session_in_use(s: number): boolean {
  return allocated(session_zone.at(s)) && session_zone.at(s).s_count > 0;
}

export const table = {
  processSlots: (): number => proc_zone.slots,
  groupSlots: (): number => pgrp_zone.slots,
  sessionSlots: (): number => session_zone.slots,
  threadSlots: (): number => lwp_zone.slots,
  users: (): number => conf.uids,
  idLimit: (): number => conf.pid_max + 1,

  inTable: (p: number): boolean => in_table(proc_zone.at(p)),
  isNew: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_stat === SIDL,
  isAlive: (p: number): boolean => is_alive(proc_zone.at(p)),
  isZombie: (p: number): boolean => is_zombie(proc_zone.at(p)),
  isExiting: (p: number): boolean => is_alive(proc_zone.at(p)) && (proc_zone.at(p).p_sflag & PS_WEXIT) !== 0,
  pid: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_pid : 0),
  isInit: (p: number): boolean => proc_zone.at(p) === k.initproc,
  processExists: (p: number): boolean => allocated(proc_zone.at(p)),

  treeIsQuiet: (): boolean => tree_is_quiet(),
  parent: (p: number): number => (in_tree(proc_zone.at(p)) ? slot(proc_zone.at(p).p_pptr) : 0),
  parentPid: (p: number): number => (in_tree(proc_zone.at(p)) ? recorded_parent(proc_zone.at(p)) : 0),
  listsChild: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && lists_child(proc_zone.at(parent), proc_zone.at(child)),
  subtree: (_: number): number => 0,
  taskLeader: (p: number): number => (in_table(proc_zone.at(p)) ? p : 0),

  group: (p: number): number => (in_tree(proc_zone.at(p)) ? slot(proc_zone.at(p).p_pgrp) : 0),
  groupInTable: (g: number): boolean => group_in_table(g),
  groupId: (g: number): number => (allocated(pgrp_zone.at(g)) ? pgrp_zone.at(g).pg_id : 0),
  groupLists: (g: number, p: number): boolean => lists(pgrp_zone.at(g), proc_zone.at(p)),
  groupIsQuiet: (_: number): boolean => tree_is_quiet(),
  groupExists: (g: number): boolean => allocated(pgrp_zone.at(g)) && !pgrp_zone.at(g).g_deleted,
  groupsAreMade: (): boolean => some(lwp_zone, (l) => inside(l, sys_setpgid) || inside(l, sys_setsid)),
  sessionOf: (g: number): number => (group_in_table(g) ? slot(pgrp_zone.at(g).pg_session) : 0),
  sessionExists: (s: number): boolean => allocated(session_zone.at(s)),
  sessionInUse: (s: number): boolean => session_in_use(s),
  sessionId: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_sid : 0),
  sessionCount: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_count : 0),

  pidTaken: (id: number): boolean => pt_of(id).pt_pid === id && pt_is_taken(pt_of(id)),
  groupIdTaken: (id: number): boolean => group_has_id(id),
  sessionIdTaken: (id: number): boolean => session_has_id(id),
  idsAreQuiet: (): boolean => tree_is_quiet(),
  ownersOfPid: (id: number): number => owners_of(id),

  processCount: (): number => k.nprocs,
  uncountedProcesses: (): number => 1,
  processLimit: (): number => conf.maxproc - 1,
  countsUnderWay: (): number => count(lwp_zone, (l) => l.g_owes !== 0),
  countsAhead: (t: number): boolean => live_lwp(t) && lwp_zone.at(t).g_owes !== 0,
  userCount: (uid: number): number => k.ui_proccnt[uid]!,
  userLimit: (uid: number): number => (uid === 0 ? 0 : conf.rlimit_nproc),
  processesOfUser: (uid: number): number => count(proc_zone, (p) => p.g_charged && p.p_uid === uid),
  chargedTo: (uid: number): number =>
    count(proc_zone, (p) => p.g_charged && p.p_uid === uid) + count(lwp_zone, (l) => l.g_charges === uid + 1),

  resourcesMove: (): boolean => resources_move(),
  memories: (): number => k.vmspaces,
  memoriesInUse: (): number => count(proc_zone, (p) => p.p_vmspace),

  processOf: (t: number): number => (live_lwp(t) ? slot(lwp_zone.at(t).l_proc) : 0),
  threadLives: (t: number): boolean => live_lwp(t),
  inUserMode: (t: number): boolean => live_lwp(t) && in_user_mode(lwp_zone.at(t)),
  isSuspended: (t: number): boolean => live_lwp(t) && lwp_zone.at(t).td_suspended,
  threadCount: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_nlwps : 0),
  threadsListed: (p: number): number => (in_table(proc_zone.at(p)) ? lwps_listed(proc_zone.at(p)) : 0),
  suspendedCount: (p: number): number => (in_table(proc_zone.at(p)) ? suspended_count(proc_zone.at(p)) : 0),
  threadsSuspended: (p: number): number => (in_table(proc_zone.at(p)) ? lwps_stopped(proc_zone.at(p)) : 0),
  boundaryCount: (_: number): number => 0,
  threadsAtBoundary: (_: number): number => 0,
  isSingling: (_: number): boolean => false,
  isStopped: (p: number): boolean => in_table(proc_zone.at(p)) && is_stopped(proc_zone.at(p)),
  wantsToBeAlone: (t: number): boolean => live_lwp(t) && inside(lwp_zone.at(t), exit_lwps),
  threadsAreQuiet: (p: number): boolean => lwps_are_quiet(proc_zone.at(p)),

  isForking: (t: number): boolean => live_lwp(t) && is_forking(lwp_zone.at(t)),
  signalsAGroup: (t: number): boolean => live_lwp(t) && inside(lwp_zone.at(t), killpg1),

  lender: (p: number): number => (allocated(proc_zone.at(p)) ? slot(proc_zone.at(p).g_vfwaiter) : 0),
  waitsForVfork: (t: number): boolean => live_lwp(t) && waits_for_vfork(lwp_zone.at(t)),
  borrowerOf: (t: number): number => (live_lwp(t) ? borrower(lwp_zone.at(t)) : 0),
  keepsLenderWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && (proc_zone.at(p).p_lflag & PL_PPWAIT) !== 0,

  borrows: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_borrows,
  childDiffers: (t: number): boolean => live_lwp(t) && child_differs(lwp_zone.at(t)),

  isDoomed: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_doomed,
  willDie: (p: number): boolean => in_table(proc_zone.at(p)) && will_die(proc_zone.at(p)),
  isWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && is_waiting(proc_zone.at(p)),
  sleepsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_tree(proc_zone.at(child)) && sleeps_for(proc_zone.at(parent), proc_zone.at(child)),
  hasNewsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_tree(proc_zone.at(child)) && has_news(proc_zone.at(parent), proc_zone.at(child)),
} satisfies Partial<ProcessTable>;

/** A group with members bears the number. */
function group_has_id(id: number): boolean {
  const pg = pt_of(id).pt_pgrp;
  return pg !== nil && pg.pg_id === id && !pg.g_deleted;
}

/** The entry is kept by a group that has its session's number. */
function session_has_id(id: number): boolean {
  const pg = pt_of(id).pt_pgrp;
  return pg !== nil && pg.pg_id === id && pg.pg_session.s_sid === id;
}

/** How many LWPs do not run, by the counts: neither runnable nor zombies. */
function suspended_count(p: Ref<Proc>): number {
  return p.p_nlwps - p.p_nrlwps - zombie_lwps(p);
}

/** Those that are zombies. p_nzlwps counts them a little earlier. */
function zombie_lwps(p: Ref<Proc>): number {
  let n = 0;
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) if (l.l_stat === LSZOMB) n++;
  return n;
}

/** By a signal, or one of its LWPs by a request. */
function is_stopped(p: Ref<Proc>): boolean {
  return p.p_stat === SSTOP || (p.p_sflag & PS_STOPPING) !== 0 || has_suspended_lwp(p);
}

/** For properties of this kernel: entries of the pid table. */
export function entries(): number {
  return k.pid_tbl_mask + 1;
}

/** Whether the entry with this index is used or pinned. */
export function entry_is_used(index: number): boolean {
  return pt_is_taken(pt_at(index)) || pt_at(index).pt_pgrp !== nil;
}
