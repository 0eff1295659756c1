/** Resource pools: the barrier between who binds a process to a pool, and who is in fork, exec, exit or lwp_create. Labels name routines of pool.c. */
import { KASSERT, nil, slot, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U8 } from '../../src/index.ts';
import { cv_signal, cv_wait } from './condvar.ts';
import { prfind } from './pid.ts';
import { cv_wait_sig } from './sleep.ts';
import {
  EAGAIN, ESRCH, k, mutex_enter, mutex_exit, p_lock, p_locked, p_unlock, PBWAIT, PEXITED, pool_zone, proc_zone, SSYS,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Waits until nobody binds the process, and keeps others from it. The caller owns p_lock, which is dropped meanwhile. */
export function* pool_barrier_enter(p: Ref<Proc>): Routine {
  KASSERT(p_locked(p), 'pool_barrier_enter: p_lock is not held');
  while ((p.p_poolflag & PBWAIT) !== 0) yield* cv_wait(p.p_poolcv, p.p_lockp.pl_lock);
  p.p_poolcnt++;
}

/** Lets a binder go on, and waits for it. The caller owns p_lock, which is dropped meanwhile. */
export function* pool_barrier_exit(p: Ref<Proc>): Routine {
  KASSERT(p_locked(p), 'pool_barrier_exit: p_lock is not held');
  KASSERT(p.p_poolcnt > 0, 'pool_barrier_exit: nobody has entered');
  p.p_poolcnt--;
  if ((p.p_poolflag & PBWAIT) === 0) return;
  yield* mutex_enter(k.pool_barrier_lock);
  KASSERT(k.pool_barrier_count > 0, 'pool_barrier_exit: the binder waits for nobody');
  k.pool_barrier_count--;
  if (k.pool_barrier_count === 0) yield* cv_signal(k.pool_barrier_cv);
  mutex_exit(k.pool_barrier_lock);
  while ((p.p_poolflag & PBWAIT) !== 0) yield* cv_wait(p.p_poolcv, p.p_lockp.pl_lock);
}

/** A set of processes, as pointers to their structs. */
function bit(p: Ref<Proc>): number {
  return 1 << (slot(p) - 1);
}

/** Binds a process, or all (0), to the last pool: 0 or a negative errno. pool_do_bind */
export function* pool_bind(t: Ref<Lwp>, pid: number): Routine<number> {
  yield* mutex_enter(k.pool_lock);
  yield* mutex_enter(k.pidlock);
  let procs: U8 = pid === 0 ? yield* block_all() : yield* block_one(pid);
  mutex_exit(k.pidlock);
  let error = procs === 0 ? ESRCH : 0;
  if (error === 0 && !(yield* wait_for_barrier(t))) {
    yield* wake_all(procs);
    error = EAGAIN;
  }
  if (error === 0) {
    if (pid === 0) procs = yield* find_new(procs);
    yield* bind(procs);
  }
  KASSERT(unlocked(k).pool_barrier_count === 0, 'pool_do_bind: the barrier is not clear');
  mutex_exit(k.pool_lock);
  return -error;
}

/** Raises the barrier of a process. The caller owns pidlock and p_lock. */
function* block(p: Ref<Proc>): Routine {
  p.p_poolflag |= PBWAIT;
  yield* mutex_enter(k.pool_barrier_lock);
  k.pool_barrier_count += p.p_poolcnt;
  mutex_exit(k.pool_barrier_lock);
}

/** Whatever has the number, new or not. The caller owns pidlock. */
function* block_one(pid: number): Routine<U8> {
  const p = yield* prfind(pid);
  if (p === nil) return 0;
  yield* p_lock(p);
  // Nor one of a zone of its own, or of none yet.
  const passed = (p.p_poolflag & PEXITED) !== 0 || p.p_zone === nil || p.p_zone.zone_id !== 0;
  if (!passed) yield* block(p);
  p_unlock(p);
  return passed ? 0 : bit(p);
}

/** The caller owns pidlock. */
function* block_all(): Routine<U8> {
  let procs: U8 = 0;
  for (let p = k.practive.first; p !== nil; p = p.p_next) {
    yield* p_lock(p);
    if ((p.p_poolflag & PEXITED) === 0 && (p.p_flag & SSYS) === 0) {
      yield* block(p);
      procs |= bit(p);
    }
    p_unlock(p);
  }
  return procs;
}

/** Waits until no LWP is behind a barrier: false if a signal, or a hold, comes first. */
function* wait_for_barrier(t: Ref<Lwp>): Routine<boolean> {
  yield* mutex_enter(k.pool_barrier_lock);
  t.lwp_nostop = true;
  if (k.pool_barrier_count > 0) yield* cv_wait_sig(k.pool_barrier_cv, k.pool_barrier_lock);
  t.lwp_nostop = false;
  const clear = k.pool_barrier_count === 0;
  mutex_exit(k.pool_barrier_lock);
  return clear;
}

/** Drops those that have exited meanwhile, and adds what the others have forked: the latest child of each. The caller holds pool_lock. */
function* find_new(procs: U8): Routine<U8> {
  let all: U8 = procs;
  yield* mutex_enter(k.pidlock);
  for (let i = 1; i <= proc_zone.slots; i++) {
    if ((procs & (1 << (i - 1))) === 0) continue;
    const p = proc_zone.at(i);
    yield* p_lock(p);
    const exited = (p.p_poolflag & PEXITED) !== 0;
    p_unlock(p);
    if (exited) {
      all &= ~bit(p);
      yield* wake(p);
    }
    const child = p.p_child;
    if (exited || child === nil || (all & bit(child)) !== 0) continue;
    yield* p_lock(child);
    if ((child.p_poolflag & PEXITED) === 0 && (child.p_flag & SSYS) === 0) {
      KASSERT(child.p_child === nil, 'pool_do_bind: a child of a child');
      child.p_poolflag |= PBWAIT;
      all |= bit(child);
    }
    p_unlock(child);
  }
  mutex_exit(k.pidlock);
  return all;
}

/** Moves them all, their LWPs first, and lowers the barrier of each. */
export function* bind(procs: U8): Routine {
  const pool = pool_zone.at(pool_zone.slots);
  for (let i = 1; i <= proc_zone.slots; i++) {
    if ((procs & (1 << (i - 1))) === 0) continue;
    const p = proc_zone.at(i);
    KASSERT(unlocked(p).p_poolcnt === 0, 'pool_do_bind: an LWP is behind the barrier');
    yield* pool_pset_bind(p);
    const old = unlocked(p).p_pool; // nobody else moves it
    if (old !== pool) {
      KASSERT(old.pool_ref > 0, 'pool_do_bind: pool_ref is 0');
      old.pool_ref--;
      unlocked(p).p_pool = pool;
      pool.pool_ref++;
    }
    yield* wake(p);
  }
}

/** Moves the LWPs that a process has by now. */
function* pool_pset_bind(p: Ref<Proc>): Routine {
  yield* mutex_enter(k.pidlock);
  yield* p_lock(p);
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) t.t_pool = pool_zone.at(pool_zone.slots);
  p_unlock(p);
  mutex_exit(k.pidlock);
}

/** Lowers the barriers. pool_bind_wakeall */
function* wake_all(procs: U8): Routine {
  for (let i = 1; i <= proc_zone.slots; i++) if ((procs & (1 << (i - 1))) !== 0) yield* wake(proc_zone.at(i));
}

/** Lowers the barrier of one. The caller holds pool_lock. pool_bind_wake */
function* wake(p: Ref<Proc>): Routine {
  yield* p_lock(p);
  KASSERT((p.p_poolflag & PBWAIT) !== 0, 'pool_bind_wake: the barrier is down');
  if (p.p_poolcnt > 0) {
    yield* mutex_enter(k.pool_barrier_lock);
    k.pool_barrier_count -= p.p_poolcnt;
    mutex_exit(k.pool_barrier_lock);
  }
  p.p_poolflag &= ~PBWAIT;
  yield* cv_signal(p.p_poolcv);
  p_unlock(p);
}
