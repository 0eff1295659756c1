/**
 * The end of LWPs and processes, and the way back to user mode, which may be one. Labels name routines of kern_exit.c, kern_lwp.c and
 * kern_sig.c.
 */
import {
  become, curthread, cv_broadcast, free, halt, halted, KASSERT, maySleep, mtx_trylock, nil, remove, require, some, Sx_held, sxlocks, Sx_shared, unlocked,
  waitUntil,
} from '../../src/index.ts';
import type { Ref, Routine, U3, U5 } from '../../src/index.ts';
import { abandon_children, become_dead, forget_lent_children, leave_job_control, release_vfork_parent, report_exit } from './bequeath.ts';
import { issignal, sigget } from './issignal.ts';
import { lwp_clear, lwp_suspend, setrunnable, signotify, sleeps_interruptibly, stop_lwp } from './lwpState.ts';
import { proc_free_lwpid } from './pidTable.ts';
import { cv_timedwait, cv_wait, rw_enter, RW_WRITER } from './sleep.ts';
import {
  cwdinfo_zone, filedesc_zone, firstsig, k, LSRUN, LSSTOP, LSSUSPENDED, LSZOMB, LW_PENDSIG, LW_WCORE, LW_WEXIT, LW_WSUSPEND, lwp_zone, mutex_enter, mutex_exit,
  NSIG, p_lock, p_locked, p_unlock, PS_COREDUMP, PS_STOPEXIT, PS_WCORE, PS_WEXIT, SA_CONT, SA_CORE, SDYING, sigacts_zone, sigismember,
  SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

// ---- one LWP waits for the others

/**
 * Ends all other LWPs of the process, and waits until they are gone; whether the caller, too, has been asked to leave, it does not
 * look. The caller owns p_lock, which is dropped meanwhile. exit_lwps
 */
export function* exit_lwps(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  KASSERT(p_locked(p), 'exit_lwps: p_lock is not owned');
  do {
    press_others(l);
    while (p.p_nlwps > 1 && (yield* lwp_wait(l)) === 0);
  } while (p.p_nlwps > 1);
  KASSERT(p.p_nlwps === 1, 'exit_lwps: other LWPs are left');
}

/** Asks the others to exit, and wakes those that can be. The caller owns p_lock. */
function press_others(l: Ref<Lwp>): void {
  for (let l2 = l.l_proc.p_lwps.first; l2 !== nil; l2 = l2.l_sibling) {
    if (l2 === l) continue;
    l2.l_flag |= LW_WEXIT;
    const sleeps = l2.l_stat === LSRUN && sleeps_interruptibly(l2);
    if (sleeps || l2.l_stat === LSSUSPENDED || l2.l_stat === LSSTOP) setrunnable(l2);
  }
}

/**
 * Collects one LWP that has exited, or waits a tick for that: 0, or an errno after the tick. The caller owns p_lock, which is
 * dropped meanwhile. lwp_wait for who exits
 */
function* lwp_wait(l: Ref<Lwp>): Routine<number> {
  const p = l.l_proc;
  if ((p.p_sflag & PS_WCORE) !== 0) {
    // Whoever dumps core waits until everybody else is suspended: the way to user mode leads there, with whatever the caller holds.
    p_unlock(p);
    yield* become(userret_for_good);
  }
  for (let l2 = p.p_lwps.first; l2 !== nil; l2 = l2.l_sibling) {
    if (l2 === l || l2.l_stat !== LSZOMB) continue;
    yield* lwp_free(l2);
    yield* p_lock(p);
    return 0;
  }
  KASSERT(p.p_nlwps > 1, 'lwp_wait: nobody to wait for');
  const error = yield* cv_timedwait(p.p_lwpcv, p.p_lock.mo_lock);
  cv_broadcast(p.p_lwpcv);
  return error;
}

/** Frees an LWP that has exited and is not the last. The caller owns p_lock, which is released. lwp_free */
function* lwp_free(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  // LP_RUNNING: it may not have left its CPU.
  yield* waitUntil(() => halted(l), 'lwp_free');
  remove(p.p_lwps, l, 'l_sibling');
  p.p_nlwps--;
  p.p_nzlwps--;
  p_unlock(p);
  cv_broadcast(p.p_lwpcv);
  yield* mutex_enter(k.proc_lock);
  proc_free_lwpid(p, l);
  mutex_exit(k.proc_lock);
  lwp_clear(l);
  free(lwp_zone, l);
}

// ---- the end

/** exit(2). */
export function* sys_exit(l: Ref<Lwp>, status: U3): Routine<number> {
  yield* p_lock(l.l_proc);
  if ((l.l_proc.p_sflag & PS_WEXIT) !== 0) {
    p_unlock(l.l_proc);
    yield* lwp_exit(l);
  }
  yield* exit1(l, status, 0);
  return 0;
}

/** Ends the process; never returns. The caller owns p_lock and nothing else. exit1 */
export function* exit1(l: Ref<Lwp>, code: U3, sig: U5): Routine {
  const p = l.l_proc;
  KASSERT(p_locked(p), 'exit1: p_lock is not owned');
  KASSERT(unlocked(p).p_vmspace, 'exit1: there is no memory');
  KASSERT(p !== k.initproc, 'exit1: init died');
  p.p_sflag |= PS_WEXIT;
  if (p.p_nlwps > 1) yield* exit_lwps(l);
  if ((p.p_sflag & PS_STOPEXIT) !== 0) yield* stop_in_exit(l);

  p.p_sigpend = 0;
  p.ps_sigignore = (1 << NSIG) - 1;
  l.l_sigpend = 0;
  p.p_stat = SDYING;
  p_unlock(p); // lwp_thread_cleanup

  // Who looks at the process from outside has it for reading.
  yield* rw_enter(p.p_reflock, RW_WRITER);
  yield* maySleep('fd_free');
  unlocked(p).p_xexit = code;
  unlocked(p).p_xsig = sig;
  free_resources(p);

  yield* mutex_enter(k.proc_lock);
  release_vfork_parent(p);
  yield* leave_job_control(p);
  forget_lent_children(p);
  const children = yield* abandon_children(p);
  const wakeinit = become_dead(p);
  yield* report_exit(l, children || wakeinit);
  yield 'exit1: the last switch';
  yield* halt();
}

/** Gives back the memory, which comes before the parent that lent it is let go, and what belongs to other subsystems. */
function free_resources(p: Ref<Proc>): void {
  p.p_vmspace = false;
  k.vmspaces--;
  p.g_borrows = false;
  p.p_fd.fd_refcnt--;
  p.p_cwdi.cwdi_refcnt--;
  p.p_sigacts.sa_refcnt--;
  if (p.p_fd.fd_refcnt === 0) free(filedesc_zone, p.p_fd);
  if (p.p_sigacts.sa_refcnt === 0) free(sigacts_zone, p.p_sigacts);
  if (p.p_cwdi.cwdi_refcnt === 0) free(cwdinfo_zone, p.p_cwdi);
  p.p_cwdi = nil;
  p.p_sigacts = nil;
  p.p_fd = nil;
}

/** PS_STOPEXIT: stops the LWP that exits, for somebody to have a look. The caller owns p_lock, and has it again. */
function* stop_in_exit(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  p.p_sigpend &= ~SA_CONT;
  if (!(yield* mtx_trylock(k.proc_lock))) {
    p_unlock(p);
    yield* mutex_enter(k.proc_lock);
    yield* p_lock(p);
  }
  p.p_waited = false;
  p.p_pptr.p_nstopchild++;
  p.p_stat = SSTOP;
  mutex_exit(k.proc_lock);
  stop_lwp(l, LSSTOP);
  p_unlock(p);
  yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'exit1: stopped');
  yield* p_lock(p);
}

/** Ends the calling LWP, and the process with the last one; never returns. The caller holds no lock. lwp_exit */
export function* lwp_exit(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  require('lock-held-on-return', !some(sxlocks, (rw) => Sx_shared(rw) || Sx_held(rw)), 'an LWP exits and holds a reader/writer lock');
  yield* p_lock(p);
  if (p.p_nlwps - p.p_nzlwps === 1) yield* exit1(l, 0, 0);
  p.p_nzlwps++;
  p_unlock(p); // lwp_thread_cleanup
  yield* mutex_enter(k.proc_lock);
  mutex_exit(k.proc_lock); // off alllwp
  yield* p_lock(p);
  // It may have been the one that a signal for the process was left to.
  if ((l.l_flag & LW_PENDSIG) !== 0 && firstsig(p.p_sigpend) !== 0) {
    for (let l2 = p.p_lwps.first; l2 !== nil; l2 = l2.l_sibling) signotify(l2);
  }
  l.l_stat = LSZOMB;
  p.p_nrlwps--;
  p_unlock(p);
  cv_broadcast(p.p_lwpcv);
  yield 'lwp_exit: the last switch';
  yield* halt();
}

/** Ends the process by a signal, with a core dump if it is one for that; never returns. The caller owns p_lock. sigexit */
export function* sigexit(l: Ref<Lwp>, sig: U5): Routine {
  const p = l.l_proc;
  if ((p.p_sflag & PS_WCORE) !== 0) {
    l.l_flag |= LW_WCORE | LW_WEXIT | LW_WSUSPEND;
    p_unlock(p);
    yield* become(userret_for_good);
  }
  if ((p.p_sflag & PS_WEXIT) !== 0) {
    p_unlock(p);
    yield* lwp_exit(l);
  }
  if (sigismember(SA_CORE, sig)) {
    p.p_sflag |= PS_WCORE;
    yield* suspend_others(l);
    p_unlock(p);
    yield* coredump();
    yield* p_lock(p);
    p.p_sflag |= PS_COREDUMP;
  }
  p.p_sflag &= ~PS_WCORE;
  yield* exit1(l, 0, sig);
}

/** Writes what the process is. The others must not run meanwhile. The caller holds no lock. */
export function* coredump(): Routine {
  yield* maySleep('coredump');
}

/** Has all other LWPs suspended, so that their registers can be dumped. The caller owns p_lock, which is dropped meanwhile. */
function* suspend_others(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  for (;;) {
    for (let t = p.p_lwps.first; t !== nil; t = t.l_sibling) {
      if (t === l) {
        t.l_flag &= ~LW_WSUSPEND;
      } else {
        t.l_flag |= LW_WCORE | LW_WEXIT;
        lwp_suspend(l, t);
      }
    }
    if (p.p_nrlwps === 1) return;
    cv_broadcast(p.p_lwpcv);
    yield* cv_wait(p.p_lwpcv, p.p_lock.mo_lock);
  }
}

// ---- the way back to user mode

/** Whether something is to be done before user mode. LW_USERRET */
export function wants_userret(l: Ref<Lwp>): boolean {
  return (l.l_flag & (LW_PENDSIG | LW_WSUSPEND | LW_WEXIT | LW_WCORE)) !== 0;
}

/** Does what was asked of the LWP, until there is nothing left. May never return. The caller holds no lock. lwp_userret */
export function* lwp_userret(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  while (wants_userret(l)) {
    if ((l.l_flag & (LW_PENDSIG | LW_WCORE | LW_WEXIT)) === LW_PENDSIG) {
      yield* p_lock(p);
      for (;;) {
        const sig = yield* issignal(l);
        if (sig === 0) break;
        sigget(l, sig); // postsig. A handler has no code here: it runs and returns at once
        if (!sigismember(p.ps_sigcatch, sig)) yield* sigexit(l, sig);
      }
      p_unlock(p);
    } else if ((l.l_flag & LW_WSUSPEND) !== 0) {
      yield* p_lock(p);
      stop_lwp(l, LSSUSPENDED);
      p_unlock(p);
      cv_broadcast(p.p_lwpcv);
      yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'lwp_userret: suspended');
    } else {
      yield* lwp_exit(l);
    }
  }
}

/** lwp_userret for who does not come back from it. */
export function* userret_for_good(): Routine {
  yield* lwp_userret(curthread<Lwp>());
  KASSERT(false, 'lwp_wait: an LWP of a process that dumps core goes on');
}
