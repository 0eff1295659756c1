/** Stopping a process. Labels name routines of kern_sig.c. */
import { curthread, cv_broadcast, KASSERT, mtx_trylock, nil, some, unlocked, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { sleeps_interruptibly, stop_lwp } from './lwpState.ts';
import { child_psignal, sigpost } from './signal.ts';
import {
  k, LSRUN, LSSTOP, mutex_enter, mutex_exit, mutex_owned, p_lock, p_locked, p_unlock, proc_zone, PS_NOCLDSTOP, PS_STOPPING, SACTIVE,
  SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Stops the LWPs that sleep interruptibly, where they are. The caller owns p_lock. proc_stop_lwps */
function proc_stop_lwps(p: Ref<Proc>): void {
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (l.l_stat === LSRUN && sleeps_interruptibly(l)) stop_lwp(l, LSSTOP);
  }
}

/** Begins to stop the caller's process: sleepers at once, the others on their way to user mode. It owns p_lock. proc_stop */
function proc_stop(p: Ref<Proc>, sig: number): void {
  p.p_sflag |= PS_STOPPING;
  proc_stop_lwps(p);
  // The caller runs, so that somebody is left to tell the parent. The callout looks for those that go to sleep from now on.
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) sigpost(l, sig);
}

/** Completes a stop and tells the parent. The caller owns proc_lock and p_lock, which is dropped for a while. proc_stop_done */
function* proc_stop_done(p: Ref<Proc>, mask: number): Routine {
  KASSERT(mutex_owned(k.proc_lock) && p_locked(p), 'proc_stop_done: a lock is not owned');
  KASSERT((p.p_sflag & PS_STOPPING) !== 0, 'proc_stop_done: the process is not stopping');
  KASSERT(p.p_nrlwps === 0 || (p.p_nrlwps === 1 && curthread<Lwp>().l_proc === p), 'proc_stop_done: an LWP runs');
  p.p_sflag &= ~PS_STOPPING;
  p.p_stat = SSTOP;
  p.p_waited = false;
  p.p_pptr.p_nstopchild++;
  yield* child_psignal(p, mask);
  cv_broadcast(p.p_pptr.p_waitcv);
}

/**
 * Stops the calling LWP, and with it the process if that has not begun to; the last one tells the parent. The caller owns p_lock,
 * which is released, and so is proc_lock if it has that. sigswitch
 */
export function* sigswitch(l: Ref<Lwp>, mask: number, sig: number, proc_lock_held: boolean): Routine {
  const p = l.l_proc;
  KASSERT(p_locked(p), 'sigswitch: p_lock is not owned');
  KASSERT(p.p_nrlwps > 0, 'sigswitch: nobody runs');
  KASSERT(mutex_owned(k.proc_lock) === proc_lock_held, 'sigswitch: proc_lock is not as promised');
  if (p.p_stat === SACTIVE && (p.p_sflag & PS_STOPPING) === 0) {
    proc_stop(p, sig);
    KASSERT(p.p_nrlwps > 0, 'sigswitch: nobody runs');
  }
  if ((p.p_sflag & PS_STOPPING) !== 0) {
    // proc_lock comes first; only if it is free now p_lock need not be dropped.
    if (!proc_lock_held && !(yield* mtx_trylock(k.proc_lock))) {
      p_unlock(p);
      yield* mutex_enter(k.proc_lock);
      yield* p_lock(p);
    }
    if (p.p_nrlwps === 1 && (p.p_sflag & PS_STOPPING) !== 0) yield* proc_stop_done(p, mask);
    mutex_exit(k.proc_lock);
  }
  yield* sigswitch_unlock_and_switch_away(l);
}

/** Switches away, stopped unless a SIGCONT or SIGKILL has come meanwhile. The caller owns p_lock, which is released. */
export function* sigswitch_unlock_and_switch_away(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  if (p.p_stat === SSTOP || (p.p_sflag & PS_STOPPING) !== 0) stop_lwp(l, LSSTOP);
  p_unlock(p);
  yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'sigswitch: stopped');
}

/** A process that has begun to stop and has not come to its end. */
function is_stopping(p: Ref<Proc>): boolean {
  const q = unlocked(p);
  return q.p_stat === SACTIVE && (q.p_sflag & PS_STOPPING) !== 0;
}

/** Looks every tick for LWPs that have gone to sleep in a process that is stopping. A thread of the kernel. proc_stop_callout */
export function* proc_stop_callout(): Routine {
  for (;;) {
    yield* waitUntil(() => some(proc_zone, (p) => is_stopping(p)), 'proc_stop_callout');
    yield* mutex_enter(k.proc_lock);
    for (let p = k.allproc.first; p !== nil; p = p.p_list) {
      yield* p_lock(p);
      if (is_stopping(p)) {
        proc_stop_lwps(p);
        if (p.p_nrlwps === 0) yield* proc_stop_done(p, PS_NOCLDSTOP);
      }
      p_unlock(p);
    }
    mutex_exit(k.proc_lock);
  }
}
