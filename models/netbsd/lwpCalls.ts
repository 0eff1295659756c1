/** System calls about LWPs of the own process. Labels name routines of sys_lwp.c. */
import { maySleep, nil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { lwp_alloc, lwp_continue, lwp_link, lwp_suspend } from './lwpState.ts';
import { proc_alloc_lwpid } from './pidTable.ts';
import { cv_wait_sig } from './sleep.ts';
import {
  EDEADLK, ERESTART, ESRCH, LSSUSPENDED, LSZOMB, LW_WCORE, LW_WEXIT, LW_WSUSPEND, p_lock, p_unlock,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** The LWP with this number that lives, or nil. The caller owns p_lock. lwp_find */
function lwp_find(p: Ref<Proc>, lid: number): Ref<Lwp> {
  for (let l = p.p_lwps.first; l !== nil; l = l.l_sibling) {
    if (l.l_lid === lid && l.l_stat !== LSZOMB) return l;
  }
  return nil;
}

/** Suspends an LWP and waits until it is: 0 or a negative errno. _lwp_suspend(2) */
export function* sys__lwp_suspend(l: Ref<Lwp>, target: number): Routine<number> {
  const p = l.l_proc;
  yield* p_lock(p);
  const error = yield* suspend_and_wait(l, target);
  p_unlock(p);
  return -error;
}

/** The caller owns p_lock, which is dropped meanwhile. */
function* suspend_and_wait(l: Ref<Lwp>, target: number): Routine<number> {
  const p = l.l_proc;
  const t = lwp_find(p, target);
  if (t === nil) return ESRCH;
  const exiting = (l.l_flag & (LW_WCORE | LW_WEXIT)) !== 0;
  if ((t === l && p.p_nrlwps === 1) || exiting) return EDEADLK;
  const error = lwp_suspend(l, t);
  if (error !== 0 || t === l) return error;
  for (;;) {
    // It sleeps before it looks for the first time.
    if ((yield* cv_wait_sig(p.p_lwpcv, p.p_lock.mo_lock)) !== 0) return ERESTART;
    if (lwp_find(p, target) === nil) return ESRCH;
    if (((l.l_flag | t.l_flag) & (LW_WCORE | LW_WEXIT)) !== 0) return ERESTART;
    if (t.l_stat === LSSUSPENDED || (t.l_flag & LW_WSUSPEND) === 0) return 0;
  }
}

/** Lets an LWP go on: 0 or a negative errno. _lwp_continue(2) */
export function* sys__lwp_continue(l: Ref<Lwp>, target: number): Routine<number> {
  const p = l.l_proc;
  yield* p_lock(p);
  const t = lwp_find(p, target);
  if (t !== nil) lwp_continue(t);
  p_unlock(p);
  return t === nil ? -ESRCH : 0;
}

/** Another LWP of the process, which is not started yet. The caller holds no lock. lwp_create */
export function* lwp_create_here(l: Ref<Lwp>): Routine<Ref<Lwp>> {
  const p = l.l_proc;
  yield* maySleep('lwp_create');
  const l2 = lwp_alloc();
  l2.l_proc = p;
  yield* proc_alloc_lwpid(p, l2);
  yield* p_lock(p);
  l2.l_sigmask = l.l_sigmask;
  // So that a new LWP does not escape who ends them all.
  l2.l_flag |= l.l_flag & (LW_WEXIT | LW_WCORE);
  lwp_link(l2, p);
  p_unlock(p);
  return l2;
}
