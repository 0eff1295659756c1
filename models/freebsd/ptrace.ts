/**
 * ptrace(2): processes that trace others. A tracer becomes the parent, and the real one remembers its child as an orphan. Labels name
 * routines of sys_process.c.
 */
import { KASSERT, nil, sx_xlock, sx_xunlock, unlocked } from '../../src/index.ts';
import type { I16, Ref, Routine, U3, U31, U6 } from '../../src/index.ts';
import { pfind } from './pfind.ts';
import {
  PT_ATTACH, PT_DATA_SHIFT, PT_DETACH, PT_FOLLOW_FORK, PT_KILL, PT_REQUEST_MASK, PT_SET_EVENT_MASK, PT_TRACE_ME,
} from './ptraceRequests.ts';
import { proc_realparent, proc_reparent, proc_set_traced } from './reparent.ts';
import { kern_psignal } from './signal.ts';
import { childproc_continued, sigqueue_take } from './sigqueue.ts';
import {
  _PHOLD, _PRELE, EBUSY, EINVAL, EPERM, ESRCH, k, P2_PTRACE_FSTP, P_PPTRACE, P_PPWAIT, P_STOPPED_SIG, P_STOPPED_TRACE, P_SYSTEM, P_TRACED,
  P_WAITED, P_WEXIT, P_WKILLED, PROC_LOCK, PROC_UNLOCK, PTRACE_FORK, SIGBIT, SIGCHLD, SIGKILL, SIGSTOP, TDB_FSTP, TDB_XSIG,
} from './state.ts';
import type { Proc, Thread } from './state.ts';
import { ptrace_unsuspend, thread_unsuspend } from './suspended.ts';

/** ptrace(2): 0 or a negative errno. The caller holds no lock. */
export function* sys_ptrace(td: Ref<Thread>, pid: I16, word: U31): Routine<number> {
  return -(yield* kern_ptrace(td, word & PT_REQUEST_MASK, pid, word >> PT_DATA_SHIFT));
}

/** Does what is asked, if it may be asked now; returns an errno. The caller holds no lock. kern_ptrace */
function* kern_ptrace(td: Ref<Thread>, request: U3, pid: I16, data: U6): Routine<number> {
  // The tree comes before the process. All requests but PT_KILL change it, or what fork reads under its lock.
  if (request !== PT_KILL) yield* sx_xlock(k.proctree_lock);
  const p = yield* traced_process(td, request, pid);
  const error = p === nil ? ESRCH : why_not(td, p, request);
  if (error === 0) {
    _PHOLD(p);
    yield* serve(td, p, request, data);
    _PRELE(p);
  } else if (request !== PT_KILL) {
    sx_xunlock(k.proctree_lock);
  }
  if (p !== nil) PROC_UNLOCK(p);
  return error;
}

/** The process that a request is about, locked; nil if there is none. */
function* traced_process(td: Ref<Thread>, request: U3, pid: I16): Routine<Ref<Proc>> {
  if (request !== PT_TRACE_ME) return yield* pfind(pid);
  yield* PROC_LOCK(td.td_proc);
  return td.td_proc;
}

/** Why a request is refused: an errno, 0 if it is not. The caller owns the process's lock, and proctree_lock where the request needs it. */
function why_not(td: Ref<Thread>, p: Ref<Proc>, request: number): number {
  // Whether some thread of it has begun to exit (P2_WEXIT) is not asked.
  if ((p.p_flag & P_WEXIT) !== 0) return ESRCH;
  if (td.td_uid !== 0 && td.td_uid !== p.p_uid) return EPERM; // p_candebug
  if ((p.p_flag & P_SYSTEM) !== 0) return EINVAL;
  if (request === PT_TRACE_ME) return why_not_trace_me(p);
  return request === PT_ATTACH ? why_not_attach(td, p) : proc_can_ptrace(td, p);
}

function why_not_trace_me(p: Ref<Proc>): number {
  if ((p.p_flag & P_TRACED) !== 0) return EBUSY;
  return p.p_pptr === k.initproc ? EPERM : 0;
}

function why_not_attach(td: Ref<Thread>, p: Ref<Proc>): number {
  const curp = td.td_proc;
  if (p === curp) return EINVAL;
  if ((p.p_flag & P_TRACED) !== 0) return EBUSY;
  // Whoever is traced does not trace an ancestor; anybody else may, also its own parent.
  if ((unlocked(curp).p_flag & P_TRACED) === 0) return 0;
  for (let pp = curp.p_pptr; pp !== nil; pp = pp.p_pptr) {
    if (pp === p) return EINVAL;
  }
  return 0;
}

/** Whether the process has stopped for this debugger, which has been told so: 0 or an errno. proc_can_ptrace */
function proc_can_ptrace(td: Ref<Thread>, p: Ref<Proc>): number {
  if ((p.p_flag & P_TRACED) === 0) return EPERM;
  if (p.p_pptr !== td.td_proc) return EBUSY;
  const stopped = (p.p_flag & P_STOPPED_TRACE) !== 0 && p.p_suspcount === p.p_numthreads;
  return stopped && (p.p_flag & P_WAITED) !== 0 ? 0 : EBUSY;
}

/** Serves a request. The caller owns the process's lock, and proctree_lock unless the request is PT_KILL; that one is released. */
function* serve(td: Ref<Thread>, p: Ref<Proc>, request: U3, data: U6): Routine {
  switch (request) {
    case PT_TRACE_ME:
      proc_set_traced(p, false);
      if ((p.p_flag & P_PPWAIT) !== 0) p.p_flag |= P_PPTRACE;
      sx_xunlock(k.proctree_lock);
      break;
    case PT_ATTACH:
      yield* attach(td, p);
      break;
    case PT_FOLLOW_FORK:
      if (data !== 0) p.p_ptevents |= PTRACE_FORK;
      else p.p_ptevents &= ~PTRACE_FORK;
      sx_xunlock(k.proctree_lock);
      break;
    case PT_SET_EVENT_MASK:
      p.p_ptevents = data;
      sx_xunlock(k.proctree_lock);
      break;
    case PT_KILL:
      send(p, SIGKILL);
      break;
    case PT_DETACH:
      yield* detach(p);
      sx_xunlock(k.proctree_lock);
      send(p, data);
      break;
    default:
      sx_xunlock(k.proctree_lock);
      send(p, data);
  }
}

/** PT_ATTACH: takes p from its parent and stops it. The caller owns proctree_lock, which is released, and the lock of p. */
function* attach(td: Ref<Thread>, p: Ref<Proc>): Routine {
  proc_set_traced(p, true);
  yield* proc_reparent(p, td.td_proc, false);
  sx_xunlock(k.proctree_lock);
  KASSERT(p.p_xthread === nil, 'kern_ptrace: a thread reports to an earlier debugger');
  KASSERT((p.p_flag & P_STOPPED_TRACE) === 0, 'kern_ptrace: the process is stopped for an earlier debugger');
  if ((p.p_flag & P_STOPPED_SIG) !== 0) {
    // It stops anew, so that the debugger is told.
    p.p_flag &= ~(P_STOPPED_SIG | P_WAITED);
    thread_unsuspend(p);
  }
  yield* kern_psignal(p, SIGSTOP);
}

/** PT_DETACH: gives p back to its real parent. The caller owns proctree_lock and the lock of p. */
function* detach(p: Ref<Proc>): Routine {
  p.p_flag &= ~(P_TRACED | P_WAITED); // first, so that it does not become an orphan of the debugger
  if (p.p_oppid !== p.p_pptr.p_pid) {
    yield* PROC_LOCK(p.p_pptr);
    sigqueue_take(p);
    PROC_UNLOCK(p.p_pptr);
    const pp = proc_realparent(p);
    yield* proc_reparent(p, pp, false);
    if (pp === k.initproc) p.p_sigparent = SIGCHLD;
  }
  p.p_ptevents = 0;
  for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
    if ((td.td_dbgflags & TDB_FSTP) !== 0) td.td_siglist &= ~SIGBIT(SIGSTOP);
    td.td_dbgflags &= ~(TDB_XSIG | TDB_FSTP);
  }
  if ((p.p_flag2 & P2_PTRACE_FSTP) !== 0) {
    p.p_siglist &= ~SIGBIT(SIGSTOP);
    p.p_flag2 &= ~P2_PTRACE_FSTP;
  }
  // The parent may wait for it to go on: it may have stopped it before the debugger came.
  yield* PROC_LOCK(p.p_pptr);
  childproc_continued(p);
  PROC_UNLOCK(p.p_pptr);
}

/**
 * Lets p go on, its reporting thread with the signal. No thread reports where the process has stopped for an attach, and the signal is
 * forgotten then. The caller owns the lock of p. sendsig of kern_ptrace
 */
function send(p: Ref<Proc>, sig: number): void {
  if (p.p_xthread !== nil) {
    p.p_xthread.td_dbgflags &= ~TDB_XSIG;
    p.p_xthread.td_xsig = sig;
    p.p_xthread = nil;
  }
  p.p_xsig = sig;
  if (sig === SIGKILL) p.p_flag |= P_WKILLED;
  ptrace_unsuspend(p);
}
