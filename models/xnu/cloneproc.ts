/** A task and a thread for a new process, and the moment in which others see it. The numbers are lines of kern_fork.c. */
import { curthread, insertHead, insertTail, KASSERT, mayFail, maySleep, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { forkproc, forkproc_free } from './forkproc.ts';
import { pgrp_add } from './pgrp.ts';
import { pg_rele, proc_pgrp } from './pgrpRefs.ts';
import { all_signals, k, P_LIST_INCREATE, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock, SRUN } from './state.ts';
import type { Proc, Task, Uthread } from './state.ts';
import { task_create_internal, task_deallocate, thread_enter_task, uthread_slot } from './task.ts';

/** A copy of the process that runs in the task, as a process with one thread, which waits; nil if something fails. */
export function* cloneproc(parent: Ref<Proc>): Routine<Ref<Uthread>> {
  const child = yield* forkproc(parent); // 1001
  if (child === nil) return nil; // 1004
  const child_thread = yield* fork_create_child(child, false); // 1019
  if (child_thread === nil) {
    yield* forkproc_free(child); // 1032
    return nil; // 1033
  }
  yield* pinsertchild(parent, child); // 1052
  yield 1057;
  // Everybody has seen it as SIDL until now.
  child.p_stat = SRUN; // 1057
  return child_thread; // 1059
}

/** A task for the process, with one thread, which waits for task_clear_return_wait; nil if something fails. */
export function* fork_create_child(child: Ref<Proc>, in_exec: boolean): Routine<Ref<Uthread>> {
  if (yield* mayFail('task_create_internal')) return nil; // 804
  const task = task_create_internal(in_exec); // 816
  if (!in_exec) child.task = task; // 821
  task.bsd_info = child; // 828
  yield* maySleep('thread_create_waiting'); // 840
  let thread: Ref<Uthread> = nil;
  if (yield* mayFail('thread_create_waiting')) { // 847
    task_deallocate(task); // 855
  } else {
    thread = yield* uthread_alloc(task, false);
  }
  thread_set_tag(thread); // 862: with no thread, too
  yield 865;
  return thread;
}

function thread_set_tag(thread: Ref<Uthread>): void {
  KASSERT(thread.uu_task !== nil, 'thread_set_tag: the thread has no task'); // 862
}

/** A thread of the task, on the list of its process unless the task is an exec's. uthread_alloc */
export function* uthread_alloc(task: Ref<Task>, noinherit: boolean): Routine<Ref<Uthread>> {
  const uth = uthread_slot(); // 1530
  const p = task.bsd_info; // 1532
  const uth_parent = curthread<Uthread>(); // 1547
  thread_enter_task(uth, task);
  if (!noinherit && uth_parent.uu_task === task) { // 1548
    uth.uu_uid = uth_parent.uu_uid; // 1557
  } else {
    uth.uu_uid = p.p_uid; // 1563
  }
  yield* proc_lock(p); // 1572
  uth.uu_sigmask = noinherit ? all_signals : uth_parent.uu_sigmask; // 1574
  if (!task.exec_copy) insertTail(p.p_uthlist, uth, 'uu_list'); // 1589
  proc_unlock(p);
  return uth;
}

/** Enters the process into its parent's group, then into the tree, where others find it. kern_proc.c */
export function* pinsertchild(parent: Ref<Proc>, child: Ref<Proc>): Routine {
  unlocked(child).p_pptr = parent;
  unlocked(child).p_ppid = parent.p_pid;
  const pg = yield* proc_pgrp(parent);
  yield* pgrp_add(pg, parent, child);
  yield* pg_rele(pg);
  yield* proc_list_lock();
  child.p_memstat = true; // memorystatus_add
  parent.p_childrencnt++;
  insertHead(parent.p_children, child, 'p_sibling');
  insertHead(k.allproc, child, 'p_list');
  child.p_listflag &= ~P_LIST_INCREATE;
  proc_list_unlock();
}
