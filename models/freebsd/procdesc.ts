/** Process descriptors as processes see them: made by fork, told of the exit, let go. Labels name routines of sys_procdesc.c. */
import { addressOf, free, KASSERT, Mtx_held, mtx_lock, mtx_unlock, nil, Sx_held, unlocked, wakeup } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { k, PDF_CLOSED, PDF_DAEMON, PDF_EXITED, procdesc_zone } from './state.ts';
import type { Proc, Procdesc } from './state.ts';

/** Makes the file of a pdfork stand for the process p, which the caller is making: no lock is held. procdesc_new */
export function procdesc_new(p: Ref<Proc>, pd: Ref<Procdesc>, daemon: boolean): void {
  unlocked(pd).pd_flags = daemon ? PDF_DAEMON : 0;
  unlocked(pd).pd_proc = p;
  unlocked(p).p_procdesc = pd;
  pd.pd_refcount = 2;
}

/** Lets the file be used as a descriptor, and be inherited. procdesc_finit */
export function procdesc_finit(pd: Ref<Procdesc>): void {
  pd.f_live = true;
}

/**
 * Tells those who have the descriptor open that its process exits; true if nobody has, and the parent is to be told. The caller
 * holds proctree_lock exclusively, so that a close comes before it or after it, and PROC_LOCK(p). procdesc_exit
 */
export function* procdesc_exit(p: Ref<Proc>): Routine<boolean> {
  KASSERT(Sx_held(k.proctree_lock), 'procdesc_exit: proctree_lock is not held');
  KASSERT(Mtx_held(p.p_mtx), 'procdesc_exit: the process is not locked');
  const pd = p.p_procdesc;
  yield* mtx_lock(pd.pd_lock);
  const closed = (pd.pd_flags & PDF_CLOSED) !== 0;
  KASSERT(!closed || p.p_pptr === p.p_reaper, 'procdesc_exit: it is closed, and the parent is not the reaper (A29)');
  pd.pd_flags |= PDF_EXITED;
  if (!closed) wakeup(procdesc_wchan(pd));
  mtx_unlock(pd.pd_lock);
  if (closed) procdesc_reap(p);
  return closed;
}

/** Parts a process and its descriptor. The caller holds proctree_lock exclusively. procdesc_reap */
export function procdesc_reap(p: Ref<Proc>): void {
  const pd = p.p_procdesc;
  pd.pd_proc = nil;
  p.p_procdesc = nil;
  procdesc_free(pd);
}

/** Drops the process's reference, or the file's; the last one frees the descriptor. procdesc_free */
export function procdesc_free(pd: Ref<Procdesc>): void {
  pd.pd_refcount--;
  if (pd.pd_refcount !== 0) return;
  KASSERT(unlocked(pd).pd_proc === nil, 'procdesc_free: a process is left');
  KASSERT((unlocked(pd).pd_flags & PDF_CLOSED) !== 0, 'procdesc_free: it is not closed');
  free(procdesc_zone, pd);
}

/** The channel of those who wait for the exit. */
export function procdesc_wchan(pd: Ref<Procdesc>): number {
  return addressOf(pd.pd_refcount);
}
