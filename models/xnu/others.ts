/** System calls around the life cycle: dispositions of signals, events, and the end of processes that take too much memory. */
import { curthread, nil, waitUntil } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { exit_with_reason, HOW } from './exit.ts';
import { proc_find, proc_rele } from './refs.ts';
import {
  ESRCH, ignored_by_default, k, P_NOCLDWAIT, proc_lock, proc_unlock, SIGCHLD, sigcantmask, SIGCONT, sigismember, sigmask,
} from './state.ts';
import type { Proc, Uthread } from './state.ts';

/** What sigaction asks for. */
export const SIG = { SIG_DFL: 0, SIG_IGN: 1, SIG_CATCH: 2 } as const;
export const { SIG_DFL, SIG_IGN, SIG_CATCH } = SIG;

/** sigaction(2): 0. The masks and the table change together. setsigvec */
export function* sys_sigaction(p: Ref<Proc>, sig: U4, what: number): Routine<number> {
  const bit = sigmask(sig);
  yield* proc_lock(p);
  const ignored = what === SIG_IGN || (what === SIG_DFL && sigismember(ignored_by_default, sig));
  p.p_sigignore = ignored && sig !== SIGCONT ? p.p_sigignore | bit : p.p_sigignore & ~bit;
  p.p_sigcatch = what === SIG_CATCH ? p.p_sigcatch | bit : p.p_sigcatch & ~bit;
  p.ps_catch = what === SIG_CATCH ? p.ps_catch | bit : p.ps_catch & ~bit;
  if (ignored) for (let ut = p.p_uthlist.first; ut !== nil; ut = ut.uu_list) ut.uu_siglist &= ~bit;
  if (sig === SIGCHLD) p.p_flag = what === SIG_IGN ? p.p_flag | P_NOCLDWAIT : p.p_flag & ~P_NOCLDWAIT;
  proc_unlock(p);
  return 0;
}

/** sigprocmask(2): blocks one signal; 0. */
export function* sys_sigprocmask(p: Ref<Proc>, sig: U4): Routine<number> {
  yield* proc_lock(p);
  curthread<Uthread>().uu_sigmask |= sigmask(sig) & ~sigcantmask;
  proc_unlock(p);
  return 0;
}

/** memorystatus_kill_proc: ends a process from outside, without a signal; 0 or a negative errno. */
export function* sys_jetsam(pid: number): Routine<number> {
  const p = yield* proc_find(pid);
  if (p === nil) return -ESRCH;
  yield* exit_with_reason(p, false, HOW.JETSAM);
  yield* proc_rele(p);
  return 0;
}

/** kevent(2): asks to be told of the exit of a process; 0 or a negative errno. filt_procattach */
export function* sys_kevent_add(pid: number): Routine<number> {
  const p = yield* proc_find(pid);
  if (p === nil) return -ESRCH;
  yield 'filt_procattach';
  p.p_knote = true;
  yield* proc_rele(p);
  return 0;
}

/** kevent(2): the number of the process whose exit was noted, once there is one. */
export function* sys_kevent(): Routine<number> {
  yield* waitUntil(() => k.note_exit !== 0, 'kevent');
  return k.note_exit;
}

/** Answers one request for a file. */
export function* sys_fs_serve(): Routine<number> {
  yield* waitUntil(() => k.fs_asks, 'fs_serve');
  k.fs_asks = false;
  return 0;
}
