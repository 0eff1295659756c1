/** Posting a signal. Labels name routines of sig.c. */
import { KASSERT, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import {
  ignoredefault, P_PR_LOCK, p_lock, p_locked, p_unlock, PR_JOBCONTROL, SIDL, SIGCLD, SIGCONT,
  sigismember, SIGKILL, sigmask, SIGSTOP, SJCTL, SKILLED, SNOWAIT, SSCONT, stopdefault, TS_PSTART, TS_RUN, TS_STOPPED, TS_XSTART,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { cstart, give_start, setrun, SUSPENDED, wakeable } from './thread.ts';

/** Whether the signal is ignored, by choice or by default. */
export function is_ignored(p: Ref<Proc>, sig: number): boolean {
  const q = unlocked(p);
  if (sigismember(q.u_caught, sig)) return false;
  return sigismember(q.p_ignore, sig) || sigismember(ignoredefault, sig);
}

/** Has a thread take a signal up, and wakes it if it can be; whether it does soon. The caller owns p_lock. eat_signal */
function eat_signal(t: Ref<Lwp>, sig: number): boolean {
  const p = t.t_procp;
  if (wakeable(t)) {
    setrun(t);
    return true;
  }
  if (t.t_state === TS_STOPPED) {
    if (sig === SIGKILL && (p.p_proc_flag & P_PR_LOCK) === 0) {
      p.p_stopsig = 0;
      give_start(t, TS_XSTART | TS_PSTART);
    }
    return false;
  }
  return t.t_state === TS_RUN && t.td_wchan === 0;
}

/** Sends a signal to a process. The caller owns p_lock. sigtoproc */
export function* sigtoproc(p: Ref<Proc>, sig: number): Routine {
  KASSERT(p_locked(p), 'sigtoproc: p_lock is not held');
  if (sig === SIGKILL) yield* set_killed(p);
  else if (sig === SIGCONT) take_stops_back(p);
  else if (sigismember(stopdefault, sig)) take_continues_back(p, sig);
  if (sig_discardable(p, sig)) return;
  p.p_sig |= sigmask(sig);
  let eaten = false;
  for (let t = p.p_tlist.first; t !== nil && !eaten; t = t.t_forw) eaten = eat_signal(t, sig);
  if (sig === SIGKILL) rescue(p);
}

/** p_flag |= SKILLED. Of an embryo, whose flags its parent changes without the lock, load and store are told apart. */
function* set_killed(p: Ref<Proc>): Routine {
  const flag = p.p_flag;
  if (unlocked(p).p_stat === SIDL) yield 'sigtoproc: SKILLED';
  p.p_flag = flag | SKILLED;
  p.g_killed = true;
}

/** SIGCONT: nothing stops the process any more, and what is stopped goes on, whatever becomes of the signal itself. */
function take_stops_back(p: Ref<Proc>): void {
  p.p_flag |= SSCONT;
  p.p_sig &= ~stopdefault;
  p.p_stopsig = 0;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) {
    if (t.t_state === TS_STOPPED && t.t_whystop === PR_JOBCONTROL) give_start(t, TS_XSTART);
  }
}

/** A stop signal: a SIGCONT that has been posted and not been seen is off. The group is looked at under p_lock alone. */
function take_continues_back(p: Ref<Proc>, sig: number): void {
  if (!sigismember(p.u_caught, sig) && (sig === SIGSTOP || !unlocked(p.p_pgidp).pid_pgorphaned)) p.p_flag &= ~SSCONT;
  p.p_sig &= ~sigmask(SIGCONT);
}

/** Whether nobody would ever see the signal. */
function sig_discardable(p: Ref<Proc>, sig: number): boolean {
  return p.p_tlist.first === nil || (is_ignored(p, sig) && sig !== SIGKILL && p.p_lwpcnt === 1);
}

/** Takes all handlers away: in a new program, and in a vfork child. The caller owns p_lock. sigdefault */
export function sigdefault(p: Ref<Proc>): void {
  if (sigismember(p.u_caught, SIGCLD)) p.p_flag &= ~(SNOWAIT | SJCTL);
  p.u_caught = 0;
  p.p_sig &= ~ignoredefault;
}

/** Where all threads of a killed process are suspended one of them has to run. */
function rescue(p: Ref<Proc>): void {
  if (unlocked(p).p_stat === SIDL || p.p_lwprcnt !== 0 || (p.p_proc_flag & P_PR_LOCK) !== 0) return;
  for (let t = p.p_tlist.first; t !== nil; t = t.t_forw) if (!SUSPENDED(t)) return;
  if (p.p_tlist.first !== nil) cstart(p.p_tlist.first);
}

/** The same for a caller that does not own p_lock. psignal */
export function* psignal(p: Ref<Proc>, sig: number): Routine {
  yield* p_lock(p);
  yield* sigtoproc(p, sig);
  p_unlock(p);
}
