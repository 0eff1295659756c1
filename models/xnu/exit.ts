/** The end of threads and processes. Labels name routines of kern_exit.c, kern_sig.c and thread.c; numbers are lines of kern_fork.c. */
import { addressOf, curthread, halt, insertHead, KASSERT, maySleep, nil, remove, unlocked, waitUntil, wakeup } from '../../src/index.ts';
import type { Ref, Routine, U2 } from '../../src/index.ts';
import { give_children_away } from './bequeath.ts';
import { resume_parent, vfork_return } from './fork.ts';
import { fixjobc } from './pgrp.ts';
import { pg_rele, proc_pgrp } from './pgrpRefs.ts';
import { note_exit, reap_child } from './reap.ts';
import { current_proc, proc_parent, proc_refdrain, proc_rele } from './refs.ts';
import { SESS_LEADER, session_leader_exits } from './session.ts';
import { psignal } from './signal.ts';
import { msleep } from './sleep.ts';
import {
  all_signals, children_wchan, conf, EDEADLK, execmask, k, P_LEXIT, P_LINSIGNAL, P_LIST_DEADPARENT, P_LIST_EXITED, P_LIST_WAITING,
  P_LPEXIT, P_LPPWAIT, P_LTRACED, P_NOCLDWAIT, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock, SIGCHLD, sigcantmask,
  sigmask_wchan, stat_wchan, SZOMB, UT_VFORK,
} from './state.ts';
import type { Proc, Task, Uthread } from './state.ts';
import { task_hold, task_terminate_internal, thread_leave_task, thread_terminate } from './task.ts';
import { proc_transend_locked, proc_transstart_locked } from './trans.ts';

// ---- who may exit

/** Whether nobody exits, and no tracer has the process stopped, which is waited for: 1, 0, or -1 if the caller is ended. The caller owns p_mlock, and has it again. */
export function* sig_try_locked(p: Ref<Proc>): Routine<number> {
  const ut = curthread<Uthread>();
  while (p.sigwait_thread !== nil || p.exit_thread !== nil) {
    if (p.exit_thread !== nil) return 0;
    proc_unlock(p);
    yield* waitUntil(() => unlocked(p).sigwait_thread === nil || curthread<Uthread>().aborted || !curthread<Uthread>().active, 'sig_try_locked');
    yield* proc_lock(p);
    if (ut.aborted || !ut.active) return -1;
  }
  return 1;
}

/** From now on the caller is who exits; the other threads of its task are held. The caller owns p_mlock, and has it again. */
export function* sig_lock_to_exit(p: Ref<Proc>): Routine {
  p.exit_thread = curthread<Uthread>();
  proc_unlock(p);
  yield 'task_hold';
  task_hold(p.task);
  yield 'task_wait'; // until each of the others has been off its CPU for a moment
  yield* proc_lock(p);
}

/** Why a process ends. Jetsam does not wait for it. */
export const HOW = { EXITS: 0, CRASHES: 1, JETSAM: 2 } as const;

/**
 * Ends a process, mostly that of the caller, whose threads then end one after the other, the last with proc_exit; 0 or an errno. The
 * caller may be a vfork child: then its parent goes on. `retval` says whether the system call has a place for its result.
 */
export function* exit_with_reason(p: Ref<Proc>, retval: boolean, how: U2): Routine<number> {
  const ut = curthread<Uthread>();
  yield 'exit_with_reason';
  const task = p.task;
  if (p === current_proc() && (ut.uu_flag & UT_VFORK) !== 0) {
    yield* vfork_exit_internal(p);
    yield* vfork_return(p, retval, p.p_pid);
    yield* resume_parent();
  }
  yield* proc_lock(p);
  if ((yield* proc_transstart_locked(p, how === HOW.JETSAM)) !== 0) {
    // Where the caller is exit_thread already, nobody can end the process any more: a later kernel panics.
    proc_unlock(p);
    return EDEADLK;
  }
  while (p.exit_thread !== ut) {
    if ((yield* sig_try_locked(p)) <= 0) {
      proc_transend_locked(p);
      if (ut.uu_task === task) thread_terminate(ut);
      proc_unlock(p);
      return 0;
    }
    yield* sig_lock_to_exit(p);
  }
  p.p_lflag |= P_LEXIT;
  proc_transend_locked(p);
  proc_unlock(p);
  yield* proc_prepareexit(p, how === HOW.CRASHES);
  yield 'task_terminate_internal';
  task_terminate_internal(task);
  return 0;
}

/** Asks whether the parent is a shell script's or not, without a reference to it. The caller holds no lock. */
function* proc_crash_notify(p: Ref<Proc>): Routine {
  yield 'proc_prepareexit: p_pptr';
  const pp = unlocked(p).p_pptr;
  yield 'proc_prepareexit: p_lflag';
  if ((unlocked(pp).p_lflag & P_LTRACED) !== 0) return;
}

/** Takes p off the list of live processes: nobody gets a reference any more. */
function* proc_prepareexit(p: Ref<Proc>, crashes: boolean): Routine {
  KASSERT(p !== k.initproc, 'proc_prepareexit: init exits');
  if (crashes) yield* proc_crash_notify(p);
  yield* leave_allproc(p);
  yield* proc_lock(p);
  p.p_lflag &= ~(P_LTRACED | P_LPPWAIT);
  p.p_sigignore = all_signals;
  curthread<Uthread>().uu_siglist = 0; // of the thread that runs this, whosever it is
  proc_unlock(p);
}

function* leave_allproc(p: Ref<Proc>): Routine {
  yield* maySleep('memorystatus_remove');
  yield* proc_list_lock();
  KASSERT(p.p_memstat, 'memorystatus_remove: the process is in no bucket');
  p.p_memstat = false;
  remove(k.allproc, p, 'p_list');
  insertHead(k.zombproc, p, 'p_list');
  p.p_listflag |= P_LIST_EXITED;
  proc_list_unlock();
}

// ---- the last thread

/** Ends the calling thread, and the process with the last of its threads. Never returns. */
export function* thread_terminate_self(ut: Ref<Uthread>): Routine {
  const task = ut.uu_task;
  yield* uthread_cleanup(task, ut, task.bsd_info);
  yield 'active_thread_count';
  task.active_thread_count--;
  if (task.active_thread_count === 0 && task.bsd_info !== nil && !task.exec_copy && !task.did_exec) yield* proc_exit(task.bsd_info);
  yield 'thread_terminate_daemon';
  wakeup(halting_wchan(task));
  thread_leave_task(ut);
  yield* halt();
}

/** Where an exec waits for the other threads of its task to go. */
export function halting_wchan(task: Ref<Task>): number {
  return addressOf(task.thread_count);
}

/** What a thread that ends leaves: a vfork child that it is, and its signals. uthread_cleanup */
export function* uthread_cleanup(task: Ref<Task>, uth: Ref<Uthread>, p: Ref<Proc>): Routine {
  KASSERT(conf.debug === 0 || uth.uu_proc_refcount === 0, 'uthread_cleanup: the thread has references to processes'); // 1642
  if (p === nil) return; // 1696
  if ((uth.uu_flag & UT_VFORK) !== 0 && uth.uu_proc !== nil) {
    yield* vfork_exit_internal(uth.uu_proc); // 1697
  }
  if (task.bsd_info !== p || task.exec_copy) return; // 1707
  yield* proc_lock(p);
  remove(p.p_uthlist, uth, 'uu_list'); // 1710
  p.p_siglist |= uth.uu_siglist & execmask & (~p.p_sigignore | sigcantmask); // 1711
  proc_unlock(p); // 1712
}

/** The end of a process, in its last thread. */
export function* proc_exit(p: Ref<Proc>): Routine {
  yield* proc_lock(p);
  yield* proc_transstart_locked(p, false);
  const exits = (p.p_lflag & P_LEXIT) !== 0;
  p.p_lflag |= P_LEXIT;
  proc_transend_locked(p);
  if (!exits) {
    proc_unlock(p);
    yield* proc_prepareexit(p, false);
    task_terminate_internal(p.task);
    yield* proc_lock(p);
  }
  p.p_lflag |= P_LPEXIT;
  while ((p.p_lflag & P_LINSIGNAL) !== 0 || p.p_sigwaitcnt > 0) {
    p.p_sigwaitcnt++;
    yield* msleep(sigmask_wchan(p), p.p_mlock);
    p.p_sigwaitcnt--;
  }
  proc_unlock(p);
  yield* proc_refdrain(p);
  yield* maySleep('fdfree');
  if (yield* SESS_LEADER(p)) yield* session_leader_exits(p);
  yield* leave_job_control(p);
  yield* give_children_away(p, true);
  p.task.bsd_info = nil;
  p.task = nil;
  yield 'NOTE_EXIT'; // before the parent can find a zombie
  note_exit(p);
  yield* become_zombie(p, true);
}

function* leave_job_control(p: Ref<Proc>): Routine {
  const pg = yield* proc_pgrp(p);
  yield* fixjobc(p, pg, false);
  yield* pg_rele(pg);
}

/** Tells the parent, or reaps p if nobody wants it. After that p may have been freed. */
function* become_zombie(p: Ref<Proc>, full: boolean): Routine {
  const pp = yield* proc_parent(p);
  yield 'proc_exit: parent';
  if (full && (pp.p_flag & P_NOCLDWAIT) !== 0) {
    yield* proc_list_lock();
    p.p_listflag |= P_LIST_DEADPARENT;
    proc_list_unlock();
  }
  yield 'proc_exit: SZOMB';
  if ((unlocked(p).p_listflag & P_LIST_DEADPARENT) === 0 || (full && p.p_oppid !== 0)) yield* tell_parent(p, pp);
  else yield* reap_itself(p, pp, full);
  if (pp !== nil) yield* proc_rele(pp);
}

function* tell_parent(p: Ref<Proc>, pp: Ref<Proc>): Routine {
  if (pp !== k.initproc) {
    yield* proc_lock(pp);
    pp.si_pid = p.p_pid;
    pp.si_code = 2;
    p.g_code = 2;
    proc_unlock(pp);
  }
  yield 'SZOMB';
  p.p_stat = SZOMB;
  yield* psignal(pp, SIGCHLD);
  yield* proc_list_lock();
  wakeup(children_wchan(pp));
  proc_list_unlock();
}

function* reap_itself(p: Ref<Proc>, pp: Ref<Proc>, deadparent: boolean): Routine {
  yield* proc_list_lock();
  while ((p.p_listflag & P_LIST_WAITING) !== 0) yield* msleep(stat_wchan(p), k.proc_list_mlock);
  p.p_stat = SZOMB;
  p.p_listflag |= P_LIST_WAITING;
  proc_list_unlock();
  yield* reap_child(pp, p, deadparent, false);
}

// ---- vfork children

/** The end of a process that has no thread but a borrowed one, which runs this: in exit, or where that thread is ended. */
export function* vfork_exit_internal(p: Ref<Proc>): Routine {
  yield* proc_lock(p);
  const exits = (p.p_lflag & P_LPEXIT) !== 0;
  p.p_lflag |= P_LEXIT | P_LPEXIT;
  proc_unlock(p);
  if (exits) return;
  yield* leave_allproc(p);
  yield* proc_lock(p);
  p.p_lflag &= ~(P_LTRACED | P_LPPWAIT);
  p.p_sigignore = all_signals;
  proc_unlock(p);
  curthread<Uthread>().uu_siglist = 0;
  yield* proc_refdrain(p);
  yield* maySleep('fdfree');
  KASSERT(!(yield* SESS_LEADER(p)), 'vfork_exit: the vfork child is a session leader');
  yield* leave_job_control(p);
  yield* give_children_away(p, false);
  p.task = nil;
  yield* become_zombie(p, false);
}
