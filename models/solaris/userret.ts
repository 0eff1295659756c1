/** The way back to user mode. The numbers are lines of fork.c; labels name routines of lwp.c and of the trap handlers. */
import { assert_no_locks, curthread, KASSERT, nil, unlocked, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { cv_wait } from './condvar.ts';
import { lwp_exit, psig } from './exit.ts';
import { continuelwps } from './hold.ts';
import { issig_forreal, ISSIG_PENDING } from './issig.ts';
import { prbarrier, prfind } from './pid.ts';
import { cv_wait_sig } from './sleep.ts';
import {
  k, mutex_enter, mutex_exit, p_lock, p_unlock, PR_SUSPENDED, PR_SYSENTRY, PR_SYSEXIT, SCOREDUMP, SEXITLWPS, SHOLDFORK, SHOLDFORK1, SHOLDWATCH, SVFORK, SZOMB,
} from './state.ts';
import type { Lwp } from './state.ts';
import { stop } from './stop.ts';

/** Waits until the child of a vfork has executed or exited; no signal ends that. The caller holds no lock. */
export function* vfwait(t: Ref<Lwp>): Routine {
  const pp = t.t_procp;
  const pid = t.lwp_vfpid;
  let signalled = false; // 1226
  for (;;) {
    yield* mutex_enter(k.pidlock); // 1234
    const cp = yield* prfind(pid); // 1235
    if (cp === nil || cp.p_parent !== pp) { // 1236
      mutex_exit(k.pidlock);
      break;
    }
    yield* p_lock(cp); // 1248
    mutex_exit(k.pidlock); // 1249
    if ((cp.p_flag & SVFORK) === 0) { // 1250
      p_unlock(cp);
      break;
    }
    yield* p_lock(pp); // 1257
    p_unlock(cp); // 1258
    if (signalled) yield* cv_wait(pp.p_cv, pp.p_lockp.pl_lock); // 1276
    else signalled = !(yield* cv_wait_sig(pp.p_cv, pp.p_lockp.pl_lock)); // 1279
    p_unlock(pp); // 1280
  }
  t.lwp_vfpid = 0;
  if (unlocked(pp).p_warea) { // 1284
    yield 1286;
    unlocked(pp).p_as.a_caught = true; // 1287
  }
  yield* p_lock(pp); // 1291
  yield* prbarrier(pp); // 1292
  continuelwps(pp); // 1293
  p_unlock(pp); // 1294
}

/** Whether somebody wants the thread to stop or to leave on its way to user mode. ISHOLD */
function ISHOLD(t: Ref<Lwp>): boolean {
  return (unlocked(t.t_procp).p_flag & SHOLDFORK) !== 0;
}

/** Stops, or leaves, as it is asked to. The caller holds no lock. holdlwp */
function* holdlwp(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  yield* p_lock(p);
  if ((p.p_flag & SCOREDUMP) === 0 && (p.p_flag & SEXITLWPS) !== 0) yield* lwp_exit(t);
  if ((p.p_flag & (SHOLDFORK | SHOLDFORK1 | SHOLDWATCH)) === 0) {
    p_unlock(p);
    return;
  }
  yield* stop(t, PR_SUSPENDED, 0);
  if ((p.p_flag & SEXITLWPS) !== 0) yield* lwp_exit(t);
  p_unlock(p);
}

/** Whether something has been asked of the thread: an interrupt brings it into the kernel. t_astflag, t_sig_check */
export function wants_kernel(t: Ref<Lwp>): boolean {
  return ISHOLD(t) || ISSIG_PENDING(t);
}

/** Stops on the way into a system call that forks, where a debugger wants that. pre_syscall */
export function* pre_fork(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  if (!p.u_entrymask) return;
  yield* p_lock(p);
  yield* stop(t, PR_SYSENTRY, 0);
  p_unlock(p);
}

/** The same on the way out; then a vfork parent waits. The registers say that it is one: lwp_vfpid. Within post_syscall */
export function* post_fork(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  if (p.u_exitmask) {
    yield* p_lock(p);
    yield* stop(t, PR_SYSEXIT, 0);
    p_unlock(p);
  }
  if (t.lwp_vfpid !== 0) yield* vfwait(t);
}

/** Does what is asked of the thread until there is nothing left. May never return. The caller holds no lock. post_syscall, trap */
export function* post_syscall(t: Ref<Lwp>): Routine {
  while (wants_kernel(t)) {
    if (ISHOLD(t)) yield* holdlwp(t);
    if (ISSIG_PENDING(t) && (yield* issig_forreal(t, false)) !== 0) yield* psig(t);
  }
  KASSERT(unlocked(t.t_procp).p_stat !== SZOMB, 'post_syscall: the process has exited');
  assert_no_locks();
}

/** A new thread waits until it is set running. */
export function* lwp_rtt(): Routine {
  yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'lwp_rtt');
}

/** The copy of an LWP that another one has forked: in user mode it computes, whatever the first one did. */
export function* forkall_clone(): Routine {
  yield* lwp_rtt();
  for (;;) {
    yield* post_syscall(curthread<Lwp>());
    yield* waitUntil(() => wants_kernel(curthread<Lwp>()), 'forkall: user mode');
  }
}

/** What a thread of a process does that the kernel has made. */
export function* kernel_thread(): Routine {
  yield* lwp_rtt();
  yield* waitUntil(() => false, 'kernel thread');
}
