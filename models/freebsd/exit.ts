/**
 * The death of a process, up to the zombie that somebody waits for. Labels name the sections of exit1 in kern_exit.c.
 */
import {
  cv_broadcast, KASSERT, maySleep, msleep, mtx_lock, mtx_unlock, nil, remove, sx_xlock, sx_xunlock, unlocked, waitUntil, wakeup,
} from '../../src/index.ts';
import type { Ref, Routine, U5, U8 } from '../../src/index.ts';
import { fdescfree } from './filedesc.ts';
import { killjobc } from './pgrp.ts';
import { procdesc_exit } from './procdesc.ts';
import { proc_clear_orphan, proc_realparent, proc_reparent } from './reparent.ts';
import { kern_psignal } from './signal.ts';
import { childproc_exited, sigqueue_delete_proc, sigqueue_flush } from './sigqueue.ts';
import { thread_single } from './single.ts';
import {
  conf, k, P2_PTRACE_FSTP, P2_WEXIT, P_HADTHREADS, P_PPTRACE, P_PPWAIT, P_SHOULDSTOP, P_STOPPED_SIG, P_STOPPED_TRACE, P_TRACED, P_WEXIT,
  PROC_LOCK, PROC_UNLOCK, proc_wchan, PRS_ZOMBIE, PS_CLDSIGIGN, PS_NOCLDWAIT, SIGBIT, SIGCHLD, SIGKILL, SIGTRAP, SINGLE_EXIT, TDB_FSTP,
  TDB_XSIG,
} from './state.ts';
import type { Proc, Thread } from './state.ts';
import { itimer_exit } from './softclock.ts';
import { thread_exit, thread_suspend_check } from './suspend.ts';
import { ptrace_unsuspend } from './suspended.ts';

/** Drops a vfork parent's wait for p, for the books of the checker: it may run again. */
export function vfork_released(p: Ref<Proc>): void {
  p.g_vfwaiter = nil;
}

/** Ends the calling process; never returns. The caller holds no lock. */
export function* exit1(td: Ref<Thread>, rval: U8, signo: U5): Routine {
  const p = td.td_proc;
  KASSERT(rval === 0 || signo === 0, 'exit1: both a status and a signal (A6)');
  KASSERT(p !== k.initproc, 'exit1: init died');

  // [1] From here on signals for this process are swallowed: whoever takes one finds that it is exiting.
  yield* PROC_LOCK(p);
  p.p_flag2 |= P2_WEXIT;
  yield* thread_suspend_check(0);
  // [2] Only one thread may go on. If another one is singling already, the check suspends or ends this one.
  while ((p.p_flag & P_HADTHREADS) !== 0) {
    if ((yield* thread_single(p, SINGLE_EXIT)) === 0) break;
    yield* thread_suspend_check(0);
  }
  KASSERT(p.p_numthreads === 1, 'exit1: other threads are left (A6)');
  // [3] A stop that was asked for meanwhile is ignored, as later ones will be.
  p.p_xexit = rval;
  p.p_xsig = signo;
  p.p_flag &= ~P_STOPPED_SIG;
  KASSERT(P_SHOULDSTOP(p) === 0, 'exit1: an exiting process is stopped (A6)');
  p.p_flag |= P_WEXIT;
  // [4] Whoever holds the process uses its memory, or is about to look at it again: PROC_REAP_KILL does, ptrace and procfs do.
  while (p.p_lock > 0) {
    PROC_UNLOCK(p);
    yield* waitUntil(() => unlocked(p).p_lock === 0, 'exithold');
    yield* PROC_LOCK(p);
  }
  PROC_UNLOCK(p);

  yield* exit_peers(p);

  if (unlocked(p).p_ptevents !== 0) {
    yield* PROC_LOCK(p);
    unlocked(p).p_ptevents = 0; // without proctree_lock, which its key asks for
    PROC_UNLOCK(p);
  }
  yield* itimer_exit(p);
  // [7] Event handlers have run by now. Files are closed.
  yield* maySleep('fdescfree');
  yield* fdescfree(td);
  yield* leave_peers(p);

  // [9] The memory goes before the parent that lent it is let go.
  p.p_vmspace = false;
  k.vmspaces--;

  // [10]
  yield* sx_xlock(k.allproc_lock);
  remove(k.allproc, p, 'p_list');
  sx_xunlock(k.allproc_lock);

  // [11] A vfork parent can notice this when its second is over; the broadcast comes at the end.
  yield* sx_xlock(k.proctree_lock);
  if ((unlocked(p).p_flag & (P_TRACED | P_PPWAIT | P_PPTRACE)) !== 0) {
    yield* PROC_LOCK(p);
    p.p_flag &= ~(P_TRACED | P_PPWAIT | P_PPTRACE);
    vfork_released(p);
    PROC_UNLOCK(p);
  }
  yield* killjobc(p); // [12]
  yield* abandon_children(p); // [13]
  yield* forget_orphans(p); // [14]

  yield* report_exit(td, p);
}

/** [5] A task leader kills its peers and waits until all are gone. The caller holds no lock. */
export function* exit_peers(p: Ref<Proc>): Routine {
  yield 'exit1 [5]';
  if (unlocked(p).p_peers === nil || p !== p.p_leader) return;
  yield* mtx_lock(k.ppeers_lock);
  let q = p.p_peers;
  while (q !== nil) {
    yield* PROC_LOCK(q);
    yield* kern_psignal(q, SIGKILL);
    q.g_sentenced = true;
    PROC_UNLOCK(q);
    q = q.p_peers;
  }
  while (p.p_peers !== nil) yield* msleep(proc_wchan(p), k.ppeers_lock);
  mtx_unlock(k.ppeers_lock);
}

/** [8] Takes p off its leader's peer list and tells the leader. The caller holds no lock. */
function* leave_peers(p: Ref<Proc>): Routine {
  yield 'exit1 [8]';
  if (unlocked(p.p_leader).p_peers === nil) return;
  yield* mtx_lock(k.ppeers_lock);
  if (p.p_leader.p_peers !== nil) {
    let q = p.p_leader;
    while (q.p_peers !== p) q = q.p_peers;
    q.p_peers = p.p_peers;
    wakeup(proc_wchan(p.p_leader));
  }
  mtx_unlock(k.ppeers_lock);
}

/** [13] Gives the children to their reapers. The caller holds proctree_lock exclusively. */
function* abandon_children(p: Ref<Proc>): Routine {
  let q = p.p_children.first;
  if (q !== nil) wakeup(proc_wchan(q.p_reaper)); // in case one of them is a zombie already
  while (q !== nil) {
    const nq = q.p_sibling;
    yield* maySleep('ksiginfo_alloc'); // with proctree_lock held
    yield* PROC_LOCK(q);
    q.p_sigparent = SIGCHLD;
    if ((q.p_flag & P_TRACED) !== 0) yield* release_tracee(p, q);
    else yield* abandon_child(q);
    PROC_UNLOCK(q);
    q = nq;
  }
}

/** Gives one child to its reaper. The caller holds proctree_lock exclusively and PROC_LOCK(q). */
function* abandon_child(q: Ref<Proc>): Routine {
  yield* proc_reparent(q, q.p_reaper, true);
  if (q.p_state !== PRS_ZOMBIE) return;
  yield* PROC_LOCK(q.p_reaper);
  yield* kern_psignal(q.p_reaper, SIGCHLD);
  PROC_UNLOCK(q.p_reaper);
}

/**
 * Gives q, which p has traced, back to its real parent, and kills it: somebody has made a mistake. The caller holds proctree_lock
 * exclusively and PROC_LOCK(q).
 */
function* release_tracee(p: Ref<Proc>, q: Ref<Proc>): Routine {
  const t = proc_realparent(q);
  if (t === p) {
    yield* proc_reparent(q, q.p_reaper, true);
  } else {
    yield* PROC_LOCK(t);
    yield* proc_reparent(q, t, true);
    PROC_UNLOCK(t);
  }
  proc_clear_orphan(q); // of p: it was still traced when it left
  q.p_flag &= ~P_TRACED;
  q.p_flag2 &= ~P2_PTRACE_FSTP;
  q.p_ptevents = 0;
  unlocked(p).p_xthread = nil; // of p, though it is q's that names a thread
  for (let td = q.p_threads.first; td !== nil; td = td.td_plist) {
    td.td_dbgflags &= ~(TDB_XSIG | TDB_FSTP);
    td.td_xsig = 0;
  }
  if (conf.kill_on_debugger_exit !== 0) {
    q.p_flag &= ~P_STOPPED_TRACE;
    yield* kern_psignal(q, SIGKILL);
  } else if ((q.p_flag & (P_STOPPED_TRACE | P_STOPPED_SIG)) !== 0) {
    sigqueue_delete_proc(q, SIGBIT(SIGTRAP));
    ptrace_unsuspend(q);
  }
}

/** [14] Children that debuggers have get their reapers as parents of record. The caller holds proctree_lock exclusively. */
function* forget_orphans(p: Ref<Proc>): Routine {
  while (p.p_orphans.first !== nil) {
    const q = p.p_orphans.first;
    yield* PROC_LOCK(q);
    KASSERT(q.p_oppid === p.p_pid, 'exit1: an orphan has another parent on record (A6)');
    q.p_oppid = q.p_reaper.p_pid;
    proc_clear_orphan(q);
    PROC_UNLOCK(q);
  }
}

/**
 * [15] - [17] Tells the parent, becomes a zombie, leaves the CPU for the last time. The caller holds proctree_lock
 * exclusively, which is released. PROC_LOCK(p) is held from here to the end without a gap: whoever waits for it sees p
 * alive and in the tree, or sees a zombie.
 */
function* report_exit(td: Ref<Thread>, p: Ref<Proc>): Routine {
  yield* PROC_LOCK(p);
  p.p_xthread = td;
  let signal_parent = 0;
  if (p.p_procdesc === nil || (yield* procdesc_exit(p))) {
    yield* lock_parent_who_waits(p);
    if (p.p_pptr === p.p_reaper || p.p_pptr === k.initproc) signal_parent = 1;
    else if (p.p_sigparent === SIGCHLD) signal_parent = 1;
    else if (p.p_sigparent !== 0) signal_parent = 2;
  } else {
    yield* PROC_LOCK(p.p_pptr); // it gets no signal: the news is for those who have the descriptor open
  }
  sx_xunlock(k.proctree_lock);

  if (signal_parent === 1) childproc_exited(p); // [16]
  else if (signal_parent === 2) yield* kern_psignal(p.p_pptr, p.p_sigparent);
  sigqueue_flush(p);

  // [17] All locks are ours by now: the zombie must not wait for one, and the parent must not look before it is one.
  wakeup(proc_wchan(p.p_pptr));
  cv_broadcast(p.p_pwait);
  p.p_state = PRS_ZOMBIE;
  PROC_UNLOCK(p.p_pptr);
  yield* thread_exit(td);
}

/**
 * Locks the parent, or, where it does not want its children, the reaper as the new one. The caller holds proctree_lock
 * exclusively and PROC_LOCK(p).
 */
function* lock_parent_who_waits(p: Ref<Proc>): Routine {
  yield* PROC_LOCK(p.p_pptr);
  if ((p.p_pptr.p_sigacts.ps_flag & (PS_NOCLDWAIT | PS_CLDSIGIGN)) === 0) return;
  const pp = p.p_pptr;
  PROC_UNLOCK(pp);
  yield* proc_reparent(p, p.p_reaper, true);
  p.p_sigparent = SIGCHLD;
  yield* PROC_LOCK(p.p_pptr);
  wakeup(proc_wchan(pp)); // it may be waiting for us, and will not find us
}
