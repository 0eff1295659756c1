/** Who is whose parent. Orphans, children on loan to a debugger, have their places as comments. */
import { curthread, insertHead, KASSERT, Mtx_held, remove, Sx_held } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { sigqueue_take } from './sigqueue.ts';
import { k, PROC_LOCK, PROC_UNLOCK } from './state.ts';
import type { Proc, Thread } from './state.ts';

/**
 * Makes `parent` the new parent of `child`, in the tree and, if asked, on record. The caller holds proctree_lock
 * exclusively and PROC_LOCK(child).
 */
export function* proc_reparent(child: Ref<Proc>, parent: Ref<Proc>, set_oppid: boolean): Routine {
  KASSERT(Sx_held(k.proctree_lock), 'proc_reparent: proctree_lock is not held (A9)');
  KASSERT(Mtx_held(child.p_mtx), 'proc_reparent: the child is not locked (A9)');
  if (child.p_pptr === parent) return;
  const old = child.p_pptr;
  yield* PROC_LOCK(old);
  sigqueue_take(child); // the old parent is not told of this child any more
  PROC_UNLOCK(old);
  remove(old.p_children, child, 'p_sibling');
  insertHead(parent.p_children, child, 'p_sibling');
  // proc_clear_orphan(child); a traced child would become an orphan of the old parent.
  child.p_pptr = parent;
  if (set_oppid) child.p_oppid = parent.p_pid;
}

/** The parent of record: not the debugger. The caller holds proctree_lock. */
export function proc_realparent(child: Ref<Proc>): Ref<Proc> {
  // An orphan (P_TREE_ORPHANED) belongs to the process whose list it is on.
  return child.p_pptr.p_pid === child.p_oppid ? child.p_pptr : child.p_reaper;
}

/** Whether p descends from the current process. The caller holds proctree_lock and PROC_LOCK(p). */
export function inferior(p: Ref<Proc>): boolean {
  const curproc = curthread<Thread>().td_proc;
  let q = p;
  while (q !== curproc) {
    if (q === k.initproc) return false; // init's parent is process 0, which has no struct here
    q = proc_realparent(q);
  }
  return true;
}
