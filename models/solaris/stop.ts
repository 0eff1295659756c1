/** Stopping a thread. Labels name routines of sig.c. */
import { curthread, cv_broadcast, KASSERT, nil, waitUntil } from '../../src/index.ts';
import type { Ref, Routine, U3, U4 } from '../../src/index.ts';
import { sigcld } from './child.ts';
import { prbarrier } from './pid.ts';
import {
  CLD_STOPPED, CLD_TRAPPED, CLDCONT, k, mutex_enter, mutex_exit, P_PR_ASYNC, P_PR_PTRACE, p_lock, p_locked, p_unlock, PR_JOBCONTROL, PR_SUSPENDED,
  PR_SYSENTRY, PR_SYSEXIT, SEXITLWPS, SHOLDFORK, SHOLDFORK1, SHOLDWATCH, sigismember, SIGKILL, SKILLED, SSCONT, SSYS, TP_HOLDLWP, TP_PRSTOP,
  TP_STOPPING, TS_PSTART, TS_STOPPED, TS_XSTART,
} from './state.ts';
import type { Lwp } from './state.ts';
import { give_start, ISTOPPED, jobstopped, pokelwps, setrun, SUSPENDED, thread_stop, wakeable } from './thread.ts';

/** Whether the LWP is not to stop any more. The caller owns p_lock. */
function ends(t: Ref<Lwp>): boolean {
  const p = t.t_procp;
  return (p.p_flag & (SEXITLWPS | SKILLED)) !== 0 || sigismember(p.p_sig, SIGKILL) || t.lwp_cursig === SIGKILL;
}

/** Stops the calling thread; `what` is a stop signal, or 0. The caller owns p_lock, which is dropped meanwhile. stop */
export function* stop(t: Ref<Lwp>, why: U3, what: U4): Routine {
  const p = t.t_procp;
  KASSERT(p_locked(p), 'stop: p_lock is not held');
  if ((p.p_flag & SSYS) !== 0 || p.p_as === nil) return;
  if (why !== PR_SUSPENDED && ends(t)) {
    p.p_stopsig = 0;
    t.t_proc_flag &= ~TP_PRSTOP;
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
  if (is_event(why) && (p.p_proc_flag & P_PR_ASYNC) === 0) stop_others(t);
  if (why === PR_JOBCONTROL || (why === PR_SUSPENDED && p.p_stopsig !== 0)) yield* tell_of_stop(t, why, what);
  if (why !== PR_JOBCONTROL) yield* tell_debugger(t, why);
  thread_stop(t, why);
  if (why !== PR_SUSPENDED) look_again(t, why);
  t.t_proc_flag &= ~TP_STOPPING;
  p_unlock(p);
  yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'stop');
  yield* p_lock(p);
  yield* prbarrier(p);
}

/** Whether a debugger has asked for stops of this kind, not for this one. */
function is_event(why: number): boolean {
  return why === PR_SYSENTRY || why === PR_SYSEXIT;
}

/** Whether somebody still holds the thread. Who sleeps is not held for a copy: it has to come to the border first. */
function must_suspend(t: Ref<Lwp>): boolean {
  const flag = t.t_procp.p_flag;
  if (t.lwp_asleep && (flag & SHOLDFORK) !== 0) return false;
  return (t.t_proc_flag & TP_HOLDLWP) !== 0 || (flag & (SHOLDFORK | SHOLDFORK1 | SHOLDWATCH)) !== 0;
}

/** Has the others stop with the thread. The caller owns p_lock. */
function stop_others(t: Ref<Lwp>): void {
  const p = t.t_procp;
  for (let tx = p.p_tlist.first; tx !== nil; tx = tx.t_forw) {
    if (tx === t || ISTOPPED(tx) || (tx.t_proc_flag & TP_PRSTOP) !== 0) continue;
    tx.t_proc_flag |= TP_PRSTOP;
    if (wakeable(tx)) setrun(tx);
  }
  cv_broadcast(p.p_holdlwps);
}

/** What came while p_lock was dropped makes the thread run again at once. The caller owns p_lock. */
function look_again(t: Ref<Lwp>, why: number): void {
  const p = t.t_procp;
  if (ends(t)) {
    p.p_stopsig = 0;
    give_start(t, TS_XSTART | TS_PSTART);
  } else if (why === PR_JOBCONTROL) {
    if ((p.p_flag & SSCONT) === 0) return;
    p.p_stopsig = 0;
    give_start(t, TS_XSTART);
  } else if ((t.t_proc_flag & TP_STOPPING) === 0) {
    give_start(t, TS_PSTART);
  }
}

/** The last thread to stop tells the parent, the first one asks the others to. The caller owns p_lock, which may be dropped meanwhile. */
function* tell_of_stop(t: Ref<Lwp>, why: U3, what: U4): Routine {
  const p = t.t_procp;
  if (jobstopped(p, t)) {
    if (p.p_stopsig === 0) p.p_stopsig = what;
    p_unlock(p);
    yield* mutex_enter(k.pidlock);
    p.p_pidflag &= ~CLDCONT;
    p.p_wcode = CLD_STOPPED;
    yield* sigcld(p, true);
    yield* p_lock(p);
    mutex_exit(k.pidlock);
    p.p_stopsig = 0;
  } else if (why === PR_JOBCONTROL && p.p_stopsig === 0) {
    p.p_stopsig = what;
    pokelwps(t);
    // Who waits for the others to be held would wait in vain.
    cv_broadcast(p.p_holdlwps);
  }
}

/** Where all other threads are stopped or held those are told who wait for that. The caller owns p_lock, which may be dropped meanwhile. */
function* tell_debugger(t: Ref<Lwp>, why: U3): Routine {
  const p = t.t_procp;
  if (others_stand_still(t)) {
    if ((p.p_proc_flag & P_PR_PTRACE) !== 0) {
      p_unlock(p);
      yield* mutex_enter(k.pidlock);
      p.p_wcode = CLD_TRAPPED;
      cv_broadcast(p.p_parent.p_cv);
      yield* p_lock(p);
      mutex_exit(k.pidlock);
    }
    cv_broadcast(p.p_lockp.pr_pid_cv);
    cv_broadcast(p.p_holdlwps);
  }
  if (why === PR_SUSPENDED) return;
  if ((t.t_proc_flag & TP_PRSTOP) !== 0) t.t_proc_flag |= TP_STOPPING;
  t.t_proc_flag &= ~TP_PRSTOP;
}

/** Whether all other threads are stopped by a debugger, or held. */
function others_stand_still(t: Ref<Lwp>): boolean {
  for (let tx = t.t_procp.p_tlist.first; tx !== nil; tx = tx.t_forw) {
    if (tx !== t && (tx.t_state !== TS_STOPPED || (!SUSPENDED(tx) && !ISTOPPED(tx)))) return false;
  }
  return true;
}
