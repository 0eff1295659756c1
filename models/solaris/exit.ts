/** The end of LWPs and processes. Labels name routines of exit.c and lwp.c. */
import { cv_broadcast, free, halt, KASSERT, nil, remove, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U3 } from '../../src/index.ts';
import { delete_ns, link_child, sigcld } from './child.ts';
import { contract_process_core } from './contract.ts';
import { exitlwps } from './hold.ts';
import { leave_directory, lwp_hash_out, tell_waiters } from './lwpdir.ts';
import { pgdetach } from './pgrp.ts';
import { prbarrier } from './pid.ts';
import { pool_barrier_enter, pool_barrier_exit } from './pool.ts';
import { contract_process_exit, count_nlwps, pool_leave, task_detach, task_rele } from './resources.ts';
import { is_ignored, sigtoproc } from './signal.ts';
import {
  CLD_DUMPED, CLD_EXITED, CLD_KILLED, coredefault, k, lwp_zone, mutex_enter, mutex_exit, p_lock, p_locked, p_unlock, P_PR_PTRACE, PEXITED,
  pool_zone, PR_SUSPENDED, SCOREDUMP, SEXITING, SEXITLWPS, sigismember, SIGKILL, SKILLED, SZOMB, task_zone, stopdefault, TP_DAEMON, TP_HOLDLWP, TS_ZOMB,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { stop } from './stop.ts';
import { thread_clear } from './thread.ts';
import { freectty } from './tty.ts';
import { relvm } from './vm.ts';

/** All signals of the model. */
const every = 511;

/** From here on nobody is to begin anything with the process. proc_is_exiting */
function* proc_is_exiting(p: Ref<Proc>): Routine {
  yield* p_lock(p);
  yield* prbarrier(p);
  p.p_flag |= SEXITING;
  p_unlock(p);
}

/** Ends the process, or the LWP where another ends the process; never returns. The caller holds no lock. exit */
export function* exit(t: Ref<Lwp>, why: U3): Routine {
  const p = t.t_procp;
  yield* proc_exit(t, why);
  // Somebody else was first.
  yield* p_lock(p);
  KASSERT((p.p_flag & SEXITLWPS) !== 0, 'exit: nobody ends the process');
  yield* lwp_exit(t);
}

/** Ends the process, and does not return then. The caller holds no lock. proc_exit */
export function* proc_exit(t: Ref<Lwp>, why: U3): Routine {
  const p = t.t_procp;
  yield* proc_is_exiting(p);
  if (!(yield* exitlwps(false))) return;
  yield* p_lock(p);
  yield* pool_barrier_enter(p);
  yield* prbarrier(p);
  p.p_ignore = every;
  p.u_caught = 0;
  p.p_sig = 0;
  p.p_flag &= ~SKILLED;
  p.g_killed = false;
  KASSERT(p.p_lwpcnt === 1 && p.p_zombcnt === 0, 'proc_exit: other LWPs are left');
  lwp_hash_out(p, t.t_tid);
  p.p_lwpcnt = 0;
  remove(p.p_tlist, t, 't_forw');
  if (p.p_exec) k.v_exec--;
  p.p_exec = false;
  p_unlock(p);
  if (p.p_dtrace_helpers) k.dtrace_helpers--;
  p.p_dtrace_helpers = false;
  k.f_count--; // closeall
  p.u_files = false;
  if (k.sd_sidp !== nil) yield* freectty(p);
  yield* relvm(p);
  yield* contract_process_exit(p);
  yield* leave_pool(p);
  yield* mutex_enter(k.pidlock);
  delete_ns(p.p_parent, p);
  bequeath_orphans(p);
  if (p.p_child !== nil && p !== k.proc_init) yield* bequeath_children(p);
  yield* become_zombie(t, why);
}

/** The pool that it is bound to is not to be looked at any more; a binder that waits for it goes on. */
function* leave_pool(p: Ref<Proc>): Routine {
  yield* p_lock(p);
  pool_leave(p);
  p.p_pool = pool_zone.at(1);
  p.p_poolflag |= PEXITED;
  yield* pool_barrier_exit(p);
  p_unlock(p);
}

/** What children that have been adopted leave behind goes to the next of kin. The caller owns pidlock. */
function bequeath_orphans(p: Ref<Proc>): void {
  const kin = p.p_nextofkin;
  while (p.p_orphan.first !== nil) {
    const q = p.p_orphan.first;
    p.p_orphan.first = q.p_nextorph;
    q.p_nextofkin = kin;
    q.p_nextorph = kin.p_orphan.first;
    kin.p_orphan.first = q;
  }
}

/** Children go to init, one after the other; zombies are told again. The caller owns pidlock. */
function* bequeath_children(p: Ref<Proc>): Routine {
  const initp = k.proc_init;
  yield* pgdetach(p);
  let q = p.p_child;
  while (q !== nil) {
    const next = q.p_sibling;
    delete_ns(p, q);
    q.p_ppid = initp.p_pidp.pid_id;
    q.p_psibling = nil;
    link_child(initp, q);
    if ((unlocked(q).p_proc_flag & P_PR_PTRACE) !== 0) {
      yield* p_lock(q);
      yield* sigtoproc(q, SIGKILL);
      p_unlock(q);
    }
    if (q.p_stat === SZOMB) yield* sigcld(q, false);
    q = next;
  }
  p.p_child = nil;
  KASSERT(p.p_child_ns.first === nil, 'proc_exit: news of children are left');
}

/** The zombie, and the end of the thread. The caller owns pidlock, which is released. */
function* become_zombie(t: Ref<Lwp>, why: U3): Routine {
  const p = t.t_procp;
  yield* p_lock(p);
  p.p_stat = SZOMB;
  p.p_proc_flag &= ~P_PR_PTRACE;
  p.p_wcode = why;
  const cdir = p.u_cdir;
  p.u_cdir = nil;
  k.rctls--;
  p.p_rctls = false;
  p.p_lwpdir_sz = 0;
  count_nlwps(p, -1);
  const tk = p.p_task;
  task_detach(p);
  p.p_task = task_zone.at(1); // false, but the pointer is good
  t.t_procp = nil; // from now on the thread is one of p0
  p_unlock(p);
  yield* sigcld(p, true);
  mutex_exit(k.pidlock);
  yield 'proc_exit: the last switch';
  task_rele(tk);
  cdir.v_count--;
  yield* thread_exit(t);
}

/** Never returns. */
function* thread_exit(t: Ref<Lwp>): Routine {
  thread_clear(t);
  free(lwp_zone, t);
  yield* halt();
}

/** Ends the calling LWP, and the process with the last one; never returns. The caller owns p_lock. lwp_exit */
export function* lwp_exit(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  KASSERT(p_locked(p), 'lwp_exit: p_lock is not held');
  p_unlock(p);
  yield* p_lock(p); // after some cleaning
  if ((p.p_flag & SCOREDUMP) !== 0) yield* stop(t, PR_SUSPENDED, 0);
  yield* prbarrier(p);
  if ((t.t_proc_flag & TP_DAEMON) === 0 && p.p_lwpcnt === p.p_lwpdaemon + 1) {
    p_unlock(p);
    yield* proc_exit(t, CLD_EXITED);
    yield* p_lock(p);
    KASSERT((p.p_flag & SEXITLWPS) !== 0, 'lwp_exit: nobody ends the process');
    yield* prbarrier(p);
  }
  leave_directory(t, (p.p_flag & SEXITLWPS) !== 0);
  p.p_lwpcnt--;
  tell_waiters(p);
  count_nlwps(p, -1);
  remove(p.p_tlist, t, 't_forw');
  p.p_lwprcnt--;
  if (p.p_lwprcnt === 0 || (t.t_proc_flag & TP_HOLDLWP) !== 0 || (p.p_flag & SEXITLWPS) !== 0) cv_broadcast(p.p_holdlwps);
  t.t_state = TS_ZOMB;
  t.t_procp = nil;
  p_unlock(p);
  yield* mutex_enter(k.pidlock);
  mutex_exit(k.pidlock); // off the list of all threads
  yield* thread_exit(t);
}

/** Does what the current signal asks for. May never return. The caller holds no lock. psig */
export function* psig(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  yield* p_lock(p);
  if ((p.p_flag & SEXITLWPS) !== 0) yield* lwp_exit(t);
  const sig = t.lwp_cursig;
  t.lwp_cursig = 0;
  const caught = sig === 0 || sigismember(p.u_caught, sig);
  // What is done about it may have changed since it was taken.
  const passes = sig === 0 || is_ignored(p, sig) || sigismember(stopdefault, sig);
  p_unlock(p);
  if (caught || passes) return; // a handler has no code here: it runs and returns at once
  if (!sigismember(coredefault, sig)) yield* exit(t, CLD_KILLED);
  yield* proc_is_exiting(p);
  if (!(yield* exitlwps(true))) {
    yield* p_lock(p);
    yield* lwp_exit(t);
  }
  if ((unlocked(p).p_flag & SKILLED) !== 0) yield* exit(t, CLD_KILLED);
  yield* contract_process_core(p);
  yield* exit(t, CLD_DUMPED);
}
