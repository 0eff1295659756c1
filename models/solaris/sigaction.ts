/** What a process does about signals. Labels name routines of sig.c. */
import { nil } from '../../src/index.ts';
import type { Ref, Routine, U31, U4 } from '../../src/index.ts';
import { freeproc, sigcld_repost } from './child.ts';
import { is_ignored } from './signal.ts';
import { k, mutex_enter, mutex_exit, p_lock, p_unlock, SIGCLD, sigmask, SJCTL, SNOWAIT, SZOMB } from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** What sigaction asks for. */
export const SIG = { SIG_DFL: 0, SIG_IGN: 1, SIG_CATCH: 2, SA_NOCLDWAIT: 4, SA_NOCLDSTOP: 8 } as const;
export const { SIG_DFL, SIG_IGN, SIG_CATCH, SA_NOCLDWAIT, SA_NOCLDSTOP } = SIG;

/** sigaction(2): 0. Who catches SIGCLD now is told of what it has missed. */
export function* sigaction(t: Ref<Lwp>, sig: U4, act: U31): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  setsigact(p, sig, act);
  p_unlock(p);
  if (sig !== SIGCLD) return 0;
  if (leaves_no_zombies(act)) yield* free_zombies(p);
  if ((act & SIG_CATCH) !== 0) yield* sigcld_repost(p);
  return 0;
}

/** The caller owns p_lock. setsigact */
function setsigact(p: Ref<Proc>, sig: number, act: number): void {
  const bit = sigmask(sig);
  p.p_ignore = (act & SIG_IGN) !== 0 ? p.p_ignore | bit : p.p_ignore & ~bit;
  p.u_caught = (act & SIG_CATCH) !== 0 ? p.u_caught | bit : p.u_caught & ~bit;
  if (is_ignored(p, sig)) p.p_sig &= ~bit;
  if (sig !== SIGCLD) return;
  p.p_flag = (act & SA_NOCLDWAIT) !== 0 ? p.p_flag | SNOWAIT : p.p_flag & ~SNOWAIT;
  p.p_flag = (act & SA_NOCLDSTOP) !== 0 ? p.p_flag & ~SJCTL : p.p_flag | SJCTL;
}

function leaves_no_zombies(act: number): boolean {
  return (act & (SA_NOCLDWAIT | SIG_IGN)) !== 0;
}

/** Nobody is to wait for them. The kernel does it in setsigact, with p_lock dropped and taken again. */
function* free_zombies(p: Ref<Proc>): Routine {
  yield* mutex_enter(k.pidlock);
  let cp = p.p_child;
  while (cp !== nil) {
    const next = cp.p_sibling;
    if (cp.p_stat === SZOMB) yield* freeproc(cp);
    cp = next;
  }
  mutex_exit(k.pidlock);
}
