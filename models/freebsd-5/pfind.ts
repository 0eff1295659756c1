/** Processes by number, and who is whose parent. Labels name routines of kern_proc.c and kern_exit.c. */
import { allocated, insertHead, KASSERT, nil, remove, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { Mtx_held, Sx_held } from './locks.ts';
import { PROC_LOCK } from './mutex.ts';
import { k, proc_zone } from './state.ts';
import type { Proc, Thread } from './state.ts';
import { sx_slock, sx_sunlock } from './sx.ts';

/** The process in the hash that has this number, or nil. The caller holds allproc_lock. */
export function proc_by_pid(pid: number): Ref<Proc> {
  for (let i = 1; i <= proc_zone.slots; i++) {
    const p = proc_zone.at(i);
    if (allocated(p) && unlocked(p).p_hashed && p.p_pid === pid) return p;
  }
  return nil;
}

/** Finds a process that is no zombie, complete or not, and returns it locked, or nil. pfind */
export function* pfind(pid: number): Routine<Ref<Proc>> {
  yield* sx_slock(k.allproc_lock);
  const p = proc_by_pid(pid);
  if (p !== nil) yield* PROC_LOCK(p);
  sx_sunlock(k.allproc_lock);
  return p;
}

/** Makes `parent` the parent of `child`. The caller holds proctree_lock exclusively and the child's lock. proc_reparent */
export function proc_reparent(child: Ref<Proc>, parent: Ref<Proc>): void {
  KASSERT(Sx_held(k.proctree_lock), 'proc_reparent: proctree_lock is not held (B2)');
  KASSERT(Mtx_held(child.p_mtx), 'proc_reparent: the child is not locked (B2)');
  if (child.p_pptr === parent) return;
  remove(child.p_pptr.p_children, child, 'p_sibling');
  insertHead(parent.p_children, child, 'p_sibling');
  child.p_pptr = parent;
}

/** Whether p descends from the caller's process: it goes up by parents without any lock but Giant. inferior */
export function inferior(td: Ref<Thread>, p: Ref<Proc>): boolean {
  let q = p;
  while (q !== td.td_proc) {
    if (q === k.initproc) return false; // init's parent is process 0, which has no struct here
    q = q.p_pptr;
  }
  return true;
}
