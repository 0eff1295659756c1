/** What programs change that fork copies: dispositions of signals, and message queues. */
import { maySleep } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { signotify } from './lwpState.ts';
import {
  EMFILE, p_lock, p_unlock, PK_CLDSIGIGN, PK_NOCLDWAIT, SA_CANTMASK, SA_IGNORE, SIGBIT, SIGCHLD, sigismember, SIGCONT,
} from './state.ts';
import type { Lwp } from './state.ts';

/** What sigaction asks for. */
export const SIG = { SIG_DFL: 0, SIG_IGN: 1, SIG_CATCH: 2, SA_NOCLDWAIT: 3 } as const;
export const { SIG_DFL, SIG_IGN, SIG_CATCH, SA_NOCLDWAIT } = SIG;

/** sigaction(2): 0. The masks and the table change under p_lock and sa_mutex together. sigaction1 */
export function* sys_sigaction(l: Ref<Lwp>, sig: number, what: number): Routine<number> {
  const p = l.l_proc;
  const bit = SIGBIT(sig);
  yield* p_lock(p);
  const ignored = what === SIG_IGN || (what !== SIG_CATCH && sigismember(SA_IGNORE, sig));
  p.p_sigacts.sa_ignored = ignored ? p.p_sigacts.sa_ignored | bit : p.p_sigacts.sa_ignored & ~bit;
  p.p_sigacts.sa_caught = what === SIG_CATCH ? p.p_sigacts.sa_caught | bit : p.p_sigacts.sa_caught & ~bit;
  // SIGCONT has to act even where it is ignored.
  p.ps_sigignore = ignored && sig !== SIGCONT ? p.ps_sigignore | bit : p.ps_sigignore & ~bit;
  p.ps_sigcatch = what === SIG_CATCH ? p.ps_sigcatch | bit : p.ps_sigcatch & ~bit;
  if (ignored) p.p_sigpend &= ~bit;
  if (sig === SIGCHLD) {
    p.g_chlddue = p.g_chlddue && what === SIG_CATCH;
    p.p_flag &= ~(PK_NOCLDWAIT | PK_CLDSIGIGN);
    if (what === SA_NOCLDWAIT) p.p_flag |= PK_NOCLDWAIT;
    if (what === SIG_IGN) p.p_flag |= PK_CLDSIGIGN;
  }
  p_unlock(p);
  return 0;
}

/** sigprocmask(2) with SIG_SETMASK: 0. */
export function* sys_sigprocmask(l: Ref<Lwp>, set: number): Routine<number> {
  yield* p_lock(l.l_proc);
  l.l_sigmask = set & ~SA_CANTMASK;
  signotify(l);
  p_unlock(l.l_proc);
  return 0;
}

/** mq_open(3): counts the queue for the process, then enters it into the table of files. sys_mqueue.c mq_open1 */
export function* sys_mq_open(l: Ref<Lwp>): Routine<number> {
  const p = l.l_proc;
  yield 'mq_open1';
  if (p.p_mqueue_cnt >= 6) return -EMFILE;
  p.p_mqueue_cnt++;
  yield* maySleep('fd_allocfile');
  yield 'fd_affix';
  p.p_fd.fd_mqueues++;
  return 0;
}

/** mq_close(3): the other way round. */
export function* sys_mq_close(l: Ref<Lwp>): Routine<number> {
  const p = l.l_proc;
  yield 'fd_close';
  if (p.p_fd.fd_mqueues === 0) return 0;
  p.p_fd.fd_mqueues--;
  yield 'mq_close_fop';
  p.p_mqueue_cnt--;
  return 0;
}
