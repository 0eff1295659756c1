/** Who is whose parent. Labels name routines of kern_exit.c and kern_proc.c. */
import { addressOf, insertHead, KASSERT, mtx_trylock, nil, remove, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import {
  k, mutex_owned, p_lock, p_unlock, proc_lock_assert, PSL_CHTRACED, PSL_TRACED, SDEAD, SIGCHLD, SSTOP, SZOMB,
} from './state.ts';
import type { Proc } from './state.ts';

/** Whether the child counts in its parent's p_nstopchild. The caller owns proc_lock. */
export function is_news(child: Ref<Proc>): boolean {
  return child.p_stat === SZOMB || child.p_stat === SDEAD || (child.p_stat === SSTOP && !child.p_waited);
}

/** Makes `parent` the new parent of the child. The caller owns proc_lock. proc_reparent */
export function proc_reparent(child: Ref<Proc>, parent: Ref<Proc>): void {
  proc_lock_assert();
  if (child.p_pptr === parent) return;
  if (is_news(child)) {
    child.p_pptr.p_nstopchild--;
    parent.p_nstopchild++;
  }
  if (parent === k.initproc) {
    child.p_exitsig = SIGCHLD;
    child.p_ppid = parent.p_pid;
  }
  remove(child.p_pptr.p_children, child, 'p_sibling');
  insertHead(parent.p_children, child, 'p_sibling');
  child.p_pptr = parent;
}

/** Where the mutex of a process is: the order in which two are taken. */
function address_of_lock(p: Ref<Proc>): number {
  return addressOf(p.p_lock.mo_lock);
}

/**
 * Gives t to a tracer as its new parent. The caller owns proc_lock. It is expected to own the p_lock of t as well, which is dropped where
 * the old parent's comes first and is not free: fork1 does not. proc_changeparent
 */
export function* proc_changeparent(t: Ref<Proc>, parent: Ref<Proc>): Routine {
  proc_lock_assert();
  mark_traced(t);
  if (t.p_pptr === parent) return;
  const old = t.p_pptr;
  const shared = old.p_lock === t.p_lock;
  if (!shared && address_of_lock(old) < address_of_lock(t)) {
    if (!(yield* mtx_trylock(old.p_lock.mo_lock))) {
      p_unlock(t);
      yield* p_lock(old);
      yield* p_lock(t);
    }
  } else if (!shared) {
    yield* p_lock(old);
  }
  unlocked(old).p_slflag |= PSL_CHTRACED;
  proc_reparent(t, parent);
  if (!shared) p_unlock(old);
}

/** Marks a process as traced, and its parent as the one to come back to. fork1 does it to a child that is new, without its p_lock. */
export function mark_traced(t: Ref<Proc>): void {
  KASSERT(mutex_owned(k.proc_lock), 'proc_changeparent: proc_lock is not owned');
  unlocked(t).p_slflag |= PSL_TRACED;
  t.p_opptr = t.p_pptr;
}

/** Gives a traced process back to its real parent, or to init if that is gone. The caller owns proc_lock. */
export function give_back(p: Ref<Proc>): void {
  const t = p.p_opptr;
  proc_reparent(p, t === nil ? k.initproc : t);
  p.p_opptr = nil;
}
