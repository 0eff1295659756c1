/** The directory of a process's LWPs: who is there, who has exited and may be waited for. Nothing here yields. Labels name routines of lwp.c. */
import { alloc, cv_broadcast, free, insertTail, KASSERT, nil, remove, require, unlocked } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { lwpent_zone, TP_DAEMON, TP_TWAIT } from './state.ts';
import type { Lwp, Lwpent, Proc } from './state.ts';

/** Enters an LWP, or a zombie (nil). There is room. The caller owns p_lock, if anybody else could. */
export function lwp_hash_in(p: Ref<Proc>, lwpid: number, t: Ref<Lwp>): void {
  const lep = alloc(lwpent_zone);
  require('zone-exhausted', lep !== nil, 'no free entry for an LWP');
  KASSERT(has_room(p), 'lwp_hash_in: the directory is full');
  lep.le_lwpid = lwpid;
  lep.le_thread = t;
  insertTail(unlocked(p).p_lwpdir, lep, 'ld_next');
}

/** The entry with this number, nil if there is none; of two the later one. The caller owns p_lock. */
export function lwp_hash_lookup(p: Ref<Proc>, lwpid: number): Ref<Lwpent> {
  let found: Ref<Lwpent> = nil;
  for (let lep = unlocked(p).p_lwpdir.first; lep !== nil; lep = lep.ld_next) if (lep.le_lwpid === lwpid) found = lep;
  return found;
}

/** Takes the entry with this number out. The caller owns p_lock. */
export function lwp_hash_out(p: Ref<Proc>, lwpid: number): void {
  const lep = lwp_hash_lookup(p, lwpid);
  if (lep !== nil) drop(p, lep);
}

function drop(p: Ref<Proc>, lep: Ref<Lwpent>): void {
  remove(unlocked(p).p_lwpdir, lep, 'ld_next');
  free(lwpent_zone, lep);
}

/** Whether there is a free slot. The caller owns p_lock. p_lwpfree */
export function has_room(p: Ref<Proc>): boolean {
  return entries(p) < unlocked(p).p_lwpdir_sz;
}

function entries(p: Ref<Proc>): number {
  let n = 0;
  for (let lep = unlocked(p).p_lwpdir.first; lep !== nil; lep = lep.ld_next) n++;
  return n;
}

/** The next size: 2, 6, 14. */
export function enlarge(p: Ref<Proc>): void {
  unlocked(p).p_lwpdir_sz = 2 * unlocked(p).p_lwpdir_sz + 2;
}

/** An LWP that exits stays as a zombie if somebody may wait for it, unless the process ends. The caller owns p_lock. Within lwp_exit */
export function leave_directory(t: Ref<Lwp>, process_ends: boolean): void {
  const p = t.t_procp;
  if ((t.t_proc_flag & TP_TWAIT) === 0 || process_ends) {
    lwp_hash_out(p, t.t_tid);
  } else {
    KASSERT((t.t_proc_flag & TP_DAEMON) === 0, 'lwp_exit: somebody may wait for an LWP that keeps nobody alive');
    for (let lep = p.p_lwpdir.first; lep !== nil; lep = lep.ld_next) if (lep.le_thread === t) lep.le_thread = nil;
    p.p_zombcnt++;
    cv_broadcast(p.p_lwpexit);
  }
  if ((t.t_proc_flag & TP_DAEMON) !== 0) p.p_lwpdaemon--;
  t.t_proc_flag &= ~(TP_DAEMON | TP_TWAIT);
}

/** Drops the zombies of a process with one LWP. The caller owns p_lock. Within exitlwps */
export function drop_zombies(t: Ref<Lwp>): void {
  const p = t.t_procp;
  if (p.p_zombcnt === 0) return;
  let lep = p.p_lwpdir.first;
  while (lep !== nil) {
    const next = lep.ld_next;
    if (lep.le_thread !== t) {
      KASSERT(lep.le_thread === nil, 'exitlwps: another LWP is in the directory');
      p.p_zombcnt--;
      lwp_hash_out(p, lep.le_lwpid);
    }
    lep = next;
  }
  KASSERT(p.p_zombcnt === 0, 'exitlwps: zombies are counted that are not there');
}

/** The directory of a child that will not be: its entries alone are freed here. Nobody else knows it. Within cfork */
export function drop_directory(cp: Ref<Proc>): void {
  while (unlocked(cp).p_lwpdir.first !== nil) drop(cp, unlocked(cp).p_lwpdir.first);
  unlocked(cp).p_lwpdir_sz = 0;
}

/** Whether all LWPs that keep the process alive wait for others. The caller owns p_lock. */
export function all_wait(p: Ref<Proc>): boolean {
  const q = unlocked(p);
  return q.p_lwpcnt === q.p_lwpdaemon + (q.p_lwpwait - q.p_lwpdwait);
}

/** Wakes those that may have to refuse now that an LWP has gone. The caller owns p_lock. Within lwp_exit */
export function tell_waiters(p: Ref<Proc>): void {
  if (all_wait(p)) cv_broadcast(p.p_lwpexit);
}
