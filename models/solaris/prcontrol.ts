/** What a debugger does by way of /proc. Labels name routines of prcontrol.c and prsubr.c. */
import { cv_broadcast, nil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { cv_signal, cv_wait } from './condvar.ts';
import { prfind } from './pid.ts';
import {
  EBUSY, ENOENT, k, mutex_enter, mutex_exit, P_PR_LOCK, p_unlock, PR_REQUESTED, PR_SYSENTRY, PR_SYSEXIT, SEXITING, SIDL, SKILLED, TP_PRSTOP, TP_STOPPING,
  TS_PSTART,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { give_start, ISTOPPED, setrun, wakeable } from './thread.ts';

/** Finds a process and takes its P_PR_LOCK and p_lock; nil if it is new or on its way out. The caller holds no lock. prlock */
function* prlock(pid: number): Routine<Ref<Proc>> {
  for (;;) {
    yield* mutex_enter(k.pidlock);
    const p = yield* prfind(pid);
    if (p === nil || p.p_stat === SIDL) {
      mutex_exit(k.pidlock);
      return nil;
    }
    const pep = p.p_lockp;
    yield* mutex_enter(pep.pl_lock);
    mutex_exit(k.pidlock);
    if ((p.p_proc_flag & P_PR_LOCK) === 0) {
      p.p_proc_flag |= P_PR_LOCK;
      if ((p.p_flag & SEXITING) === 0) return p;
      yield* prunlock(p);
      return nil;
    }
    yield* cv_wait(pep.pr_pid_cv, pep.pl_lock);
    mutex_exit(pep.pl_lock);
  }
}

/** Gives P_PR_LOCK and p_lock back. What has been killed meanwhile is set running. The caller owns both. prunlock */
function* prunlock(p: Ref<Proc>): Routine {
  if ((p.p_flag & SKILLED) !== 0 && (p.p_flag & SEXITING) === 0) pr_setrun(p);
  yield* cv_signal(p.p_lockp.pr_pid_cv);
  p.p_proc_flag &= ~P_PR_LOCK;
  p_unlock(p);
}

/** Has all LWPs of a process stop where they next look: 0 or a negative errno. pr_stop */
export function* prstop(pid: number): Routine<number> {
  const p = yield* prlock(pid);
  if (p === nil) return -ENOENT;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if (!ISTOPPED(t)) t.t_proc_flag |= TP_PRSTOP;
    if (wakeable(t)) setrun(t);
  }
  cv_broadcast(p.p_holdlwps);
  yield* prunlock(p);
  return 0;
}

/** Lets a process go on: 0 or a negative errno. */
export function* prrun(pid: number): Routine<number> {
  const p = yield* prlock(pid);
  if (p === nil) return -ENOENT;
  const error = pr_setrun(p);
  yield* prunlock(p);
  return -error;
}

/** The next one that has stopped by itself is shown; where there is none all go on. The caller owns p_lock. An errno. pr_setrun */
function pr_setrun(p: Ref<Proc>): number {
  const t = prchoose(p);
  if (t === nil) return EBUSY;
  if (ISTOPPED(t)) t.t_whystop = PR_REQUESTED;
  const next = prchoose(p);
  if (!ISTOPPED(next) || next.t_whystop === PR_REQUESTED) allsetrun(p);
  return 0;
}

/** The LWP that stands for the process: one that has stopped by itself, or one that was told to; nil if there is none. The caller owns p_lock. prchoose */
function prchoose(p: Ref<Proc>): Ref<Lwp> {
  let chosen: Ref<Lwp> = nil;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if (ISTOPPED(t) && (t.t_whystop === PR_SYSENTRY || t.t_whystop === PR_SYSEXIT)) return t;
    if (ISTOPPED(t) || (t.t_proc_flag & TP_PRSTOP) !== 0) chosen = t;
  }
  return chosen;
}

/** The caller owns p_lock. allsetrun */
function allsetrun(p: Ref<Proc>): void {
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    t.t_proc_flag &= ~(TP_PRSTOP | TP_STOPPING);
    if (ISTOPPED(t)) give_start(t, TS_PSTART);
  }
}

/** Writes to the registers of a process that has stopped: what vfork has returned looks like the child's. 0 or a negative errno. pr_setregs */
export function* prregs(pid: number): Routine<number> {
  const p = yield* prlock(pid);
  if (p === nil) return -ENOENT;
  const t = prchoose(p);
  const stopped = t !== nil && ISTOPPED(t);
  if (stopped) t.lwp_vfpid = 0;
  yield* prunlock(p);
  return stopped ? 0 : -EBUSY;
}
