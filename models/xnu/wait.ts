/** wait4 and waitid. Labels name routines of kern_exit.c. */
import { curthread, nil, some, unlocked, wakeup } from '../../src/index.ts';
import type { I8, Ref, Routine, U5 } from '../../src/index.ts';
import { reap_child } from './reap.ts';
import { is_hashed } from './refs.ts';
import { msleep, msleep_catch_drop } from './sleep.ts';
import {
  children_wchan, ECHILD, k, P_CONTINUED, P_LIST_WAITING, P_LTRACED, P_LWAITED, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock,
  proc_zone, SIGCHLD, sigmask, SSTOP, stat_wchan, SZOMB,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { WCONTINUED, WEXITED, WNOHANG, WNOWAIT, WUNTRACED } from './waitOptions.ts';

/**
 * Waits for a child as `pid` says (a number, -1 for any, 0 for the caller's group, -n for group n); its pid, 0 with WNOHANG, or a
 * negative errno. The caller holds no lock.
 */
export function* sys_wait4(q: Ref<Proc>, pid: I8, options: U5): Routine<number> {
  return yield* sys_waitid(q, pid, options | WEXITED);
}

/** The same where the options say which changes count. wait4_nocancel, waitid_nocancel */
export function* sys_waitid(q: Ref<Proc>, wanted: I8, options: U5): Routine<number> {
  yield 'wait4';
  // Once, before the lock: 0 means the group that the caller is in now.
  const pid: number = wanted === 0 ? -unlocked(q).p_pgrpid : wanted;
  for (;;) {
    yield* proc_list_lock();
    const p = yield* find_child(q, pid, options);
    if (p !== nil) return yield* collect(q, p, options);
    if (!some_child_matches(q, pid)) {
      curthread<Uthread>().g_denied = some(proc_zone, (p) => p.p_oppid === q.p_pid && is_hashed(p) && is_meant(p, pid));
      proc_list_unlock();
      return -ECHILD;
    }
    if ((options & WNOHANG) !== 0) {
      proc_list_unlock();
      return 0;
    }
    const ut = curthread<Uthread>();
    ut.g_waitpid = pid;
    ut.g_waitoptions = options;
    const error = yield* msleep_catch_drop(children_wchan(q), k.proc_list_mlock);
    ut.g_waitpid = 0;
    ut.g_waitoptions = 0;
    if (error !== 0) return -error;
  }
}

/** A child with news, marked P_LIST_WAITING; nil if there is none. The caller owns the list lock, which is dropped where somebody else looks at a child. */
function* find_child(q: Ref<Proc>, pid: I8, options: U5): Routine<Ref<Proc>> {
  let p = q.p_children.first;
  while (p !== nil) {
    if (!is_meant(p, pid)) {
      p = p.p_sibling;
    } else if ((p.p_listflag & P_LIST_WAITING) !== 0) {
      yield* msleep(stat_wchan(p), k.proc_list_mlock);
      p = q.p_children.first;
    } else {
      if (has_news(p, options)) {
        p.p_listflag |= P_LIST_WAITING;
        return p;
      }
      p = p.p_sibling;
    }
  }
  return nil;
}

/** Whether the number means the child: any, a group's, its own. */
export function is_meant(p: Ref<Proc>, pid: number): boolean {
  return pid === -1 || p.p_pid === pid || (pid < -1 && unlocked(p).p_pgrpid === -pid);
}

function some_child_matches(q: Ref<Proc>, pid: number): boolean {
  for (let p = q.p_children.first; p !== nil; p = p.p_sibling) if (is_meant(p, pid)) return true;
  return false;
}

/** Whether the child has something to report that is wanted. Its flags are read without p_mlock. */
export function has_news(p: Ref<Proc>, options: number): boolean {
  if (p.p_stat === SZOMB) return (options & WEXITED) !== 0;
  return is_stopped_news(p, options) || ((options & WCONTINUED) !== 0 && (p.p_flag & P_CONTINUED) !== 0);
}

function is_stopped_news(p: Ref<Proc>, options: number): boolean {
  const lflag = unlocked(p).p_lflag;
  return p.p_stat === SSTOP && (lflag & P_LWAITED) === 0 && ((lflag & P_LTRACED) !== 0 || (options & WUNTRACED) !== 0);
}

/** Reports what the child has to say, and reaps it if it is dead. The caller owns the list lock, which is released. */
function* collect(q: Ref<Proc>, p: Ref<Proc>, options: U5): Routine<number> {
  const pid = p.p_pid;
  const dead = p.p_stat === SZOMB;
  const stopped = !dead && is_stopped_news(p, options);
  const alone = p.p_sibling === nil && q.p_children.first === p;
  proc_list_unlock();
  if (dead && (options & WNOWAIT) === 0) {
    const ut = curthread<Uthread>();
    if ((ut.uu_sigmask & sigmask(SIGCHLD)) !== 0 && alone) ut.uu_siglist &= ~sigmask(SIGCHLD);
    p.g_toldtwice = p.g_toldto === q;
    p.g_toldto = q;
    yield* reap_child(q, p, false, false);
    return pid;
  }
  if (stopped && (options & WNOWAIT) === 0) {
    yield* proc_lock(p);
    p.p_lflag |= P_LWAITED;
    proc_unlock(p);
  } else if (!dead && (options & WNOWAIT) === 0) {
    yield 'wait4: continued';
    p.p_flag &= ~P_CONTINUED;
  }
  yield* proc_list_lock();
  p.p_listflag &= ~P_LIST_WAITING;
  wakeup(stat_wchan(p));
  proc_list_unlock();
  return pid;
}

/** Whether a thread that sleeps for children waits for this one, too. */
export function waits_for(ut: Ref<Uthread>, p: Ref<Proc>): boolean {
  return ut.g_waitpid !== 0 && is_meant(p, ut.g_waitpid);
}

/** Whether the child has something to report that such a thread has asked for, and nobody is at it. */
export function has_news_for(ut: Ref<Uthread>, p: Ref<Proc>): boolean {
  return waits_for(ut, p) && (unlocked(p).p_listflag & P_LIST_WAITING) === 0 && has_news(p, ut.g_waitoptions);
}
