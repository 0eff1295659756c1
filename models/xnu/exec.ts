/** execve(2) and posix_spawn(2). A program that is executed gets a new task and a new thread, always. Labels name routines of kern_exec.c. */
import { curthread, insertTail, mayFail, maySleep, nil, remove, unlocked, waitUntil, wakeup } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { exit_with_reason, HOW } from './exit.ts';
import { fork1, PROC_CREATE_SPAWN, resume_parent, task_clear_return_wait, vfork_return } from './fork.ts';
import { current_proc, proc_refdrain_with_refwait, proc_refwake, proc_rele } from './refs.ts';
import { sys_setpgid, sys_setsid } from './setpgid.ts';
import { psignal, psignal_vfork } from './signal.ts';
import {
  children_wchan, conf, EDEADLK, EINTR, EINVAL, EPERM, k, P_EXEC, P_LEXIT, P_LIST_DEADPARENT, P_LPPWAIT, P_LTRACED, proc_list_lock, proc_list_unlock,
  proc_lock, proc_unlock, SIGTRAP, SZOMB, UT_VFORK,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { task_deallocate, task_terminate_internal, terminate_threads } from './task.ts';
import { proc_signalend, proc_transcommit, proc_transend, proc_transend_locked, proc_transstart, proc_transstart_locked } from './trans.ts';

/**
 * Loads a program for `thread`, which fork_create_child has made: a negative errno. After a success the calling thread ends, or is its
 * parent's again, and `thread` runs the program.
 */
export function* __mac_execve(thread: Ref<Uthread>): Routine<number> {
  const p = current_proc();
  const ut = curthread<Uthread>();
  const vforked = (ut.uu_flag & UT_VFORK) !== 0;
  let error = yield* exec_activate_image(p, ut, thread, vforked);
  if (error === 0 && !vforked) error = yield* proc_exec_switch_task(p, ut, thread);
  const task = thread.uu_task;
  if (error !== 0) {
    yield 'task_terminate_internal';
    task_terminate_internal(task);
    task_clear_return_wait(task);
    task_deallocate(task);
    return -error;
  }
  if (vforked) yield* vfork_return(p, true, p.p_pid);
  yield 'task_clear_return_wait';
  if (!vforked) task_terminate_internal(ut.uu_task);
  task_clear_return_wait(task);
  task_deallocate(task);
  if (vforked) yield* resume_parent();
  return 0;
}

/** Loads the program; there is no way back when the other threads are asked to go. An errno. */
function* exec_activate_image(p: Ref<Proc>, ut: Ref<Uthread>, thread: Ref<Uthread>, vforked: boolean): Routine<number> {
  yield* proc_lock(p);
  let error = (p.p_lflag & P_LEXIT) !== 0 ? EDEADLK : 0;
  if (error === 0) error = yield* proc_transstart_locked(p, false);
  proc_unlock(p);
  if (error !== 0) return error;
  yield* load_image();
  if (!vforked && (yield* mayFail('exec_activate_image'))) error = EINVAL;
  if (error === 0 && !vforked) error = yield* task_halt(p, ut);
  if (error === 0 && !vforked && is_traced(p)) yield* psignal(p, SIGTRAP);
  if (error === 0) yield* execsigs(p, thread);
  if (error === 0 && vforked && is_traced(p)) yield* psignal_vfork(p, thread, SIGTRAP);
  yield* proc_transend(p);
  return error;
}

/** Whether a tracer is to hear of the new program: read without p_mlock. */
function is_traced(p: Ref<Proc>): boolean {
  return (unlocked(p).p_lflag & P_LTRACED) !== 0;
}

/** Reads the program, which a server may have to answer. */
function* load_image(): Routine {
  if (conf.fs_server === 0) return;
  yield 'load_machfile';
  k.fs_asks = true;
  yield* waitUntil(() => !k.fs_asks, 'load_machfile: server');
}

/** Ends the other threads of the task, and waits until they are gone. An errno. task_start_halt, task_complete_halt */
function* task_halt(p: Ref<Proc>, ut: Ref<Uthread>): Routine<number> {
  const task = ut.uu_task;
  yield 'task_start_halt';
  if (!task.active || !ut.active) return EINTR;
  terminate_threads(task, ut);
  yield* proc_transcommit(p);
  yield* waitUntil(() => task.thread_count === 1, 'task_complete_halt');
  return 0;
}

/** The new thread gets what threads that are gone have left, and a vfork parent is told. */
function* execsigs(p: Ref<Proc>, thread: Ref<Uthread>): Routine {
  yield* proc_lock(p);
  thread.uu_siglist |= p.p_siglist;
  p.p_siglist = 0;
  p.p_sigcatch = 0;
  p.ps_catch = 0;
  p.p_flag |= P_EXEC;
  const waited = (p.p_lflag & P_LPPWAIT) !== 0;
  p.p_lflag &= ~P_LPPWAIT;
  proc_unlock(p);
  if (!waited) return;
  yield 'exec: wakeup';
  wakeup(children_wchan(unlocked(p).p_pptr));
}

/** p goes over to the new task, which nobody that has a reference to p may miss. An errno. The caller has the reference when it ends well. */
function* proc_exec_switch_task(p: Ref<Proc>, ut: Ref<Uthread>, thread: Ref<Uthread>): Routine<number> {
  yield* proc_refdrain_with_refwait(p);
  yield* proc_lock(p);
  const error = yield* proc_transstart_locked(p, false);
  const lives = error === 0 && (p.p_lflag & P_LEXIT) === 0 && ut.active;
  if (lives) {
    ut.uu_task.bsd_info = nil;
    ut.uu_task.did_exec = true;
    p.task = thread.uu_task;
    p.task.exec_copy = false;
    thread.uu_siglist = ut.uu_siglist; // what execsigs gave it is gone
    if (thread.uu_siglist !== 0) thread.ast_bsd = true;
    remove(p.p_uthlist, ut, 'uu_list');
    insertTail(p.p_uthlist, thread, 'uu_list');
  }
  if (error === 0) proc_transend_locked(p);
  proc_unlock(p);
  yield* proc_refwake(p);
  yield* proc_rele(p);
  return lives ? 0 : EINTR;
}

/** What a spawned process does beside its program. */
export const POSIX_SPAWN = { NOTHING: 0, SETPGROUP: 1, SETSID: 2 } as const;

/** posix_spawn(2), first part: makes the child, whose thread is left in uu_child; an errno. */
export function* spawn_child(p: Ref<Proc>): Routine<number> {
  if ((curthread<Uthread>().uu_flag & UT_VFORK) !== 0) return EINVAL;
  return yield* fork1(p, PROC_CREATE_SPAWN);
}

/** The rest: loads the program, with the child's signal lock held. The number of the child, or a negative errno. */
export function* sys_posix_spawn(flags: U4): Routine<number> {
  const ut = curthread<Uthread>();
  const thread = ut.uu_child;
  ut.uu_child = nil;
  const task = thread.uu_task;
  const child = task.bsd_info;
  const pid = child.p_pid;
  yield* proc_transend(child);
  yield* load_image();
  let error = 0;
  if (yield* mayFail('exec_activate_image')) error = EINVAL;
  else yield* execsigs(child, thread);
  if (error === 0) error = yield* set_group_or_session(child, flags);
  yield* proc_signalend(child);
  if (error === 0) {
    yield* proc_transstart(child);
    yield* maySleep('task_bank_init');
    yield* proc_transend(child);
  } else {
    yield* abandon(child, ut);
  }
  yield 'task_clear_return_wait';
  task_clear_return_wait(task);
  task_deallocate(task);
  return error === 0 ? pid : -error;
}

/** As if the child had asked. An errno. */
function* set_group_or_session(child: Ref<Proc>, flags: U4): Routine<number> {
  if ((flags & POSIX_SPAWN.SETPGROUP) !== 0) return -(yield* sys_setpgid(child, 0, 0));
  if ((flags & POSIX_SPAWN.SETSID) !== 0 && (yield* sys_setsid(child)) < 0) return EPERM;
  return 0;
}

/** Ends a child that has no program, in the name of its only thread; nobody waits for it. */
function* abandon(child: Ref<Proc>, ut: Ref<Uthread>): Routine {
  yield* proc_list_lock();
  child.p_listflag |= P_LIST_DEADPARENT;
  proc_list_unlock();
  yield* proc_lock(child);
  if (child.p_stat !== SZOMB && child.exit_thread === nil) child.exit_thread = ut;
  const mine = child.exit_thread === ut;
  proc_unlock(child);
  if (mine) yield* exit_with_reason(child, false, HOW.EXITS);
}
