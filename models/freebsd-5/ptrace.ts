/** Debuggers, as far as parents and stops go. Labels name requests of sys_process.c. */
import { nil } from '../../src/index.ts';
import type { I8, Ref, Routine, U31 } from '../../src/index.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { pfind, proc_reparent } from './pfind.ts';
import { setrunnable } from './sched.ts';
import { psignal } from './signal.ts';
import { EBUSY, EINVAL, EPERM, ESRCH, k, P_TRACED, P_WAITED, SIGKILL, SIGSTOP, SSTOP } from './state.ts';
import type { Proc, Thread } from './state.ts';
import { sx_xlock, sx_xunlock } from './sx.ts';

export const PT = { PT_TRACE_ME: 0, PT_ATTACH: 1, PT_CONTINUE: 2, PT_DETACH: 3, PT_KILL: 4 } as const;
export const { PT_TRACE_ME, PT_ATTACH, PT_CONTINUE, PT_DETACH, PT_KILL } = PT;

/** ptrace(2): `data` is the signal that a process goes on with, 0 for none. Returns 0 or a negative errno. */
export function* sys_ptrace(td: Ref<Thread>, pid: I8, request: U31, data: U31): Routine<number> {
  yield* lock_giant();
  const error = yield* kern_ptrace(td, pid, request, data);
  unlock_giant();
  return -error;
}

function* kern_ptrace(td: Ref<Thread>, pid: I8, request: U31, data: U31): Routine<number> {
  if (request === PT_TRACE_ME) {
    const p = td.td_proc;
    yield* PROC_LOCK(p);
    p.p_flag |= P_TRACED;
    p.p_oppid = p.p_pptr.p_pid;
    PROC_UNLOCK(p);
    return 0;
  }
  const p = yield* pfind(pid);
  if (p === nil) return ESRCH;
  const error = may_not_trace(td, p, request);
  PROC_UNLOCK(p);
  if (error !== 0) return error;
  if (request === PT_ATTACH) {
    yield* attach(td, p);
    return 0;
  }
  if (request === PT_DETACH) yield* detach(p);
  yield* PROC_LOCK(p);
  yield* go_on(p, request === PT_KILL ? SIGKILL : data);
  PROC_UNLOCK(p);
  return 0;
}

/** Why the caller may not do that to p, 0 if it may. The caller owns p's lock. */
function may_not_trace(td: Ref<Thread>, p: Ref<Proc>, request: number): number {
  if (request === PT_ATTACH) {
    if (p === td.td_proc) return EINVAL;
    return (p.p_flag & P_TRACED) !== 0 ? EBUSY : 0;
  }
  if ((p.p_flag & P_TRACED) === 0) return EPERM;
  if (p.p_pptr !== td.td_proc) return EBUSY;
  return p.p_stat !== SSTOP || (p.p_flag & P_WAITED) === 0 ? EBUSY : 0;
}

/** The debugger becomes the parent, and stops the process. The caller owns Giant. PT_ATTACH */
function* attach(td: Ref<Thread>, p: Ref<Proc>): Routine {
  yield* sx_xlock(k.proctree_lock);
  yield* PROC_LOCK(p);
  p.p_flag |= P_TRACED;
  p.p_oppid = p.p_pptr.p_pid;
  proc_reparent(p, td.td_proc);
  PROC_UNLOCK(p);
  sx_xunlock(k.proctree_lock);
  yield* PROC_LOCK(p);
  yield* go_on(p, SIGSTOP);
  PROC_UNLOCK(p);
}

/** The real parent is the parent again, or init if there is none. The caller owns Giant. PT_DETACH */
function* detach(p: Ref<Proc>): Routine {
  yield* sx_xlock(k.proctree_lock);
  yield* PROC_LOCK(p);
  const real = p.p_oppid;
  const same = real === p.p_pptr.p_pid;
  PROC_UNLOCK(p);
  let pp: Ref<Proc> = nil;
  if (!same) {
    pp = yield* pfind(real);
    if (pp !== nil) PROC_UNLOCK(pp);
  }
  yield* PROC_LOCK(p);
  if (!same) proc_reparent(p, pp === nil ? k.initproc : pp);
  p.p_flag &= ~(P_TRACED | P_WAITED);
  p.p_oppid = 0;
  PROC_UNLOCK(p);
  sx_xunlock(k.proctree_lock);
}

/** Lets a stopped process go on with a signal in p_xstat, or sends it to one that runs. The caller owns its lock. sendsig */
function* go_on(p: Ref<Proc>, sig: U31): Routine {
  if (p.p_stat === SSTOP) {
    p.p_xstat = sig;
    setrunnable(p);
  } else if (sig !== 0) {
    yield* psignal(p, sig);
  }
}
