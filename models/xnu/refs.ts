/** References to processes, which keep them from going: of finders, and of children that talk to their parent. Labels name routines of kern_proc.c. */
import { addressOf, allocated, curthread, KASSERT, nil, unlocked, wakeup } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { msleep } from './sleep.ts';
import {
  conf, k, P_LIST_CHILDDRAINED, P_LIST_CHILDDRSTART, P_LIST_CHILDDRWAIT, P_LIST_CHILDLKWAIT, P_LIST_DEAD, P_LIST_DRAIN, P_LIST_DRAINWAIT,
  P_LIST_EXITED, P_LIST_INCREATE, P_LIST_INHASH, P_LIST_PARENTREFWAIT, P_LIST_REFWAIT, P_LIST_WAITING, proc_list_lock, proc_list_unlock,
  proc_zone, stat_wchan, SZOMB, UT_VFORK,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';

function refcount_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_refcount);
}

function listflag_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_listflag);
}

function childrencnt_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_childrencnt);
}

function parentref_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_parentref);
}

/** The process that the thread is: its vfork child while it has lent itself to one. */
export function current_proc(): Ref<Proc> {
  const ut = curthread<Uthread>();
  if ((ut.uu_flag & UT_VFORK) === 0 || ut.uu_proc === nil) return ut.uu_task.bsd_info;
  const p = ut.uu_proc;
  KASSERT(is_lent(p, ut), 'current_proc: the vfork child does not know of the thread');
  return p;
}

function is_lent(p: Ref<Proc>, ut: Ref<Uthread>): boolean {
  return unlocked(p).p_vforkact === ut;
}

/** Whether the struct can be found by its number. */
export function is_hashed(p: Ref<Proc>): boolean {
  return allocated(p) && (unlocked(p).p_listflag & P_LIST_INHASH) !== 0;
}

/** The process with the number, whatever its state. The caller owns the list lock. */
export function pfind_locked(pid: number): Ref<Proc> {
  for (let i = 1; i <= proc_zone.slots; i++) {
    const p = proc_zone.at(i);
    if (is_hashed(p) && p.p_pid === pid) return p;
  }
  return nil;
}

/** Whether p gives no more references. The caller owns the list lock. */
function refuses(p: Ref<Proc>): boolean {
  if (p.p_stat === SZOMB || (p.p_listflag & (P_LIST_INCREATE | P_LIST_EXITED | P_LIST_DEAD)) !== 0) return true;
  return (p.p_listflag & (P_LIST_DRAIN | P_LIST_DRAINWAIT)) !== 0 && (p.p_listflag & P_LIST_REFWAIT) === 0;
}

/**
 * A reference to p, nil if there is none to be had. The caller owns the list lock, which is dropped while an exec is about to replace
 * p's task, unless the caller has a reference already, for that exec may wait for it.
 */
export function* proc_ref_locked(p: Ref<Proc>): Routine<Ref<Proc>> {
  const ut = curthread<Uthread>();
  for (;;) {
    if (p === nil || refuses(p)) return nil;
    if ((p.p_listflag & P_LIST_REFWAIT) === 0 || ut.uu_proc_refcount > 0) break;
    const pid = p.p_pid;
    yield* msleep(listflag_wchan(p), k.proc_list_mlock);
    if (pfind_locked(pid) !== p) return nil;
  }
  p.p_refcount++;
  ut.uu_proc_refcount++;
  return p;
}

/** A reference to the process with the number. */
export function* proc_find(pid: number): Routine<Ref<Proc>> {
  yield* proc_list_lock();
  const p = yield* proc_ref_locked(pfind_locked(pid));
  proc_list_unlock();
  return p;
}

/** A process that is on its way to a zombie, or is one, marked P_LIST_WAITING as who reaps it would; nil if there is none with the number. */
export function* proc_find_zombref(pid: number): Routine<Ref<Proc>> {
  yield* proc_list_lock();
  let p = pfind_locked(pid);
  while (p !== nil && (p.p_listflag & P_LIST_EXITED) !== 0 && (p.p_listflag & P_LIST_WAITING) !== 0) {
    yield* msleep(stat_wchan(p), k.proc_list_mlock);
    p = pfind_locked(pid);
  }
  if (p !== nil && (p.p_listflag & P_LIST_EXITED) === 0) p = nil;
  if (p !== nil) p.p_listflag |= P_LIST_WAITING;
  proc_list_unlock();
  return p;
}

export function* proc_drop_zombref(p: Ref<Proc>): Routine {
  yield* proc_list_lock();
  KASSERT((p.p_listflag & P_LIST_WAITING) !== 0, 'proc_drop_zombref: nobody has the zombie');
  p.p_listflag &= ~P_LIST_WAITING;
  wakeup(stat_wchan(p));
  proc_list_unlock();
}

/** The caller owns the list lock. */
export function proc_rele_locked(p: Ref<Proc>): void {
  KASSERT(p.p_refcount > 0, 'proc_rele: there is no reference');
  p.p_refcount--;
  curthread<Uthread>().uu_proc_refcount--;
  if (p.p_refcount > 0 || (p.p_listflag & P_LIST_DRAINWAIT) === 0) return;
  p.p_listflag &= ~P_LIST_DRAINWAIT;
  wakeup(refcount_wchan(p));
}

export function* proc_rele(p: Ref<Proc>): Routine {
  yield* proc_list_lock();
  proc_rele_locked(p);
  proc_list_unlock();
}

/** Waits for references to go. The caller owns the list lock, and has it again. */
function* drain(p: Ref<Proc>): Routine {
  while (p.p_refcount > 0) {
    p.p_listflag |= P_LIST_DRAINWAIT;
    yield* msleep(refcount_wchan(p), k.proc_list_mlock);
  }
}

/** p exits: there are no references, and never will be. */
export function* proc_refdrain(p: Ref<Proc>): Routine {
  yield* proc_list_lock();
  p.p_listflag |= P_LIST_DRAIN;
  yield* drain(p);
  p.p_listflag &= ~P_LIST_DRAIN;
  p.p_listflag |= P_LIST_DEAD;
  proc_list_unlock();
}

/** p changes its task: there are no references but the caller's, and who wants one waits. */
export function* proc_refdrain_with_refwait(p: Ref<Proc>): Routine {
  yield* proc_list_lock();
  p.p_listflag |= P_LIST_DRAIN | P_LIST_REFWAIT;
  if (p !== k.initproc) yield* drain(p);
  p.p_listflag &= ~P_LIST_DRAIN;
  p.p_refcount++;
  curthread<Uthread>().uu_proc_refcount++;
  proc_list_unlock();
}

export function* proc_refwake(p: Ref<Proc>): Routine {
  yield* proc_list_lock();
  p.p_listflag &= ~P_LIST_REFWAIT;
  wakeup(listflag_wchan(p));
  proc_list_unlock();
}

// ---- parents

/** Holds p's parent for a while, so that it does not give p away; nil if there is none any more. */
export function* proc_parentholdref(p: Ref<Proc>): Routine<Ref<Proc>> {
  yield* proc_list_lock();
  let held: Ref<Proc> = nil;
  for (let n = 0; n < 5; n++) {
    const pp = p.p_pptr;
    if (pp === nil || pp.p_stat === SZOMB || is_child_drained(pp)) break;
    if ((pp.p_listflag & P_LIST_CHILDDRSTART) === 0) {
      pp.p_parentref++;
      held = pp;
      break;
    }
    pp.p_listflag |= P_LIST_CHILDDRWAIT;
    yield* msleep(childrencnt_wchan(pp), k.proc_list_mlock);
  }
  proc_list_unlock();
  return held;
}

function is_child_drained(pp: Ref<Proc>): boolean {
  return (pp.p_listflag & (P_LIST_CHILDDRSTART | P_LIST_CHILDDRAINED)) === (P_LIST_CHILDDRSTART | P_LIST_CHILDDRAINED);
}

export function* proc_parentdropref(pp: Ref<Proc>): Routine {
  yield* proc_list_lock();
  proc_parentdropref_locked(pp);
  proc_list_unlock();
}

/** The caller owns the list lock. */
export function proc_parentdropref_locked(pp: Ref<Proc>): void {
  KASSERT(pp.p_parentref > 0, 'proc_parentdropref: there is no reference');
  pp.p_parentref--;
  if (pp.p_parentref === 0 && (pp.p_listflag & P_LIST_PARENTREFWAIT) !== 0) {
    pp.p_listflag &= ~P_LIST_PARENTREFWAIT;
    wakeup(parentref_wchan(pp));
  }
}

/** From now on p gives no holds to its children, and there are none. The caller owns the list lock, and has it again. */
export function* proc_childdrainstart(p: Ref<Proc>): Routine {
  KASSERT((p.p_listflag & P_LIST_CHILDDRSTART) === 0, 'proc_childdrainstart: it has begun already');
  p.p_listflag |= P_LIST_CHILDDRSTART;
  while (p.p_parentref > 0) {
    p.p_listflag |= P_LIST_PARENTREFWAIT;
    yield* msleep(parentref_wchan(p), k.proc_list_mlock);
  }
}

/** p has no children any more. The caller owns the list lock. */
export function proc_childdrainend(p: Ref<Proc>): void {
  KASSERT(conf.debug === 0 || p.p_childrencnt === 0, 'proc_childdrainend: there are children');
  p.p_listflag |= P_LIST_CHILDDRAINED;
  if ((p.p_listflag & (P_LIST_CHILDLKWAIT | P_LIST_CHILDDRWAIT)) === 0) return;
  p.p_listflag &= ~(P_LIST_CHILDLKWAIT | P_LIST_CHILDDRWAIT);
  wakeup(childrencnt_wchan(p));
}

/** A reference to p's parent; waits while that one gives its children away. */
export function* proc_parent(p: Ref<Proc>): Routine<Ref<Proc>> {
  yield* proc_list_lock();
  let parent: Ref<Proc> = nil;
  for (;;) {
    const pp = p.p_pptr;
    parent = yield* proc_ref_locked(pp);
    if (parent !== nil || pp === nil || pp.p_stat === SZOMB) break;
    if ((pp.p_listflag & P_LIST_EXITED) === 0 || (pp.p_listflag & P_LIST_CHILDDRAINED) !== 0) break;
    pp.p_listflag |= P_LIST_CHILDLKWAIT;
    yield* msleep(childrencnt_wchan(pp), k.proc_list_mlock);
  }
  proc_list_unlock();
  return parent;
}
