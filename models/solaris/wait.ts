/** Waiting for children. Labels name routines of exit.c. */
import { KASSERT, nil, unlocked } from '../../src/index.ts';
import type { I8, Ref, Routine, U6, U8 } from '../../src/index.ts';
import { freeproc, news_of, sigcld_delete, sigcld_repost } from './child.ts';
import { cv_wait_sig } from './sleep.ts';
import {
  CLD_CONTINUED, CLD_DUMPED, CLD_EXITED, CLD_KILLED, CLD_STOPPED, CLD_TRAPPED, CLDPEND, ECHILD, EINTR, k, mutex_enter, mutex_exit, p_lock, p_unlock,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { jobstopped } from './thread.ts';
import { WCONTINUED, WEXITED, WNOHANG, WNOWAIT, WSTOPPED, WTRAPPED } from './waitOptions.ts';

/** Whether a child has ended. The caller owns pidlock. */
function has_exited(p: Ref<Proc>): boolean {
  return p.p_wcode === CLD_EXITED || p.p_wcode === CLD_KILLED || p.p_wcode === CLD_DUMPED;
}

/** Whether the number means the child: its own, any (-1), that of the caller's group (0), a group's (-n). The caller owns pidlock. */
function is_meant(parent: Ref<Proc>, child: Ref<Proc>, pid: number): boolean {
  if (pid === -1) return true;
  if (pid > 0) return child.p_pidp.pid_id === pid;
  const wanted = pid === 0 ? parent.p_pgidp.pid_id : -pid;
  return child.p_pgidp.pid_id === wanted;
}

/** Waits for a child as `pid` says: its number, 0 with WNOHANG, or a negative errno. The caller holds no lock. waitid */
export function* waitid(t: Ref<Lwp>, pid: I8, options: U6): Routine<number> {
  const pp = t.t_procp;
  yield* mutex_enter(k.pidlock);
  for (;;) {
    const gone = find_exited(pp, pid, options);
    if (gone !== nil) return yield* collect(pp, gone, options);
    const changed = yield* find_changed(pp, pid, options);
    if (changed !== nil) return yield* report(pp, changed, options);
    const waits = may_sleep(pp, pid, options);
    if (!waits || (options & WNOHANG) !== 0) {
      mutex_exit(k.pidlock);
      return waits ? 0 : -ECHILD;
    }
    t.g_waitpid = pid;
    t.g_waitoptions = options;
    const woken = yield* cv_wait_sig(pp.p_cv, k.pidlock);
    t.g_waitpid = 0;
    t.g_waitoptions = 0;
    if (!woken) {
      mutex_exit(k.pidlock);
      return -EINTR;
    }
  }
}

/** A zombie that is waited for, or nil. The caller owns pidlock. */
function find_exited(pp: Ref<Proc>, pid: number, options: number): Ref<Proc> {
  for (let cp = pp.p_child_ns.first; cp !== nil; cp = cp.p_sibling_ns) {
    if (!is_meant(pp, cp, pid)) continue;
    KASSERT(has_exited(cp), 'waitid: a child with news has not exited');
    if ((options & WEXITED) !== 0) return cp;
  }
  return nil;
}

/** Frees the zombie if nobody wants to look again. The caller owns pidlock, which is released. */
function* collect(pp: Ref<Proc>, cp: Ref<Proc>, options: U6): Routine<number> {
  const pid = cp.p_pidp.pid_id;
  const news = news_of(cp);
  if ((options & WNOWAIT) === 0) yield* freeproc(cp);
  mutex_exit(k.pidlock);
  if ((options & WNOWAIT) === 0) yield* accept(pp, news);
  return pid;
}

/** Tells that a child has stopped or gone on. The caller owns pidlock, which is released. */
function* report(pp: Ref<Proc>, cp: Ref<Proc>, options: U6): Routine<number> {
  const pid = cp.p_pidp.pid_id;
  const news = news_of(cp);
  if ((options & WNOWAIT) === 0) {
    cp.p_wcode = 0;
    cp.p_pidflag &= ~CLDPEND;
  }
  mutex_exit(k.pidlock);
  if ((options & WNOWAIT) === 0) yield* accept(pp, news);
  return pid;
}

/** The news is heard: its signal goes, and the next one comes. The caller holds no lock. */
function* accept(pp: Ref<Proc>, news: U8): Routine {
  yield* sigcld_delete(pp, news);
  yield* sigcld_repost(pp);
}

/** A child that has stopped or continued, or nil. The caller owns pidlock. */
function* find_changed(pp: Ref<Proc>, pid: I8, options: U6): Routine<Ref<Proc>> {
  for (let cp = pp.p_child; cp !== nil; cp = cp.p_sibling) if (is_meant(pp, cp, pid) && (yield* is_wanted(cp, options))) return cp;
  return nil;
}

/** Whether what a child has to tell is asked for, and still so. The caller owns pidlock. */
function* is_wanted(cp: Ref<Proc>, options: U6): Routine<boolean> {
  KASSERT(!has_exited(cp) || (options & WEXITED) === 0, 'waitid: a zombie that its parent has no news of');
  if (cp.p_wcode === CLD_TRAPPED) return (options & WTRAPPED) !== 0;
  if (cp.p_wcode === CLD_CONTINUED) return (options & WCONTINUED) !== 0;
  if (cp.p_wcode !== CLD_STOPPED || (options & WSTOPPED) === 0) return false;
  yield* p_lock(cp);
  const stopped = jobstopped(cp, nil);
  p_unlock(cp);
  return stopped;
}

/** Whether there is a child that may yet have something to tell. The caller owns pidlock. */
export function may_sleep(pp: Ref<Proc>, pid: number, options: number): boolean {
  for (let cp = pp.p_child; cp !== nil; cp = cp.p_sibling) {
    if (is_meant(pp, cp, pid) && (!has_exited(cp) || (options & WEXITED) !== 0)) return true;
  }
  return false;
}

/** Whether the LWP, which sleeps, waits for children like this one. */
export function waits_for(t: Ref<Lwp>, child: Ref<Proc>): boolean {
  return t.g_waitoptions !== 0 && is_meant(t.t_procp, child, t.g_waitpid);
}

/** Whether the child has what the LWP waits for. */
export function has_news_for(t: Ref<Lwp>, child: Ref<Proc>): boolean {
  if (!waits_for(t, child)) return false;
  if (has_exited(child)) return (t.g_waitoptions & WEXITED) !== 0;
  if (child.p_wcode === CLD_CONTINUED) return (t.g_waitoptions & WCONTINUED) !== 0;
  return child.p_wcode === CLD_STOPPED && (t.g_waitoptions & WSTOPPED) !== 0 && jobstopped(unlocked(child), nil);
}
