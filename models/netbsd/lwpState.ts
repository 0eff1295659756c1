/** LWPs that are made to run or to suspend. Nothing here yields: each function is one section under the lwp lock. kern_lwp.c, kern_synch.c */
import { alloc, cv_broadcast, insertHead, KASSERT, nil, require, sleepq_resume, unlocked } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import {
  EDEADLK, EINTR, LSIDL, LSRUN, LSSTOP, LSSUSPENDED, LSZOMB, LW_PENDSIG, LW_WCORE, LW_WEXIT, LW_WSUSPEND, lwp_zone, p_locked,
  PSL_TRACED,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Whether the LWP sleeps, stopped or not, where a signal may find it. */
export function sleeps_interruptibly(l: Ref<Lwp>): boolean {
  return l.td_wchan !== 0 && l.td_sintr;
}

/** Asks the LWP to look for signals before user mode. signotify */
export function signotify(l: Ref<Lwp>): void {
  l.l_flag |= LW_PENDSIG;
}

/** Makes an LWP run that sleeps, is stopped, or is suspended; its sleep is over. The caller owns its process's p_lock. */
export function setrunnable(l: Ref<Lwp>): void {
  const p = l.l_proc;
  KASSERT(p_locked(p), 'setrunnable: p_lock is not owned');
  KASSERT(l.l_stat !== LSZOMB && l.l_stat !== LSIDL, 'setrunnable: the LWP is dead or new');
  if (l.l_stat === LSSTOP) {
    // The debugger may have left a signal.
    if ((p.p_slflag & PSL_TRACED) !== 0 && p.p_xsig !== 0) signotify(l);
    p.p_nrlwps++;
  } else if (l.l_stat === LSSUSPENDED) {
    l.l_flag &= ~LW_WSUSPEND;
    p.p_nrlwps++;
    cv_broadcast(p.p_lwpcv);
  }
  l.l_stat = LSRUN;
  l.td_suspended = false;
  sleepq_resume(l, 0);
}

/** Stops an LWP where it is: the caller, which then switches away, or one that sleeps. The caller owns p_lock. */
export function stop_lwp(l: Ref<Lwp>, l_stat: number): void {
  l.l_proc.p_nrlwps--;
  l.l_stat = l_stat;
  l.td_suspended = true;
}

/** Asks t to suspend itself; returns an errno. The caller owns p_lock. lwp_suspend */
export function lwp_suspend(curl: Ref<Lwp>, t: Ref<Lwp>): number {
  KASSERT(p_locked(t.l_proc), 'lwp_suspend: p_lock is not owned');
  // Who has to leave must not wait for others to suspend themselves.
  if ((curl.l_flag & (LW_WEXIT | LW_WCORE)) !== 0) return EDEADLK;
  switch (t.l_stat) {
    case LSRUN:
      t.l_flag |= LW_WSUSPEND;
      if (sleeps_interruptibly(t)) setrunnable(t);
      return 0;
    case LSSTOP:
      t.l_flag |= LW_WSUSPEND;
      setrunnable(t);
      return 0;
    case LSSUSPENDED:
      return 0;
    default:
      return EINTR;
  }
}

/** Takes a request to suspend back, and lets a suspended LWP go on. The caller owns p_lock. lwp_continue */
export function lwp_continue(l: Ref<Lwp>): void {
  KASSERT(p_locked(l.l_proc), 'lwp_continue: p_lock is not owned');
  l.l_flag &= ~LW_WSUSPEND;
  if (l.l_stat === LSSUSPENDED) setrunnable(l);
}

/** An LWP with nothing left of its former life. */
export function lwp_alloc(): Ref<Lwp> {
  const l = alloc(lwp_zone);
  require('zone-exhausted', l !== nil, 'no free LWP slot');
  l.l_stat = LSIDL;
  l.l_flag = 0;
  l.l_sigpend = 0;
  l.td_suspended = false;
  unlocked(l).l_vforkwaiting = false;
  return l;
}

/** Counts a new LWP in. The caller owns the process's p_lock, or nobody knows the process. The last part of lwp_create */
export function lwp_link(l: Ref<Lwp>, p: Ref<Proc>): void {
  l.l_proc = p;
  l.l_uid = unlocked(p).p_uid;
  insertHead(unlocked(p).p_lwps, unlocked(l), 'l_sibling');
  unlocked(p).p_nlwps++;
  unlocked(p).p_nrlwps++;
}

/** Clears what the next user of the struct writes anyway, so that states that differ only there are one. */
export function lwp_clear(l: Ref<Lwp>): void {
  l.l_flag = 0;
  l.l_sigpend = 0;
  l.l_sigmask = 0;
  l.l_lid = 0;
  l.l_uid = 0;
  l.l_proc = nil;
  l.l_stat = 0;
}
