/** This kernel's process table as shared properties see it: see properties/processTable.ts for what each member means. */
import { allocated, contains, count, halted, inside, nil, slot, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { exit1, exit_peers } from './exit.ts';
import { wait_ppwait } from './fork1.ts';
import { killpg1 } from './kill.ts';
import { sys_setpgid, sys_setsid } from './pgrp.ts';
import { is_live } from './sched.ts';
import {
  conf, filedesc_zone, k, P_PPWAIT, P_WEXIT, pgrp_zone, proc_wchan, proc_zone, session_zone, SIDL, SIGBIT, SIGKILL, SSTOP, SZOMB,
  thread_zone,
} from './state.ts';
import type { Pgrp, Proc, Thread } from './state.ts';
import { in_user_mode } from './syscall.ts';
import { fork, rfork, vfork } from './user.ts';
import { has_news_for, wait1, waits_for } from './wait.ts';

/** Nobody owns Giant: what only Giant protects may be looked at. */
export function giant_is_free(): boolean {
  return k.Giant.mtx_owner === nil;
}

/** Nobody changes parents, children and groups, all of which Giant protects beside the locks of their own. */
function tree_is_quiet(): boolean {
  return giant_is_free() && k.proctree_lock.sx_owner === nil;
}

function live_thread(i: number): boolean {
  return allocated(thread_zone.at(i)) && !halted(thread_zone.at(i));
}

/** Whether it is on allproc or zombproc. */
export function in_table(p: Ref<Proc>): boolean {
  return allocated(p) && (contains(k.allproc, p, 'p_list') || contains(k.zombproc, p, 'p_list'));
}

/** Whether its fork has hung the process into the tree; until then a recycled struct points to its former life's parent. */
function in_tree(p: Ref<Proc>): boolean {
  return in_table(p) && (p.p_stat !== SIDL || lists_child(p.p_pptr, p));
}

function lists_child(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  return pp !== nil && contains(pp.p_children, p, 'p_sibling');
}

/** The group that the process calls its own, once its fork has put it into one: before, the copied pointer says nothing. */
function group_of(p: Ref<Proc>): Ref<Pgrp> {
  const placed = p.p_stat !== SIDL || some(pgrp_zone, (g) => contains(g.pg_members, p, 'p_pglist'));
  return in_table(p) && placed ? p.p_pgrp : nil;
}

/** Whether p has begun to exit, or a SIGKILL waits for it. */
export function will_die(p: Ref<Proc>): boolean {
  return (p.p_flag & P_WEXIT) !== 0 || (p.p_siglist & SIGBIT(SIGKILL)) !== 0 || inside(p.p_thread, exit1);
}

/** Whether p has told all its peers to die, and sleeps until they have. */
export function waits_for_peers(p: Ref<Proc>): boolean {
  return p.p_thread.td_wchan === proc_wchan(p) && inside(p.p_thread, exit_peers);
}

function is_forking(td: Ref<Thread>): boolean {
  return inside(td, fork) || inside(td, vfork) || inside(td, rfork);
}

export const table = {
  processSlots: (): number => proc_zone.slots,
  groupSlots: (): number => pgrp_zone.slots,
  sessionSlots: (): number => session_zone.slots,
  threadSlots: (): number => thread_zone.slots,
  users: (): number => conf.uids,
  idLimit: (): number => conf.pid_max,

  inTable: (p: number): boolean => in_table(proc_zone.at(p)),
  isNew: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_stat === SIDL,
  isAlive: (p: number): boolean => in_table(proc_zone.at(p)) && is_live(proc_zone.at(p)),
  isZombie: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_stat === SZOMB,
  isExiting: (p: number): boolean =>
    in_table(proc_zone.at(p)) && is_live(proc_zone.at(p)) && (proc_zone.at(p).p_flag & P_WEXIT) !== 0,
  pid: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_pid : 0),
  isInit: (p: number): boolean => proc_zone.at(p) === k.initproc,
  processExists: (p: number): boolean => allocated(proc_zone.at(p)),
  /** Holds against the swapper, for which nobody waits who exits. */
  holds: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_lock : 0),

  treeIsQuiet: (): boolean => tree_is_quiet(),
  parent: (p: number): number => (in_tree(proc_zone.at(p)) ? slot(proc_zone.at(p).p_pptr) : 0),
  /** Nothing but the pointer is on record: p_oppid is the other parent. */
  parentPid: (p: number): number =>
    in_tree(proc_zone.at(p)) && proc_zone.at(p).p_pptr !== nil ? proc_zone.at(p).p_pptr.p_pid : 0,
  listsChild: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && contains(proc_zone.at(parent).p_children, proc_zone.at(child), 'p_sibling'),
  taskLeader: (p: number): number => (in_table(proc_zone.at(p)) ? slot(proc_zone.at(p).p_leader) : 0),

  group: (p: number): number => slot(group_of(proc_zone.at(p))),
  groupInTable: (g: number): boolean => allocated(pgrp_zone.at(g)) && pgrp_zone.at(g).pg_hashed,
  groupId: (g: number): number => (allocated(pgrp_zone.at(g)) ? pgrp_zone.at(g).pg_id : 0),
  groupLists: (g: number, p: number): boolean =>
    allocated(pgrp_zone.at(g)) && contains(pgrp_zone.at(g).pg_members, proc_zone.at(p), 'p_pglist'),
  groupIsQuiet: (g: number): boolean => giant_is_free() && g > 0,
  groupExists: (g: number): boolean => allocated(pgrp_zone.at(g)),
  groupsAreMade: (): boolean => some(thread_zone, (td) => inside(td, sys_setpgid) || inside(td, sys_setsid)),
  sessionOf: (g: number): number =>
    allocated(pgrp_zone.at(g)) && pgrp_zone.at(g).pg_hashed ? slot(pgrp_zone.at(g).pg_session) : 0,
  sessionExists: (s: number): boolean => allocated(session_zone.at(s)),
  sessionInUse: (s: number): boolean => allocated(session_zone.at(s)) && session_zone.at(s).s_count > 0,
  sessionId: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_sid : 0),
  sessionCount: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_count : 0),

  // There are no maps: a number is taken if the scan in fork1 finds it.
  pidTaken: (id: number): boolean =>
    some(proc_zone, (p) => p.p_pid === id && in_table(p)) || some(thread_zone, (td) => td.g_reaps !== nil && td.g_reaps.p_pid === id),
  groupIdTaken: (id: number): boolean => some(pgrp_zone, (g) => g.pg_hashed && g.pg_id === id),
  sessionIdTaken: (id: number): boolean => some(session_zone, (s) => s.s_count > 0 && s.s_sid === id),
  idsAreQuiet: (): boolean => giant_is_free(),
  ownersOfPid: (id: number): number =>
    count(proc_zone, (p) => p.p_pid === id && in_table(p)) + count(thread_zone, (td) => td.g_reaps !== nil && td.g_reaps.p_pid === id),
  subtree: (_p: number): number => 0, // nobody reaps but init: no subtree has a number

  processCount: (): number => k.nprocs,
  uncountedProcesses: (): number => 1,
  processLimit: (): number => conf.maxproc,
  countsUnderWay: (): number => count(thread_zone, (td) => td.g_owes !== 0),
  countsAhead: (t: number): boolean => live_thread(t) && is_forking(thread_zone.at(t)) && some(proc_zone, (p) => p.g_fresh),
  userCount: (uid: number): number => k.ui_proccnt[uid]!,
  chargedTo: (uid: number): number => 
    count(proc_zone, (p) => p.g_charge === uid + 1) + count(thread_zone, (td) => td.g_charge === uid + 1),

  resourcesMove: (): boolean => some(thread_zone, (td) => td.g_owes !== 0) || some(proc_zone, (p) => p.g_fresh),
  memories: (): number => k.vmspaces,
  memoriesInUse: (): number => count(proc_zone, (p) => p.p_vmspace),
  fileTables: (): number => count(filedesc_zone, () => true),

  processOf: (t: number): number => (live_thread(t) ? slot(thread_zone.at(t).td_proc) : 0),
  threadLives: (t: number): boolean => live_thread(t),
  inUserMode: (t: number): boolean => live_thread(t) && thread_zone.at(t).td_proc !== nil && in_user_mode(thread_zone.at(t)),
  isSuspended: (t: number): boolean =>
    live_thread(t) && thread_zone.at(t).td_proc !== nil && thread_zone.at(t).td_proc.p_stat === SSTOP,
  /** A process has one thread. */
  threadsListed: (p: number): number => (in_table(proc_zone.at(p)) ? 1 : 0),
  threadsSuspended: (p: number): number => (in_table(proc_zone.at(p)) && proc_zone.at(p).p_stat === SSTOP ? 1 : 0),
  isStopped: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_stat === SSTOP,
  threadsAreQuiet: (p: number): boolean => proc_zone.at(p).p_mtx.mtx_owner === nil,

  isForking: (t: number): boolean => live_thread(t) && is_forking(thread_zone.at(t)),
  signalsAGroup: (t: number): boolean => live_thread(t) && inside(thread_zone.at(t), killpg1),

  lender: (p: number): number => (allocated(proc_zone.at(p)) ? slot(proc_zone.at(p).g_vfwaiter) : 0),
  waitsForVfork: (t: number): boolean => live_thread(t) && inside(thread_zone.at(t), wait_ppwait),
  borrowerOf: (t: number): number => (live_thread(t) ? slot(thread_zone.at(t).td_procp) : 0),
  keepsLenderWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && (proc_zone.at(p).p_flag & P_PPWAIT) !== 0,

  isDoomed: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_doomed,
  willDie: (p: number): boolean => in_table(proc_zone.at(p)) && will_die(proc_zone.at(p)),
  waitsForTask: (p: number): boolean => in_table(proc_zone.at(p)) && waits_for_peers(proc_zone.at(p)),
  isWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && inside(proc_zone.at(p).p_thread, wait1),
  sleepsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_table(proc_zone.at(child)) && sleeps_for(proc_zone.at(parent), proc_zone.at(child)),
  hasNewsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_table(proc_zone.at(child)) && has_news(proc_zone.at(parent), proc_zone.at(child)),
};

function sleeps_for(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  return pp.p_thread.td_wchan !== 0 && waits_for(pp.p_thread, p);
}

function has_news(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  return pp.p_thread.td_wchan !== 0 && has_news_for(pp.p_thread, p);
}
