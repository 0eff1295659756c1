/** Who reads and writes the terminal, and who has to wait. Labels name routines of tty.c. */
import { addressOf, mtx_lock, mtx_unlock, nil, sx_slock, sx_sunlock, unlocked, wakeup } from '../../src/index.ts';
import type { Ref, Routine, U5 } from '../../src/index.ts';
import { pgfind } from './pgrp.ts';
import { pgsignal } from './signal.ts';
import { msleep_sig } from './sleep.ts';
import {
  EIO, ENOTTY, EPERM, k, P_CONTROLT, P_PPWAIT, PGRP_LOCK, PGRP_ORPHANED, PGRP_UNLOCK, PROC_LOCK, PROC_UNLOCK, SIGBIT, SIGTTIN, SIGTTOU,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/** read(2) of the terminal, which always has something. 0 or a negative errno. ttydev_read */
export function* sys_tty_read(td: Ref<Thread>): Routine<number> {
  yield* mtx_lock(k.tty_lock);
  const error = yield* tty_wait_background(td, SIGTTIN);
  mtx_unlock(k.tty_lock);
  return -error;
}

/** tcsetpgrp(3): puts a group in the foreground. ttydev_ioctl, tty_generic_ioctl with TIOCSPGRP */
export function* sys_tcsetpgrp(td: Ref<Thread>, pgid: U5): Routine<number> {
  yield* mtx_lock(k.tty_lock);
  const error = yield* tty_wait_background(td, SIGTTOU);
  mtx_unlock(k.tty_lock);
  return error === 0 ? -(yield* set_foreground(td, pgid)) : -error;
}

/** Returns an errno. The caller holds no lock. */
function* set_foreground(td: Ref<Thread>, pgid: U5): Routine<number> {
  yield* sx_slock(k.proctree_lock);
  const pg = yield* pgfind(pgid);
  if (pg !== nil) PGRP_UNLOCK(pg);
  if (pg === nil || pg.pg_session !== td.td_proc.p_pgrp.pg_session) {
    sx_sunlock(k.proctree_lock);
    return EPERM;
  }
  yield* mtx_lock(k.tty_lock);
  const ours = tty_is_ctty(td.td_proc);
  if (ours) k.tty_pgrp = pg;
  sx_sunlock(k.proctree_lock);
  if (ours) wakeup(bgwait());
  mtx_unlock(k.tty_lock);
  return ours ? 0 : ENOTTY;
}

/** Whether the terminal, of which there is one, is the process's. tty_is_ctty */
function tty_is_ctty(p: Ref<Proc>): boolean {
  return unlocked(unlocked(p).p_pgrp.pg_session).s_ttyvp && (unlocked(p).p_flag & P_CONTROLT) !== 0;
}

/** What those in the background sleep on. */
function bgwait(): number {
  return addressOf(k.tty_pgrp);
}

/**
 * Keeps who is in the background from going on: stops its group, and sleeps until that is in the foreground. Returns an errno. The caller
 * owns the terminal's lock and no other. tty_wait_background
 */
export function* tty_wait_background(td: Ref<Thread>, sig: number): Routine<number> {
  const p = td.td_proc;
  for (;;) {
    yield* PROC_LOCK(p);
    const pg = p.p_pgrp;
    const free = !tty_is_ctty(p) || pg === k.tty_pgrp;
    const refused = (p.p_sigacts.ps_sigignore & SIGBIT(sig)) !== 0 || (td.td_sigmask & SIGBIT(sig)) !== 0;
    // Nobody could continue it. The flag of the group is read without the group's lock.
    const hopeless = (p.p_flag & P_PPWAIT) !== 0 || (unlocked(pg).pg_flags & PGRP_ORPHANED) !== 0;
    PROC_UNLOCK(p);
    if (free) return 0;
    if (refused) return sig === SIGTTOU ? 0 : EIO;
    if (hopeless) return EIO;
    yield* PGRP_LOCK(pg); // the group may be another one's by now
    yield* pgsignal(pg, sig, true);
    PGRP_UNLOCK(pg);
    const error = yield* msleep_sig(bgwait(), k.tty_lock);
    if (error !== 0) return error;
  }
}
