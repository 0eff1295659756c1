/** wait4 and its kin. Labels name routines of kern_exit.c. */
import { cv_broadcast, free, halted, KASSERT, nil, remove, unlocked, waitUntil } from '../../src/index.ts';
import type { I8, Ref, Routine, U8 } from '../../src/index.ts';
import { chgproccnt } from './cred.ts';
import { lwp_clear } from './lwpState.ts';
import { proc_leavepgrp } from './pgrp.ts';
import { proc_find_raw, proc_free_pid_internal } from './pidTable.ts';
import { give_back, is_news } from './reparent.ts';
import { kpsignal } from './signal.ts';
import { cv_wait_sig } from './sleep.ts';
import {
  ECHILD, EINVAL, k, LSIDL, lwp_zone, mutex_enter, mutex_exit, mutex_obj_free, p_lock, p_unlock, plimit_zone, proc_lock_assert, proc_zone,
  PS_CONTINUED, PSL_CHTRACED, PSL_TRACED, SDEAD, SIDL, SIGCHLD, SIGCONT, SSTOP, SZOMB,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import {
  WALLSIG, WALTSIG, WCONTINUED, WEXITED, WNOHANG, WNOWAIT, WTRAPPED, WUNTRACED,
} from './waitOptions.ts';

const EVERYTHING = 255;

/**
 * Waits for a child as `pid` says (a number, -1 for any, 0 for the caller's group, -n for group n); its pid, 0 with WNOHANG, or a
 * negative errno. The caller holds no lock. do_sys_wait
 */
export function* sys_wait4(l: Ref<Lwp>, pid: I8, options: U8): Routine<number> {
  return yield* do_sys_waitid(l, pid, options | WEXITED | WTRAPPED);
}

/** The same where the options say which changes count. */
export function* do_sys_waitid(l: Ref<Lwp>, pid: I8, options: U8): Routine<number> {
  yield* mutex_enter(k.proc_lock);
  const error = yield* find_stopped_child(l, pid, options);
  const child = l.g_found;
  l.g_found = nil;
  if (child === nil) {
    mutex_exit(k.proc_lock);
    return -error;
  }
  const found = child.p_pid;
  if (child.p_stat === SZOMB) {
    if ((options & WNOWAIT) !== 0) mutex_exit(k.proc_lock);
    else yield* proc_free(child);
  } else {
    mutex_exit(k.proc_lock);
  }
  return found;
}

/**
 * Finds a child with news, and leaves it in g_found; an errno if there is none. The caller owns proc_lock, which is dropped in its
 * sleep. find_stopped_child
 */
function* find_stopped_child(l: Ref<Lwp>, pid: I8, options: U8): Routine<number> {
  const parent = l.l_proc;
  if ((options & ~EVERYTHING) !== 0 || (options & (WEXITED | WUNTRACED | WCONTINUED | WTRAPPED)) === 0) return EINVAL;
  for (;;) {
    let error: number = ECHILD;
    let dead = false;
    for (let child = parent.p_children.first; child !== nil; child = child.p_sibling) {
      const match = yield* match_process(l, child, pid, options);
      if (match === MATCH.none) break;
      if (match === MATCH.no || !wants_exit_signal(child, options)) continue;
      error = 0;
      if (child.p_stat === SZOMB) {
        l.g_found = child;
        return 0;
      }
      if (child.p_stat === SDEAD) dead = true;
      if (yield* reports(child, options)) {
        l.g_found = child;
        return 0;
      }
      if (parent.p_nstopchild === 0 || match === MATCH.exactly) break;
    }
    if (error !== 0 && (parent.p_slflag & PSL_CHTRACED) !== 0 && has_lent_child(parent, pid)) error = 0;
    if (error !== 0) return error;
    if ((options & WNOHANG) !== 0 && !dead) return 0;
    l.g_waitpid = pid;
    l.g_waitoptions = options;
    error = yield* cv_wait_sig(parent.p_waitcv, k.proc_lock);
    l.g_waitpid = 0;
    l.g_waitoptions = 0;
    if (error !== 0) return error;
  }
}

/** How a child fits what is waited for. */
const MATCH = { no: 0, yes: 1, exactly: 2, none: 3 } as const;

/** Whether the child is one that is waited for. The caller owns proc_lock. match_process */
function* match_process(l: Ref<Lwp>, child: Ref<Proc>, pid: I8, options: U8): Routine<number> {
  if (pid > 0 && child.p_pid !== pid) {
    const q = proc_find_raw(pid);
    const ours = q !== nil && q.p_stat !== SIDL && q.p_pptr === l.l_proc;
    return ours ? MATCH.no : MATCH.none;
  }
  yield* p_lock(child);
  const matches = is_meant(l.l_proc, child, pid) && !(child.p_stat === SZOMB && (options & WEXITED) === 0);
  p_unlock(child);
  if (!matches) return MATCH.no;
  return pid > 0 ? MATCH.exactly : MATCH.yes;
}

/** Whether the number means the child: any, a group's, its own. The caller owns proc_lock. */
export function is_meant(parent: Ref<Proc>, child: Ref<Proc>, pid: number): boolean {
  if (pid === -1) return true;
  if (pid > 0) return child.p_pid === pid;
  const wanted = pid === 0 ? parent.p_pgrp.pg_id : -pid;
  return child.p_pgrp.pg_id === wanted;
}

/** Whether children with this exit signal are waited for. A tracer sees SIGCHLD. */
export function wants_exit_signal(child: Ref<Proc>, options: number): boolean {
  if ((options & WALLSIG) !== 0) return true;
  const sigchld = child.p_exitsig === SIGCHLD || (child.p_slflag & PSL_TRACED) !== 0;
  return (options & WALTSIG) !== 0 ? child.p_exitsig !== SIGCHLD : sigchld;
}

/** Whether a child that lives has news that is wanted; if it has, it has told them. The caller owns proc_lock. */
function* reports(child: Ref<Proc>, options: U8): Routine<boolean> {
  const continued = has_continued(child, options);
  if (!continued && !has_stopped(child, options)) return false;
  if ((options & WNOWAIT) !== 0) return true;
  if (continued) {
    yield* p_lock(child);
    child.p_sflag &= ~PS_CONTINUED;
    p_unlock(child);
  }
  child.p_waited = true;
  child.p_pptr.p_nstopchild--;
  return true;
}

/** Whether the child has continued and is asked for that. Its flags are read without p_lock. */
export function has_continued(child: Ref<Proc>, options: number): boolean {
  const c = unlocked(child);
  return (options & WCONTINUED) !== 0 && c.p_xsig === SIGCONT && (c.p_sflag & PS_CONTINUED) !== 0;
}

/** Whether the child has stopped, nobody has been told, and it is asked for that. */
export function has_stopped(child: Ref<Proc>, options: number): boolean {
  const c = unlocked(child);
  if (c.p_stat !== SSTOP || c.p_waited) return false;
  return (options & WUNTRACED) !== 0 || ((c.p_slflag & PSL_TRACED) !== 0 && (options & WTRAPPED) !== 0);
}

/** Whether a tracer has a child that is waited for. The caller owns proc_lock. */
function has_lent_child(parent: Ref<Proc>, pid: number): boolean {
  for (let q = k.allproc.first; q !== nil; q = q.p_list) {
    if (q.p_opptr === parent && is_meant(parent, q, pid)) return true;
  }
  for (let q = k.zombproc.first; q !== nil; q = q.p_list) {
    if (q.p_opptr === parent && is_meant(parent, q, pid)) return true;
  }
  return false;
}

/**
 * Takes a zombie out of the table, or hands it back to its real parent if a tracer has waited for it. The caller owns proc_lock,
 * which is released. proc_free
 */
export function* proc_free(p: Ref<Proc>): Routine {
  const parent = p.p_pptr;
  const l = unlocked(p).p_lwps.first;
  proc_lock_assert();
  KASSERT(unlocked(p).p_nlwps === 1 && unlocked(p).p_nzlwps === 1 && unlocked(p).p_nrlwps === 0, 'proc_free: LWPs are left');
  KASSERT(p.p_stat === SZOMB, 'proc_free: not a zombie');
  if ((p.p_slflag & PSL_TRACED) !== 0 && p.p_opptr !== parent) {
    yield* hand_back(p);
    return;
  }
  unlocked(p).p_stat = SIDL; // nobody finds it any more
  remove(k.zombproc, p, 'p_list');
  parent.p_nstopchild--;
  remove(parent.p_children, p, 'p_sibling');
  proc_free_pid_internal(p.p_pid);
  p.g_numbered = false;
  k.nprocs--;
  proc_leavepgrp(p);

  // LP_RUNNING: its last LWP may still be on its CPU.
  yield* waitUntil(() => halted(l), 'lwp_free');
  KASSERT(l.l_stat !== LSIDL, 'lwp_free: the LWP is new');
  chgproccnt(unlocked(p).p_uid, -1);
  p.g_charged = false;
  k.uareas--;
  lwp_clear(l);
  free(lwp_zone, l);
  free_limits(p);
  mutex_obj_free(p.p_lock);
  free(proc_zone, p);
}

/** lim_free */
function free_limits(p: Ref<Proc>): void {
  p.p_limit.pl_refcnt--;
  if (p.p_limit.pl_refcnt === 0) free(plimit_zone, p.p_limit);
}

/** Gives a dead process that a tracer has waited for back to its real parent. The caller owns proc_lock, which is released. */
function* hand_back(p: Ref<Proc>): Routine {
  unlocked(p).p_slflag &= ~PSL_TRACED;
  give_back(p);
  if (p.p_exitsig !== 0) yield* kpsignal(p.p_pptr, p.p_exitsig);
  cv_broadcast(p.p_pptr.p_waitcv);
  mutex_exit(k.proc_lock);
}

/** Whether the LWP, which waits, waits for children like this one. */
export function waits_for(l: Ref<Lwp>, child: Ref<Proc>): boolean {
  return l.g_waitoptions !== 0 && is_meant(l.l_proc, child, l.g_waitpid) && wants_exit_signal(child, l.g_waitoptions);
}

/** Whether the child has what the LWP waits for. */
export function has_news_for(l: Ref<Lwp>, child: Ref<Proc>): boolean {
  if (!waits_for(l, child)) return false;
  if (child.p_stat === SZOMB) return (l.g_waitoptions & WEXITED) !== 0;
  return has_continued(child, l.g_waitoptions) || (is_news(child) && has_stopped(child, l.g_waitoptions));
}
