/** The system calls that fork, and what they have in common. The numbers are lines of kern_fork.c. */
import {
  alloc, cloneFrames, free, insertAfter, insertHead, KASSERT, mayFail, maySleep, nil, require, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine, U31, U5, U8 } from '../../src/index.ts';
import { chgproccnt } from './cred.ts';
import {
  CLONE_CSIGNAL, CLONE_FILES, CLONE_FS, CLONE_PTRACE, CLONE_SIGHAND, CLONE_VFORK, CLONE_VM, FORK_CLEANFILES, FORK_NOWAIT, FORK_PPWAIT,
  FORK_SHARECWD, FORK_SHAREFILES, FORK_SHARESIGS, FORK_SHAREVM, FORK_SYSTEM,
} from './forkFlags.ts';
import { lwp_alloc, lwp_link } from './lwpState.ts';
import { proc_alloc_lwpid, proc_alloc_pid } from './pidTable.ts';
import { proc_changeparent } from './reparent.ts';
import { cv_wait } from './sleep.ts';
import {
  conf, cwdinfo_zone, EAGAIN, EINVAL, ENOMEM, filedesc_zone, k, LSIDL, LSRUN, LSSTOP, mutex_enter, mutex_exit, mutex_obj_alloc, NSIG,
  p_lock, p_unlock, PK_CLDSIGIGN, PK_NOCLDWAIT, PK_SUGID, PK_SYSTEM, PL_CONTROLT, PL_PPWAIT, proc_zone, PS_NOCLDSTOP, PS_STOPEXEC,
  PS_STOPFORK, PSL_TRACED, PSL_TRACEDCHILD, PSL_TRACEFORK, PSL_TRACEVFORK, PSL_TRACEVFORK_DONE, SACTIVE, sigacts_zone, SIGCHLD, SIDL,
  SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { eventswitch } from './trace.ts';

export function* sys_fork(l: Ref<Lwp>): Routine<number> {
  return yield* fork1(l, 0, SIGCHLD); // 120
}

/** The old vfork: the memory is copied, and the parent waits all the same. */
export function* sys_vfork(l: Ref<Lwp>): Routine<number> {
  return yield* fork1(l, FORK_PPWAIT, SIGCHLD); // 131
}

/** Today's vfork. */
export function* sys___vfork14(l: Ref<Lwp>): Routine<number> {
  return yield* fork1(l, FORK_PPWAIT | FORK_SHAREVM, SIGCHLD); // 143
}

export function* sys___clone(l: Ref<Lwp>, clone: U31): Routine<number> {
  if ((clone & CLONE_PTRACE) !== 0) return -EINVAL; // 163
  if ((clone & CLONE_SIGHAND) !== 0 && (clone & CLONE_VM) === 0) return -EINVAL; // 169
  let flags = 0; // 173
  if ((clone & CLONE_VM) !== 0) flags |= FORK_SHAREVM;
  if ((clone & CLONE_FS) !== 0) flags |= FORK_SHARECWD;
  if ((clone & CLONE_FILES) !== 0) flags |= FORK_SHAREFILES;
  if ((clone & CLONE_SIGHAND) !== 0) flags |= FORK_SHARESIGS;
  if ((clone & CLONE_VFORK) !== 0) flags |= FORK_PPWAIT;
  const sig = clone & CLONE_CSIGNAL; // 186
  if (sig > NSIG) return -EINVAL;
  return yield* fork1(l, flags, sig); // 196
}

/** Whether the debugger is to hear of a fork. The flags are read without p_lock. */
function tracefork(p: Ref<Proc>, flags: number): boolean {
  const asked = PSL_TRACEFORK | PSL_TRACED; // 212
  return (unlocked(p).p_slflag & asked) === asked && (flags & FORK_PPWAIT) === 0;
}

function tracevfork(p: Ref<Proc>, flags: number): boolean {
  const asked = PSL_TRACEVFORK | PSL_TRACED; // 223
  return (unlocked(p).p_slflag & asked) === asked && (flags & FORK_PPWAIT) !== 0;
}

function tracevforkdone(p: Ref<Proc>, flags: number): boolean {
  const asked = PSL_TRACEVFORK_DONE | PSL_TRACED; // 234
  return (unlocked(p).p_slflag & asked) === asked && (flags & FORK_PPWAIT) !== 0;
}

/**
 * Makes a process; its number, or a negative errno. The caller holds no lock. Nothing in it asks whether a signal waits, or whether
 * the process is to exit.
 */
export function* fork1(l1: Ref<Lwp>, flags: U8, exitsig: U5): Routine<number> {
  const p1 = l1.l_proc;
  yield 257;
  const uid = l1.l_uid; // what the LWP has cached, not what its process has
  const tnprocs = ++k.nprocs; // 258
  l1.g_owes = 1;
  if (tnprocs >= conf.maxproc || !may_fork(uid, tnprocs)) { // 264
    yield 272;
    k.nprocs--;
    l1.g_owes = 0;
    yield* maySleep('forkmx');
    return -EAGAIN; // 277
  }

  yield 283;
  const count = chgproccnt(uid, 1);
  l1.g_charges = uid + 1;
  if (conf.rlimit_nproc !== 0 && count > conf.rlimit_nproc && uid !== 0) { // 284
    yield* undo_counts(l1, uid); // 288
    yield* maySleep('forkulim');
    return -EAGAIN; // 292
  }

  yield* maySleep('uvm_uarea_alloc');
  if ((conf.max_uareas !== 0 && k.uareas >= conf.max_uareas) || (yield* mayFail('uvm_uarea_alloc'))) { // 301
    yield 303;
    yield* undo_counts(l1, uid);
    return -ENOMEM; // 305
  }
  k.uareas++;

  const p2 = yield* proc_alloc(); // 309
  if (p2 === nil) {
    k.uareas--; // 312
    yield* p_lock(p1); // 313
    chgproccnt(p1.p_uid, -1); // 314: whoever the process belongs to by now
    l1.g_charges = 0;
    p_unlock(p1);
    yield 317;
    k.nprocs--;
    l1.g_owes = 0;
    return -EAGAIN; // 318
  }
  l1.g_owes = 0;
  l1.g_newborn = p2;

  // From here on nothing fails. Much is copied from p1 without a lock, and some of it is copied too early.
  yield 331;
  copy_proc(p1, p2); // 333
  yield 349;
  unlocked(p2).p_flag = unlocked(p1).p_flag & (PK_SUGID | PK_NOCLDWAIT | PK_CLDSIGIGN);
  if ((flags & FORK_SYSTEM) !== 0) unlocked(p2).p_flag |= PK_SYSTEM | PK_NOCLDWAIT; // 354

  share_lock(p1, p2, flags); // 363
  yield* p_lock(p1); // 379: kauth_proc_fork
  unlocked(p2).p_uid = p1.p_uid;
  p2.g_charged = true;
  l1.g_charges = 0;
  p_unlock(p1);

  yield* maySleep('kmem_strdupsize'); // 387
  yield* fork_files(p1, p2, flags); // 395
  yield* share_cwd(p1, p2, flags); // 405
  p2.p_limit = p1.p_limit; // 414
  p1.p_limit.pl_refcnt++;
  mark_vfork(l1, p2, flags); // 422
  const parent = (flags & FORK_NOWAIT) !== 0 ? k.initproc : p1; // 433
  unlocked(p2).p_pptr = parent; // 434
  p2.p_ppid = parent.p_pid;

  yield 457;
  sigactsinit(p1, p2, flags);
  yield* p_lock(p1); // 458
  unlocked(p2).p_sflag = p1.p_sflag & (PS_STOPFORK | PS_STOPEXEC | PS_NOCLDSTOP); // 459
  yield* maySleep('sched_proc_fork'); // 461: it does not sleep, but takes its time
  p_unlock(p1); // 462

  yield* maySleep('uvm_proc_fork'); // 475
  k.vmspaces++;
  p2.p_vmspace = true;
  const l2 = yield* lwp_create(l1, p2); // 481

  yield* mutex_enter(k.proc_lock); // 511
  if (p1.p_pgrp.pg_session.s_ttyvp && (p1.p_lflag & PL_CONTROLT) !== 0) p2.p_lflag |= PL_CONTROLT; // 513
  insertHead(parent.p_children, p2, 'p_sibling'); // 516
  p2.p_exitsig = exitsig; // 517
  if (tracefork(p1, flags) || tracevfork(p1, flags)) { // 522
    yield* proc_changeparent(p2, p1.p_pptr); // 523
    unlocked(p2).p_slflag |= PSL_TRACEDCHILD; // 524
  }
  insertAfter(p1, p2, 'p_pglist'); // 529
  p2.g_doomed = p1.g_doomed;
  insertHead(k.allproc, p2, 'p_list'); // 530

  if (p1.p_klist) { // 554
    mutex_exit(k.proc_lock); // 555
    yield* knote_proc_fork(p2); // 556
    yield* mutex_enter(k.proc_lock); // 557
  }

  yield* p_lock(p2); // 564
  KASSERT(p2.p_nrlwps === 1, 'fork1: the child has not one LWP'); // 578
  KASSERT(l2.l_stat === LSIDL, 'fork1: the LWP of the child is not new'); // 579
  if ((p2.p_sflag & PS_STOPFORK) !== 0) {
    start_stopped(p1, p2, l2); // 580
  } else {
    p2.p_nrlwps = 1; // 589
    p2.p_stat = SACTIVE; // 590
    l2.l_stat = LSRUN;
  }
  cloneFrames(l2); // 591: it goes on in syscall(), after cloned()
  const pid = p2.p_pid; // 600
  l1.g_newborn = nil;
  p_unlock(p2); // 604
  // p2 is not to be touched any more: when proc_lock goes, a sibling may reap it.

  if (tracefork(p1, flags) || tracevfork(p1, flags)) { // 609
    yield* p_lock(p1); // 610
    yield* eventswitch(l1, true); // 611
    yield* mutex_enter(k.proc_lock); // 614
  }
  while (l1.l_vforkwaiting) yield* cv_wait(l1.l_waitcv, k.proc_lock); // 621
  if (tracevforkdone(p1, flags)) { // 627
    yield* p_lock(p1); // 628
    yield* eventswitch(l1, true); // 629
  } else {
    mutex_exit(k.proc_lock); // 631
  }
  return pid; // 633
}

/** Takes back what was counted for a fork that fails, one after the other. */
function* undo_counts(l1: Ref<Lwp>, uid: number): Routine {
  chgproccnt(uid, -1);
  l1.g_charges = 0;
  yield 289;
  k.nprocs--;
  l1.g_owes = 0;
}

/** The last few processes, below the limit for all, are for the privileged user. kern_proc.c proc_listener_cb */
const RESERVED = 5;

/** Whether the user may have one more process, the n-th. kauth_authorize_process */
function may_fork(uid: number, n: number): boolean {
  return uid === 0 || n < conf.maxproc - RESERVED; // 267
}

/**
 * A struct with a number, or nil: fork1 provides for that, though no routine under this one says no in the kernel that was read. The
 * caller holds no lock. kern_proc.c proc_alloc
 */
function* proc_alloc(): Routine<Ref<Proc>> {
  yield* maySleep('proc_alloc');
  const p = alloc(proc_zone);
  require('zone-exhausted', p !== nil, 'no free process slot');
  unlocked(p).p_stat = SIDL;
  if (yield* mayFail('proc_alloc_pid')) {
    free(proc_zone, p);
    return nil;
  }
  yield* proc_alloc_pid(p);
  return p;
}

/** The two memory copies of 331: the first range is cleared, the second is p1's, its group among it. No lock is held. */
function copy_proc(p1: Ref<Proc>, p2: Ref<Proc>): void {
  unlocked(p2).p_pgrp = unlocked(p1).p_pgrp;
  unlocked(p2).ps_sigignore = unlocked(p1).ps_sigignore;
  unlocked(p2).ps_sigcatch = unlocked(p1).ps_sigcatch;
  unlocked(p2).p_sigpend = 0; // 336
}

/** Processes that share their signals share the mutex, too. */
function share_lock(p1: Ref<Proc>, p2: Ref<Proc>, flags: number): void {
  if ((flags & FORK_SHARESIGS) !== 0) {
    p2.p_lock = p1.p_lock; // 374
    p1.p_lock.mo_refcnt++;
  } else {
    p2.p_lock = mutex_obj_alloc(); // 377
  }
}

/** The table of files, and the count of message queues that is to go with it. */
function* fork_files(p1: Ref<Proc>, p2: Ref<Proc>, flags: U8): Routine {
  yield 395;
  if ((flags & FORK_SHAREFILES) !== 0) {
    p2.p_fd = p1.p_fd; // 396
    p1.p_fd.fd_refcnt++;
  } else {
    p2.p_fd = alloc(filedesc_zone); // 398
    p2.p_fd.fd_refcnt = 1;
    if ((flags & FORK_CLEANFILES) === 0) p2.p_fd.fd_mqueues = p1.p_fd.fd_mqueues; // 400
  }
  yield 403;
  p2.p_mqueue_cnt = p1.p_mqueue_cnt;
}

/** The working directory: shared, or copied. */
function* share_cwd(p1: Ref<Proc>, p2: Ref<Proc>, flags: U8): Routine {
  if ((flags & FORK_SHARECWD) !== 0) {
    p2.p_cwdi = p1.p_cwdi; // 406
    p1.p_cwdi.cwdi_refcnt++;
    return;
  }
  yield* maySleep('cwdinit');
  p2.p_cwdi = alloc(cwdinfo_zone); // 408
  p2.p_cwdi.cwdi_refcnt = 1;
}

/** Marks parent and child of a vfork. Nobody else sees either mark yet. */
function mark_vfork(l1: Ref<Lwp>, p2: Ref<Proc>, flags: number): void {
  if ((flags & FORK_PPWAIT) !== 0) {
    unlocked(p2).p_lflag = PL_PPWAIT; // 424
    unlocked(l1).l_vforkwaiting = true; // 425
    unlocked(p2).p_vforklwp = l1; // 426
    p2.g_vfwaiter = l1;
    p2.g_borrows = true;
  } else {
    unlocked(p2).p_lflag = 0; // 428
    unlocked(l1).l_vforkwaiting = false; // 429
  }
}

/** Dispositions are shared, or copied under sa_mutex: later than the masks that have to fit them. 457 */
function sigactsinit(p1: Ref<Proc>, p2: Ref<Proc>, flags: number): void {
  if ((flags & FORK_SHARESIGS) !== 0) {
    p2.p_sigacts = p1.p_sigacts;
    p1.p_sigacts.sa_refcnt++;
    return;
  }
  p2.p_sigacts = alloc(sigacts_zone);
  p2.p_sigacts.sa_refcnt = 1;
  p2.p_sigacts.sa_ignored = p1.p_sigacts.sa_ignored;
  p2.p_sigacts.sa_caught = p1.p_sigacts.sa_caught;
}

/** The first LWP of p2. What it returns is its LWP; that it could fail, fork1 does not look at. The caller holds no lock. kern_lwp.c lwp_create */
function* lwp_create(l1: Ref<Lwp>, p2: Ref<Proc>): Routine<Ref<Lwp>> {
  yield* maySleep('lwp_create');
  const l2 = lwp_alloc();
  l2.l_proc = p2;
  yield* proc_alloc_lwpid(p2, l2);
  yield* p_lock(p2);
  l2.l_sigmask = l1.l_sigmask;
  lwp_link(l2, p2);
  p_unlock(p2);
  return l2;
}

/** Tells those who watch the parent of the child, by its number. The caller holds no lock. */
function* knote_proc_fork(p2: Ref<Proc>): Routine {
  k.note_child = p2.p_pid;
  yield* maySleep('knote_proc_fork');
}

/** PS_STOPFORK: the child begins its life stopped. The caller owns proc_lock and the p_lock of p2. */
function start_stopped(p1: Ref<Proc>, p2: Ref<Proc>, l2: Ref<Lwp>): void {
  p2.p_nrlwps = 0; // 581
  p2.p_stat = SSTOP;
  p2.p_waited = false;
  p1.p_nstopchild++; // 584: p1's, whoever its parent is
  l2.l_stat = LSSTOP;
  l2.td_suspended = true;
  KASSERT(l2.td_wchan === 0, 'fork1: a stopped child sleeps'); // 586
}
