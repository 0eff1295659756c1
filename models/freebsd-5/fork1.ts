/**
 * fork1: counts the new process, numbers it, builds it, lets it run. The numbers beside the code are lines of kern_fork.c; a sleep
 * gives Giant up, and with it all that the other processes are kept from.
 */
import {
  alloc, cloneFrames, insertAfter, insertHead, mayFail, nil, require, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine, U31 } from '../../src/index.ts';
import { chgproccnt, crhold } from './cred.ts';
import { fdfree, fdnew, fdshare } from './filedesc.ts';
import { find_pid, publish } from './findpid.ts';
import { RFCFDG, RFFDG, RFLINUXTHPN, RFMEM, RFNOWAIT, RFPPWAIT, RFPROC, RFSIGSHARE, RFSTOPPED, RFTHREAD } from './forkFlags.ts';
import { assert_giant } from './giant.ts';
import { vref } from './ktrace.ts';
import { mtx_init, mtx_wipe, PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { procsig_alloc, procsig_copy } from './procsig.ts';
import { msleep, nap } from './sleep.ts';
import {
  conf, EAGAIN, EINVAL, k, LINKS_TORN, LINKS_WHOLE, P_CONTROLT, P_PPWAIT, P_SUGID, proc_wchan, proc_zone, SIGCHLD, SIGUSR1, SRUN,
  thread_zone,
} from './state.ts';
import type { Proc, Thread } from './state.ts';
import { sx_slock, sx_sunlock, sx_xlock, sx_xunlock } from './sx.ts';

/** Makes a process, td_procp of the caller, or without RFPROC unshares what it has; returns an errno. The caller owns Giant. 229 */
export function* fork1(td: Ref<Thread>, flags: U31): Routine<number> {
  const p1 = td.td_proc;
  assert_giant(); // 245
  td.td_procp = nil;
  if ((flags & (RFFDG | RFCFDG)) === (RFFDG | RFCFDG)) return EINVAL; // 248
  if ((flags & RFPROC) === 0) { // 255
    yield* unshare(p1, flags);
    return 0;
  }

  const uid = p1.p_ucred.cr_ruid; // 294
  if ((k.nprocs >= conf.maxproc - 1 && uid !== 0) || k.nprocs >= conf.maxproc) return EAGAIN; // 295
  // Counted before anything can block, so that the limit holds however many forks are under way.
  k.nprocs++; // 303
  td.g_owes = 1;
  if (!chgproccnt(uid, 1, uid !== 0 ? conf.rlimit_nproc : 0)) { // 309
    k.nprocs--; // 315
    td.g_owes = 0;
    return EAGAIN;
  }

  td.g_charge = uid + 1;
  if (yield* mayFail('zalloc')) yield* nap(); // 320
  const p2 = alloc_proc();
  p2.g_charge = td.g_charge;
  td.g_charge = 0;
  if ((flags & RFTHREAD) !== 0) { // 325
    p2.p_peers = p1.p_peers; // 326
    p1.p_peers = p2; // 327
    p2.p_leader = p1.p_leader; // 328
  } else {
    p2.p_peers = nil; // 330
    p2.p_leader = p2;
  }
  p2.p_vmspace = false; // 334

  yield* sx_xlock(k.allproc_lock); // 343
  const trypid = find_pid(flags);
  publish(p2, trypid, flags);
  td.g_owes = 0;
  sx_xunlock(k.allproc_lock); // 413

  wipe(p2); // 420-430
  yield* PROC_LOCK(p1); // 431
  unlocked(p2).p_sigmask = p1.p_sigmask;
  unlocked(p2).p_pgrp = p1.p_pgrp;
  PROC_UNLOCK(p1); // 446
  // schedcpu may be at it: proc_linkup begins with empty lists.
  yield 453;
  p2.p_ksegrps = LINKS_TORN;
  yield 'proc_linkup';
  p2.p_ksegrps = LINKS_WHOLE;
  mtx_init(p2.p_mtx); // 455

  yield* PROC_LOCK(p2); // 456
  p2.p_flag = 0; // 464: until here it is what the struct's last process left
  yield* PROC_LOCK(p1); // 473
  p2.p_ucred = crhold(p1.p_ucred); // 474
  p2.p_thread.td_ucred = crhold(p2.p_ucred); // 475
  yield* give_signals(p1, p2, flags); // 480-512
  p2.p_sigparent = (flags & RFLINUXTHPN) !== 0 ? SIGUSR1 : SIGCHLD; // 513
  PROC_UNLOCK(p1); // 520
  PROC_UNLOCK(p2); // 521

  if (yield* mayFail('fdcopy')) yield* nap(); // 525
  const fd = (flags & (RFCFDG | RFFDG)) !== 0 ? fdnew() : fdshare(p1.p_fd);
  yield* PROC_LOCK(p2); // 531
  p2.p_fd = fd;
  yield* PROC_LOCK(p1); // 540
  if (p1.p_sharemod && (yield* mayFail('limcopy'))) yield* nap(); // 541, with both locks held
  p2.p_flag |= p1.p_flag & P_SUGID; // 552
  if ((p1.p_flag & P_CONTROLT) !== 0) p2.p_flag |= P_CONTROLT; // 553
  if ((flags & RFPPWAIT) !== 0) { // 555
    p2.p_flag |= P_PPWAIT; // 556
    p2.g_vfwaiter = td;
  }
  insertAfter(p1, p2, 'p_pglist'); // 558: after p1, wherever that is by now
  p2.g_doomed = p1.g_doomed;
  PROC_UNLOCK(p1); // 559
  PROC_UNLOCK(p2); // 560

  const pptr = (flags & RFNOWAIT) !== 0 ? k.initproc : p1; // 569
  yield* sx_xlock(k.proctree_lock); // 573
  yield* PROC_LOCK(p2); // 574
  p2.p_pptr = pptr; // 575
  PROC_UNLOCK(p2); // 576
  insertHead(pptr.p_children, p2, 'p_sibling'); // 577
  sx_xunlock(k.proctree_lock); // 578
  yield* PROC_LOCK(p2); // 579
  unlocked(p2).p_children.first = nil; // 580
  yield* PROC_LOCK(p1); // 586
  yield* give_trace(p1, p2); // 593-602
  p1.p_lock++; // 617
  PROC_UNLOCK(p1); // 618
  PROC_UNLOCK(p2); // 619

  if (yield* mayFail('vm_forkproc')) yield* nap(); // 625
  p2.p_vmspace = true;
  k.vmspaces++;
  yield* sx_slock(k.fork_list_lock); // 646
  if (yield* mayFail('fork_callback')) yield* nap(); // 648
  sx_sunlock(k.fork_list_lock); // 650
  if ((flags & RFSTOPPED) === 0) { // 658
    yield 659;
    p2.p_stat = SRUN; // 660
    p2.g_fresh = false;
    cloneFrames(p2.p_thread); // 661: it goes on in syscall(), after cloned()
  }
  yield* PROC_LOCK(p1); // 668
  p1.p_lock--; // 669
  PROC_UNLOCK(p1); // 675
  td.td_procp = p2;
  yield* wait_ppwait(p1, p2); // 682-685
  return 0; // 690
}

/** A struct from the zone, with what its last process left in it. */
function alloc_proc(): Ref<Proc> {
  const p = alloc(proc_zone);
  require('zone-exhausted', p !== nil, 'no free process slot');
  if (p.p_thread === nil) {
    const td = alloc(thread_zone);
    require('zone-exhausted', td !== nil, 'no free thread slot');
    p.p_thread = td;
    td.td_proc = p;
  }
  p.g_fresh = true;
  p.g_left = false;
  return p;
}

/** Sleeps until p2 does not need its parent's memory any more: on the parent's own address, where others wake it too. */
export function* wait_ppwait(p1: Ref<Proc>, p2: Ref<Proc>): Routine {
  yield* PROC_LOCK(p2); // 682
  while ((p2.p_flag & P_PPWAIT) !== 0) yield* msleep(proc_wchan(p1), p2.p_mtx); // 683
  PROC_UNLOCK(p2); // 685
}

/** rfork without RFPROC: the caller parts with what it shares. 256-284 */
function* unshare(p1: Ref<Proc>, flags: U31): Routine {
  if ((flags & RFMEM) === 0 && (yield* mayFail('vm_unshare'))) yield* nap(); // 256
  if ((flags & RFCFDG) !== 0) yield* change_files(p1); // 261
  if ((flags & RFFDG) !== 0 && p1.p_fd.fd_refcnt > 1) yield* change_files(p1); // 273
}

/** A file table of the caller's own. The old one is closed, which may sleep, with the process locked. 263-267, 275-280 */
function* change_files(p1: Ref<Proc>): Routine {
  if (yield* mayFail('fdinit')) yield* nap(); // 263, 276
  const fd = fdnew();
  yield* PROC_LOCK(p1); // 264, 277
  if (yield* mayFail('fdfree')) yield* nap(); // 265, 278
  fdfree(p1.p_fd);
  p1.p_fd = fd; // 266, 279
  PROC_UNLOCK(p1); // 267, 280
}

/** Clears the range that begins with zeroes: the lock is in it, and what signals the process has been sent. 420-430 */
function wipe(p: Ref<Proc>): void {
  mtx_wipe(p.p_mtx);
  unlocked(p).p_oppid = 0;
  unlocked(p).p_siglist = 0;
  unlocked(p).p_lock = 0;
  unlocked(p).p_sigparent = 0;
  unlocked(p).p_tracep = nil;
  p.p_vmspace = false;
  p.p_ast = false;
  p.p_caught = 0;
  p.p_thread.td_sintr = false;
  p.p_thread.td_wchan = 0;
}

/** Dispositions: shared, or a copy. Both locks are held, and dropped where memory is needed. 480-512 */
function* give_signals(p1: Ref<Proc>, p2: Ref<Proc>, flags: U31): Routine {
  if ((flags & RFSIGSHARE) !== 0) { // 480
    p2.p_procsig = p1.p_procsig; // 481
    p2.p_procsig.ps_refcnt++; // 482
    if (p1.p_procsig.ps_shared) return; // 483
    PROC_UNLOCK(p1); // 486
    PROC_UNLOCK(p2); // 487
    if (yield* mayFail('sigacts_malloc')) yield* nap(); // 489
    yield* PROC_LOCK(p2); // 491
    yield* PROC_LOCK(p1); // 492
    p2.p_procsig.ps_shared = true; // 499
    return;
  }
  PROC_UNLOCK(p1); // 503
  PROC_UNLOCK(p2); // 504
  if (yield* mayFail('procsig_malloc')) yield* nap(); // 505
  p2.p_procsig = procsig_alloc();
  yield* PROC_LOCK(p2); // 507
  yield* PROC_LOCK(p1); // 508
  procsig_copy(p1.p_procsig, p2.p_procsig); // 509
}

/** The file that the parent is traced to. Both locks are held, and dropped while it is referenced. 593-602 */
function* give_trace(p1: Ref<Proc>, p2: Ref<Proc>): Routine {
  if (!p1.p_traceflag || p2.p_tracep !== nil) return; // 593
  p2.p_traceflag = true; // 594
  p2.p_tracep = p1.p_tracep; // 595
  if (p2.p_tracep === nil) return;
  PROC_UNLOCK(p1); // 596
  PROC_UNLOCK(p2); // 597
  yield 598;
  vref(p2.p_tracep);
  yield* PROC_LOCK(p2); // 599
  yield* PROC_LOCK(p1); // 600
}
