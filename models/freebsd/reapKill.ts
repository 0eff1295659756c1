/**
 * PROC_REAP_KILL: a signal to everybody below a reaper, in passes until one of them finds nobody new. A thread of the kernel stops
 * each victim before it is signalled, so that none is in the middle of a fork. Labels name routines of kern_procctl.c.
 */
import {
  addressOf, alloc, allocated, free, halt, nil, require, sleepq_add, sleepq_wait, slot, some, start, sx_slock, sx_sunlock, sx_xlock,
  sx_xunlock, unlocked, waitUntil, wakeup, zone,
} from '../../src/index.ts';
import type { Bits, I16, Range, Ref, Routine, U1, U5 } from '../../src/index.ts';
import { p_cansignal } from './kill.ts';
import { pfind } from './pfind.ts';
import { pksignal } from './signal.ts';
import { thread_single, thread_single_end } from './single.ts';
import { sx_xlock_sig } from './sleep.ts';
import {
  _PHOLD, _PRELE, conf, EPERM, ERESTART, ESRCH, k, P2_REAPKILLED, P2_WEXIT, P_HADTHREADS, P_KPROC, P_STOPPED, P_STOPPED_SIG,
  P_SYSTEM, P_TREE_REAPER, PROC_LOCK, PROC_UNLOCK, proc_zone, SIGKILL, SINGLE_ALLPROC, SINGLE_NO_EXIT, thread_zone,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Whom a kill is for: all below the reaper, its children only, or else the subtree with this number. */
export const REAPER_KILL_ALL = 0;
export const REAPER_KILL_CHILDREN = -1;

/** One kill under way, on the stack of who asked for it. */
export interface ReapKill {
  /** Whom the taskqueue's thread is to stop and signal; nil when it has. Its address is what the caller sleeps on. */
  w_target: Ref<Proc>;
  /** The task is enqueued, and nobody has begun it. */
  w_queued: boolean;
  w_sig: Range<0, 14>;
  /** The caller's user. */
  w_uid: U1;
  w_killed: boolean;
  /** Numbers of those that were visited. */
  w_pids: Bits<'pid_max'>;
  /** Reapers, by slot, whose lists this pass has yet to walk; each is held. */
  w_tracker: Bits<'procs'>;
}

export const reap_kill_zone = zone<ReapKill>('reap_kill', { slots: 'taskqueue' });

// ---- the thread of the taskqueue

/** Starts it with init, where the scenario asks for it. */
export function boot_taskqueue(p: Ref<Proc>): void {
  if (conf.taskqueue === 0 || p !== k.initproc) return;
  const td: Ref<Thread> = alloc(thread_zone);
  require('zone-exhausted', td !== nil, 'no free thread slot for the taskqueue');
  start(td, taskqueue_thread);
}

/** Does one task after the other. It belongs to no process, and no signal reaches it. */
export function* taskqueue_thread(): Routine {
  if (conf.taskqueue === 0) yield* halt();
  const w = reap_kill_zone.at(1);
  for (;;) {
    yield* waitUntil(() => allocated(w) && w.w_queued, 'taskqueue');
    w.w_queued = false;
    yield* reap_kill_proc_work(w);
  }
}

/** Signals one process and tells the caller. */
export function* reap_kill_proc_work(w: Ref<ReapKill>): Routine {
  const p = w.w_target;
  yield* PROC_LOCK(p);
  if ((p.p_flag2 & P2_WEXIT) === 0) yield* reap_kill_proc_locked(w, p);
  PROC_UNLOCK(p);
  yield* sx_xlock(k.proctree_lock);
  w.w_target = nil;
  wakeup(addressOf(w.w_target));
  sx_xunlock(k.proctree_lock);
}

/**
 * Stops a process, unless something stops it already, signals it and lets it go on. The caller owns its lock, which is dropped
 * while its threads stop.
 */
function* reap_kill_proc_locked(w: Ref<ReapKill>, p: Ref<Proc>): Routine {
  if (w.w_uid !== 0 && w.w_uid !== p.p_uid) return;
  let stopped = false;
  if ((p.p_flag & (P_KPROC | P_SYSTEM | P_STOPPED)) === 0) stopped = (yield* thread_single(p, SINGLE_ALLPROC)) === 0;
  yield* pksignal(p, w.w_sig);
  condemn(w, p);
  w.w_killed = true;
  if (stopped) thread_single_end(p, SINGLE_ALLPROC);
}

/** Ghost: it has to die, and so has every child that it makes from now on. */
function condemn(w: Ref<ReapKill>, p: Ref<Proc>): void {
  if (w.w_sig === SIGKILL) p.g_condemned = 1;
}

// ---- the system call

/** procctl(PROC_REAP_KILL) of the caller's own reaper, or of itself if it is one; returns 0 or a negative errno. */
export function* sys_reap_kill(td: Ref<Thread>, whom: I16, sig: U5): Routine<number> {
  if (whom === REAPER_KILL_CHILDREN) return -(yield* reap_kill_children(td, sig));
  // One at a time in the whole system, for the marks of two would be mixed up.
  if ((yield* sx_xlock_sig(k.stop_all_proc_blocker)) !== 0) return -ERESTART;
  const w = alloc(reap_kill_zone);
  require('zone-exhausted', w !== nil, 'no taskqueue');
  w.w_sig = sig;
  w.w_uid = td.td_uid;
  yield* sx_slock(k.proctree_lock);
  yield* reap_kill_subtree(td, w, reaper_of(td.td_proc), whom);
  sx_sunlock(k.proctree_lock);
  const killed = w.w_killed;
  free(reap_kill_zone, w);
  sx_xunlock(k.stop_all_proc_blocker);
  return killed ? 0 : -ESRCH;
}

/** The caller holds proctree_lock. */
function reaper_of(p: Ref<Proc>): Ref<Proc> {
  return (p.p_treeflag & P_TREE_REAPER) === 0 ? p.p_reaper : p;
}

/** Signals the children of the reaper, as kill would. */
function* reap_kill_children(td: Ref<Thread>, sig: U5): Routine<number> {
  let error = ESRCH as number;
  yield* sx_slock(k.proctree_lock);
  for (let p = reaper_of(td.td_proc).p_children.first; p !== nil; p = p.p_sibling) {
    yield* PROC_LOCK(p);
    if ((p.p_flag2 & P2_WEXIT) === 0) {
      const allowed = p_cansignal(td, p);
      if (allowed) yield* pksignal(p, sig);
      if (allowed || error === ESRCH) error = allowed ? 0 : EPERM;
    }
    PROC_UNLOCK(p);
  }
  sx_sunlock(k.proctree_lock);
  return error;
}

/** Makes passes until one finds nobody new. The caller holds proctree_lock, which is dropped in between. */
function* reap_kill_subtree(td: Ref<Thread>, w: Ref<ReapKill>, reaper: Ref<Proc>, subtree: U5): Routine {
  yield* PROC_LOCK(td.td_proc);
  const exits = (td.td_proc.p_flag2 & P2_WEXIT) !== 0;
  if (!exits) _PHOLD(td.td_proc);
  PROC_UNLOCK(td.td_proc);
  if (exits) return;
  while (yield* reap_kill_subtree_once(td, w, reaper, subtree)) continue;
  for (let p = reaper.p_reaplist.first; p !== nil; p = p.p_reapsibling) {
    if (is_meant(p, reaper, reaper, subtree)) condemn(w, p);
  }
  for (let pid = 2; pid < conf.pid_max; pid++) {
    if ((w.w_pids & (1 << pid)) !== 0) yield* forget_kill(pid);
  }
  yield* PROC_LOCK(td.td_proc);
  _PRELE(td.td_proc);
  PROC_UNLOCK(td.td_proc);
}

/** Takes the mark off a process that was visited, if it is still there. */
function* forget_kill(pid: U5): Routine {
  const p = yield* pfind(pid);
  if (p === nil) return;
  p.p_flag2 &= ~P2_REAPKILLED;
  PROC_UNLOCK(p);
}

/** Whether a process on the list of `parent` belongs to the subtree below the reaper. The caller holds proctree_lock. */
function is_meant(p: Ref<Proc>, parent: Ref<Proc>, reaper: Ref<Proc>, subtree: number): boolean {
  return parent !== reaper || subtree === REAPER_KILL_ALL || p.p_reapsubtree === subtree;
}

/** One pass over the reaper's list and those of reapers on it; says whether it has found anybody new. */
function* reap_kill_subtree_once(td: Ref<Thread>, w: Ref<ReapKill>, reaper: Ref<Proc>, subtree: U5): Routine<boolean> {
  let found = false;
  yield* reap_kill_sched(w, reaper);
  while (w.w_tracker !== 0) {
    const parent = first_tracked(w);
    w.w_tracker &= ~(1 << (slot(parent) - 1));
    // proctree_lock may have been free: whoever is no reaper any more has given its list to another one.
    if ((parent.p_treeflag & P_TREE_REAPER) === 0) found = true;
    else if (yield* reap_kill_list(td, w, parent, reaper, subtree)) found = true;
    yield* PROC_LOCK(parent);
    _PRELE(parent);
    PROC_UNLOCK(parent);
  }
  return found;
}

/** Notes a reaper, and holds it, for its list to be walked; not one that exits. The kernel keeps the order in which it finds them. */
function* reap_kill_sched(w: Ref<ReapKill>, p: Ref<Proc>): Routine {
  const bit = 1 << (slot(p) - 1);
  if ((w.w_tracker & bit) !== 0) return;
  yield* PROC_LOCK(p);
  if ((p.p_flag2 & P2_WEXIT) === 0) {
    _PHOLD(p);
    w.w_tracker |= bit;
  }
  PROC_UNLOCK(p);
}

function first_tracked(w: Ref<ReapKill>): Ref<Proc> {
  let i = 1;
  while ((w.w_tracker & (1 << (i - 1))) === 0) i++;
  return proc_zone.at(i);
}

/** Visits everybody on the list of `parent` who was not visited before; says whether there was anybody. */
function* reap_kill_list(
  td: Ref<Thread>, w: Ref<ReapKill>, parent: Ref<Proc>, reaper: Ref<Proc>, subtree: U5,
): Routine<boolean> {
  let found = false;
  for (let p = parent.p_reaplist.first; p !== nil; p = p.p_reapsibling) {
    if (!is_meant(p, parent, reaper, subtree)) continue;
    if ((p.p_treeflag & P_TREE_REAPER) !== 0) yield* reap_kill_sched(w, p);
    // A number that was visited, and bears no mark, is another process by now.
    const bit = 1 << p.p_pid;
    if ((w.w_pids & bit) !== 0 && (unlocked(p).p_flag2 & (P2_REAPKILLED | P2_WEXIT)) !== 0) continue;
    w.w_pids |= bit;
    if (p === td.td_proc) yield* reap_kill_self(w, p);
    else yield* reap_kill_other(w, p);
    found = true;
  }
  return found;
}

/** Has the taskqueue's thread stop and signal another process. The caller holds proctree_lock, which is free meanwhile. */
function* reap_kill_other(w: Ref<ReapKill>, p: Ref<Proc>): Routine {
  yield* PROC_LOCK(p);
  if ((p.p_flag2 & P2_WEXIT) === 0) {
    _PHOLD(p);
    p.p_flag2 |= P2_REAPKILLED;
    PROC_UNLOCK(p);
    w.w_target = p;
    w.w_queued = true;
    while (w.w_target !== nil) {
      sleepq_add(addressOf(w.w_target), false);
      sx_sunlock(k.proctree_lock);
      yield* sleepq_wait();
      yield* sx_slock(k.proctree_lock);
    }
    yield* PROC_LOCK(p);
    _PRELE(p);
  }
  PROC_UNLOCK(p);
}

/** Stops the other threads of the caller's own process for the signal. The caller holds proctree_lock, which it may drop for that. */
function* reap_kill_self(w: Ref<ReapKill>, p: Ref<Proc>): Routine {
  const stops = (unlocked(p).p_flag & P_HADTHREADS) !== 0 && (unlocked(p).p_flag2 & P2_WEXIT) === 0;
  if (stops) sx_sunlock(k.proctree_lock);
  yield* PROC_LOCK(p);
  p.p_flag2 |= P2_REAPKILLED;
  const alone = stops && (yield* thread_single(p, SINGLE_NO_EXIT)) === 0;
  yield* pksignal(p, w.w_sig);
  condemn(w, p);
  w.w_killed = true;
  if (alone) thread_single_end(p, SINGLE_NO_EXIT);
  PROC_UNLOCK(p);
  if (stops) yield* sx_slock(k.proctree_lock);
}

/** Whether the taskqueue's thread has nothing to do. */
export function taskqueue_is_idle(): boolean {
  return !some(reap_kill_zone, (w) => w.w_queued || w.w_target !== nil);
}

/** Whether a signal has stopped the process that is to be killed: somebody may continue it, or not. */
export function target_is_stopped(): boolean {
  return some(reap_kill_zone, (w) => w.w_target !== nil && (w.w_target.p_flag & P_STOPPED_SIG) !== 0);
}
