/** Stopping a thread. Labels name routines of sig.c. */
import { curthread, cv_broadcast, KASSERT, nil, unlocked, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { sigcld } from './child.ts';
import { prbarrier } from './pid.ts';
import {
  CLD_STOPPED, CLDCONT, k, mutex_enter, mutex_exit, p_lock, p_locked, p_unlock, PR_JOBCONTROL, PR_SUSPENDED, SEXITLWPS, SHOLDFORK, SHOLDFORK1,
  SHOLDWATCH, sigismember, SIGKILL, SKILLED, SSCONT, SSYS, TP_HOLDLWP, TP_PRSTOP, TP_STOPPING, TS_PSTART, TS_STOPPED, TS_XSTART,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { give_start, setrun, SUSPENDED, thread_stop, wakeable } from './thread.ts';

/** Whether the process is to end. The caller owns p_lock. */
function ends(p: Ref<Proc>): boolean {
  return (p.p_flag & (SEXITLWPS | SKILLED)) !== 0 || sigismember(p.p_sig, SIGKILL);
}

/** Stops the calling thread; `what` is a stop signal, or 0. The caller owns p_lock, which is dropped meanwhile. stop */
export function* stop(t: Ref<Lwp>, why: number, what: number): Routine {
  const p = t.t_procp;
  KASSERT(p_locked(p), 'stop: p_lock is not held');
  if ((p.p_flag & SSYS) !== 0) return;
  if (why !== PR_SUSPENDED && ends(p)) {
    p.p_stopsig = 0;
    return;
  }
  // Who must not stop does so all the same for somebody who forks.
  if (t.lwp_nostop && why !== PR_SUSPENDED) return;
  t.t_proc_flag |= TP_STOPPING;
  p_unlock(p); // prstop
  yield* p_lock(p);
  if (why === PR_SUSPENDED && !must_suspend(t)) {
    t.t_proc_flag &= ~TP_STOPPING;
    return;
  }
  const sig = why === PR_SUSPENDED ? p.p_stopsig : what;
  if (why === PR_JOBCONTROL || sig !== 0) yield* tell_of_stop(t, sig);
  thread_stop(t, why);
  if (why !== PR_SUSPENDED) look_again(t, why);
  t.t_proc_flag &= ~TP_STOPPING;
  p_unlock(p);
  yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'stop');
  yield* p_lock(p);
  yield* prbarrier(p);
}

/** Whether somebody still holds the thread. */
function must_suspend(t: Ref<Lwp>): boolean {
  return (t.t_proc_flag & TP_HOLDLWP) !== 0 || (t.t_procp.p_flag & (SHOLDFORK | SHOLDFORK1 | SHOLDWATCH)) !== 0;
}

/** What came while p_lock was dropped makes the thread run again at once. The caller owns p_lock. */
function look_again(t: Ref<Lwp>, why: number): void {
  const p = t.t_procp;
  if (ends(p)) {
    p.p_stopsig = 0;
    give_start(t, TS_XSTART | TS_PSTART);
  } else if (why === PR_JOBCONTROL) {
    if ((p.p_flag & SSCONT) === 0) return;
    p.p_stopsig = 0;
    give_start(t, TS_XSTART);
  } else if ((t.t_proc_flag & TP_PRSTOP) === 0) {
    give_start(t, TS_PSTART);
  }
}

/** The first thread to stop asks the others to, the last one tells the parent. The caller owns p_lock, which may be dropped meanwhile. */
function* tell_of_stop(t: Ref<Lwp>, sig: number): Routine {
  const p = t.t_procp;
  if (p.p_stopsig === 0) {
    p.p_stopsig = sig;
    poke_others(t);
    // Who waits for the others to be held would wait in vain.
    cv_broadcast(p.p_holdlwps);
  }
  if (!others_stand_still(t) || unlocked(p).p_wcode === CLD_STOPPED) return;
  p_unlock(p);
  yield* mutex_enter(k.pidlock);
  p.p_wcode = CLD_STOPPED;
  p.p_pidflag &= ~CLDCONT;
  yield* sigcld(p, true);
  yield* p_lock(p);
  mutex_exit(k.pidlock);
}

/** Whether all other threads are stopped already. */
function others_stand_still(t: Ref<Lwp>): boolean {
  for (let tx = t.t_procp.p_tlist.first; tx !== nil; tx = tx.t_forw) if (tx !== t && tx.t_state !== TS_STOPPED) return false;
  return true;
}

/** Has the others look at what is asked of the process. The caller owns p_lock. */
function poke_others(t: Ref<Lwp>): void {
  for (let tx = t.t_procp.p_tlist.first; tx !== nil; tx = tx.t_forw) if (tx !== t && wakeable(tx)) setrun(tx);
}

/** Whether all threads of a process stand still, by a stop signal or because somebody holds them. The caller owns p_lock. jobstopped */
export function jobstopped(p: Ref<Proc>): boolean {
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if (t.t_state !== TS_STOPPED || (!SUSPENDED(t) && t.t_whystop !== PR_JOBCONTROL)) return false;
  }
  return p.p_tlist.first !== nil;
}
