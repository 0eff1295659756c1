/** What programs change that fork copies. */
import { alloc, free, nil, require } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { prfind } from './pid.ts';
import { corectl_zone, k, mutex_enter, mutex_exit, p_lock, p_unlock, SIDL, sigmask, SZOMB } from './state.ts';
import type { Corectl, Lwp } from './state.ts';

/** What sigaction asks for. */
export const SIG = { SIG_DFL: 0, SIG_IGN: 1, SIG_CATCH: 2 } as const;
export const { SIG_DFL, SIG_IGN, SIG_CATCH } = SIG;

/** sigaction(2): 0. setsigact */
export function* sigaction(t: Ref<Lwp>, sig: number, what: number): Routine<number> {
  const p = t.t_procp;
  const bit = sigmask(sig);
  yield* p_lock(p);
  p.p_ignore = what === SIG_IGN ? p.p_ignore | bit : p.p_ignore & ~bit;
  p.u_caught = what === SIG_CATCH ? p.u_caught | bit : p.u_caught & ~bit;
  if (what === SIG_IGN) p.p_sig &= ~bit;
  p_unlock(p);
  return 0;
}

/** Settings for core dumps that nobody has. */
export function corectl_alloc(): Ref<Corectl> {
  const ccp = alloc(corectl_zone);
  require('zone-exhausted', ccp !== nil, 'no free settings for core dumps');
  return ccp;
}

/** Gives one reference to settings back. Atomic. */
export function corectl_rele(ccp: Ref<Corectl>): void {
  ccp.ccp_ref--;
  if (ccp.ccp_ref === 0) free(corectl_zone, ccp);
}

/** Gives a process settings of its own: 0 or its number. core_set_process_path */
export function* coreadm(pid: number): Routine<number> {
  const ccp = corectl_alloc();
  ccp.ccp_ref = 1;
  let old = ccp;
  yield* mutex_enter(k.pidlock);
  const p = yield* prfind(pid);
  const found = p !== nil && p.p_stat !== SIDL && p.p_stat !== SZOMB;
  if (found) {
    yield* p_lock(p);
    old = p.p_corefile;
    p.p_corefile = ccp;
    p_unlock(p);
  }
  mutex_exit(k.pidlock);
  corectl_rele(old);
  return found ? pid : 0;
}
