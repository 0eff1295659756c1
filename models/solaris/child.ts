/** What parents hear of their children, and the end of a process's struct. Labels name routines of exit.c, sig.c and pid.c. */
import { contains, curthread, cv_broadcast, free, insertHead, KASSERT, nil, remove, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U8 } from '../../src/index.ts';
import { corectl_rele } from './others.ts';
import { pgexit, SESS_RELE } from './pgrp.ts';
import { PID_RELE, proc_entry_free } from './pid.ts';
import { crfree, upcount_dec } from './resources.ts';
import { is_ignored, sigtoproc } from './signal.ts';
import {
  CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLDPEND, k, mutex_enter, mutex_exit, MUTEX_HELD, p_lock, p_unlock, proc_zone, SIDL, SIGCLD, sigismember, sigmask,
  SJCTL, SNOWAIT, SZOMB,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Takes a process out of all that pid_assign, getproc and pgjoin have put it into, and frees it. The caller owns pidlock. pid_exit */
export function* pid_exit(prp: Ref<Proc>): Routine {
  KASSERT(MUTEX_HELD(k.pidlock), 'pid_exit: pidlock is not held');
  KASSERT(prp.p_pgidp !== nil || prp.p_stat === SIDL, 'pid_exit: a process without a group');
  if (prp.p_pgidp !== nil) yield* pgexit(prp);
  yield* SESS_RELE(prp.p_sessp);
  const pidp = prp.p_pidp;
  yield* proc_entry_free(pidp);
  curthread<Lwp>().g_owes = true;
  remove(k.practive, prp, 'p_next');
  yield* PID_RELE(pidp);
  free(proc_zone, prp);
  k.nproc--;
  curthread<Lwp>().g_owes = false;
}

/** Puts a zombie on its parent's list of those with news. The caller owns pidlock. add_ns */
function add_ns(pp: Ref<Proc>, cp: Ref<Proc>): void {
  KASSERT(!contains(pp.p_child_ns, cp, 'p_sibling_ns'), 'add_ns: the child is on the list');
  KASSERT(cp.p_parent === pp, 'add_ns: not the parent');
  insertHead(pp.p_child_ns, cp, 'p_sibling_ns');
}

/** Takes a process from that list if it is on it. The caller owns pidlock. delete_ns */
export function delete_ns(pp: Ref<Proc>, cp: Ref<Proc>): void {
  KASSERT(cp.p_parent === pp, 'delete_ns: not the parent');
  if (contains(pp.p_child_ns, cp, 'p_sibling_ns')) remove(pp.p_child_ns, cp, 'p_sibling_ns');
}

/** Takes a process from its parent's lists. The caller owns pidlock. proc_detach */
function proc_detach(p: Ref<Proc>): void {
  const pp = p.p_parent;
  delete_ns(pp, p);
  if (p.p_sibling !== nil) p.p_sibling.p_psibling = p.p_psibling;
  if (p.p_psibling !== nil) p.p_psibling.p_sibling = p.p_sibling;
  if (pp.p_child === p) pp.p_child = p.p_sibling;
  KASSERT(pp.p_child !== nil || pp.p_child_ns.first === nil, 'proc_detach: news of no child');
}

/** Puts a process first among the children of another. The caller owns pidlock. */
export function link_child(pp: Ref<Proc>, cp: Ref<Proc>): void {
  cp.p_sibling = pp.p_child;
  if (pp.p_child !== nil) pp.p_child.p_psibling = cp;
  cp.p_parent = pp;
  pp.p_child = cp;
}

/** Frees a zombie. The caller owns pidlock. freeproc */
export function* freeproc(p: Ref<Proc>): Routine {
  KASSERT(p.p_stat === SZOMB, 'freeproc: not a zombie');
  KASSERT(unlocked(p).p_tlist.first === nil, 'freeproc: threads are left');
  KASSERT(MUTEX_HELD(k.pidlock), 'freeproc: pidlock is not held');
  if (p === k.proc_init) return;
  upcount_dec(p.p_cred.cr_ruid);
  p.g_charged = false;
  crfree(p);
  if (unlocked(p).p_corefile !== nil) corectl_rele(unlocked(p).p_corefile);
  const q = p.p_nextofkin;
  KASSERT(contains(q.p_orphan, p, 'p_nextorph'), 'freeproc: not on the list of orphans');
  remove(q.p_orphan, p, 'p_nextorph');
  proc_detach(p);
  yield* pid_exit(p);
}

/** Tells the parent that a child has changed. The caller owns pidlock; the child may be gone when it returns. sigcld */
export function* sigcld(cp: Ref<Proc>, prepared: boolean): Routine {
  const pp = cp.p_parent;
  if (cp.p_wcode === CLD_EXITED || cp.p_wcode === CLD_KILLED || cp.p_wcode === CLD_DUMPED) {
    KASSERT(cp.p_stat === SZOMB, 'sigcld: an exited process is no zombie');
    add_ns(pp, cp);
    cv_broadcast(pp.p_cv);
    if (forgets_children(pp)) yield* freeproc(cp);
    else yield* post_sigcld(cp, prepared);
  } else {
    cv_broadcast(pp.p_cv);
    if ((unlocked(pp).p_flag & SJCTL) !== 0) yield* post_sigcld(cp, prepared);
  }
}

/** Whether children leave no zombies: read without p_lock. */
function forgets_children(pp: Ref<Proc>): boolean {
  return (unlocked(pp).p_flag & SNOWAIT) !== 0 || sigismember(unlocked(pp).p_ignore, SIGCLD);
}

/** Sends SIGCLD, or remembers that it is to be sent. The caller owns pidlock. post_sigcld */
function* post_sigcld(cp: Ref<Proc>, prepared: boolean): Routine {
  const pp = cp.p_parent;
  yield* p_lock(pp);
  if (is_ignored(pp, SIGCLD) || sigismember(pp.p_sig, SIGCLD)) {
    cp.p_pidflag |= CLDPEND;
  } else {
    cp.p_pidflag &= ~CLDPEND;
    KASSERT(prepared || pp === k.proc_init, 'post_sigcld: no entry for the queue');
    pp.p_sigcld = news_of(cp);
    yield* sigtoproc(pp, SIGCLD);
  }
  p_unlock(pp);
}

/** What a SIGCLD says. winfo */
export function news_of(cp: Ref<Proc>): number {
  return 16 * unlocked(cp).p_wcode + cp.p_pidp.pid_id;
}

/** Sends a SIGCLD that has been kept back, if there is one. The caller, of the process, holds no lock. sigcld_repost */
export function* sigcld_repost(pp: Ref<Proc>): Routine {
  if (is_ignored(pp, SIGCLD)) return;
  yield* mutex_enter(k.pidlock);
  for (let cp = pp.p_child; cp !== nil; cp = cp.p_sibling) {
    if ((cp.p_pidflag & CLDPEND) === 0) continue;
    yield* post_sigcld(cp, true);
    break;
  }
  mutex_exit(k.pidlock);
}

/** Takes a SIGCLD back whose news has been heard. The caller, of the process, holds no lock. sigcld_delete */
export function* sigcld_delete(p: Ref<Proc>, news: U8): Routine {
  yield* p_lock(p);
  if (sigismember(p.p_sig, SIGCLD) && p.p_sigcld === news) {
    p.p_sig &= ~sigmask(SIGCLD);
    p.p_sigcld = 0;
  }
  p_unlock(p);
}
