/** LWPs: made by fork and lwp_create, suspended and continued by others. Labels name routines of lwp.c. */
import { free, KASSERT, mayFail, nil, remove, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { lwp_exit } from './exit.ts';
import { lwp_continue } from './hold.ts';
import { enlarge, has_room, lwp_hash_lookup } from './lwpdir.ts';
import { prbarrier } from './pid.ts';
import { count_nlwps } from './resources.ts';
import { cv_wait_sig } from './sleep.ts';
import {
  conf, EINTR, ESRCH, k, lwp_zone, mutex_enter, mutex_exit, p_lock, p_unlock, pool_zone, PR_REQUESTED, SEXITLWPS, SKILLED, SLWPWRAP, SSYS, TP_HOLDLWP,
  TP_PRSTOP, TS_CREATE, TS_CSTART,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { stop } from './stop.ts';
import { cstart, give_start, is_new, link_thread, setrun, SUSPENDED, thread_clear, thread_create, wakeable } from './thread.ts';

/** Another LWP of p, which is stopped; nil if there may be none. The caller, `t`, holds no lock. lwp_create */
export function* lwp_create(t: Ref<Lwp>, p: Ref<Proc>, tid: number): Routine<Ref<Lwp>> {
  if (yield* mayFail('lwp_create')) return nil; // a limit of the task, the project or the zone, or the stack
  count_nlwps(p, 1);
  const nt = thread_create();
  yield* p_lock(p);
  const room = yield* make_room(t, p);
  nt.t_tid = tid !== 0 ? tid : next_lwpid(p);
  if (!room || nt.t_tid === 0) {
    p_unlock(p);
    count_nlwps(p, -1);
    free_new(nt);
    return nil;
  }
  nt.t_ruid = t.t_ruid;
  // Those of the one that makes it, whatever its process is bound to by now.
  nt.t_pool = (unlocked(p).p_flag & SSYS) !== 0 ? pool_zone.at(1) : t.t_pool;
  link_thread(nt, p);
  p_unlock(p);
  return nt;
}

/** Room for another LWP in the directory. The caller's own process honours a stop first, which may take long: false if it is to end. The caller owns p_lock. */
function* make_room(t: Ref<Lwp>, p: Ref<Proc>): Routine<boolean> {
  const own = p === t.t_procp;
  for (;;) {
    yield* grow(p, own);
    if (!own) return true;
    yield* prbarrier(p);
    while ((t.t_proc_flag & TP_PRSTOP) !== 0) yield* stop(t, PR_REQUESTED, 0);
    if ((p.p_flag & (SEXITLWPS | SKILLED)) !== 0) return false;
    if (has_room(p)) return true;
  }
}

/** A larger directory, if there is no room: p_lock, which the caller owns, is dropped for the memory. */
function* grow(p: Ref<Proc>, own: boolean): Routine {
  while (!has_room(p)) {
    const dirsz = p.p_lwpdir_sz;
    p_unlock(p);
    yield* p_lock(p);
    if (own) yield* prbarrier(p);
    if (dirsz === p.p_lwpdir_sz && !has_room(p)) enlarge(p);
  }
}

/** The next number that no LWP has, 0 if all are taken; after the last one it begins at 2. The caller owns p_lock. */
function next_lwpid(p: Ref<Proc>): number {
  const prev_id = p.p_lwpid;
  for (;;) {
    if (p.p_lwpid === conf.maxlwpid) {
      p.p_flag |= SLWPWRAP;
      p.p_lwpid = 1;
    }
    p.p_lwpid++;
    if (p.p_lwpid === prev_id) return 0;
    // Before the first time round they cannot meet.
    if ((p.p_flag & SLWPWRAP) === 0 || lwp_hash_lookup(p, p.p_lwpid) === nil) return p.p_lwpid;
  }
}

/** A thread that never ran. */
function free_new(t: Ref<Lwp>): void {
  thread_clear(t);
  free(lwp_zone, t);
}

/** Sets a new LWP running. The caller owns the p_lock of its process. lwp_create_done */
export function lwp_create_done(t: Ref<Lwp>): void {
  KASSERT(is_new(t), 'lwp_create_done: the LWP is not new');
  give_start(t, TS_CREATE);
  if ((t.t_schedflag & TS_CSTART) === 0) cstart(t);
}

/** A copy of an LWP for the child of a fork, stopped; nil if there may be none. The caller holds no lock. forklwp */
export function* forklwp(t: Ref<Lwp>, cp: Ref<Proc>, tx: Ref<Lwp>): Routine<Ref<Lwp>> {
  KASSERT(tx === t || (SUSPENDED(tx) && !tx.lwp_asleep), 'forklwp: the LWP runs, or sleeps');
  const clone = yield* lwp_create(t, cp, tx.t_tid);
  if (clone === nil) return nil;
  yield* p_lock(cp);
  // Who is to be suspended in the parent is to be in the child.
  if ((tx.t_proc_flag & TP_HOLDLWP) === 0) clone.t_proc_flag &= ~TP_HOLDLWP;
  p_unlock(cp);
  return clone;
}

/** Frees the LWPs of a child that will not be. Nobody else knows the list. */
export function* forklwp_fail(p: Ref<Proc>): Routine {
  while (unlocked(p).p_tlist.first !== nil) { // 662
    const t = unlocked(p).p_tlist.first;
    remove(unlocked(p).p_tlist, unlocked(t), 't_forw'); // 666
    unlocked(p).p_lwpcnt--; // 670
    yield 675;
    count_nlwps(p, -1);
    yield* mutex_enter(k.pidlock); // 693
    mutex_exit(k.pidlock); // 698
    free_new(t); // 714
  }
}

// ---- lwp_suspend(2), lwp_continue(2)

/** The LWP of the process with this number, or nil. The caller owns p_lock. idtot */
function idtot(p: Ref<Proc>, tid: number): Ref<Lwp> {
  const lep = lwp_hash_lookup(p, tid);
  return lep === nil ? nil : lep.le_thread;
}

/** Suspends an LWP of the same process, and waits until it is: 0 or a negative errno. */
export function* syslwp_suspend(t: Ref<Lwp>, tid: number): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  const tx = idtot(p, tid);
  const error = tx === nil ? ESRCH : yield* lwp_suspend(t, tx);
  if (error === EINTR) tx.g_asked = false;
  p_unlock(p);
  return -error;
}

/** The caller owns p_lock, which is dropped meanwhile. An errno. lwp_suspend */
function* lwp_suspend(t: Ref<Lwp>, tx: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  const tid = tx.t_tid;
  for (;;) {
    tx.t_proc_flag |= TP_HOLDLWP;
    tx.g_asked = true;
    if (tx === t) return 0; // it suspends on its way out
    if (wakeable(tx)) setrun(tx);
    while (!SUSPENDED(tx) && (tx.t_proc_flag & TP_HOLDLWP) !== 0) {
      if ((p.p_flag & SEXITLWPS) !== 0) yield* lwp_exit(t);
      if (!(yield* cv_wait_sig(p.p_holdlwps, p.p_lockp.pl_lock))) return EINTR;
      if (idtot(p, tid) !== tx) return ESRCH;
    }
    if ((tx.t_proc_flag & TP_HOLDLWP) !== 0) return 0;
  }
}

/** Lets an LWP go on: 0 or a negative errno. */
export function* syslwp_continue(t: Ref<Lwp>, tid: number): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  const tx = idtot(p, tid);
  if (tx !== nil) lwp_continue(tx);
  p_unlock(p);
  return tx === nil ? -ESRCH : 0;
}
