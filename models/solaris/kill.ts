/** Sending signals to processes and groups. Labels name routines of sig.c and of the system calls. */
import { nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { pgfind, prfind } from './pid.ts';
import { sigtoproc } from './signal.ts';
import {
  EPERM, ESRCH, k, mutex_enter, mutex_exit, p_lock, p_unlock, SIDL, SIGCONT, SIGKILL, SIGSTOP, SIGTERM, SSYS, SZOMB,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** Whether the caller may signal the process: the privileged user anybody, others their own. prochasprocperm */
function prochasprocperm(t: Ref<Lwp>, p: Ref<Proc>): boolean {
  return p.p_cred.cr_ruid === t.t_ruid || t.t_ruid === 0;
}

/** Signals one process; an errno. The caller owns pidlock. sigsendproc */
function* sigsendproc(t: Ref<Lwp>, p: Ref<Proc>, sig: number): Routine<number> {
  // Nobody kills or stops init.
  if (p === k.proc_init && (sig === SIGKILL || sig === SIGSTOP)) return EPERM;
  const within = sig === SIGCONT && p.p_sessp === t.t_procp.p_sessp;
  if (!within && !prochasprocperm(t, p)) return EPERM;
  if (sig === 0) return 0;
  yield* p_lock(p);
  yield* sigtoproc(p, sig);
  p_unlock(p);
  return 0;
}

/** kill(2): to a process, to the own group (0), to all (-1), to a group (-n); 0 or a negative errno. sigqkill */
export function* kill(t: Ref<Lwp>, pid: number, sig: number): Routine<number> {
  yield* mutex_enter(k.pidlock);
  let error: number = ESRCH;
  if (pid > 0) {
    const p = yield* prfind(pid);
    if (p !== nil && p.p_stat !== SIDL) error = yield* sigsendproc(t, p, sig);
  } else if (pid === -1) {
    error = yield* kill_all(t, sig);
  } else {
    error = yield* kill_group(t, pid === 0 ? t.t_procp.p_pgidp.pid_id : -pid, sig);
  }
  mutex_exit(k.pidlock);
  return -error;
}

/** Signals all processes but some. The caller owns pidlock. dotoprocs */
function* kill_all(t: Ref<Lwp>, sig: number): Routine<number> {
  let error: number = ESRCH;
  for (let p = k.practive.first; p !== nil; p = p.p_next) {
    if (p.p_stat === SIDL || p.p_stat === SZOMB || p === k.proc_init) continue;
    if (unlocked(p).p_tlist.first === nil || (unlocked(p).p_flag & SSYS) !== 0) continue;
    if ((yield* sigsendproc(t, p, sig)) === 0) error = 0;
  }
  return error;
}

/** Signals the members of a group under one hold of pidlock, which the caller has: who joins it afterwards gets nothing. */
export function* kill_group(t: Ref<Lwp>, pgid: number, sig: number): Routine<number> {
  const pgp = yield* pgfind(pgid);
  if (pgp === nil) return ESRCH;
  let error: number = ESRCH;
  for (let p = pgp.pid_pglink.first; p !== nil; p = p.p_pglink) {
    if (p.p_stat === SIDL) continue;
    const refused = yield* sigsendproc(t, p, sig);
    if (refused === 0 && sig === SIGKILL) p.g_doomed = true;
    if (refused === 0 && sig === SIGTERM) p.g_dismissed = true;
    if (refused === 0) error = 0;
  }
  return error;
}

/** sigsend(2) with P_PID: whatever bears the number, new or not. dotoprocs */
export function* sigsend(t: Ref<Lwp>, pid: number, sig: number): Routine<number> {
  yield* mutex_enter(k.pidlock);
  const p = yield* prfind(pid);
  const error = p === nil ? ESRCH : yield* sigsendproc(t, p, sig);
  mutex_exit(k.pidlock);
  return -error;
}
