/** ptrace(2): processes that trace others. A tracer becomes the parent. Labels name routines of sys_ptrace_common.c. */
import { nil, sx_try_slock } from '../../src/index.ts';
import type { I16, Ref, Routine, U31, U4 } from '../../src/index.ts';
import { setrunnable } from './lwpState.ts';
import { proc_find } from './pidTable.ts';
import { PT_ATTACH, PT_DATA_SHIFT, PT_DETACH, PT_KILL, PT_REQUEST_MASK, PT_SET_EVENT_MASK, PT_TRACE_ME } from './ptraceRequests.ts';
import { mark_traced, proc_changeparent, proc_reparent } from './reparent.ts';
import { kpsignal2 } from './signal.ts';
import { rw_exit } from './sleep.ts';
import {
  EBUSY, EINVAL, EPERM, ESRCH, k, LSRUN, LSSTOP, mutex_enter, mutex_exit, p_lock, p_unlock, PK_SYSTEM, PS_STOPPING, PSL_FLAGS,
  PSL_TRACED, PSL_TRACEFORK, PSL_TRACEVFORK, PSL_TRACEVFORK_DONE, SACTIVE, SIGKILL, SIGSTOP, SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** ptrace(2): 0 or a negative errno. The caller holds no lock. do_ptrace */
export function* sys_ptrace(l: Ref<Lwp>, pid: I16, word: U31): Routine<number> {
  const request = word & PT_REQUEST_MASK;
  yield* mutex_enter(k.proc_lock);
  const t = request === PT_TRACE_ME ? l.l_proc : proc_find(pid);
  if (t === nil) {
    mutex_exit(k.proc_lock);
    return -ESRCH;
  }
  // Keeps it from executing and exiting; who already does is left alone.
  if (!(yield* sx_try_slock(t.p_reflock))) {
    mutex_exit(k.proc_lock);
    return -EBUSY;
  }
  yield* p_lock(t);
  const error = why_not(l, t, request);
  if (error === 0) yield* serve(l, t, request, word >> PT_DATA_SHIFT);
  p_unlock(t);
  rw_exit(t.p_reflock);
  mutex_exit(k.proc_lock);
  return -error;
}

/** Why a request is refused: an errno, 0 if it is not. The caller owns proc_lock and the p_lock of t. */
function why_not(l: Ref<Lwp>, t: Ref<Proc>, request: number): number {
  const p = l.l_proc;
  if (request === PT_TRACE_ME) return (t.p_slflag & PSL_TRACED) !== 0 ? EBUSY : 0;
  if (request === PT_ATTACH) {
    if (t === p || t === k.initproc) return EINVAL;
    if ((t.p_flag & PK_SYSTEM) !== 0 || (l.l_uid !== 0 && l.l_uid !== t.p_uid)) return EPERM;
    return (t.p_slflag & PSL_TRACED) !== 0 ? EBUSY : 0;
  }
  if ((t.p_slflag & PSL_TRACED) === 0) return EPERM;
  if (t.p_pptr !== p) return EBUSY;
  if (request === PT_KILL) return 0;
  return t.p_stat === SSTOP && t.p_waited ? 0 : EBUSY;
}

/** Serves a request. The caller owns proc_lock and the p_lock of t. */
function* serve(l: Ref<Lwp>, t: Ref<Proc>, request: U4, data: U4): Routine {
  switch (request) {
    case PT_TRACE_ME:
      mark_traced(t);
      break;
    case PT_SET_EVENT_MASK:
      t.p_slflag &= PSL_FLAGS.PSL_TRACED | PSL_FLAGS.PSL_TRACEDCHILD | PSL_FLAGS.PSL_CHTRACED;
      t.p_slflag |= data & (PSL_TRACEFORK | PSL_TRACEVFORK | PSL_TRACEVFORK_DONE);
      break;
    case PT_ATTACH:
      yield* proc_changeparent(t, l.l_proc);
      yield* send(t, SIGSTOP);
      break;
    case PT_KILL:
      yield* send(t, SIGKILL);
      break;
    case PT_DETACH:
      if (t.p_opptr !== t.p_pptr) proc_reparent(t, t.p_opptr === nil ? k.initproc : t.p_opptr);
      t.p_opptr = nil;
      t.p_slflag &= ~PSL_TRACED;
      yield* send(t, data);
      break;
    default:
      yield* send(t, data);
  }
}

/** Lets a stopped process go on with a signal, 0 for none, or sends it to one that runs. The caller owns proc_lock and p_lock. */
function* send(t: Ref<Proc>, sig: number): Routine {
  if (t.p_stat === SSTOP) {
    t.p_xsig = sig;
    proc_unstop(t);
  } else if (sig !== 0) {
    yield* kpsignal2(t, sig);
  }
}

/** Lets the LWPs of a stopped process go on. The caller owns proc_lock and p_lock. kern_sig.c proc_unstop */
function proc_unstop(p: Ref<Proc>): void {
  let sig = p.p_xsig;
  p.p_stat = SACTIVE;
  p.p_sflag &= ~PS_STOPPING;
  if (!p.p_waited) p.p_pptr.p_nstopchild--;
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (l.l_stat !== LSSTOP) continue;
    if (l.td_wchan === 0) {
      setrunnable(l);
    } else if (sig !== 0 && l.td_sintr) {
      setrunnable(l);
      sig = 0;
    } else {
      l.l_stat = LSRUN;
      l.td_suspended = false;
      p.p_nrlwps++;
    }
  }
}
