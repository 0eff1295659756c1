/**
 * The part of fork that cannot fail any more: it builds the child, makes it visible step by step, and lets it run.
 * The numbers beside the code are lines of kern_fork.c.
 */
import {
  cloneFrames, insertAfter, insertHead, maySleep, mtx_lock, mtx_unlock, nil, sx_xlock, sx_xunlock, unlocked,
} from '../../src/index.ts';
import type { Ref, Routine, U31, U4 } from '../../src/index.ts';
import { fork_files, fdrop } from './filedesc.ts';
import { fork_findpid, PROC_ID_REAP, proc_id_set_cond } from './findpid.ts';
import {
  FR2_DROPSIG_CAUGHT, FR2_KPROC, FR2_PD_DAEMON, RFLINUXTHPN, RFMEM, RFNOWAIT, RFPPWAIT, RFSIGSHARE, RFSTOPPED, RFTHREAD, RFTSIGNUM, RFTSIGZMB,
} from './forkFlags.ts';
import { itimer_init } from './itimer.ts';
import { procdesc_finit, procdesc_new } from './procdesc.ts';
import { proc_reparent, proc_set_traced } from './reparent.ts';
import { sig_drop_caught, sigacts_copy, sigacts_hold } from './sigacts.ts';
import { kern_psignal } from './signal.ts';
import {
  _PHOLD, _PRELE, conf, k, P_CONTROLT, P_KPROC, P_PPWAIT, P_SYSTEM, P_TREE_REAPER, P_WEXIT, PGRP_LOCK, PGRP_UNLOCK,
  PROC_LOCK, PROC_UNLOCK, PRS_NEW, PRS_NORMAL, PS_NOCLDWAIT, PTRACE_FORK, SIGCHLD, SIGKILL, SIGUSR1, TDA_VFORK, TDB_FORK, TDB_STOPATFORK,
  TDP_RFPPWAIT,
} from './state.ts';
import type { Proc, Procdesc, Thread } from './state.ts';
import { ast_sched } from './suspended.ts';
import { thread_reset } from './thr.ts';

/**
 * Builds the process p2 as a child of the caller's and makes it runnable; returns its pid. The caller holds its group's
 * pg_killsx shared, and no mutex. 366
 */
export function* do_fork(td: Ref<Thread>, flags: U31, flags2: U4, p2: Ref<Proc>, fp_procdesc: Ref<Procdesc>): Routine<number> {
  const p1 = td.td_proc;
  const td2 = unlocked(p2).p_threads.first;

  yield* PROC_LOCK(p1); // 377
  unlocked(p2).p_reapsubtree = unlocked(p1).p_reapsubtree; // copied with the rest of the copied range, without proctree_lock
  PROC_UNLOCK(p1); // 381

  zero_start(p2); // 383
  itimer_init(p2);
  unlocked(p2).p_state = PRS_NEW; // 389: protects against those who find it before it is complete
  p2.p_pid = yield* fork_findpid(flags); // 390
  td.g_ownpid = p2.p_pid;

  yield* sx_xlock(k.allproc_lock); // 394
  insertHead(k.allproc, p2, 'p_list');
  if (conf.stop_all !== 0) k.allproc_gen = 1;
  sx_xunlock(k.allproc_lock); // 398

  // From here on it can be found by number, but whoever looks hides what is PRS_NEW.
  yield* sx_xlock(k.pidhash_lock); // 400
  p2.p_hashed = true;
  td.g_owes = 0;
  td.g_ownpid = 0;
  sx_xunlock(k.pidhash_lock); // 402

  // tidhash_add(td2) 404: nothing here looks a thread up by its number.
  // Memory for signal dispositions, which nobody looks at before 508, and the file tables, while no lock is held. 409-451
  if ((flags & RFSIGSHARE) === 0) yield* maySleep('sigacts_alloc'); // 409
  yield* fork_files(p1, p2, flags); // 417-451

  yield* PROC_LOCK(p2); // 458
  yield* PROC_LOCK(p1); // 459
  thread_reset(td2); // 461
  td2.td_sigmask = td.td_sigmask; // 464
  if ((flags & RFPPWAIT) !== 0) ast_sched(td, TDA_VFORK); // 487
  p2.p_flag = 0; // 494: the flag word of a recycled struct keeps its former life's value until here
  p2.p_flag2 = 0; // 495: what is inherited of it is not modelled
  if ((flags & RFSIGSHARE) !== 0) { // 505
    p2.p_sigacts = sigacts_hold(p1.p_sigacts);
  } else {
    copy_sigacts(p1, p2, flags2); // 508
  }
  if ((flags & RFTSIGZMB) !== 0) p2.p_sigparent = RFTSIGNUM(flags); // 520
  else if ((flags & RFLINUXTHPN) !== 0) p2.p_sigparent = SIGUSR1;
  else p2.p_sigparent = SIGCHLD;
  if ((flags2 & FR2_KPROC) !== 0) p2.p_flag |= P_SYSTEM | P_KPROC; // 527
  td2.td_uid = p2.p_uid; // 548
  PROC_UNLOCK(p1); // 552
  PROC_UNLOCK(p2); // 553

  yield* maySleep('strdup'); // 563

  if ((flags & RFTHREAD) !== 0) {
    yield* join_peers(p1, p2); // 569-595
  } else {
    unlocked(p2).p_peers = nil; // 597
    p2.p_leader = p2;
  }

  yield* sx_xlock(k.proctree_lock); // 601
  yield* PGRP_LOCK(p1.p_pgrp); // 602
  yield* PROC_LOCK(p2); // 603
  yield* PROC_LOCK(p1); // 604
  yield* mtx_lock(p1.p_pgrp.pg_session.s_mtx); // 613
  if (p1.p_pgrp.pg_session.s_ttyvp && (p1.p_flag & P_CONTROLT) !== 0) p2.p_flag |= P_CONTROLT;
  mtx_unlock(p1.p_pgrp.pg_session.s_mtx); // 616
  if ((flags & RFPPWAIT) !== 0) p2.p_flag |= P_PPWAIT; // 617
  p2.p_pgrp = p1.p_pgrp; // 620
  insertAfter(p1, p2, 'p_pglist'); // 621
  p2.g_doomed = p1.g_doomed;
  p2.g_condemned = p1.g_condemned;
  PGRP_UNLOCK(p1.p_pgrp); // 622
  _PHOLD(p1); // 632
  PROC_UNLOCK(p1); // 633
  yield* join_tree(p1, p2, flags); // 642-658
  sx_xunlock(k.proctree_lock); // 659
  PROC_UNLOCK(p2); // 663

  yield* maySleep('vm_forkproc'); // 673
  if ((flags & RFMEM) !== 0) k.vmspaces++; // a share of the parent's
  p2.p_vmspace = true;
  if (fp_procdesc !== nil) {
    yield 699;
    procdesc_new(p2, fp_procdesc, (flags2 & FR2_PD_DAEMON) !== 0);
  }

  yield* PROC_LOCK(p2); // 710
  yield* PROC_LOCK(p1); // 711
  p2.p_state = PRS_NORMAL; // 714
  p2.g_fresh = false;
  if ((flags & RFPPWAIT) !== 0) { // 727
    td.td_pflags |= TDP_RFPPWAIT; // 728
    td.td_rfppwait_p = p2;
    p2.g_vfwaiter = td;
  }
  PROC_UNLOCK(p2); // 732
  // knote_fork(p1) 737
  _PRELE(p1); // 742
  PROC_UNLOCK(p1); // 743

  if (fp_procdesc !== nil) {
    yield 747;
    procdesc_finit(fp_procdesc);
    yield 748;
    yield* fdrop(td, fp_procdesc);
  }
  if ((unlocked(p1).p_ptevents & PTRACE_FORK) !== 0) yield* follow_fork(td, p1, p2); // 756

  // Its parent has not returned yet, but from the next line on p2 can run, exit, be reaped and be somebody else.
  const pid = p2.p_pid; // 790
  if ((flags & RFSTOPPED) === 0) { // 788
    yield 795;
    cloneFrames(td2); // 797: it goes on in syscall(), after cloned()
  }
  return pid;
}

/** Gives the new process to p1's debugger, which learns of it when the system call is over. The caller holds no lock. 757-784 */
function* follow_fork(td: Ref<Thread>, p1: Ref<Proc>, p2: Ref<Proc>): Routine {
  yield* sx_xlock(k.proctree_lock); // 757
  yield* PROC_LOCK(p2); // 758
  if ((p1.p_ptevents & PTRACE_FORK) !== 0) {
    td.td_dbgflags |= TDB_FORK; // 773
    p2.p_threads.first.td_dbgflags |= TDB_STOPATFORK; // 775
    proc_set_traced(p2, true); // 776
    yield* proc_reparent(p2, p1.p_pptr, false); // 780
  }
  PROC_UNLOCK(p2); // 782
  sx_xunlock(k.proctree_lock); // 783
}

/** Copies what p1 does about signals; a spawned child drops what was caught. The caller holds both locks. 508-517 */
function copy_sigacts(p1: Ref<Proc>, p2: Ref<Proc>, flags2: number): void {
  const ps = sigacts_copy(p1.p_sigacts);
  p2.p_sigacts = ps;
  if ((flags2 & FR2_DROPSIG_CAUGHT) !== 0) sig_drop_caught(ps);
  if ((flags2 & FR2_KPROC) !== 0) ps.ps_flag |= PS_NOCLDWAIT;
}

/** Clears the range of fields that a new process starts with at zero; p is not published yet. 383 */
function zero_start(p: Ref<Proc>): void {
  unlocked(p).p_lock = 0;
  unlocked(p).p_singlethread = nil;
  unlocked(p).p_suspcount = 0;
  unlocked(p).p_boundary_count = 0;
  unlocked(p).p_exitthreads = 0;
  unlocked(p).p_pendingexits = 0;
  unlocked(p).p_treeflag = 0;
  unlocked(p).p_sigparent = 0;
  unlocked(p).p_xthread = nil;
  unlocked(p).p_ptevents = 0;
}

/** Puts p2 on the peer list of p1's leader, and kills it if the leader is already exiting. 569-595 */
export function* join_peers(p1: Ref<Proc>, p2: Ref<Proc>): Routine {
  yield* mtx_lock(k.ppeers_lock); // 570
  p2.p_peers = p1.p_peers;
  p1.p_peers = p2;
  p2.p_leader = p1.p_leader;
  mtx_unlock(k.ppeers_lock); // 574
  const leader = p1.p_leader;
  yield* PROC_LOCK(leader); // 575
  if ((leader.p_flag & P_WEXIT) !== 0) {
    PROC_UNLOCK(leader); // 577
    // It stays on the list: the leader waits until it is gone. Signals to a process that is still PRS_NEW are lost.
    yield* PROC_LOCK(p2); // 591
    yield* kern_psignal(p2, SIGKILL);
    p2.g_sentenced = true;
    PROC_UNLOCK(p2); // 593
  } else {
    PROC_UNLOCK(leader); // 595
  }
}

/** Hangs p2 below its parent and its reaper. The caller holds proctree_lock exclusively and PROC_LOCK(p2). 642-658 */
function* join_tree(p1: Ref<Proc>, p2: Ref<Proc>, flags: U31): Routine {
  const reaper = (flags & RFNOWAIT) === 0 && (p1.p_treeflag & P_TREE_REAPER) !== 0 ? p1 : p1.p_reaper;
  const pptr = (flags & RFNOWAIT) !== 0 ? reaper : p1;
  p2.p_reaper = reaper;
  p2.p_pptr = pptr; // 650
  p2.p_oppid = pptr.p_pid;
  p2.p_children.first = nil; // 623
  p2.p_orphans.first = nil; // 624
  insertHead(pptr.p_children, p2, 'p_sibling'); // 652
  p2.p_reaplist.first = nil; // 653
  insertHead(reaper.p_reaplist, p2, 'p_reapsibling'); // 654
  if (reaper === p1 && p1 !== k.initproc) {
    p2.p_reapsubtree = p2.p_pid; // 656
    yield* proc_id_set_cond(PROC_ID_REAP, p2.p_pid);
  }
}
