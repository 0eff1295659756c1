/** Process contracts: whose members end together. Labels name routines of contract/process.c. */
import { alloc, insertHead, mayFail, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { psignal } from './signal.ts';
import { contract_zone, k, mutex_enter, mutex_exit, p_lock, p_unlock, SIGKILL, SKILLED } from './state.ts';
import type { Contract, Proc } from './state.ts';

/** A contract without members. */
export function contract_alloc(): Ref<Contract> {
  const ct = alloc(contract_zone);
  require('zone-exhausted', ct !== nil, 'no free contract slot');
  return ct;
}

/**
 * Puts a child into its parent's contract, or into a new one where there is a template: false if there may be none, or if the parent has
 * been killed, which is asked for its own contract alone. The caller holds no lock.
 */
export function* contract_process_fork(cp: Ref<Proc>, pp: Ref<Proc>, template: boolean, canfail: boolean): Routine<boolean> {
  const own = !template;
  if (!own && canfail && (yield* mayFail('contract_process_create'))) return false; // a limit of the project
  const ct = own ? unlocked(pp).p_ct_process : contract_alloc();
  yield* mutex_enter(ct.ct_lock);
  yield* p_lock(pp);
  if (canfail && own && (pp.p_flag & SKILLED) !== 0) {
    p_unlock(pp);
    mutex_exit(ct.ct_lock);
    return false;
  }
  unlocked(cp).p_ct_process = ct;
  p_unlock(pp);
  ct.ct_ref++;
  insertHead(ct.conp_members, cp, 'p_ct_member');
  mutex_exit(ct.ct_lock);
  return true;
}

/** A member dumps core: where that is the end of all, the others are killed. contract_process_core */
export function* contract_process_core(p: Ref<Proc>): Routine {
  const ct = unlocked(p).p_ct_process;
  yield* mutex_enter(ct.ct_lock);
  if (ct.conp_fatal_core) yield* contract_process_kill(ct, p);
  mutex_exit(ct.ct_lock);
}

/** Kills all members but one, or those of its group. The caller owns ct_lock. */
function* contract_process_kill(ct: Ref<Contract>, ex: Ref<Proc>): Routine {
  const pgrponly = ct.conp_pgrponly;
  if (pgrponly) yield* mutex_enter(k.pidlock);
  for (let p = ct.conp_members.first; p !== nil; p = p.p_ct_member) {
    if (p === ex || (pgrponly && p.p_pgidp.pid_id !== ex.p_pgidp.pid_id)) continue;
    yield* psignal(p, SIGKILL);
    p.g_sentenced = true;
  }
  if (pgrponly) mutex_exit(k.pidlock);
}
