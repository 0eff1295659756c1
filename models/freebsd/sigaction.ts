/** sigaction(2): what a process makes of a signal. Labels name routines of kern_sig.c. */
import type { Ref, Routine, U31, U5 } from '../../src/index.ts';
import type { Sigacts } from './sigacts.ts';
import { SIG_CATCH, SIG_DFL, SIG_IGN, sigqueue_delete_proc } from './sigqueue.ts';
import {
  EINVAL, NSIG, PROC_LOCK, PROC_UNLOCK, PS_CLDSIGIGN, PS_NOCLDSTOP, PS_NOCLDWAIT, SIGBIT, SIGCHLD, SIGCONT, SIGSET_CANTMASK,
  SIGSET_FORGOTTEN,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Signals on a stack of their own, masks, and handlers that serve once are not modelled. */
export const SA_FLAGS = { SA_RESTART: 1, SA_NOCLDSTOP: 2, SA_NOCLDWAIT: 4 } as const;
export const { SA_RESTART, SA_NOCLDSTOP, SA_NOCLDWAIT } = SA_FLAGS;

/** A system call has one word for the action, below, and the flags, above. */
export const SA_FLAGS_SHIFT = 2;
const SA_ACTION_MASK = 3;

/** 0 or a negative errno. The caller holds no lock. kern_sigaction */
export function* sys_sigaction(td: Ref<Thread>, sig: U5, word: U31): Routine<number> {
  const p = td.td_proc;
  const act = word & SA_ACTION_MASK;
  if (sig < 1 || sig > NSIG) return -EINVAL;
  if (act !== SIG_DFL && (SIGBIT(sig) & SIGSET_CANTMASK) !== 0) return -EINVAL;
  yield* PROC_LOCK(p);
  set_action(p, sig, act, word >> SA_FLAGS_SHIFT);
  PROC_UNLOCK(p);
  return 0;
}

/** Others who share the dispositions keep what is pending. The caller owns the lock of p. */
function set_action(p: Ref<Proc>, sig: number, act: number, flags: number): void {
  const ps = p.p_sigacts;
  const bit = SIGBIT(sig);
  if ((flags & SA_RESTART) === 0) ps.ps_sigintr |= bit;
  else ps.ps_sigintr &= ~bit;
  if (sig === SIGCHLD) set_ps_flag(ps, act, flags, p.p_pid);
  if (act === SIG_IGN || (act === SIG_DFL && (bit & SIGSET_FORGOTTEN) !== 0)) {
    sigqueue_delete_proc(p, bit);
    if (sig !== SIGCONT) ps.ps_sigignore |= bit;
  } else {
    ps.ps_sigignore &= ~bit;
  }
  if (act === SIG_CATCH) ps.ps_sigcatch |= bit;
  else ps.ps_sigcatch &= ~bit;
}

/** What the action for SIGCHLD says about children. init has to take them all. */
function set_ps_flag(ps: Ref<Sigacts>, act: number, flags: number, pid: number): void {
  ps.ps_flag = 0;
  if ((flags & SA_NOCLDSTOP) !== 0) ps.ps_flag |= PS_NOCLDSTOP;
  if ((flags & SA_NOCLDWAIT) !== 0 && pid !== 1) ps.ps_flag |= PS_NOCLDWAIT;
  if (act === SIG_IGN) ps.ps_flag |= PS_CLDSIGIGN;
}
