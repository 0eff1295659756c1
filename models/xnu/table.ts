/** This kernel's process table as shared properties see it: see properties/processTable.ts for what each member means. */
import { allocated, count, halted, inside, nil, slot, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import type { ProcessTable } from '../../properties/index.ts';
import { tell_tracer } from './ast.ts';
import { proc_exit, vfork_exit_internal } from './exit.ts';
import { fork1 } from './fork.ts';
import { forkproc, forkproc_free } from './forkproc.ts';
import { kill_all, killpg1 } from './kill.ts';
import { enterpgrp, lists, pgrp_add, pgrp_remove } from './pgrp.ts';
import { pgdelete_dropref, pgfind_internal, session_find_internal } from './pgrpRefs.ts';
import { reap_child } from './reap.ts';
import { is_hashed, pfind_locked } from './refs.ts';
import { tty_pgsignal } from './session.ts';
import { proc_of } from './sleep.ts';
import {
  conf, k, P_LEXIT, P_LINVFORK, P_LIST_INCREATE, P_LIST_INPGRP, P_LIST_PGRPTRANS, P_LPEXIT, pgrp_zone, PGRP_FLAG_TERMINATE, proc_zone,
  session_zone, SRUN, SSTOP, SZOMB, UT_VFORK, uthread_zone,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { in_user_mode } from './syscall.ts';
import { fork, posix_spawn, vfork } from './user.ts';
import { has_news_for, sys_waitid, waits_for } from './wait.ts';

/** Nobody is between two critical sections that change the tree, a group or a session together. */
function tree_is_quiet(): boolean {
  if (some(uthread_zone, (ut) => inside(ut, enterpgrp) || inside(ut, pgdelete_dropref) || inside(ut, reap_child))) return false;
  return !some(proc_zone, (p) => (p.p_listflag & P_LIST_PGRPTRANS) !== 0);
}

function groups_are_quiet(): boolean {
  return !some(uthread_zone, (ut) => inside(ut, enterpgrp) || inside(ut, pgrp_add) || inside(ut, pgrp_remove));
}

function live_thread(i: number): boolean {
  const ut = uthread_zone.at(i);
  return allocated(ut) && !halted(ut) && ut.uu_task !== nil;
}

/** Whether others find it, or have found it. */
function is_visible(p: Ref<Proc>): boolean {
  return is_hashed(p) && (p.p_listflag & P_LIST_INCREATE) === 0;
}

function is_alive(p: Ref<Proc>): boolean {
  return is_visible(p) && (p.p_stat === SRUN || p.p_stat === SSTOP);
}

function lists_child(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let q = pp.p_children.first; q !== nil; q = q.p_sibling) {
    if (q === p) return true;
  }
  return false;
}

/** Nobody is about to change it, to signal it or to tell its parent of it. */
function is_quiet(p: Ref<Proc>): boolean {
  if (p.p_mlock.mtx_owner !== nil || p.p_signalholder !== nil) return false;
  return !some(uthread_zone, (ut) => signals_many(ut) || inside(ut, proc_exit) || inside(ut, vfork_exit_internal) || inside(ut, tell_tracer));
}

function signals_many(ut: Ref<Uthread>): boolean {
  return inside(ut, killpg1) || inside(ut, kill_all) || inside(ut, tty_pgsignal);
}

function threads_listed(p: Ref<Proc>): number {
  let n = 0;
  for (let ut = p.p_uthlist.first; ut !== nil; ut = ut.uu_list) n++;
  return n;
}

/** Whether its threads are kept from user mode by right: a stop, of a vfork child perhaps, or an exit. */
function is_stopped(p: Ref<Proc>): boolean {
  if (p.p_stat === SSTOP || p.exit_thread !== nil || (p.p_lflag & P_LEXIT) !== 0) return true;
  return p.task !== nil && p.task.user_stop_count > 0;
}

function is_held(p: Ref<Proc>): boolean {
  return p.task !== nil && p.task.suspend_count > 0;
}

function sleeps_for(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  return some(uthread_zone, (ut) => proc_of(ut) === pp && ut.td_wchan !== 0 && ut.td_sintr && waits_for(ut, p));
}

function has_news(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  return some(uthread_zone, (ut) => proc_of(ut) === pp && ut.td_wchan !== 0 && has_news_for(ut, p));
}

/** Whether the thread has called a fork of any kind, and its program has no answer yet. */
function is_forking(ut: Ref<Uthread>): boolean {
  if (ut.uu_task.bsd_info === nil) return false;
  return inside(ut, fork) || (inside(ut, vfork) && (ut.uu_flag & UT_VFORK) === 0) || inside(ut, posix_spawn);
}

function is_lent(ut: Ref<Uthread>): boolean {
  return (ut.uu_flag & UT_VFORK) !== 0 && ut.uu_proc !== nil;
}

/** Whether p has a thread that it has to give back. */
function borrows(p: Ref<Proc>): boolean {
  return allocated(p) && p.g_lender !== nil && (p.p_lflag & P_LPEXIT) === 0;
}

/** Whether a group can be found that bears the number. */
function group_is_hashed(g: number): boolean {
  for (let pg = k.pgrphash.first; pg !== nil; pg = pg.pg_hash) {
    if (pg === pgrp_zone.at(g)) return true;
  }
  return false;
}

function group_in_table(g: number): boolean {
  return group_is_hashed(g) && (pgrp_zone.at(g).pg_listflags & PGRP_FLAG_TERMINATE) === 0;
}

function group_has_id(id: number): boolean {
  const pg = pgfind_internal(id);
  return pg !== nil && (pg.pg_listflags & PGRP_FLAG_TERMINATE) === 0;
}

function session_in_use(s: number): boolean {
  return allocated(session_zone.at(s)) && session_zone.at(s).s_hashed;
}

/** Whether a thread has what belongs to a process that is being made or freed. */
function resources_move(): boolean {
  return some(uthread_zone, (ut) => inside(ut, forkproc) || inside(ut, forkproc_free) || inside(ut, reap_child));
}

export const table = {
  processSlots: (): number => proc_zone.slots,
  groupSlots: (): number => pgrp_zone.slots,
  sessionSlots: (): number => session_zone.slots,
  threadSlots: (): number => uthread_zone.slots,
  users: (): number => conf.uids,
  idLimit: (): number => conf.pid_max,

  inTable: (p: number): boolean => is_hashed(proc_zone.at(p)),
  isNew: (p: number): boolean => is_hashed(proc_zone.at(p)) && !is_visible(proc_zone.at(p)),
  isAlive: (p: number): boolean => is_alive(proc_zone.at(p)),
  isZombie: (p: number): boolean => is_hashed(proc_zone.at(p)) && proc_zone.at(p).p_stat === SZOMB,
  isExiting: (p: number): boolean => is_alive(proc_zone.at(p)) && (proc_zone.at(p).p_lflag & P_LEXIT) !== 0,
  pid: (p: number): number => (is_hashed(proc_zone.at(p)) ? proc_zone.at(p).p_pid : 0),
  isInit: (p: number): boolean => proc_zone.at(p) === k.initproc,
  processExists: (p: number): boolean => allocated(proc_zone.at(p)),
  holds: (p: number): number => (is_hashed(proc_zone.at(p)) ? proc_zone.at(p).p_refcount : 0),

  treeIsQuiet: (): boolean => tree_is_quiet(),
  parent: (p: number): number => (is_visible(proc_zone.at(p)) ? slot(proc_zone.at(p).p_pptr) : 0),
  parentPid: (p: number): number => (is_visible(proc_zone.at(p)) ? proc_zone.at(p).p_ppid : 0),
  listsChild: (parent: number, child: number): boolean =>
    is_hashed(proc_zone.at(parent)) && lists_child(proc_zone.at(parent), proc_zone.at(child)),
  subtree: (_: number): number => 0,
  taskLeader: (p: number): number => (is_hashed(proc_zone.at(p)) ? p : 0),

  group: (p: number): number =>
    (is_hashed(proc_zone.at(p)) && (proc_zone.at(p).p_listflag & P_LIST_INPGRP) !== 0 ? slot(proc_zone.at(p).p_pgrp) : 0),
  groupInTable: (g: number): boolean => group_in_table(g),
  groupId: (g: number): number => (allocated(pgrp_zone.at(g)) ? pgrp_zone.at(g).pg_id : 0),
  groupLists: (g: number, p: number): boolean => lists(pgrp_zone.at(g), proc_zone.at(p)),
  groupIsQuiet: (_: number): boolean => groups_are_quiet(),
  groupExists: (g: number): boolean => allocated(pgrp_zone.at(g)) && (pgrp_zone.at(g).pg_listflags & PGRP_FLAG_TERMINATE) === 0,
  groupsAreMade: (): boolean => some(uthread_zone, (ut) => inside(ut, enterpgrp) || inside(ut, pgdelete_dropref)),
  sessionOf: (g: number): number => (group_is_hashed(g) ? slot(pgrp_zone.at(g).pg_session) : 0),
  sessionExists: (s: number): boolean => allocated(session_zone.at(s)),
  sessionInUse: (s: number): boolean => session_in_use(s),
  sessionId: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_sid : 0),
  sessionCount: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_count - session_zone.at(s).g_refs : 0),

  pidTaken: (id: number): boolean => pfind_locked(id) !== nil,
  groupIdTaken: (id: number): boolean => group_has_id(id),
  sessionIdTaken: (id: number): boolean => session_find_internal(id),
  idsAreQuiet: (): boolean => true,
  ownersOfPid: (id: number): number => count(proc_zone, (p) => is_hashed(p) && p.p_pid === id),

  processCount: (): number => k.nprocs,
  uncountedProcesses: (): number => 0,
  processLimit: (): number => conf.maxproc,
  countsUnderWay: (): number => 0,
  countsAhead: (t: number): boolean => live_thread(t) && inside(uthread_zone.at(t), fork1),
  userCount: (uid: number): number => k.ui_proccnt[uid]!,
  chargedTo: (uid: number): number =>
    count(proc_zone, (p) => p.g_charged && p.p_uid === uid) + count(uthread_zone, (ut) => ut.g_charges === uid + 1),

  resourcesMove: (): boolean => resources_move(),
  memories: (): number => k.pstats,
  memoriesInUse: (): number => count(proc_zone, (p) => is_hashed(p)),

  processOf: (t: number): number => (live_thread(t) ? slot(uthread_zone.at(t).uu_task.bsd_info) : 0),
  threadLives: (t: number): boolean => live_thread(t),
  inUserMode: (t: number): boolean => live_thread(t) && in_user_mode(uthread_zone.at(t)) && !is_lent(uthread_zone.at(t)),
  isSuspended: (t: number): boolean => live_thread(t) && uthread_zone.at(t).uu_task.suspend_count > 0,
  threadsListed: (p: number): number => (is_hashed(proc_zone.at(p)) ? threads_listed(proc_zone.at(p)) : 0),
  threadsSuspended: (p: number): number =>
    (is_hashed(proc_zone.at(p)) && is_held(proc_zone.at(p)) ? threads_listed(proc_zone.at(p)) : 0),
  isSingling: (_: number): boolean => false,
  isStopped: (p: number): boolean => is_hashed(proc_zone.at(p)) && is_stopped(proc_zone.at(p)),
  threadsAreQuiet: (p: number): boolean => is_hashed(proc_zone.at(p)) && is_quiet(proc_zone.at(p)),

  isForking: (t: number): boolean => live_thread(t) && is_forking(uthread_zone.at(t)),
  signalsAGroup: (t: number): boolean => live_thread(t) && inside(uthread_zone.at(t), killpg1),

  lender: (p: number): number => (borrows(proc_zone.at(p)) ? slot(proc_zone.at(p).g_lender) : 0),
  waitsForVfork: (t: number): boolean => live_thread(t) && is_lent(uthread_zone.at(t)),
  borrowerOf: (t: number): number => (live_thread(t) && is_lent(uthread_zone.at(t)) ? slot(uthread_zone.at(t).uu_proc) : 0),
  keepsLenderWaiting: (p: number): boolean =>
    is_hashed(proc_zone.at(p)) && (proc_zone.at(p).p_lflag & (P_LINVFORK | P_LPEXIT)) === P_LINVFORK,

  isDoomed: (p: number): boolean => is_hashed(proc_zone.at(p)) && proc_zone.at(p).g_doomed,
  willDie: (p: number): boolean => is_hashed(proc_zone.at(p)) && ((proc_zone.at(p).p_lflag & P_LEXIT) !== 0 || proc_zone.at(p).g_killed),
  isWaiting: (p: number): boolean => some(uthread_zone, (ut) => proc_of(ut) === proc_zone.at(p) && inside(ut, sys_waitid)),
  sleepsFor: (parent: number, child: number): boolean =>
    is_visible(proc_zone.at(parent)) && is_visible(proc_zone.at(child)) && sleeps_for(proc_zone.at(parent), proc_zone.at(child)),
  hasNewsFor: (parent: number, child: number): boolean =>
    is_visible(proc_zone.at(parent)) && is_visible(proc_zone.at(child)) && has_news(proc_zone.at(parent), proc_zone.at(child)),
} satisfies Partial<ProcessTable>;
