/** ptrace(2), but for Mach exceptions. Labels name routines of mach_process.c. */
import { nil, unlocked, wakeup } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { lose_parent, proc_reparent } from './reap.ts';
import { proc_find, proc_parent, proc_rele } from './refs.ts';
import { psignal } from './signal.ts';
import {
  EBUSY, EINVAL, EPERM, ESRCH, k, P_LTRACED, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock, SIGCHLD, SIGKILL,
  SIGSTOP, sigwait_wchan, SRUN, SSTOP, SZOMB,
} from './state.ts';
import type { Proc, Task } from './state.ts';
import { task_resume_internal } from './task.ts';

/** What is asked for. */
export const PT = { PT_TRACE_ME: 0, PT_CONTINUE: 1, PT_KILL: 2, PT_ATTACH: 3, PT_DETACH: 4 } as const;
export const { PT_TRACE_ME, PT_CONTINUE, PT_KILL, PT_ATTACH, PT_DETACH } = PT;

/** ptrace(2): an errno. `sig` is what a process that goes on is to take, 0 for nothing. */
export function* sys_ptrace(p: Ref<Proc>, request: number, pid: number, sig: U4): Routine<number> {
  if (request === PT_TRACE_ME) return yield* trace_me(p);
  if (pid < 2) return EPERM;
  const t = yield* proc_find(pid);
  if (t === nil) return ESRCH;
  const task = t.task;
  const error = request === PT_ATTACH ? yield* attach(p, t, task) : yield* control(p, t, task, request, sig);
  yield* proc_rele(t);
  return error;
}

/** The caller's parent traces it from now on. An errno. */
function* trace_me(p: Ref<Proc>): Routine<number> {
  for (;;) {
    const pp = yield* proc_parent(p);
    if (pp === nil) return EINVAL;
    yield* proc_lock(p);
    const same = unlocked(p).p_ppid === pp.p_pid;
    if (same) {
      p.p_lflag |= P_LTRACED;
      p.p_oppid = unlocked(p).p_ppid;
    }
    proc_unlock(p);
    yield* proc_rele(pp);
    if (same) return 0;
  }
}

/** Makes p the parent of t, and stops t. An errno. The caller has a reference to t. */
function* attach(p: Ref<Proc>, t: Ref<Proc>, task: Ref<Task>): Routine<number> {
  const error = yield* why_not_traced(p, t);
  if (error !== 0) return error;
  yield* proc_lock(t);
  t.p_lflag |= P_LTRACED;
  t.p_oppid = unlocked(t).p_ppid;
  proc_unlock(t);
  yield* proc_reparent(t, p);
  yield* proc_lock(t);
  const stopped = task.user_stop_count > 0;
  t.p_xstat = 0;
  proc_unlock(t);
  yield* psignal(t, SIGSTOP);
  if (stopped) {
    yield 'task_resume'; // it stops anew, for its tracer
    task_resume_internal(task);
  }
  return 0;
}

/** Whether p may trace t: 0, or an errno. Flags are read without p_mlock, and nothing holds them until they are set. cantrace */
function* why_not_traced(p: Ref<Proc>, t: Ref<Proc>): Routine<number> {
  yield 'cantrace';
  if (p === t) return EINVAL;
  if ((unlocked(t).p_lflag & P_LTRACED) !== 0) return EBUSY;
  if (p.p_uid !== 0 && p.p_uid !== t.p_uid) return EPERM;
  if ((unlocked(p).p_lflag & P_LTRACED) !== 0 && (yield* isinferior(p, t))) return EPERM;
  return 0;
}

/** Whether p descends from t; it stops where parents go round, as they may with tracers. kern_proc.c */
function* isinferior(p: Ref<Proc>, t: Ref<Proc>): Routine<boolean> {
  yield* proc_list_lock();
  let pp = p;
  for (let n = 1; pp !== nil && pp !== t && pp.p_pptr !== p && n < k.nprocs; n++) pp = pp.p_pptr;
  proc_list_unlock();
  return pp === t;
}

/** What only the tracer may do, and only while t is stopped. An errno. The caller has a reference to t. */
function* control(p: Ref<Proc>, t: Ref<Proc>, task: Ref<Task>, request: number, sig: U4): Routine<number> {
  yield* proc_lock(t);
  const error = why_not_controlled(p, t);
  if (error !== 0) {
    proc_unlock(t);
    return error;
  }
  if (request === PT_DETACH) {
    yield* detach(t);
  } else {
    proc_unlock(t);
    if (request === PT_KILL) yield* psignal(t, SIGKILL);
    else if (sig !== 0) yield* psignal(t, sig);
  }
  yield* proc_lock(t);
  t.p_xstat = sig;
  t.p_stat = SRUN;
  const waits = t.sigwait_thread !== nil;
  if (waits) wakeup(sigwait_wchan(t));
  proc_unlock(t);
  if (waits) {
    yield 'task_resume';
    task_resume_internal(task);
  }
  return 0;
}

/** The caller owns p_mlock of t. */
function why_not_controlled(p: Ref<Proc>, t: Ref<Proc>): number {
  if ((t.p_lflag & P_LTRACED) === 0) return EPERM;
  return unlocked(t).p_pptr !== p || t.p_stat !== SSTOP ? EBUSY : 0;
}

/** Gives t back to its real parent, or to init. The caller owns p_mlock of t, which is released. */
function* detach(t: Ref<Proc>): Routine {
  if (t.p_oppid !== unlocked(t).p_ppid) {
    proc_unlock(t);
    yield* give_back_living(t);
    yield* proc_lock(t);
  }
  t.p_oppid = 0;
  t.p_lflag &= ~P_LTRACED;
  proc_unlock(t);
}

function* give_back_living(t: Ref<Proc>): Routine {
  const pp = yield* proc_find(t.p_oppid);
  if (pp !== nil) {
    yield* proc_reparent(t, pp);
    yield* proc_rele(pp);
    return;
  }
  yield* proc_list_lock();
  lose_parent(t);
  proc_list_unlock();
  yield* proc_reparent(t, k.initproc);
  if (t.p_stat === SZOMB) yield* psignal(k.initproc, SIGCHLD);
}
