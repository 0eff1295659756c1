/** The last of a zombie. Labels name routines of kern_exit.c. */
import { curthread, free, insertHead, nil, remove, unlocked, wakeup } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { chgproccnt } from './cred.ts';
import { proc_checkdeadrefs } from './forkproc.ts';
import { pgrp_remove } from './pgrp.ts';
import { proc_find, proc_rele } from './refs.ts';
import { psignal } from './signal.ts';
import {
  children_wchan, k, P_LIST_DEADPARENT, P_LIST_INHASH, P_LIST_WAITING, proc_list_lock, proc_list_unlock, proc_lock, proc_unlock, proc_zone,
  SIGCHLD, stat_wchan,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';

/**
 * Frees a zombie that the caller has marked P_LIST_WAITING, or gives it back to the parent that a tracer took it from; whether it is
 * gone. The caller holds no lock. reap_child_locked
 */
export function* reap_child(parent: Ref<Proc>, child: Ref<Proc>, deadparent: boolean, reparentedtoinit: boolean): Routine<boolean> {
  if (child.p_oppid !== 0 && (yield* give_back(child, deadparent && reparentedtoinit))) return false;
  yield 'reap_child';
  child.g_charged = false;
  curthread<Uthread>().g_charges = child.p_uid + 1;
  yield* chgproccnt(child.p_uid, -1);
  yield* pgrp_remove(child);
  yield* proc_list_lock();
  remove(k.zombproc, child, 'p_list');
  parent.p_childrencnt--;
  remove(parent.p_children, child, 'p_sibling');
  if (deadparent && parent.p_children.first === nil) wakeup(children_wchan(parent));
  child.p_listflag &= ~(P_LIST_WAITING | P_LIST_INHASH);
  wakeup(stat_wchan(child));
  k.nprocs--;
  if (deadparent) child.p_listflag |= P_LIST_DEADPARENT;
  proc_list_unlock();
  k.pstats--;
  proc_checkdeadrefs(child);
  free(proc_zone, child);
  return true;
}

/** Gives a zombie that was traced back to its real parent; whether there is one. The caller holds no lock. */
function* give_back(child: Ref<Proc>, came_to_init: boolean): Routine<boolean> {
  yield* proc_lock(child);
  const oppid = child.p_oppid;
  child.p_oppid = 0;
  proc_unlock(child);
  const t = yield* proc_find(oppid);
  if (t === nil) return false;
  if (came_to_init && t === k.initproc) {
    yield* proc_rele(t);
    return false;
  }
  if (t !== k.initproc) {
    yield* proc_lock(t);
    t.si_pid = child.p_pid;
    t.si_code = 2;
    child.g_code = 2;
    proc_unlock(t);
  }
  yield* proc_reparent(child, t);
  yield 'NOTE_EXIT';
  note_exit(child);
  yield* psignal(t, SIGCHLD);
  yield* proc_list_lock();
  wakeup(children_wchan(t));
  child.p_listflag &= ~P_LIST_WAITING;
  wakeup(stat_wchan(child));
  proc_list_unlock();
  yield* proc_rele(t);
  return true;
}

/** Gives child another parent, which has been asked without the lock whether it is that already. The caller holds no lock. */
export function* proc_reparent(child: Ref<Proc>, parent: Ref<Proc>): Routine {
  yield 'proc_reparentlocked';
  if (unlocked(child).p_pptr === parent) return;
  yield* proc_list_lock();
  proc_reparentlocked(child, parent);
  proc_list_unlock();
}

/** The parent of q has gone, and the system reaps q: init is its parent next. The caller owns the list lock. */
export function lose_parent(q: Ref<Proc>): void {
  q.p_listflag |= P_LIST_DEADPARENT;
  const pg = q.p_pgrp === nil ? q.g_to : q.p_pgrp;
  if (pg !== nil) pg.g_orphans = true;
}

/** Tells who watches. */
export function note_exit(p: Ref<Proc>): void {
  if (p.p_knote) k.note_exit = p.p_pid;
}

/** Gives child another parent. The caller owns the list lock. */
export function proc_reparentlocked(child: Ref<Proc>, parent: Ref<Proc>): void {
  const old = child.p_pptr;
  if (old === parent) return;
  remove(old.p_children, child, 'p_sibling');
  old.p_childrencnt--;
  insertHead(parent.p_children, child, 'p_sibling');
  parent.p_childrencnt++;
  child.p_pptr = parent;
  child.p_ppid = parent.p_pid;
}
