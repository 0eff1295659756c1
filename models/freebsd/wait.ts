/** wait4 and its kin. */
import { KASSERT, nil, sx_xlock, sx_xunlock, unlocked } from '../../src/index.ts';
import type { I8, Ref, Routine, U2, U5, U8 } from '../../src/index.ts';
import { proc_reap } from './reap.ts';
import { sigqueue_take } from './sigqueue.ts';
import { msleep_sig_drop } from './sleep.ts';
import {
  ECHILD, EINVAL, k, P_CONTINUED, P_STATCHILD, P_STOPPED_SIG, P_STOPPED_TRACE, P_TRACED, P_WAITED, PROC_LOCK, PROC_UNLOCK, proc_wchan,
  PRS_ZOMBIE, SIGCHLD,
} from './state.ts';
import type { Proc, Thread } from './state.ts';
import {
  P_ALL, P_PGID, P_PID, WAITS_FOR_NOBODY, WCONTINUED, WEXITED, WNOHANG, WNOWAIT, WTRAPPED, WUNTRACED,
} from './waitOptions.ts';

/**
 * Waits for a child as `pid` says (a number, -1 for any, 0 for the caller's group, -n for group n); returns its pid, 0 with
 * WNOHANG, or a negative errno. The caller holds no lock.
 */
export function* sys_wait4(td: Ref<Thread>, pid: I8, options: U8): Routine<number> {
  const q = td.td_proc;
  let idtype = P_PID;
  let id = pid;
  if (pid === -1) {
    idtype = P_ALL;
    id = 0;
  } else if (pid === 0) {
    yield* PROC_LOCK(q);
    id = q.p_pgrp.pg_id;
    PROC_UNLOCK(q);
    idtype = P_PGID;
  } else if (pid < 0) {
    idtype = P_PGID;
    id = -pid;
  }
  return yield* kern_wait6(td, idtype, id, options | WEXITED | WTRAPPED);
}

/** Waits for a change of a child that the ids and options ask for. The caller holds no lock. */
export function* kern_wait6(td: Ref<Thread>, idtype: U2, id: U5, options: U8): Routine<number> {
  const q = td.td_proc;
  if ((options & ~(WUNTRACED | WNOHANG | WCONTINUED | WNOWAIT | WEXITED | WTRAPPED)) !== 0) return -EINVAL;
  if ((options & (WEXITED | WUNTRACED | WCONTINUED | WTRAPPED)) === 0) return -EINVAL;

  for (;;) {
    // [2] Changes from here on are seen by the scan, or counted.
    yield 'kern_wait6 [2]';
    if ((unlocked(q).p_flag & P_STATCHILD) !== 0) {
      yield* PROC_LOCK(q);
      q.p_flag &= ~P_STATCHILD;
      PROC_UNLOCK(q);
    }
    yield* sx_xlock(k.proctree_lock); // [3]
    let again = true;
    while (again) {
      let found = false; // [4]
      for (let p = q.p_children.first; p !== nil; p = p.p_sibling) {
        const pid = p.p_pid;
        const ret = yield* proc_to_reap(td, p, idtype, id, options, false);
        if (ret === 0) continue;
        if (ret < 0) return pid; // reaped; proctree_lock is released
        found = true;
        if (has_stopped(p, options)) {
          yield* report_alive_proc(td, p, options, false);
          return pid;
        }
        if ((options & WCONTINUED) !== 0 && (p.p_flag & P_CONTINUED) !== 0) {
          yield* report_alive_proc(td, p, options, true);
          return pid;
        }
        PROC_UNLOCK(p);
      }
      // [5] Children that debuggers have count, and are reaped when they come back.
      for (let p = q.p_orphans.first; !found && p !== nil; p = p.p_orphan) {
        const ret = yield* proc_to_reap(td, p, idtype, id, options, true);
        KASSERT(ret >= 0, 'kern_wait6: an orphan is reaped (A8)');
        found = ret !== 0;
        if (found) PROC_UNLOCK(p);
      }
      if (!found) {
        sx_xunlock(k.proctree_lock);
        return -ECHILD;
      }
      if ((options & WNOHANG) !== 0) {
        sx_xunlock(k.proctree_lock);
        return 0;
      }
      yield* PROC_LOCK(q); // [6]
      again = (q.p_flag & P_STATCHILD) !== 0;
      if (again) {
        q.p_flag &= ~P_STATCHILD;
        PROC_UNLOCK(q);
      }
    }
    sx_xunlock(k.proctree_lock);
    td.g_waitkind = idtype;
    td.g_waitid = id;
    td.g_waitoptions = options;
    // exit1 wakes the reaper of its children without that process's lock: between the two it finds nobody asleep.
    yield 'kern_wait6 [6]';
    const error = yield* msleep_sig_drop(proc_wchan(q), q.p_mtx);
    td.g_waitkind = WAITS_FOR_NOBODY;
    td.g_waitid = 0;
    td.g_waitoptions = 0;
    if (error !== 0) return -error;
  }
}

/**
 * Looks whether p is what the caller waits for: 0 no, 1 yes and it stays locked, -1 it was a zombie, is reaped, and
 * proctree_lock is released. The caller holds proctree_lock exclusively.
 */
function* proc_to_reap(td: Ref<Thread>, p: Ref<Proc>, idtype: U2, id: U5, options: U8, check_only: boolean): Routine<number> {
  yield* PROC_LOCK(p);
  if (!is_wanted(td, p, idtype, id) || ((options & WEXITED) === 0 && p.p_state === PRS_ZOMBIE) || p.p_sigparent !== SIGCHLD) {
    PROC_UNLOCK(p);
    return 0;
  }
  if (p.p_state === PRS_ZOMBIE && !check_only) {
    yield* proc_reap(td, p, options);
    return -1;
  }
  return 1;
}

/** Whether p has stopped, for a debugger or by a signal, and nobody has been told who asks for that. The caller holds PROC_LOCK(p). */
function has_stopped(p: Ref<Proc>, options: number): boolean {
  if (p.p_suspcount !== p.p_numthreads || (p.p_flag & P_WAITED) !== 0) return false;
  if ((p.p_flag & P_STOPPED_SIG) !== 0 && (options & WUNTRACED) !== 0) return true;
  const trapped = (p.p_flag & P_TRACED) !== 0 && (p.p_flag & (P_STOPPED_TRACE | P_STOPPED_SIG)) !== 0;
  return trapped && (options & WTRAPPED) !== 0;
}

/** Whether the ids of a wait mean p. The caller holds proctree_lock and PROC_LOCK(p). */
function is_wanted(td: Ref<Thread>, p: Ref<Proc>, idtype: number, id: number): boolean {
  if (idtype === P_PID) return p.p_pid === id;
  if (idtype === P_PGID) return p.p_pgrp.pg_id === id;
  // One with a descriptor has to be asked for by its number, except by its debugger.
  return p.p_procdesc === nil || (p.p_pptr === td.td_proc && (p.p_flag & P_TRACED) !== 0);
}

/** Reports a child that has stopped or continued. Releases PROC_LOCK(p) and proctree_lock, which the caller holds. */
function* report_alive_proc(td: Ref<Thread>, p: Ref<Proc>, options: U8, continued: boolean): Routine {
  if ((options & WNOWAIT) === 0) {
    if (continued) p.p_flag &= ~P_CONTINUED;
    else p.p_flag |= P_WAITED;
    yield* PROC_LOCK(td.td_proc);
    sigqueue_take(p);
    PROC_UNLOCK(td.td_proc);
  }
  sx_xunlock(k.proctree_lock);
  PROC_UNLOCK(p);
}

/** Whether the thread, which sleeps in wait, would take p for a child that it waits for. */
export function waits_for(td: Ref<Thread>, p: Ref<Proc>): boolean {
  if (td.g_waitkind === WAITS_FOR_NOBODY) return false;
  if (td.g_waitkind === P_PID) return p.p_pid === td.g_waitid;
  if (td.g_waitkind === P_PGID) return p.p_pgrp !== nil && p.p_pgrp.pg_id === td.g_waitid;
  return p.p_procdesc === nil || (p.p_pptr === td.td_proc && (p.p_flag & P_TRACED) !== 0);
}

/** Whether p has something to report that the sleeping thread has asked for. */
export function has_news_for(td: Ref<Thread>, p: Ref<Proc>): boolean {
  if (!waits_for(td, p)) return false;
  if (p.p_state === PRS_ZOMBIE) return true;
  if (has_stopped(p, td.g_waitoptions)) return true;
  return (td.g_waitoptions & WCONTINUED) !== 0 && (p.p_flag & P_CONTINUED) !== 0;
}
