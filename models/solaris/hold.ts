/** One LWP of a process holds the others: for fork, for exit, for a watchpoint. Labels name routines of lwp.c. */
import { curthread, cv_broadcast, inside, KASSERT, nil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { cv_wait } from './condvar.ts';
import { drop_zombies } from './lwpdir.ts';
import { prbarrier } from './pid.ts';
import {
  p_lock, p_locked, p_unlock, PR_JOBCONTROL, PR_REQUESTED, PR_SUSPENDED, SCOREDUMP, SEXITLWPS, SHOLDFORK, SHOLDFORK1, SHOLDWATCH, SLWPWRAP, SWATCHOK,
  TP_HOLDLWP, TP_PRSTOP, TP_TWAIT,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { stop } from './stop.ts';
import { cstart, pokelwps, SUSPENDED } from './thread.ts';

const HOLDS = SHOLDFORK | SHOLDFORK1 | SHOLDWATCH;

/** Stops all other LWPs: false if it must not go on, because the process exits or another forks them all. The caller holds no lock. holdlwps */
export function* holdlwps(t: Ref<Lwp>, holdflag: number): Routine<boolean> {
  const p = t.t_procp;
  yield* p_lock(p);
  for (;;) {
    while ((p.p_flag & (SEXITLWPS | HOLDS)) !== 0) {
      if ((p.p_flag & (SEXITLWPS | SHOLDFORK)) !== 0) {
        p_unlock(p);
        return false;
      }
      yield* stop(t, PR_SUSPENDED, 0);
    }
    p.p_flag |= holdflag;
    pokelwps(t);
    if (yield* quiesce(t, holdflag)) break;
  }
  p.p_flag &= ~holdflag;
  p.g_holder = t;
  p_unlock(p);
  return true;
}

/** Waits until all others are stopped: false if it has to begin again, with its flag taken back. The caller owns p_lock. */
function* quiesce(t: Ref<Lwp>, holdflag: number): Routine<boolean> {
  const p = t.t_procp;
  p.p_lwprcnt--;
  while (p.p_lwprcnt > 0) {
    if ((p.p_flag & (SEXITLWPS | SHOLDWATCH)) !== 0) {
      p.p_lwprcnt++;
      p.p_flag &= ~holdflag;
      cv_broadcast(p.p_holdlwps);
      return false;
    }
    if (p.p_stopsig !== 0 || (t.t_proc_flag & TP_PRSTOP) !== 0) {
      // Somebody has stopped, and will not be held: in sympathy.
      p.p_lwprcnt++;
      p.p_flag &= ~holdflag;
      if (p.p_stopsig !== 0) yield* stop(t, PR_JOBCONTROL, p.p_stopsig);
      else yield* stop(t, PR_REQUESTED, 0);
      return false;
    }
    yield* cv_wait(p.p_holdlwps, p.p_lockp.pl_lock);
  }
  p.p_lwprcnt++;
  return true;
}

/** Lets the others go on, but for those that somebody else has suspended. The caller owns p_lock. continuelwps */
export function continuelwps(p: Ref<Proc>): void {
  KASSERT(p_locked(p), 'continuelwps: p_lock is not held');
  if ((p.p_flag & SWATCHOK) !== 0) return;
  KASSERT((p.p_flag & HOLDS) === 0, 'continuelwps: the process is being held');
  p.g_holder = nil;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if (SUSPENDED(t) && (t.t_proc_flag & TP_HOLDLWP) === 0) cstart(t);
  }
}

/** Takes a request to suspend back, and lets a suspended LWP go on. The caller owns p_lock. lwp_continue */
export function lwp_continue(t: Ref<Lwp>): void {
  const p = t.t_procp;
  const requested = (t.t_proc_flag & TP_HOLDLWP) !== 0;
  t.g_asked = false;
  t.t_proc_flag &= ~TP_HOLDLWP;
  if (SUSPENDED(t) && (p.p_flag & HOLDS) === 0) cstart(t);
  if (requested) cv_broadcast(p.p_holdlwps);
}

/**
 * Ends all other LWPs: EINTR if another already does, which will end this one. With `coredump` they are stopped for good instead.
 * The caller holds no lock. exitlwps
 */
export function* exitlwps(coredump: boolean): Routine<boolean> {
  const t = curthread<Lwp>();
  const p = t.t_procp;
  yield* p_lock(p);
  yield* prbarrier(p);
  if ((p.p_flag & SEXITLWPS) !== 0) {
    p_unlock(p);
    return false;
  }
  p.p_flag |= coredump ? SEXITLWPS | SCOREDUMP : SEXITLWPS;
  while ((p.p_flag & HOLDS) !== 0) {
    cv_broadcast(p.p_holdlwps);
    yield* cv_wait(p.p_holdlwps, p.p_lockp.pl_lock);
    yield* prbarrier(p);
  }
  yield* stop_others(t);
  if (coredump) {
    p.p_flag &= ~(SCOREDUMP | SHOLDFORK | SEXITLWPS);
  } else {
    p.p_flag &= ~SHOLDFORK;
    yield* end_others(t);
  }
  t.t_proc_flag &= ~TP_HOLDLWP;
  p.p_flag &= ~(HOLDS | SLWPWRAP);
  p_unlock(p);
  return true;
}

/** Stops the others where they neither sleep nor hold anything. The caller owns p_lock. */
function* stop_others(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  p.p_flag |= SHOLDFORK;
  pokelwps(t);
  p.p_lwprcnt--;
  while (p.p_lwprcnt > 0) {
    yield* cv_wait(p.p_holdlwps, p.p_lockp.pl_lock);
    yield* prbarrier(p);
  }
  p.p_lwprcnt++;
  KASSERT(p.p_lwprcnt === 1, 'exitlwps: others run');
}

/** Whether the LWP waits until the others are stopped or gone, and has taken itself out of p_lwprcnt for that. */
export function waits_for_others(t: Ref<Lwp>): boolean {
  return (inside(t, quiesce) && !inside(t, stop)) || inside(t, stop_others) || inside(t, end_others);
}

/** Lets the others run to their end. The caller owns p_lock. */
function* end_others(t: Ref<Lwp>): Routine {
  const p = t.t_procp;
  for (let tx = p.p_tlist.first; tx !== nil; tx = tx.t_forw) {
    if (tx === t) continue;
    tx.t_proc_flag &= ~TP_TWAIT;
    lwp_continue(tx);
  }
  p.p_lwprcnt--;
  while (p.p_lwpcnt > 1) {
    yield* cv_wait(p.p_holdlwps, p.p_lockp.pl_lock);
    yield* prbarrier(p);
  }
  p.p_lwprcnt++;
  KASSERT(p.p_lwpcnt === 1 && p.p_lwprcnt === 1, 'exitlwps: others are left');
  p.p_flag &= ~SEXITLWPS;
  t.t_proc_flag &= ~TP_TWAIT;
  drop_zombies(t);
}
