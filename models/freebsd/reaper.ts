/** Reapers: processes that inherit the descendants whose parents die. */
import { insertHead, KASSERT, nil, remove, sx_xlock, sx_xunlock } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { proc_id_clear, PROC_ID_REAP } from './findpid.ts';
import { proc_reparent } from './reparent.ts';
import { EBUSY, EINVAL, k, P_TREE_REAPER, PROC_LOCK, PROC_UNLOCK } from './state.ts';
import type { Proc, Thread } from './state.ts';

/**
 * Takes p off the list of the reaper rp, and gives the number of p's subtree back if p was the last of it. The caller holds
 * proctree_lock exclusively.
 */
export function* reaper_clear(p: Ref<Proc>, rp: Ref<Proc>): Routine {
  remove(rp.p_reaplist, p, 'p_reapsibling');
  if (p.p_reapsubtree === 1) return;
  for (let q = rp.p_reaplist.first; q !== nil; q = q.p_reapsibling) {
    if (q.p_reapsubtree === p.p_reapsubtree) return;
  }
  yield* proc_id_clear(PROC_ID_REAP, p.p_reapsubtree);
}

/**
 * Hands all that p is the reaper of to p's own reaper; with `exiting` the children too. The caller holds proctree_lock
 * exclusively.
 */
export function* reaper_abandon_children(p: Ref<Proc>, exiting: boolean): Routine {
  KASSERT(p !== k.initproc, 'reaper_abandon_children: init (A25)');
  if ((p.p_treeflag & P_TREE_REAPER) === 0) return;
  const rp = p.p_reaper;
  let q = p.p_reaplist.first;
  while (q !== nil) {
    const next = q.p_reapsibling;
    yield* reaper_clear(q, p);
    q.p_reaper = rp;
    q.p_reapsubtree = p.p_reapsubtree;
    insertHead(rp.p_reaplist, q, 'p_reapsibling');
    if (exiting && q.p_pptr === p) {
      yield* PROC_LOCK(q);
      yield* proc_reparent(q, rp, true);
      PROC_UNLOCK(q);
    }
    q = next;
  }
  KASSERT(p.p_reaplist.first === nil, 'reaper_abandon_children: somebody is left (A25)');
  p.p_treeflag &= ~P_TREE_REAPER;
}

/** procctl(PROC_REAP_ACQUIRE): the caller becomes a reaper; children that it has keep theirs. */
export function* sys_reap_acquire(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  yield* sx_xlock(k.proctree_lock);
  let error = 0;
  if ((p.p_treeflag & P_TREE_REAPER) !== 0) error = EBUSY;
  else p.p_treeflag |= P_TREE_REAPER;
  sx_xunlock(k.proctree_lock);
  return -error;
}

/** procctl(PROC_REAP_RELEASE): the caller stops being a reaper. */
export function* sys_reap_release(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  yield* sx_xlock(k.proctree_lock);
  let error = 0;
  if (p === k.initproc || (p.p_treeflag & P_TREE_REAPER) === 0) error = EINVAL;
  else yield* reaper_abandon_children(p, false);
  sx_xunlock(k.proctree_lock);
  return -error;
}
