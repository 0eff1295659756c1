/** Waiting for LWPs of the same process. Labels name routines of lwpsys.c. */
import { cv_broadcast, KASSERT, nil, unlocked } from '../../src/index.ts';
import type { I8, Ref, Routine } from '../../src/index.ts';
import { all_wait, lwp_hash_lookup, lwp_hash_out } from './lwpdir.ts';
import { prbarrier } from './pid.ts';
import { cv_wait_sig } from './sleep.ts';
import { EDEADLK, EINTR, EINVAL, ESRCH, p_lock, p_unlock, TP_DAEMON, TP_TWAIT } from './state.ts';
import type { Lwp, Lwpent, Proc } from './state.ts';

/** Waits until an LWP (0: any) of the process has exited: its number, or a negative errno. The caller holds no lock. lwp_wait */
export function* lwp_wait(t: Ref<Lwp>, lwpid: I8): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  yield* prbarrier(p);
  begin_wait(t, lwpid);
  let error = 0;
  while (error === 0) {
    const zombie = zombie_for(t);
    if (zombie !== nil) return reap(t, zombie);
    error = refusal(t);
    if (error !== 0) break;
    if (lwpid !== 0) wake_the_last(t);
    if (!(yield* cv_wait_sig(p.p_lwpexit, p.p_lockp.pl_lock))) error = EINTR;
    yield* prbarrier(p);
  }
  count_waiter(t, lwp_hash_lookup(p, lwpid), -1);
  end_wait(t);
  p_unlock(p);
  return -error;
}

/** The caller owns p_lock. */
function begin_wait(t: Ref<Lwp>, lwpid: number): void {
  const p = t.t_procp;
  t.t_waitfor = lwpid;
  p.p_lwpwait++;
  if ((t.t_proc_flag & TP_DAEMON) !== 0) p.p_lwpdwait++;
  count_waiter(t, lwp_hash_lookup(p, lwpid), 1);
}

/** The caller owns p_lock. */
function end_wait(t: Ref<Lwp>): void {
  const p = t.t_procp;
  p.p_lwpwait--;
  if ((t.t_proc_flag & TP_DAEMON) !== 0) p.p_lwpdwait--;
  t.t_waitfor = -1;
}

/** One LWP more, or less, waits for this one and no other. The caller owns p_lock. */
function count_waiter(t: Ref<Lwp>, lep: Ref<Lwpent>, n: number): void {
  if (lep === nil) return;
  lep.le_waiters += n;
  if ((t.t_proc_flag & TP_DAEMON) !== 0) lep.le_dwaiters += n;
}

/** The caller owns p_lock, which is released. */
function reap(t: Ref<Lwp>, zombie: Ref<Lwpent>): number {
  const p = t.t_procp;
  KASSERT(p.p_zombcnt > 0, 'lwp_wait: a zombie is not counted');
  p.p_zombcnt--;
  end_wait(t);
  const lwpid = zombie.le_lwpid;
  lwp_hash_out(p, lwpid);
  p_unlock(p);
  return lwpid;
}

/** A zombie that the LWP, which waits, may have; or nil. The caller owns p_lock. */
export function zombie_for(t: Ref<Lwp>): Ref<Lwpent> {
  return t.t_waitfor === 0 ? unclaimed_zombie(t.t_procp) : zombie_with(t.t_procp, t.t_waitfor);
}

function zombie_with(p: Ref<Proc>, lwpid: number): Ref<Lwpent> {
  const lep = lwp_hash_lookup(p, lwpid);
  return lep !== nil && lep.le_thread === nil ? lep : nil;
}

/** The first zombie for which nobody in particular waits. */
function unclaimed_zombie(p: Ref<Proc>): Ref<Lwpent> {
  for (let lep = unlocked(p).p_lwpdir.first; lep !== nil; lep = lep.ld_next) if (lep.le_thread === nil && lep.le_waiters === 0) return lep;
  return nil;
}

/** Why an LWP is not to sleep for the one that it waits for: 0 if it may. */
export function refusal(t: Ref<Lwp>): number {
  return t.t_waitfor === 0 ? refusal_for_any(t.t_procp) : refusal_for_one(t);
}

/** EDEADLK where all who keep the process alive wait here, and none of them has somebody to return with. */
function refusal_for_any(p: Ref<Proc>): number {
  const q = unlocked(p);
  for (let lep = q.p_lwpdir.first; lep !== nil; lep = lep.ld_next) if (lep.le_thread === nil && lep.le_waiters > lep.le_dwaiters) return 0;
  return all_wait(p) ? EDEADLK : 0;
}

/** The LWP is not there, nobody may wait for it, or it waits for the caller. */
function refusal_for_one(t: Ref<Lwp>): number {
  const lep = lwp_hash_lookup(t.t_procp, t.t_waitfor);
  if (lep === nil) return ESRCH;
  if ((lep.le_thread.t_proc_flag & TP_TWAIT) === 0) return EINVAL;
  return last_waited_for(lep.le_thread, t) === t ? EDEADLK : 0;
}

/** Whom `tx` waits for in the end: `t`, an LWP that waits for any, one that does not wait; nil where that has exited. */
function last_waited_for(first: Ref<Lwp>, t: Ref<Lwp>): Ref<Lwp> {
  let tx = first;
  while (tx !== nil && tx !== t && tx.t_waitfor > 0) {
    const lep = lwp_hash_lookup(t.t_procp, tx.t_waitfor);
    tx = lep === nil ? nil : lep.le_thread;
  }
  return tx;
}

/** Where the one that is waited for waits for any LWP, and there will be none, it is to look. The caller owns p_lock. */
function wake_the_last(t: Ref<Lwp>): void {
  const p = t.t_procp;
  const tx = last_waited_for(lwp_hash_lookup(p, t.t_waitfor).le_thread, t);
  if (tx !== nil && tx.t_waitfor === 0 && p.p_zombcnt === 0 && all_wait(p)) cv_broadcast(p.p_lwpexit);
}

/** Nobody is to wait for the LWP: 0 or a negative errno. lwp_detach */
export function* lwp_detach(t: Ref<Lwp>, lwpid: number): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  yield* prbarrier(p);
  const lep = lwp_hash_lookup(p, lwpid);
  const error = lep === nil ? ESRCH : detach(p, lep);
  p_unlock(p);
  return -error;
}

/** The caller owns p_lock. An errno. */
function detach(p: Ref<Proc>, lep: Ref<Lwpent>): number {
  if (lep.le_thread === nil) {
    KASSERT(p.p_zombcnt > 0, 'lwp_detach: a zombie is not counted');
    p.p_zombcnt--;
    lwp_hash_out(p, lep.le_lwpid);
    return 0;
  }
  if ((lep.le_thread.t_proc_flag & TP_TWAIT) === 0) return EINVAL;
  lep.le_thread.t_proc_flag &= ~TP_TWAIT;
  cv_broadcast(p.p_lwpexit);
  return 0;
}
