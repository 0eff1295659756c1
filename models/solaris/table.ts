/** This kernel's process table as shared properties see it: see properties/processTable.ts for what each member means. */
import { allocated, count, halted, inside, nil, slot, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import type { ProcessTable } from '../../properties/index.ts';
import { child_differs } from './birth.ts';
import { cfork } from './cfork.ts';
import { exit, proc_exit, psig } from './exit.ts';
import { bad, v_proc } from './getproc.ts';
import { exitlwps, holdlwps, waits_for_others } from './hold.ts';
import { kill_group } from './kill.ts';
import { newproc } from './newproc.ts';
import { setpgid, setsid } from './pgrp.ts';
import { chdir } from './resources.ts';
import {
  as_zone, conf, k, lwp_zone, pid_zone, PR_JOBCONTROL, proc_zone, SEXITING, SEXITLWPS, sess_zone, SHOLDFORK, SHOLDFORK1, SIDL,
  sigismember, SIGKILL, SKILLED, SRUN, SVFORK, SZOMB, TP_HOLDLWP, TS_STOPPED,
} from './state.ts';
import type { Lwp, Pid, Proc } from './state.ts';
import { in_user_mode } from './syscall.ts';
import { SUSPENDED } from './thread.ts';
import { fork1, forkall, vfork } from './user.ts';
import { relvm } from './vm.ts';
import { has_news_for, waitid, waits_for } from './wait.ts';
import { is_watching, waits_to_watch, wants_to_watch } from './watch.ts';

/** Nobody holds the lock of the process tree, or gives a number back without it. */
export function tree_is_quiet(): boolean {
  return k.pidlock.mtx_owner === nil && !some(lwp_zone, (t) => inside(t, bad));
}

/** Nor that of the numbers. */
export function ids_are_quiet(): boolean {
  return tree_is_quiet() && k.pidlinklock.mtx_owner === nil;
}

export function live_lwp(i: number): boolean {
  const t = lwp_zone.at(i);
  return allocated(t) && !halted(t) && t.t_procp !== nil;
}

export function in_table(p: Ref<Proc>): boolean {
  return allocated(p) && p.g_numbered;
}

/** Whether getproc has put it into the tree. */
function in_tree(p: Ref<Proc>): boolean {
  return in_table(p) && p.p_parent !== nil;
}

function is_alive(p: Ref<Proc>): boolean {
  return in_table(p) && p.p_stat === SRUN;
}

function lists_child(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  let q = pp.p_child;
  for (let n = 0; n < proc_zone.slots && q !== nil; n++) {
    if (q === p) return true;
    if (!allocated(q)) return false;
    q = q.p_sibling;
  }
  return false;
}

/** Whether nobody is inside what p_lock protects. Who forks lets it go before all LWPs run, and keeps pidlock. */
export function lwps_are_quiet(p: Ref<Proc>): boolean {
  return p.p_lockp !== nil && p.p_lockp.pl_lock.mtx_owner === nil && tree_is_quiet();
}

function lwps_listed(p: Ref<Proc>): number {
  let n = 0;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) n++;
  return n;
}

function lwps_suspended(p: Ref<Proc>): number {
  let n = 0;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) if (SUSPENDED(t)) n++;
  return n;
}

/** How many are suspended by the count of those that are not. */
function suspended_count(p: Ref<Proc>): number {
  if (p.p_lwpcnt === 0) return 0;
  let waiting = 0;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) if (waits_for_others(t) || waits_to_watch(t)) waiting++;
  return p.p_lwpcnt - p.p_lwprcnt - waiting;
}

/** Whether p exits, or a SIGKILL waits for it, or an LWP of it is on its way out with one. */
function will_die(p: Ref<Proc>): boolean {
  if ((p.p_flag & (SKILLED | SEXITING | SEXITLWPS)) !== 0 || sigismember(p.p_sig, SIGKILL)) return true;
  return some(lwp_zone, (t) => t.t_procp === p && inside(t, exit));
}

function is_waiting(p: Ref<Proc>): boolean {
  return some(lwp_zone, (t) => t.t_procp === p && inside(t, waitid));
}

function sleeps_for(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  return some(lwp_zone, (t) => t.t_procp === pp && t.td_wchan !== 0 && waits_for(t, p));
}

function has_news(pp: Ref<Proc>, p: Ref<Proc>): boolean {
  return some(lwp_zone, (t) => t.t_procp === pp && t.td_wchan !== 0 && has_news_for(t, p));
}

/** Whether the LWP has called fork, and its program has no answer yet. */
function is_forking(t: Ref<Lwp>): boolean {
  return inside(t, fork1) || inside(t, forkall) || inside(t, vfork);
}

/** The process that has the PID which a vfork parent waits for. */
function borrower(t: Ref<Lwp>): number {
  if (t.lwp_vfpid === 0) return 0;
  for (let i = 1; i <= proc_zone.slots; i++) {
    if (in_table(proc_zone.at(i)) && proc_zone.at(i).p_pidp.pid_id === t.lwp_vfpid) return i;
  }
  return 0;
}

/** Whether somebody holds what belongs to a process that is being made, that is on its way out, or that goes elsewhere. */
export function resources_move(): boolean {
  return some(lwp_zone, (t) => inside(t, cfork) || inside(t, newproc) || inside(t, proc_exit) || inside(t, relvm) || inside(t, chdir)) ||
    some(proc_zone, (p) => p.p_stat === SIDL);
}

/** Whether p has the memory of its parent. */
function uses_lent_memory(p: Ref<Proc>): boolean {
  return p.p_as !== nil && p.p_as === p.p_parent.p_as;
}

// ---- one LWP has the others held

/** The LWP that holds the others, or is about to; the one that ends them; or the one that dumps core. */
function single_owner(p: Ref<Proc>): number {
  if (p.g_holder !== nil) return slot(p.g_holder);
  for (let i = 1; i <= lwp_zone.slots; i++) {
    const t = lwp_zone.at(i);
    if (live_lwp(i) && t.t_procp === p && wants_to_be_alone(t)) return i;
  }
  return 0;
}

function wants_to_be_alone(t: Ref<Lwp>): boolean {
  return waits_for_others(t) || wants_to_watch(t) || (inside(t, exitlwps) && (t.t_procp.p_flag & SEXITLWPS) !== 0) || dumps_core(t);
}

/** The others stay stopped between the two times that they are held. */
function dumps_core(t: Ref<Lwp>): boolean {
  return inside(t, psig) && (t.t_procp.p_flag & SEXITING) !== 0 && t.t_procp.p_lwpcnt > 1;
}

function is_singling(p: Ref<Proc>): boolean {
  if ((p.p_flag & (SHOLDFORK | SHOLDFORK1 | SEXITLWPS)) !== 0 || is_watching(p) || p.g_holder !== nil) return true;
  return some(lwp_zone, (t) => t.t_procp === p && dumps_core(t));
}

/** By a signal, or an LWP of it by another; a new one is not there yet. */
function is_stopped(p: Ref<Proc>): boolean {
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if (t.t_state === TS_STOPPED && t.t_whystop === PR_JOBCONTROL) return true;
    if (SUSPENDED(t) && (t.t_proc_flag & TP_HOLDLWP) !== 0) return true;
  }
  return false;
}

// ---- numbers

/** How many sessions have the PID. */
export function sessions_with(pidp: Ref<Pid>): number {
  return count(sess_zone, (s) => s.s_sidp === pidp);
}

/** Whether what is left of the references to the record is a group's. */
function group_in_table(g: number): boolean {
  const pidp = pid_zone.at(g);
  return allocated(pidp) && pidp.g_hashed && pidp.pid_ref - (pidp.pid_prinactive ? 0 : 1) - sessions_with(pidp) - pidp.g_drivers > 0;
}

/** Whether the record is there for a group alone. */
function is_only_a_group(g: number): boolean {
  const pidp = pid_zone.at(g);
  return allocated(pidp) && pidp.pid_prinactive && sessions_with(pidp) === 0 && pidp.g_drivers === 0;
}

function group_lists(g: number, p: Ref<Proc>): boolean {
  if (!allocated(pid_zone.at(g))) return false;
  for (let q = pid_zone.at(g).pid_pglink.first; q !== nil; q = q.p_pglink) if (q === p) return true;
  return false;
}

/** The session of its first member. */
function session_of(g: number): number {
  if (!group_in_table(g) || pid_zone.at(g).pid_pglink.first === nil) return 0;
  return slot(pid_zone.at(g).pid_pglink.first.p_sessp);
}

function session_in_use(s: number): boolean {
  return allocated(sess_zone.at(s)) && sess_zone.at(s).s_ref > 0;
}

/** The record that bears the number now. */
function record_of(id: number): Ref<Pid> {
  for (let i = 1; i <= pid_zone.slots; i++) {
    const pidp = pid_zone.at(i);
    if (allocated(pidp) && pidp.g_hashed && pidp.pid_id === id) return pidp;
  }
  return nil;
}

export const table = {
  processSlots: (): number => proc_zone.slots,
  groupSlots: (): number => pid_zone.slots,
  sessionSlots: (): number => sess_zone.slots,
  threadSlots: (): number => lwp_zone.slots,
  users: (): number => conf.uids,
  idLimit: (): number => conf.maxpid,

  inTable: (p: number): boolean => in_table(proc_zone.at(p)),
  isNew: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_stat === SIDL,
  isAlive: (p: number): boolean => is_alive(proc_zone.at(p)),
  isZombie: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).p_stat === SZOMB,
  isExiting: (p: number): boolean => is_alive(proc_zone.at(p)) && (proc_zone.at(p).p_flag & SEXITING) !== 0,
  pid: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_pidp.pid_id : 0),
  isInit: (p: number): boolean => proc_zone.at(p) === k.proc_init,
  processExists: (p: number): boolean => allocated(proc_zone.at(p)),

  treeIsQuiet: (): boolean => tree_is_quiet(),
  parent: (p: number): number => (in_tree(proc_zone.at(p)) ? slot(proc_zone.at(p).p_parent) : 0),
  parentPid: (p: number): number => (in_tree(proc_zone.at(p)) ? proc_zone.at(p).p_ppid : 0),
  listsChild: (parent: number, child: number): boolean => in_table(proc_zone.at(parent)) && lists_child(proc_zone.at(parent), proc_zone.at(child)),
  taskLeader: (p: number): number => (in_table(proc_zone.at(p)) ? p : 0),
  subtree: (_: number): number => 0,

  group: (p: number): number => (in_table(proc_zone.at(p)) ? slot(proc_zone.at(p).p_pgidp) : 0),
  groupInTable: (g: number): boolean => group_in_table(g),
  groupId: (g: number): number => (allocated(pid_zone.at(g)) ? pid_zone.at(g).pid_id : 0),
  groupLists: (g: number, p: number): boolean => group_lists(g, proc_zone.at(p)),
  groupIsQuiet: (_: number): boolean => ids_are_quiet(),
  groupExists: (g: number): boolean => is_only_a_group(g),
  groupsAreMade: (): boolean => some(lwp_zone, (t) => inside(t, setpgid) || inside(t, setsid)),
  sessionOf: (g: number): number => session_of(g),
  sessionExists: (s: number): boolean => allocated(sess_zone.at(s)),
  sessionInUse: (s: number): boolean => session_in_use(s),
  sessionId: (s: number): number => (session_in_use(s) ? sess_zone.at(s).s_sidp.pid_id : 0),

  pidTaken: (id: number): boolean => record_of(id) !== nil && !record_of(id).pid_prinactive,
  groupIdTaken: (id: number): boolean => record_of(id) !== nil && record_of(id).pid_pglink.first !== nil,
  sessionIdTaken: (id: number): boolean => record_of(id) !== nil && sessions_with(record_of(id)) > 0,
  idsAreQuiet: (): boolean => ids_are_quiet(),
  ownersOfPid: (id: number): number => count(proc_zone, (p) => p.g_numbered && p.p_pidp.pid_id === id),

  processCount: (): number => k.nproc,
  uncountedProcesses: (): number => 1,
  processLimit: (): number => v_proc(),
  countsUnderWay: (): number => count(lwp_zone, (t) => t.g_owes) - count(proc_zone, (p) => p.g_numbered && !p.g_counted),
  countsAhead: (t: number): boolean => live_lwp(t) && inside(lwp_zone.at(t), cfork),
  userCount: (uid: number): number => k.up_count[uid]!,
  chargedTo: (uid: number): number =>
    count(proc_zone, (p) => p.g_charged && p.p_cred.cr_ruid === uid) + count(lwp_zone, (t) => t.g_charges === uid + 1),

  resourcesMove: (): boolean => resources_move(),
  memories: (): number => count(as_zone, () => true),
  memoriesInUse: (): number => count(as_zone, (as) => some(proc_zone, (p) => p.p_as === as)),

  processOf: (t: number): number => (live_lwp(t) ? slot(lwp_zone.at(t).t_procp) : 0),
  threadLives: (t: number): boolean => live_lwp(t),
  inUserMode: (t: number): boolean => live_lwp(t) && in_user_mode(lwp_zone.at(t)),
  isSuspended: (t: number): boolean => live_lwp(t) && SUSPENDED(lwp_zone.at(t)),
  threadCount: (p: number): number => (in_table(proc_zone.at(p)) ? proc_zone.at(p).p_lwpcnt : 0),
  threadsListed: (p: number): number => (in_table(proc_zone.at(p)) ? lwps_listed(proc_zone.at(p)) : 0),
  suspendedCount: (p: number): number => (in_table(proc_zone.at(p)) ? suspended_count(proc_zone.at(p)) : 0),
  threadsSuspended: (p: number): number => (in_table(proc_zone.at(p)) ? lwps_suspended(proc_zone.at(p)) : 0),
  boundaryCount: (_: number): number => 0,
  threadsAtBoundary: (_: number): number => 0,
  isSingling: (p: number): boolean => in_table(proc_zone.at(p)) && is_singling(proc_zone.at(p)),
  singleOwner: (p: number): number => (in_table(proc_zone.at(p)) ? single_owner(proc_zone.at(p)) : 0),
  isSingled: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_holder !== nil,
  isStopped: (p: number): boolean => in_table(proc_zone.at(p)) && is_stopped(proc_zone.at(p)),
  wantsToBeAlone: (t: number): boolean => live_lwp(t) && (inside(lwp_zone.at(t), holdlwps) || inside(lwp_zone.at(t), exitlwps)),
  threadsAreQuiet: (p: number): boolean => allocated(proc_zone.at(p)) && lwps_are_quiet(proc_zone.at(p)),

  isForking: (t: number): boolean => live_lwp(t) && is_forking(lwp_zone.at(t)),
  signalsAGroup: (t: number): boolean => live_lwp(t) && inside(lwp_zone.at(t), kill_group),

  lender: (p: number): number => (allocated(proc_zone.at(p)) ? slot(proc_zone.at(p).g_vfwaiter) : 0),
  waitsForVfork: (t: number): boolean => live_lwp(t) && lwp_zone.at(t).lwp_vfpid !== 0,
  borrowerOf: (t: number): number => (live_lwp(t) ? borrower(lwp_zone.at(t)) : 0),
  keepsLenderWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && (proc_zone.at(p).p_flag & SVFORK) !== 0,

  borrows: (p: number): boolean => in_tree(proc_zone.at(p)) && uses_lent_memory(proc_zone.at(p)),
  childDiffers: (t: number): boolean => live_lwp(t) && child_differs(lwp_zone.at(t)),

  isDoomed: (p: number): boolean => in_table(proc_zone.at(p)) && proc_zone.at(p).g_doomed,
  willDie: (p: number): boolean => in_table(proc_zone.at(p)) && will_die(proc_zone.at(p)),
  isWaiting: (p: number): boolean => in_table(proc_zone.at(p)) && is_waiting(proc_zone.at(p)),
  sleepsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_tree(proc_zone.at(child)) && sleeps_for(proc_zone.at(parent), proc_zone.at(child)),
  hasNewsFor: (parent: number, child: number): boolean =>
    in_table(proc_zone.at(parent)) && in_tree(proc_zone.at(child)) && has_news(proc_zone.at(parent), proc_zone.at(child)),
} satisfies Partial<ProcessTable>;
