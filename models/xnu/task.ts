/** Mach's tasks and threads, as far as processes depend on them. Labels name routines of task.c and thread.c; each takes task and thread mutexes for one step. */
import { alloc, free, nil, require, sleepq_abort } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { EINTR, task_zone, uthread_zone } from './state.ts';
import type { Task, Uthread } from './state.ts';

/** A task with two references: one as long as it is active, one for the caller. Its threads wait. */
export function task_create_internal(exec_copy: boolean): Ref<Task> {
  const task = alloc(task_zone);
  require('zone-exhausted', task !== nil, 'no free task slot');
  task.ref_count = 2;
  task.active = true;
  task.return_wait = true;
  task.exec_copy = exec_copy;
  return task;
}

export function task_deallocate(task: Ref<Task>): void {
  task.ref_count--;
  if (task.ref_count === 0) free(task_zone, task);
}

/** A thread struct in its first state. */
export function uthread_slot(): Ref<Uthread> {
  const ut = alloc(uthread_zone);
  require('zone-exhausted', ut !== nil, 'no free thread slot');
  return ut;
}

/** Enters a new thread into its task. */
export function thread_enter_task(ut: Ref<Uthread>, task: Ref<Task>): void {
  ut.uu_task = task;
  ut.active = true;
  task.ref_count++;
  task.thread_count++;
  task.active_thread_count++;
}

/** The last that is seen of a thread that has terminated: thread_terminate_daemon. */
export function thread_leave_task(ut: Ref<Uthread>): void {
  const task = ut.uu_task;
  ut.uu_task = nil;
  task.thread_count--;
  task_deallocate(task);
  clear_thread(ut);
  free(uthread_zone, ut);
}

/** A struct that nobody uses looks like any other. */
function clear_thread(ut: Ref<Uthread>): void {
  ut.uu_flag = 0;
  ut.uu_proc = nil;
  ut.uu_userstate = nil;
  ut.uu_siglist = 0;
  ut.uu_sigmask = 0;
  ut.uu_vforkmask = 0;
  ut.uu_proc_refcount = 0;
  ut.uu_rval0 = 0;
  ut.uu_rval1 = 0;
  ut.uu_uid = 0;
  ut.uu_child = nil;
  ut.active = false;
  ut.aborted = false;
  ut.ast_bsd = false;
  ut.sleeps_unsafely = false;
  ut.g_charges = 0;
  ut.g_denied = false;
  ut.g_confused = false;
}

/** The threads of the task stop on their way to user mode. */
export function task_hold(task: Ref<Task>): void {
  if (task.active) task.suspend_count++;
}

/** The stop of a signal: one hold, however often. */
export function task_suspend_internal(task: Ref<Task>): void {
  if (!task.active) return;
  task.user_stop_count++;
  if (task.user_stop_count === 1) task.suspend_count++;
}

/** Takes one stop back, and with the last the hold. task_resume_internal, task_resume */
export function task_resume_internal(task: Ref<Task>): void {
  if (!task.active || task.user_stop_count === 0) return;
  task.user_stop_count--;
  if (task.user_stop_count === 0) task.suspend_count--;
}

/** Ends all threads of the task: each goes when it comes to user mode. */
export function task_terminate_internal(task: Ref<Task>): void {
  if (!task.active) return;
  task.suspend_count++;
  task.active = false;
  terminate_threads(task, nil);
  task_deallocate(task);
}

/** Ends all threads of the task but one. */
export function terminate_threads(task: Ref<Task>, but: Ref<Uthread>): void {
  for (let i = 1; i <= uthread_zone.slots; i++) {
    const ut = uthread_zone.at(i);
    if (ut.uu_task === task && ut !== but) thread_terminate(ut);
  }
}

export function thread_terminate(ut: Ref<Uthread>): void {
  if (!ut.active) return;
  ut.active = false;
  thread_abort(ut);
}

/** Ends an interruptible sleep, and those that begin before the thread has been on the border of user mode. */
export function thread_abort(ut: Ref<Uthread>): void {
  ut.aborted = true;
  sleepq_abort(ut, EINTR);
}

/** The same, but without consequences for later sleeps, since the signal itself has them, and only where the sleep allows it. */
export function thread_abort_safely(ut: Ref<Uthread>): void {
  if (!ut.sleeps_unsafely) sleepq_abort(ut, EINTR);
}

/** Whether a signal can be given to the thread; it will look for it then. */
export function check_actforsig(ut: Ref<Uthread>): boolean {
  if (!ut.active || !ut.uu_task.active || ut.aborted) return false;
  ut.ast_bsd = true;
  return true;
}

/** Whether something is to be done before user mode. */
export function wants_ast(ut: Ref<Uthread>): boolean {
  return ut.ast_bsd || ut.aborted || !ut.active || ut.uu_task.suspend_count > 0;
}

