/** Threads that stop and go on. Nothing here yields: each function is one section under the thread lock. disp.c, lwp.c */
import { alloc, cv_broadcast, insertTail, KASSERT, nil, require, sleepq_resume, unlocked } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { lwp_hash_in } from './lwpdir.ts';
import {
  lwp_zone, p_locked, PR_JOBCONTROL, PR_SUSPENDED, SEXITLWPS, SHOLDFORK, TP_HOLDLWP, TS_ALLSTART, TS_CREATE, TS_CSTART, TS_FREE, TS_PSTART, TS_RUN,
  TS_STOPPED, TS_XSTART,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Whether the thread is stopped for want of TS_CSTART: somebody holds it. */
export function SUSPENDED(t: Ref<Lwp>): boolean {
  return t.t_state === TS_STOPPED && (t.t_schedflag & TS_CSTART) === 0;
}

/** Whether it is stopped by a debugger. */
export function ISTOPPED(t: Ref<Lwp>): boolean {
  return t.t_state === TS_STOPPED && (t.t_schedflag & TS_PSTART) === 0;
}

/** Whether it sleeps where a signal may find it. T_WAKEABLE */
export function wakeable(t: Ref<Lwp>): boolean {
  return t.t_state === TS_RUN && t.td_wchan !== 0 && t.td_sintr;
}

/** Takes a sleeper off its queue. setrun */
export function setrun(t: Ref<Lwp>): void {
  sleepq_resume(t, 0);
}

/** Gives a thread some of the reasons to run; one that is stopped goes on when it has all. setrun_locked */
export function give_start(t: Ref<Lwp>, bits: number): void {
  t.t_schedflag |= bits;
  if (t.t_state !== TS_STOPPED || t.t_schedflag !== TS_ALLSTART) return;
  t.t_state = TS_RUN;
  t.t_whystop = 0;
  t.td_suspended = false;
}

/** Gives a suspended thread TS_CSTART, which makes it count as running. The caller owns p_lock. */
export function cstart(t: Ref<Lwp>): void {
  t.t_procp.p_lwprcnt++;
  give_start(t, TS_CSTART);
}

/** Stops the calling thread, which then switches away. The caller owns p_lock. thread_stop, and the last part of stop before it */
export function thread_stop(t: Ref<Lwp>, why: number): void {
  const p = t.t_procp;
  t.t_state = TS_STOPPED;
  t.t_whystop = why;
  t.td_suspended = true;
  if (why === PR_SUSPENDED) {
    t.t_schedflag &= ~TS_CSTART;
    p.p_lwprcnt--;
    if (p.p_lwprcnt === 0 || (t.t_proc_flag & TP_HOLDLWP) !== 0) cv_broadcast(p.p_holdlwps);
  } else if (why === PR_JOBCONTROL) {
    t.t_schedflag &= ~TS_XSTART;
  } else {
    t.t_schedflag &= ~TS_PSTART;
  }
}

/** A thread that is stopped, and lacks what lwp_create_done gives it. */
export function thread_create(): Ref<Lwp> {
  const t = alloc(lwp_zone);
  require('zone-exhausted', t !== nil, 'no free thread slot');
  t.t_state = TS_STOPPED;
  t.t_schedflag = TS_XSTART | TS_PSTART;
  t.t_proc_flag = TP_HOLDLWP;
  t.t_whystop = PR_SUSPENDED;
  t.td_suspended = true;
  t.t_waitfor = -1;
  return t;
}

/** Puts a thread on the list of its process and into the directory, with its number. The caller owns p_lock if anybody else could. */
export function link_thread(t: Ref<Lwp>, p: Ref<Proc>): void {
  t.t_procp = p;
  lwp_hash_in(p, t.t_tid, t);
  insertTail(unlocked(p).p_tlist, unlocked(t), 't_forw');
  unlocked(p).p_lwpcnt++;
}

/** Clears what the next user of the struct writes anyway, so that states that differ only there are one. */
export function thread_clear(t: Ref<Lwp>): void {
  t.t_state = TS_FREE;
  t.t_schedflag = 0;
  t.t_proc_flag = 0;
  t.t_whystop = 0;
  t.t_tid = 0;
  t.t_ruid = 0;
  t.lwp_cursig = 0;
  t.lwp_nostop = false;
  t.lwp_asleep = false;
  t.t_waitfor = 0;
  t.t_pool = nil;
  t.g_asked = false;
  t.lwp_vfpid = 0;
  t.td_suspended = false;
  t.t_procp = nil;
}

/** Whether a thread was made and nobody has given it TS_CREATE. */
export function is_new(t: Ref<Lwp>): boolean {
  return t.t_state === TS_STOPPED && (t.t_schedflag & TS_CREATE) === 0;
}

/** Makes the other LWPs come to where they are held. The caller owns p_lock. pokelwps */
export function pokelwps(t: Ref<Lwp>): void {
  const p = t.t_procp;
  KASSERT(p_locked(p), 'pokelwps: p_lock is not held');
  for (let tx = p.p_tlist.first; tx !== nil; tx = tx.t_forw) {
    if (tx === t) continue;
    if (wakeable(tx)) {
      setrun(tx);
    } else if (tx.t_state === TS_STOPPED) {
      if ((p.p_flag & SEXITLWPS) !== 0) {
        p.p_stopsig = 0;
        give_start(tx, TS_XSTART | TS_PSTART);
      }
      // It may have stopped in a sleep, and its stack is to be copied on the border.
      if ((p.p_flag & SHOLDFORK) !== 0 && SUSPENDED(tx)) cstart(tx);
    }
  }
}

/** Whether all threads of a process, but for one (nil: none), stand still by a stop signal or are held. The caller owns p_lock. jobstopped */
export function jobstopped(p: Ref<Proc>, but: Ref<Lwp>): boolean {
  if (p.p_tlist.first === nil) return false;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if (t === but || SUSPENDED(t)) continue;
    if (t.t_state !== TS_STOPPED || t.t_whystop !== PR_JOBCONTROL) return false;
  }
  return true;
}
