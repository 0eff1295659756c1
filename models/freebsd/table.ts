/** This kernel's process table as shared properties see it: see properties/processTable.ts for what each member means. */
import { allocated, count, halted, inside, nil, slot, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { exit1 } from './exit.ts';
import { id_is_set, PROC_ID_GROUP, PROC_ID_PID, PROC_ID_REAP, PROC_ID_SESSION } from './findpid.ts';
import { killpg1 } from './kill.ts';
import { sys_reap_kill } from './reapKill.ts';
import { proc_realparent } from './reparent.ts';
import { sys_setpgid, sys_setsid } from './setpgid.ts';
import { thread_single } from './single.ts';
import {
  conf, k, P2_WEXIT, P_PPWAIT, P_STOPPED_SIG, P_STOPPED_SINGLE, P_STOPPED_TRACE, P_TOTAL_STOP, P_TRACED, P_WEXIT, P_WKILLED,
  pgrp_zone, proc_wchan, proc_zone, procdesc_zone, PRS_NEW, PRS_NORMAL, PRS_ZOMBIE, REAPSUBTREE_INIT, session_zone, SIGBIT, SIGKILL,
  TDF_BOUNDARY, thread_zone,
} from './state.ts';
import type { Pgrp, Proc, Thread } from './state.ts';
import { sys_stop_all } from './stopAll.ts';
import { in_user_mode } from './syscall.ts';
import { fork, pdfork, rfork, vfork } from './user.ts';
import { ast_vfork } from './vfork.ts';
import { has_news_for, kern_wait6, waits_for } from './wait.ts';

/** A lock of the process tree is held by somebody: what it protects may be halfway through a change. */
function tree_is_quiet(): boolean {
  return k.proctree_lock.sx_owner === nil;
}

function live_thread(i: number): boolean {
  return allocated(thread_zone.at(i)) && !halted(thread_zone.at(i));
}

/** A thread that exists for its process: started, or suspended, or not yet given its first CPU. */
function is_suspended(td: Ref<Thread>): boolean {
  return td.td_suspended;
}

/** Whether it has suspended itself until the threads of another process have: its own process does not count it. */
function waits_elsewhere(td: Ref<Thread>): boolean {
  return inside(td, thread_single) && some(proc_zone, (p) => p.p_singlethread === td && p !== td.td_proc);
}

function in_table(p: Ref<Proc>): boolean {
  return allocated(p) && p.p_hashed;
}

/** Whether its fork has hung the process into the tree; until then a recycled struct points to its former life's parent. */
function in_tree(p: Ref<Proc>): boolean {
  return in_table(p) && (p.p_state !== PRS_NEW || lists_child(p.p_pptr, p));
}

/** The pid on record as the parent's. A debugger counts as the parent while the record names the real one. */
function recorded_parent(p: Ref<Proc>): number {
  const may_be_lent = (p.p_flag & (P_TRACED | P_WEXIT)) !== 0 && p.p_pptr !== nil;
  return may_be_lent && p.p_oppid === proc_realparent(p).p_pid ? p.p_pptr.p_pid : p.p_oppid;
}

/** Whether a list of processes that are linked as children contains p. */
function lists_child(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  if (pp === nil) return false;
  for (let q = pp.p_children.first; q !== nil; q = q.p_sibling) {
    if (q === p) return true;
  }
  return false;
}

function lists_reaped(rp: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let q = rp.p_reaplist.first; q !== nil; q = q.p_reapsibling) {
    if (q === p) return true;
  }
  return false;
}

function lists_member(g: Ref<Pgrp>, p: Ref<Proc>): boolean {
  for (let q = g.pg_members.first; q !== nil; q = q.p_pglist) {
    if (q === p) return true;
  }
  return false;
}

/** Whether p has begun to exit, its debugger has killed it, or some thread of it will find a SIGKILL or shows it to a debugger. */
function will_die(p: Ref<Proc>): boolean {
  if ((p.p_flag2 & P2_WEXIT) !== 0 || (p.p_flag & P_WKILLED) !== 0 || (p.p_siglist & SIGBIT(SIGKILL)) !== 0) return true;
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    if ((td.td_siglist & SIGBIT(SIGKILL)) !== 0 || td.td_xsig === SIGKILL) return true;
  }
  return false;
}

/** Whether p has told all its peers to die, and sleeps until they have. */
function waits_for_peers(p: Ref<Proc>): boolean {
  const td = p.p_threads.first;
  return td !== nil && td.td_wchan === proc_wchan(p) && inside(td, exit1);
}

function threads_listed(p: Ref<Proc>): number {
  let n = 0;
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) n++;
  return n;
}

function threads_suspended(p: Ref<Proc>): number {
  let n = 0;
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    if (is_suspended(td) && !waits_elsewhere(td)) n++;
  }
  return n;
}

function threads_at_boundary(p: Ref<Proc>): number {
  let n = 0;
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    if ((td.td_flags & TDF_BOUNDARY) !== 0) n++;
  }
  return n;
}

/** Whether one of p's threads is inside thread_single, where it waits for the others or has just got its way. */
function is_inside_single(p: Ref<Proc>): boolean {
  return p.p_singlethread !== nil && inside(p.p_singlethread, thread_single);
}

function is_waiting(p: Ref<Proc>): boolean {
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    if (!halted(td) && inside(td, kern_wait6)) return true;
  }
  return false;
}

/** Whether the thread is in the kernel and uses a file: who has come back has forgotten to let go of it. */
function uses_a_file(td: Ref<Thread>): boolean {
  return !in_user_mode(td) && some(procdesc_zone, (pd) => (pd.f_users & (1 << (slot(td) - 1))) !== 0);
}

/** Whether the thread has called fork, and its program has no answer yet: a restart begins the call again. */
function is_forking(td: Ref<Thread>): boolean {
  return inside(td, fork) || inside(td, vfork) || inside(td, rfork) || inside(td, pdfork);
}

function sleeps_for(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let td = pp.p_threads.first; td !== nil; td = td.td_plist) {
    if (td.td_wchan !== 0 && waits_for(td, p)) return true;
  }
  return false;
}

function has_news(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  for (let td = pp.p_threads.first; td !== nil; td = td.td_plist) {
    if (td.td_wchan !== 0 && has_news_for(td, p)) return true;
  }
  return false;
}

export const table = {
  processSlots: (): number => proc_zone.slots,
  groupSlots: (): number => pgrp_zone.slots,
  sessionSlots: (): number => session_zone.slots,
  threadSlots: (): number => thread_zone.slots,
  users: (): number => conf.uids,
  idLimit: (): number => conf.pid_max,

  inTable: (p: number): boolean => in_table(proc_zone.at(p)),
  isNew: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_state === PRS_NEW,
  isAlive: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_state === PRS_NORMAL,
  isZombie: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_state === PRS_ZOMBIE,
  isExiting: (p: number): boolean =>
    in_table(proc_zone.at(p)) && proc_zone.at(p).p_state === PRS_NORMAL && (proc_zone.at(p).p_flag2 & P2_WEXIT) !== 0,
  pid: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_pid : 0),
  isInit: (p: number): boolean => proc_zone.at(p) === k.initproc,
  processExists: (p: number): boolean => allocated(proc_zone.at(p)),
  holds: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_lock : 0),

  treeIsQuiet: (): boolean => tree_is_quiet(),
  parent: (p: number): number => (in_tree(proc_zone.at(p)) ? slot(proc_zone.at(p).p_pptr) : 0),
  parentPid: (p: number): number => (in_tree(proc_zone.at(p)) ? recorded_parent(proc_zone.at(p)) : 0),
  listsChild: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && lists_child(proc_zone.at(parent), proc_zone.at(child)),
  reaper: (p: number): number => (in_tree(proc_zone.at(p)) ? slot(proc_zone.at(p).p_reaper) : 0),
  reaperLists: (reaper: number, p: number): boolean =>
    in_table(proc_zone.at(reaper)) && lists_reaped(proc_zone.at(reaper), proc_zone.at(p)),
  subtree: (p: number): number =>
    in_tree(proc_zone.at(p)) && proc_zone.at(p).p_reapsubtree !== REAPSUBTREE_INIT ? proc_zone.at(p).p_reapsubtree : 0,
  taskLeader: (p: number): number => (in_table(proc_zone.at(p)) ? slot(proc_zone.at(p).p_leader) : 0),

  group: (p: number): number => (in_table(proc_zone.at(p)) ? slot(proc_zone.at(p).p_pgrp) : 0),
  groupInTable: (g: number): boolean => allocated(pgrp_zone.at(g)) && pgrp_zone.at(g).pg_hashed,
  groupId: (g: number): number => (allocated(pgrp_zone.at(g)) ? pgrp_zone.at(g).pg_id : 0),
  groupLists: (g: number, p: number): boolean => allocated(pgrp_zone.at(g)) && lists_member(pgrp_zone.at(g), proc_zone.at(p)),
  groupIsQuiet: (g: number): boolean => pgrp_zone.at(g).pg_mtx.mtx_owner === nil && tree_is_quiet(),
  groupExists: (g: number): boolean => allocated(pgrp_zone.at(g)),
  groupsAreMade: (): boolean => some(thread_zone, (td) => inside(td, sys_setpgid) || inside(td, sys_setsid)),
  sessionOf: (g: number): number =>
    allocated(pgrp_zone.at(g)) && pgrp_zone.at(g).pg_hashed ? slot(pgrp_zone.at(g).pg_session) : 0,
  sessionExists: (s: number): boolean => allocated(session_zone.at(s)),
  sessionInUse: (s: number): boolean => allocated(session_zone.at(s)) && session_zone.at(s).s_count > 0,
  sessionId: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_sid : 0),
  sessionCount: (s: number): number => (allocated(session_zone.at(s)) ? session_zone.at(s).s_count : 0),

  pidTaken: (id: number): boolean => id_is_set(PROC_ID_PID, id),
  groupIdTaken: (id: number): boolean => id_is_set(PROC_ID_GROUP, id),
  sessionIdTaken: (id: number): boolean => id_is_set(PROC_ID_SESSION, id),
  subtreeIdTaken: (id: number): boolean => id_is_set(PROC_ID_REAP, id),
  idsAreQuiet: (): boolean => k.procid_lock.mtx_owner === nil,
  ownersOfPid: (id: number): number =>
    count(proc_zone, (p) => p.p_hashed && p.p_pid === id) + count(thread_zone, (td) => td.g_ownpid === id),

  processCount: (): number => k.nprocs,
  uncountedProcesses: (): number => 1,
  processLimit: (): number => conf.maxproc - 1,
  countsUnderWay: (): number => count(thread_zone, (td) => td.g_owes !== 0),
  countsAhead: (t: number): boolean => live_thread(t) && thread_zone.at(t).g_owes !== 0,
  userCount: (uid: number): number => k.ui_proccnt[uid]!,
  chargedTo: (uid: number): number => count(proc_zone, (p) => p.g_charged && p.p_uid === uid),

  resourcesMove: (): boolean => some(thread_zone, (td) => td.g_owes !== 0) || some(proc_zone, (p) => p.g_fresh),
  descriptorsMove: (): boolean => some(thread_zone, (td) => uses_a_file(td)),
  memories: (): number => k.vmspaces,
  memoriesInUse: (): number => count(proc_zone, (p) => p.p_vmspace),
  eventLists: (): number => k.knlists,
  eventListsInUse: (): number => count(proc_zone, (p) => p.p_klist),
  descriptors: (): number => count(procdesc_zone, () => true),
  descriptorsInUse: (): number => count(procdesc_zone, (pd) => pd.f_live && pd.f_tables !== 0),

  processOf: (t: number): number => (live_thread(t) ? slot(thread_zone.at(t).td_proc) : 0),
  threadLives: (t: number): boolean => live_thread(t),
  inUserMode: (t: number): boolean => live_thread(t) && in_user_mode(thread_zone.at(t)),
  isSuspended: (t: number): boolean => live_thread(t) && is_suspended(thread_zone.at(t)),
  threadCount: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_numthreads : 0),
  threadsListed: (p: number): number => (in_table(proc_zone.at(p)) ? threads_listed(proc_zone.at(p)) : 0),
  suspendedCount: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_suspcount : 0),
  threadsSuspended: (p: number): number => (in_table(proc_zone.at(p)) ? threads_suspended(proc_zone.at(p)) : 0),
  boundaryCount: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_boundary_count : 0),
  threadsAtBoundary: (p: number): number => (in_table(proc_zone.at(p)) ? threads_at_boundary(proc_zone.at(p)) : 0),

  isSingling: (p: number): boolean => in_table(proc_zone.at(p)) && (proc_zone.at(p).p_flag & P_STOPPED_SINGLE) !== 0,
  singleOwner: (p: number): number => (in_table(proc_zone.at(p)) ? slot(proc_zone.at(p).p_singlethread) : 0),
  isSingled: (p: number): boolean =>
    in_table(proc_zone.at(p)) &&
    (proc_zone.at(p).p_flag & P_STOPPED_SINGLE) !== 0 &&
    (proc_zone.at(p).p_flag & P_TOTAL_STOP) === 0 &&
    !is_inside_single(proc_zone.at(p)),
  isStopped: (p: number): boolean =>
    in_table(proc_zone.at(p)) && (proc_zone.at(p).p_flag & (P_STOPPED_SIG | P_STOPPED_TRACE)) !== 0,
  allAreStopped: (): boolean => k.g_all_stopped !== 0,
  stopsAll: (t: number): boolean => live_thread(t) && inside(thread_zone.at(t), sys_stop_all),
  wantsToBeAlone: (t: number): boolean =>
    live_thread(t) && thread_zone.at(t).td_proc !== nil && inside(thread_zone.at(t), thread_single) && !waits_elsewhere(thread_zone.at(t)),
  threadsAreQuiet: (p: number): boolean => proc_zone.at(p).p_mtx.mtx_owner === nil,

  isForking: (t: number): boolean => live_thread(t) && is_forking(thread_zone.at(t)),
  signalsAGroup: (t: number): boolean => live_thread(t) && inside(thread_zone.at(t), killpg1),

  signalsATree: (t: number): boolean => live_thread(t) && inside(thread_zone.at(t), sys_reap_kill),

  lender: (p: number): number => (allocated(proc_zone.at(p)) ? slot(proc_zone.at(p).g_vfwaiter) : 0),
  waitsForVfork: (t: number): boolean => live_thread(t) && inside(thread_zone.at(t), ast_vfork),
  borrowerOf: (t: number): number => (live_thread(t) ? slot(thread_zone.at(t).td_rfppwait_p) : 0),
  keepsLenderWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && (proc_zone.at(p).p_flag & P_PPWAIT) !== 0,

  isDisowned: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_disowned !== 0,
  isCondemned: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_condemned !== 0,
  isDoomed: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_doomed,
  willDie: (p: number): boolean => in_table(proc_zone.at(p)) && will_die(proc_zone.at(p)),
  waitsForTask: (p: number): boolean => in_table(proc_zone.at(p)) && waits_for_peers(proc_zone.at(p)),
  isWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && is_waiting(proc_zone.at(p)),
  sleepsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_table(proc_zone.at(child)) && sleeps_for(proc_zone.at(parent), proc_zone.at(child)),
  hasNewsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_table(proc_zone.at(child)) && has_news(proc_zone.at(parent), proc_zone.at(child)),
};
