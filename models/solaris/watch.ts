/** A watched area is touched: one LWP steps over it while all others stand still. Labels name routines of lwp.c. */
import { curthread, cv_broadcast, inside, nil } from '../../src/index.ts';
import type { Ref, Routine, U31 } from '../../src/index.ts';
import { cv_wait } from './condvar.ts';
import { lwp_exit } from './exit.ts';
import { continuelwps } from './hold.ts';
import {
  p_lock, p_unlock, PR_SUSPENDED, SEXITLWPS, SHOLDFORK, SHOLDFORK1, SHOLDWATCH, SWATCHOK, TP_WATCHSTOP, TS_STOPPED,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { stop } from './stop.ts';
import { pokelwps } from './thread.ts';

/**
 * Gives way to whoever ends the process, or forks: whether it has, and then p_lwprcnt counts the caller again. May never return. The
 * caller owns p_lock, which is dropped meanwhile. holdcheck
 */
function* holdcheck(clearflags: U31): Routine<boolean> {
  const t = curthread<Lwp>();
  const p = t.t_procp;
  if ((p.p_flag & SEXITLWPS) !== 0) {
    p.p_lwprcnt++;
    p.p_flag &= ~clearflags;
    yield* lwp_exit(t);
  }
  if ((p.p_flag & SHOLDFORK1) !== 0) {
    p.p_lwprcnt++;
    yield* stop(t, PR_SUSPENDED, 0);
    if ((p.p_flag & SEXITLWPS) !== 0) {
      p.p_flag &= ~clearflags;
      yield* lwp_exit(t);
    }
    return true;
  }
  if ((p.p_flag & SHOLDFORK) !== 0) {
    p.p_lwprcnt++;
    yield* stop_forkall(p);
    return true;
  }
  return false;
}

/** Makes who forks all give up. The caller owns p_lock, which is dropped meanwhile. */
function* stop_forkall(p: Ref<Proc>): Routine {
  while ((p.p_flag & SHOLDFORK) !== 0) {
    p.p_flag |= SHOLDWATCH;
    cv_broadcast(p.p_holdlwps);
    yield* cv_wait(p.p_holdlwps, p.p_lockp.pl_lock);
    p.p_flag &= ~SHOLDWATCH;
  }
}

/** How the others are: stopped, or, for the first look, about to be. The caller owns p_lock. pr_allstopped */
function all_stopped(t: Ref<Lwp>, watchstop: boolean): boolean {
  for (let tx = t.t_procp.p_tlist.first; tx !== nil; tx = tx.t_forw) {
    if (tx !== t && tx.t_state !== TS_STOPPED && !(watchstop && (tx.t_proc_flag & TP_WATCHSTOP) !== 0)) return false;
  }
  return true;
}

/** Has all others stopped: true if the caller may go on alone, false if it has to try again. The caller holds no lock. holdwatch */
function* holdwatch(t: Ref<Lwp>): Routine<boolean> {
  const p = t.t_procp;
  yield* p_lock(p);
  p.p_lwprcnt--;
  let alone = false;
  if (!(yield* holdcheck(0))) {
    if ((p.p_flag & SHOLDWATCH) === 0) alone = yield* be_master(t);
    else yield* be_stopped(t);
  }
  p_unlock(p);
  return alone;
}

/** The first one waits for the others. It owns p_lock, which is dropped meanwhile. */
function* be_master(t: Ref<Lwp>): Routine<boolean> {
  const p = t.t_procp;
  p.p_flag |= SHOLDWATCH;
  pokelwps(t);
  if (!(yield* wait_for_others(t, true, SHOLDWATCH))) return false;
  p.p_flag |= SWATCHOK;
  cv_broadcast(p.p_holdlwps);
  if (!(yield* wait_for_others(t, false, SHOLDWATCH | SWATCHOK))) return false;
  p.p_flag &= ~(SHOLDWATCH | SWATCHOK);
  p.p_lwprcnt++;
  p.g_holder = t;
  return true;
}

/** Waits until the others are stopped, or about to be: false if it has given way, and the marks are taken back. The caller owns p_lock. */
function* wait_for_others(t: Ref<Lwp>, watchstop: boolean, marks: U31): Routine<boolean> {
  const p = t.t_procp;
  while (!all_stopped(t, watchstop)) {
    if (yield* holdcheck(marks)) {
      p.p_flag &= ~marks;
      return false;
    }
    yield* cv_wait(p.p_holdlwps, p.p_lockp.pl_lock);
  }
  return true;
}

/** The others that touch something watched stop when the first one says so. They own p_lock, which is dropped meanwhile. */
function* be_stopped(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  t.t_proc_flag |= TP_WATCHSTOP;
  cv_broadcast(p.p_holdlwps);
  while ((p.p_flag & SWATCHOK) === 0) {
    if (yield* holdcheck(0)) {
      t.t_proc_flag &= ~TP_WATCHSTOP;
      return;
    }
    yield* cv_wait(p.p_holdlwps, p.p_lockp.pl_lock);
  }
  t.t_proc_flag &= ~TP_WATCHSTOP;
  p.p_lwprcnt++;
  yield* stop(t, PR_SUSPENDED, 0);
}

/** Whether the LWP waits in there and has taken itself out of p_lwprcnt. */
export function waits_to_watch(t: Ref<Lwp>): boolean {
  return (inside(t, be_master) || inside(t, be_stopped)) && !inside(t, holdcheck) && !inside(t, stop);
}

/** Whether the LWP has had SHOLDWATCH set, and waits. */
export function wants_to_watch(t: Ref<Lwp>): boolean {
  return inside(t, be_master) || inside(t, stop_forkall);
}

/** The trap: 1 if the instruction was stepped over, 0 if it is to be tried again. trap_watch */
export function* watch(t: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  if (!(yield* holdwatch(t))) return 0;
  yield* p_lock(p);
  continuelwps(p);
  p_unlock(p);
  return 1;
}

/** Whether the process is being held for a watchpoint. */
export function is_watching(p: Ref<Proc>): boolean {
  return (p.p_flag & (SHOLDWATCH | SWATCHOK)) !== 0;
}
