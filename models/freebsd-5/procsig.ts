/** Dispositions of signals, which processes may share. */
import { alloc, free, KASSERT, mayFail, nil, require } from '../../src/index.ts';
import type { Ref, Routine, U4 } from '../../src/index.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { nap } from './sleep.ts';
import {
  EINVAL, NSIG, procsig_zone, PS_NOCLDSTOP, PS_NOCLDWAIT, SIGBIT, SIGCHLD, SIGSET_CANTMASK, SIGSET_DEFAULT_IGNORED,
} from './state.ts';
import type { Proc, Procsig, Thread } from './state.ts';

/** Memory for dispositions, with nothing in it that counts. */
export function procsig_alloc(): Ref<Procsig> {
  const ps = alloc(procsig_zone);
  require('zone-exhausted', ps !== nil, 'no free procsig slot');
  return ps;
}

/** What bcopy makes of new memory: all, and a reference of its own. */
export function procsig_copy(from: Ref<Procsig>, to: Ref<Procsig>): void {
  to.ps_sigignore = from.ps_sigignore;
  to.ps_sigcatch = from.ps_sigcatch;
  to.ps_sigintr = from.ps_sigintr;
  to.ps_flag = from.ps_flag;
  to.ps_refcnt = 1;
  to.ps_shared = false;
}

/** Gives a reference back; true if it was the last one. */
export function procsig_release(ps: Ref<Procsig>): boolean {
  KASSERT(ps.ps_refcnt > 0, 'procsig: more references given back than taken');
  ps.ps_refcnt--;
  if (ps.ps_refcnt > 0) return false;
  free(procsig_zone, ps);
  return true;
}

/** Dispositions of its own for a process that shares them. The caller owns Giant. A part of exec */
export function* procsig_unshare(p: Ref<Proc>): Routine {
  if (p.p_procsig.ps_refcnt <= 1) return;
  if (yield* mayFail('exec_procsig')) yield* nap();
  const own = procsig_alloc();
  procsig_copy(p.p_procsig, own);
  yield* PROC_LOCK(p);
  procsig_release(p.p_procsig);
  p.p_procsig = own;
  PROC_UNLOCK(p);
}

/** What sigaction(2) is asked for, and whether a caught signal interrupts, or what is asked about children. */
export const SA = { SA_DFL: 0, SA_IGN: 1, SA_CATCH: 2, SA_INTR: 4, SA_NOCLDWAIT: 8, SA_NOCLDSTOP: 16 } as const;
export const { SA_DFL, SA_IGN, SA_CATCH, SA_INTR, SA_NOCLDWAIT, SA_NOCLDSTOP } = SA;

/** sigaction(2): what the process makes of a signal from now on. Returns 0 or a negative errno. kern_sigaction */
export function* sys_sigaction(td: Ref<Thread>, sig: U4, how: number): Routine<number> {
  if (sig < 1 || sig > NSIG || (SIGBIT(sig) & SIGSET_CANTMASK) !== 0) return -EINVAL;
  const p = td.td_proc;
  yield* lock_giant();
  yield* PROC_LOCK(p);
  const ps = p.p_procsig;
  if (sig === SIGCHLD) ps.ps_flag = ((how & SA_NOCLDWAIT) !== 0 ? PS_NOCLDWAIT : 0) | ((how & SA_NOCLDSTOP) !== 0 ? PS_NOCLDSTOP : 0);
  ps.ps_sigcatch &= ~SIGBIT(sig);
  ps.ps_sigintr &= ~SIGBIT(sig);
  ps.ps_sigignore &= ~SIGBIT(sig);
  if ((how & SA_CATCH) !== 0) ps.ps_sigcatch |= SIGBIT(sig);
  else if ((how & SA_IGN) !== 0 || (SIGBIT(sig) & SIGSET_DEFAULT_IGNORED) !== 0) ps.ps_sigignore |= SIGBIT(sig);
  if ((how & SA_INTR) !== 0) ps.ps_sigintr |= SIGBIT(sig);
  if ((ps.ps_sigignore & SIGBIT(sig)) !== 0) p.p_siglist &= ~SIGBIT(sig);
  PROC_UNLOCK(p);
  unlock_giant();
  return 0;
}
