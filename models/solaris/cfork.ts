/** The system calls that fork, and what they have in common. The numbers are lines of fork.c. */
import { cloneFrames, cv_broadcast, KASSERT, nil, remove, start, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { pid_exit } from './child.ts';
import { contract_process_fork } from './contract.ts';
import { fork_fail, getproc } from './getproc.ts';
import { continuelwps, holdlwps } from './hold.ts';
import { forklwp, forklwp_fail, lwp_create_done } from './lwp.ts';
import { drop_directory, lwp_hash_in } from './lwpdir.ts';
import { pgjoin } from './pgrp.ts';
import { sprlock_proc, sprunlock } from './pid.ts';
import { pool_barrier_enter, pool_barrier_exit } from './pool.ts';
import { pool_leave, task_detach, task_rele } from './resources.ts';
import { sigdefault } from './signal.ts';
import {
  EAGAIN, EINTR, ENOMEM, k, MUTEX_HELD, mutex_enter, mutex_exit, P_PR_ASYNC, p_lock, p_unlock, SFORKING, SHOLDFORK, SHOLDFORK1, SLWPWRAP, SRUN, SVFORK,
  SVFWAIT, TP_DAEMON, TP_HOLDLWP, TP_PRSTOP, TP_TWAIT, TS_CREATE, TS_CSTART, TS_STOPPED,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { give_start } from './thread.ts';
import { forkall_clone } from './userret.ts';
import { as_dup, as_free } from './vm.ts';

/** Copies all LWPs. */
export function* forkall(t: Ref<Lwp>): Routine<number> {
  return yield* cfork(t, false, false); // 99
}

/** Shares the memory, and vfwait is to follow: lwp_vfpid tells. */
export function* vfork(t: Ref<Lwp>): Routine<number> {
  return yield* cfork(t, true, true); // 108
}

/** Copies the calling LWP. */
export function* fork1(t: Ref<Lwp>): Routine<number> {
  return yield* cfork(t, false, true); // 118
}

/** Makes a process; its number, or a negative errno. The caller holds no lock. */
export function* cfork(t: Ref<Lwp>, isvfork: boolean, isfork1: boolean): Routine<number> {
  const p = t.t_procp;
  if (!(yield* holdlwps(t, isfork1 ? SHOLDFORK1 : SHOLDFORK))) return -EINTR; // 161

  yield* p_lock(p); // 175
  if (isvfork) t.t_proc_flag &= ~TP_HOLDLWP; // 182
  yield* pool_barrier_enter(p); // 187
  p_unlock(p); // 188

  const cp = yield* getproc(t, false); // 193
  if (cp === nil) {
    yield* p_lock(p); // 194
    yield* pool_barrier_exit(p); // 195
    continuelwps(p); // 196
    p_unlock(p); // 197
    return -EAGAIN; // 198
  }

  if (isvfork) yield* share_memory(t, cp); // 207
  else if (!(yield* copy_memory(p, cp))) return -ENOMEM; // 232

  yield 302;
  cp.p_rctls = true; // 313
  k.rctls++;
  unlocked(cp).p_lwpdir_sz = isfork1 ? 2 : unlocked(p).p_lwpdir_sz; // 322

  // The LWPs are copied without a lock: only the caller runs.
  if (!(yield* copy_lwps(t, cp, isfork1))) { // 340
    yield* forklwperr(p, cp, isvfork);
    return -EAGAIN;
  }
  if (!(yield* contract_process_fork(cp, p, p.p_ctmpl, true))) { // 399
    yield* forklwperr(p, cp, isvfork);
    return -EAGAIN;
  }

  // From here on nothing fails.
  yield 406;
  unlocked(cp).p_lwpid = unlocked(p).p_lwpid;
  if (!isfork1) {
    unlocked(cp).p_lwpdaemon = unlocked(p).p_lwpdaemon; // 408
    unlocked(cp).p_zombcnt = unlocked(p).p_zombcnt; // 409
    const flag = unlocked(cp).p_flag; // 414
    yield 'cfork: 414 store';
    unlocked(cp).p_flag = flag | (unlocked(p).p_flag & SLWPWRAP);
  }
  yield* hold_corectl(p, cp); // 417
  if (cp.u_exitmask) yield* stop_with_active(cp); // 434
  if (p.u_exitmask && (unlocked(p).p_proc_flag & P_PR_ASYNC) === 0) yield* stop_with_active(p); // 450
  const pid = cp.p_pidp.pid_id; // 465
  yield* p_lock(p); // 474
  yield* pool_barrier_exit(p); // 475
  p_unlock(p); // 476

  yield* mutex_enter(k.pidlock); // 478
  yield* p_lock(cp); // 479
  pgjoin(cp, p.p_pgidp); // 485
  cp.g_doomed = p.g_doomed;
  cp.g_dismissed = p.g_dismissed;
  cp.g_sentenced = cp.g_sentenced || (p.g_sentenced && !p.p_ctmpl);
  cp.p_stat = SRUN; // 486
  set_ready(t, cp); // 490
  p_unlock(cp); // 507

  if (isvfork) {
    yield* p_lock(p); // 511
    p.p_flag |= SVFWAIT; // 512
    t.lwp_vfpid = pid;
    cv_broadcast(p.p_lockp.pr_pid_cv); // 514
    p_unlock(p); // 515
    // The child's lock comes before pidlock goes, so that it does not disappear. The other LWPs stay held until vfwait is over.
    yield* p_lock(cp); // 520
    mutex_exit(k.pidlock); // 521
    sigdefault(cp); // 522
    continuelwps(cp); // 523
    p_unlock(cp); // 524
  } else {
    yield* forkret(p, cp); // 533
    KASSERT(!MUTEX_HELD(k.pidlock), 'cfork: pidlock is held'); // 534
  }
  return pid; // 537
}

/** A vfork child has its parent's memory. Its flags are changed without its lock. */
function* share_memory(t: Ref<Lwp>, cp: Ref<Proc>): Routine {
  const p = t.t_procp;
  yield 212;
  const as = unlocked(p).p_as;
  if (as.a_wpage) { // 213
    as.a_caught = false; // 215
    as.a_wpage = false; // 217
    p.p_wpage = true;
  }
  unlocked(cp).p_as = as; // 222
  const flag = unlocked(cp).p_flag; // 223
  yield 'cfork: 223 store';
  unlocked(cp).p_flag = flag | SVFORK;
  cp.g_vfwaiter = t;
}

/** Copies the memory, with P_PR_LOCK held; false if there is none, and then all is given back. */
function* copy_memory(p: Ref<Proc>, cp: Ref<Proc>): Routine<boolean> {
  yield* p_lock(p); // 232
  yield* sprlock_proc(p); // 233
  p.p_flag |= SFORKING; // 234
  p_unlock(p); // 235
  const as = yield* as_dup(unlocked(p).p_as); // 237
  if (as === nil) {
    yield* undo_copy(p, cp); // 238
    return false;
  }
  unlocked(cp).p_as = as;
  if (p.p_dtrace_helpers) { // 289
    cp.p_dtrace_helpers = true;
    k.dtrace_helpers++;
  }
  yield* p_lock(p); // 294
  p.p_flag &= ~SFORKING; // 295
  yield* sprunlock(p); // 296
  return true;
}

/** Where there is no memory for the child. */
function* undo_copy(p: Ref<Proc>, cp: Ref<Proc>): Routine {
  yield* fork_fail(cp); // 239
  yield* mutex_enter(k.pidlock); // 240
  unlink_orphan(p, cp); // 241
  pop_child(p, cp); // 245
  yield* p_lock(cp); // 250
  const tk = cp.p_task; // 251
  task_detach(cp); // 252
  pool_leave(cp); // 253
  p_unlock(cp); // 255
  yield* pid_exit(cp); // 256
  mutex_exit(k.pidlock); // 257
  yield 258;
  task_rele(tk);
  yield* p_lock(p); // 260
  p.p_flag &= ~SFORKING; // 261
  yield* pool_barrier_exit(p); // 262
  continuelwps(p); // 263
  yield* sprunlock(p); // 264
}

/** Takes the child off its parent's list of orphans. The caller owns pidlock. */
function unlink_orphan(p: Ref<Proc>, cp: Ref<Proc>): void {
  remove(p.p_orphan, cp, 'p_nextorph'); // 593
}

/** Takes the child off its parent's list of children, where it is the first. The caller owns pidlock. */
function pop_child(p: Ref<Proc>, cp: Ref<Proc>): void {
  KASSERT(p.p_child === cp, 'cfork: the child is not the latest'); // 597
  p.p_child = cp.p_sibling; // 598
  if (p.p_child !== nil) p.p_child.p_psibling = nil; // 599
}

/** Gives the child its LWPs: false if there may be none. The others' flags are read without a lock: they are held. */
function* copy_lwps(t: Ref<Lwp>, cp: Ref<Proc>, isfork1: boolean): Routine<boolean> {
  if (isfork1) {
    const clone = yield* forklwp(t, cp, t); // 341
    if (clone === nil) return false;
    clone.t_proc_flag |= t.t_proc_flag & TP_TWAIT; // 348
    return true;
  }
  const p = unlocked(t.t_procp);
  KASSERT(p.p_lwpwait === 0 && p.p_lwpdwait === 0, 'cfork: somebody waits for an LWP'); // 352
  for (let lep = p.p_lwpdir.first; lep !== nil; lep = lep.ld_next) { // 354
    const tx = lep.le_thread;
    if (tx === nil) {
      lwp_hash_in(cp, lep.le_lwpid, nil); // 385
      continue;
    }
    const clone = yield* forklwp(t, cp, tx); // 362
    if (clone === nil) return false;
    clone.t_proc_flag |= tx.t_proc_flag & (TP_TWAIT | TP_DAEMON); // 370
  }
  return true;
}

/** The holds on the settings for core dumps: reading and holding are two steps, and no lock is held. */
function* hold_corectl(p: Ref<Proc>, cp: Ref<Proc>): Routine {
  yield 417;
  unlocked(cp).p_corefile = unlocked(p).p_corefile;
  yield 'corectl_path_hold';
  unlocked(cp).p_corefile.ccp_ref++;
}

/** All LWPs are to stop with the one that stops as it leaves fork. */
function* stop_with_active(p: Ref<Proc>): Routine {
  yield* p_lock(p); // 452
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) t.t_proc_flag |= TP_PRSTOP; // 455
  p_unlock(p); // 458
}

/** Makes the LWPs of the child fit to run. The caller owns pidlock and the child's p_lock. */
function set_ready(t: Ref<Lwp>, cp: Ref<Proc>): void {
  for (let tx = cp.p_tlist.first; tx !== nil; tx = tx.t_forw) { // 490
    if (tx.t_tid === t.t_tid) cloneFrames(tx); // it goes on in syscall(), after cloned()
    else start(tx, forkall_clone);
    if ((tx.t_proc_flag & TP_HOLDLWP) !== 0) { // 496
      lwp_create_done(tx);
    } else {
      KASSERT(tx.t_state === TS_STOPPED && (tx.t_schedflag & (TS_CREATE | TS_CSTART)) === 0, 'cfork: an LWP of the child has been started'); // 501
      give_start(tx, TS_CREATE); // 503
    }
  }
}

/** Lets the child and the parent's other LWPs run. The caller owns pidlock, which is released. CL_FORKRET */
function* forkret(p: Ref<Proc>, cp: Ref<Proc>): Routine {
  yield* p_lock(cp);
  mutex_exit(k.pidlock);
  continuelwps(cp);
  p_unlock(cp);
  yield* p_lock(p);
  continuelwps(p);
  p_unlock(p);
}

/** The memory has not been lent, and its pages are watched again. */
function* take_pages_back(p: Ref<Proc>): Routine {
  if (!p.p_wpage) return;
  yield 544;
  unlocked(p).p_as.a_wpage = true; // 546
  p.p_wpage = false;
  unlocked(p).p_as.a_caught = true; // 550
}

/** Where the LWPs cannot be copied, or the parent has been killed: all that was done is undone. */
function* forklwperr(p: Ref<Proc>, cp: Ref<Proc>, isvfork: boolean): Routine {
  cp.g_vfwaiter = nil;
  if (isvfork) { // 540
    yield* take_pages_back(p); // 541
  } else {
    const as = unlocked(cp).p_as; // 556
    unlocked(cp).p_as = nil;
    yield* as_free(as); // 558
  }
  drop_directory(cp); // 561
  yield* forklwp_fail(cp); // 578
  yield* fork_fail(cp); // 579
  k.rctls--; // 580
  yield* mutex_enter(k.pidlock); // 581
  yield* p_lock(cp); // 586
  const tk = cp.p_task; // 587
  task_detach(cp); // 588
  pool_leave(cp); // 589
  p_unlock(cp); // 591
  unlink_orphan(p, cp); // 593
  pop_child(p, cp); // 597
  yield* pid_exit(cp); // 602
  mutex_exit(k.pidlock); // 603
  yield 605;
  task_rele(tk);
  yield* p_lock(p); // 607
  yield* pool_barrier_exit(p); // 608
  continuelwps(p); // 609
  p_unlock(p); // 610
}
