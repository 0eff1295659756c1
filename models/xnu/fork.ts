/** fork and vfork, and what all ways to make a process have in common. The numbers are lines of kern_fork.c. */
import { cloneFrames, curthread, halt, KASSERT, mayFail, maySleep, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U2 } from '../../src/index.ts';
import { cloneproc, pinsertchild } from './cloneproc.ts';
import { chgproccnt } from './cred.ts';
import { forkproc } from './forkproc.ts';
import {
  conf, EAGAIN, EINVAL, ENOMEM, k, P_LINVFORK, P_LPPWAIT, P_LVFORK, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock, SRUN,
  UT_SETUID, UT_VFORK, UT_VFORKING, UT_WASSETUID,
} from './state.ts';
import type { Proc, Task, Uthread } from './state.ts';
import { task_deallocate, uthread_slot } from './task.ts';
import { proc_signalend, proc_transend } from './trans.ts';

/** What fork1 is to make. */
export const PROC_CREATE = { PROC_CREATE_FORK: 0, PROC_CREATE_SPAWN: 1, PROC_CREATE_VFORK: 2 } as const;
export const { PROC_CREATE_FORK, PROC_CREATE_SPAWN, PROC_CREATE_VFORK } = PROC_CREATE;

/** A process begins to lend a thread to a child. */
export function* proc_vfork_begin(parent: Ref<Proc>): Routine {
  yield* proc_lock(parent); // 203
  parent.p_lflag |= P_LVFORK; // 206
  parent.p_vforkcnt++; // 207
  proc_unlock(parent); // 208
}

/** It has the thread back. */
export function* proc_vfork_end(parent: Ref<Proc>): Routine {
  yield* proc_lock(parent); // 224
  parent.p_vforkcnt--; // 227
  KASSERT(parent.p_vforkcnt >= 0, 'vfork cnt is -ve'); // 228
  if (parent.p_vforkcnt === 0) parent.p_lflag &= ~P_LVFORK; // 231
  proc_unlock(parent); // 234
}

/** vfork(2): the calling thread returns as the child, with what that is to see in uu_rval; an errno. */
export function* sys_vfork(parent: Ref<Proc>): Routine<number> {
  const err = yield* fork1(parent, PROC_CREATE_VFORK); // 316
  if (err !== 0) return err; // 317
  const ut = curthread<Uthread>(); // 319
  const child = ut.uu_proc; // 320
  ut.uu_rval0 = child.p_pid; // 322
  ut.uu_rval1 = 1; // 323
  yield* proc_signalend(child); // 330
  yield* proc_transend(child); // 331
  ut.uu_flag &= ~UT_VFORKING; // 335
  return 0;
}

/**
 * Makes a process: by fork and spawn one with a thread of its own, which is left in uu_child and waits; by vfork one that the caller's
 * thread is from then on. Returns an errno. The caller holds no lock. Nothing in it asks whether a signal waits.
 */
export function* fork1(parent: Ref<Proc>, kind: U2): Routine<number> {
  const ut = curthread<Uthread>();
  const uid = ut.uu_uid; // 409
  yield* proc_list_lock();
  const full = (k.nprocs >= conf.maxproc - 1 && uid !== 0) || k.nprocs >= conf.maxproc; // 410
  proc_list_unlock();
  if (full) return EAGAIN; // 422

  const count = yield* chgproccnt(uid, 1); // 432
  let err = 0;
  if (uid !== 0 && conf.rlimit_nproc !== 0 && count > conf.rlimit_nproc) { // 433
    err = EAGAIN; // 445
  } else if (yield* mayFail('mac_proc_check_fork')) { // 454
    err = EAGAIN; // 455
  } else if (kind === PROC_CREATE_VFORK) {
    err = yield* fork1_vfork(parent, ut); // 461
  } else {
    err = yield* fork1_clone(parent, ut, kind); // 583
  }
  if (err !== 0) yield* chgproccnt(uid, -1); // 687
  ut.g_charges = 0;
  return err; // 694
}

/** A child that has the caller's thread and no other. Before its end nobody finds it, so that it is changed without its lock. */
export function* fork1_vfork(parent: Ref<Proc>, ut: Ref<Uthread>): Routine<number> {
  if ((ut.uu_flag & UT_VFORK) !== 0) return EINVAL; // 477
  yield* proc_vfork_begin(parent); // 489
  const child = yield* forkproc(parent); // 492
  if (child === nil) {
    yield* proc_vfork_end(parent); // 494
    return ENOMEM; // 495
  }
  yield 537;
  child.task = parent.task; // 537
  unlocked(child).p_lflag |= P_LINVFORK; // 539
  unlocked(child).p_vforkact = ut; // 540
  child.p_stat = SRUN; // 541
  ut.uu_flag |= UT_VFORK | UT_VFORKING; // 556
  ut.uu_proc = child; // 557
  child.g_lender = ut;
  ut.uu_userstate = act_thread_csave(ut); // 558
  ut.uu_vforkmask = ut.uu_sigmask; // 559
  if ((ut.uu_flag & UT_SETUID) !== 0) { // 562
    ut.uu_flag |= UT_WASSETUID; // 563
    ut.uu_flag &= ~UT_SETUID; // 564
  }
  unlocked(child).p_lflag |= P_LPPWAIT; // 578
  yield* pinsertchild(parent, child); // 579
  return 0; // 580
}

/** A child with a thread of its own. What comes after pinsertchild is covered by the signal and transition locks of the child. */
function* fork1_clone(parent: Ref<Proc>, ut: Ref<Uthread>, kind: U2): Routine<number> {
  const child_thread = yield* cloneproc(parent); // 601
  if (child_thread === nil) return EAGAIN; // 606
  if (kind === PROC_CREATE_FORK) thread_dup(child_thread); // 612
  yield* maySleep('task_bank_init'); // 619
  ut.uu_child = child_thread; // 683
  return 0;
}

/** The registers of the caller for the new thread: it goes on where the caller entered the kernel. */
function thread_dup(child_thread: Ref<Uthread>): void {
  cloneFrames(child_thread); // 613
}

/** The registers of the caller, kept for the return of the parent. */
function act_thread_csave(ut: Ref<Uthread>): Ref<Uthread> {
  const saved = uthread_slot();
  saved.uu_owner = ut;
  cloneFrames(saved);
  return saved;
}

/** fork(2): an errno; the number of the child is left in uu_rval. */
export function* sys_fork(parent: Ref<Proc>): Routine<number> {
  const ut = curthread<Uthread>();
  ut.uu_rval1 = 0; // 911
  const err = yield* fork1(parent, PROC_CREATE_FORK); // 913
  if (err !== 0) return err;
  const child_thread = ut.uu_child;
  ut.uu_child = nil;
  const task = child_thread.uu_task;
  const child = task.bsd_info; // 918
  ut.uu_rval0 = child.p_pid; // 919
  yield* proc_signalend(child); // 926
  yield* proc_transend(child); // 927
  yield 940;
  task_clear_return_wait(task); // 940
  task_deallocate(task); // 943
  return 0; // 946
}

/** Lets the threads of a new task start. */
export function task_clear_return_wait(task: Ref<Task>): void {
  task.return_wait = false;
}

/**
 * Gives the thread back to the parent of the vfork child, which returns from vfork with the number of the child; the caller goes on
 * with resume_parent. `retval` says whether whoever calls has a place for what the system call returns.
 */
export function* vfork_return(child: Ref<Proc>, retval: boolean, rval: number): Routine {
  const parent = unlocked(child).p_vforkact.uu_task.bsd_info; // 721
  const uth = curthread<Uthread>(); // 723
  yield* proc_vfork_end(parent); // 729
  uth.uu_flag &= ~UT_VFORK; // 733
  if ((uth.uu_flag & UT_WASSETUID) !== 0) { // 735
    uth.uu_flag |= UT_SETUID; // 736
    uth.uu_flag &= ~UT_WASSETUID; // 737
  }
  uth.uu_proc = nil; // 739
  uth.uu_sigmask = uth.uu_vforkmask; // 740
  child.g_lender = nil;
  yield* proc_lock(child); // 742
  child.p_lflag &= ~P_LINVFORK; // 743
  child.p_vforkact = nil; // 744
  proc_unlock(child); // 745
  if (!retval) return; // 747
  uth.uu_rval0 = rval;
  uth.uu_rval1 = 0; // 751
}

/** The thread goes on with the registers that vfork saved. Never returns. act_thread_catt, unix_syscall_return */
export function* resume_parent(): Routine {
  yield* halt();
}

