/** One terminal: who may write to it, and what it sends to whom. SIGTSTP stands for SIGTTOU and SIGTTIN, too. Labels name routines of strsubr.c and session.c. */
import { nil, unlocked } from '../../src/index.ts';
import type { I16, Ref, Routine, U4 } from '../../src/index.ts';
import { pgfind, PID_RELE } from './pid.ts';
import { pgsignal } from './pgrp.ts';
import { is_ignored } from './signal.ts';
import { cv_wait_sig } from './sleep.ts';
import { EINTR, EIO, EPERM, k, mutex_enter, mutex_exit, p_lock, p_unlock, SIGHUP, SIGTSTP } from './state.ts';
import type { Lwp, Pid, Proc } from './state.ts';

/** One reference more, or less, of somebody who is neither process, group nor session. The caller owns pidlock. */
function PID_HOLD(pidp: Ref<Pid>): void {
  pidp.pid_ref++;
  pidp.g_drivers++;
}

function* release(pidp: Ref<Pid>): Routine {
  pidp.g_drivers--;
  yield* PID_RELE(pidp);
}

/** The terminal becomes that of the caller's session, which it leads, and its group the one in front: 0 or a negative errno. stralloctty */
export function* tty_open(t: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  yield* mutex_enter(k.pidlock);
  const leads = p.p_sessp.s_sidp === p.p_pidp && k.sd_sidp === nil;
  if (leads) {
    k.sd_sidp = p.p_pidp;
    k.sd_pgidp = p.p_pgidp;
    PID_HOLD(k.sd_sidp);
    PID_HOLD(k.sd_pgidp);
    p.p_sessp.s_tty = true;
  }
  mutex_exit(k.pidlock);
  return leads ? 0 : -EPERM;
}

/** Waits until the caller is in front, if its session has the terminal; 0 or an errno. The group is read when p_lock has been dropped. straccess */
function* straccess(t: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  for (;;) {
    const elsewhere = !unlocked(p).p_sessp.s_tty || p.p_pgidp === k.sd_pgidp;
    const detached = unlocked(p.p_pgidp).pid_pgorphaned;
    const refused = is_ignored(p, SIGTSTP);
    p_unlock(p);
    if (elsewhere || refused) return 0;
    if (detached) return EIO;
    const pgidp = unlocked(p).p_pgidp;
    yield 'straccess: pgsignal';
    yield* pgsignal(pgidp, SIGTSTP);
    yield* p_lock(p);
    if (yield* cv_wait_sig(k.lbolt_cv, p.p_lockp.pl_lock)) continue;
    p_unlock(p);
    return EINTR;
  }
}

/** Writes (0), or puts another group of the session in front: 0 or a negative errno. strwrite, TIOCSPGRP */
export function* tty_access(t: Ref<Lwp>, pgid: I16): Routine<number> {
  const p = t.t_procp;
  const error = yield* straccess(t);
  if (error !== 0 || pgid === 0) return -error;
  yield* mutex_enter(k.pidlock);
  const pgp = yield* pgfind(pgid);
  const fits = pgp !== nil && p.p_sessp.s_tty && pgp.pid_pglink.first.p_sessp === p.p_sessp;
  if (fits) {
    const old = k.sd_pgidp;
    PID_HOLD(pgp);
    k.sd_pgidp = pgp;
    yield* release(old);
  }
  mutex_exit(k.pidlock);
  return fits ? 0 : -EPERM;
}

/** Somebody types what sends a signal to the group in front. strsignal */
export function* tty_signal(sig: U4): Routine<number> {
  const pgidp = k.sd_pgidp;
  if (pgidp !== nil) yield* pgsignal(pgidp, sig);
  return 0;
}

/** The leader of the session exits: the group in front hears of it, and the terminal is free. The caller holds no lock. freectty */
export function* freectty(p: Ref<Proc>): Routine {
  yield* mutex_enter(k.pidlock);
  const leads = p.p_sessp.s_sidp === p.p_pidp && p.p_sessp.s_tty;
  mutex_exit(k.pidlock);
  if (!leads) return;
  yield* pgsignal(k.sd_pgidp, SIGHUP);
  yield* mutex_enter(k.pidlock);
  yield* release(k.sd_pgidp);
  yield* release(k.sd_sidp);
  k.sd_pgidp = nil;
  k.sd_sidp = nil;
  p.p_sessp.s_tty = false;
  mutex_exit(k.pidlock);
}
