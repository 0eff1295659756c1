/** Who is whose parent; orphans, children on loan to a debugger. Labels name routines of kern_exit.c. */
import { curthread, insertAfter, insertHead, KASSERT, Mtx_held, nil, remove, Sx_held } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { sigqueue_take } from './sigqueue.ts';
import {
  k, P2_PTRACE_FSTP, P_TRACED, P_TREE_FIRST_ORPHAN, P_TREE_ORPHANED, PROC_LOCK, PROC_UNLOCK, PTRACE_EXEC,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/**
 * Makes `parent` the new parent of `child`, in the tree and, if asked, on record. The caller holds proctree_lock
 * exclusively and PROC_LOCK(child). A traced child becomes an orphan of its old parent.
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
  proc_clear_orphan(child);
  if ((child.p_flag & P_TRACED) !== 0) proc_add_orphan(child, old);
  child.p_pptr = parent;
  if (set_oppid) child.p_oppid = parent.p_pid;
}

/** Marks a process as traced; `stop`: it is to stop for its debugger first. The caller owns its lock. sys_process.c proc_set_traced */
export function proc_set_traced(p: Ref<Proc>, stop: boolean): void {
  KASSERT(Sx_held(k.proctree_lock), 'proc_set_traced: proctree_lock is not held');
  p.p_flag |= P_TRACED;
  if (stop) p.p_flag2 |= P2_PTRACE_FSTP;
  p.p_ptevents = PTRACE_EXEC;
}

/** Makes a child on loan to a debugger an orphan of its parent. The caller holds proctree_lock exclusively. proc_add_orphan */
function proc_add_orphan(child: Ref<Proc>, parent: Ref<Proc>): void {
  if (parent.p_orphans.first === nil) {
    child.p_treeflag |= P_TREE_FIRST_ORPHAN;
    insertHead(parent.p_orphans, child, 'p_orphan');
  } else {
    insertAfter(parent.p_orphans.first, child, 'p_orphan');
  }
  child.p_orphan_owner = parent;
  child.p_treeflag |= P_TREE_ORPHANED;
}

/** Takes a process off the list of orphans that it is on, if any. The caller holds proctree_lock exclusively. proc_clear_orphan */
export function proc_clear_orphan(p: Ref<Proc>): void {
  if ((p.p_treeflag & P_TREE_ORPHANED) === 0) return;
  if ((p.p_treeflag & P_TREE_FIRST_ORPHAN) !== 0) {
    if (p.p_orphan !== nil) p.p_orphan.p_treeflag |= P_TREE_FIRST_ORPHAN;
    p.p_treeflag &= ~P_TREE_FIRST_ORPHAN;
  }
  remove(p.p_orphan_owner.p_orphans, p, 'p_orphan');
  p.p_orphan_owner = nil;
  p.p_treeflag &= ~P_TREE_ORPHANED;
}

/** The parent of record: not the debugger. The caller holds proctree_lock. proc_realparent */
export function proc_realparent(child: Ref<Proc>): Ref<Proc> {
  if ((child.p_treeflag & P_TREE_ORPHANED) !== 0) return child.p_orphan_owner;
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
