/** A struct for a new process, and the way back. The numbers are lines of fork.c. */
import { alloc, curthread, free, insertHead, KASSERT, mayFail, nil, require, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { link_child } from './child.ts';
import { pid_assign, pid_rele, proc_entry_free } from './pid.ts';
import { crfree, task_attach, upcount_dec, upcount_inc } from './resources.ts';
import {
  conf, cred_zone, k, MUTEX_HELD, mutex_enter, mutex_exit, P_PR_FORK, p_lock, p_unlock, pool_zone, proc_zone, procdir, SIDL, SJCTL,
  SMSACCT, SMSFORK, SNOWAIT, SSYS, task_zone,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';

/** v.v_proc: entries of the table, that of sched among them. */
export function v_proc(): number {
  return procdir.slots + 1;
}

/** Makes a process that everybody can find and nobody has seen run: nil where there may be none. The caller holds no lock. */
export function* getproc(t: Ref<Lwp>, kernel: boolean): Routine<Ref<Proc>> {
  const pp = t.t_procp;
  if (yield* mayFail('page_mem_avail')) return nil; // 860
  if (pp.p_zone.zone_shutting_down) return nil; // 862
  const cp = alloc(proc_zone); // 865
  require('zone-exhausted', cp !== nil, 'no free process slot');
  unlocked(cp).p_stat = SIDL; // 878
  if ((yield* pid_assign(cp)) === -1) { // 881
    yield* bad(cp, false);
    return nil;
  }

  yield* mutex_enter(k.pidlock); // 894
  KASSERT(k.nproc < v_proc(), 'getproc: a PID beyond the limit'); // 895
  const ruid = t.t_ruid; // 896
  if (k.nproc >= conf.v_maxup && over_limit(ruid)) { // 899
    mutex_exit(k.pidlock); // 903
    yield* bad(cp, true);
    return nil;
  }
  k.nproc++; // 914
  cp.g_counted = true;
  yield* upcount_inc(ruid); // 915
  t.g_charges = ruid + 1;
  insertHead(k.practive, cp, 'p_next'); // 917
  inherit(pp, cp); // 921
  link_child(pp, cp); // 963
  cp.p_nextofkin = pp; // 973
  insertHead(pp.p_orphan, cp, 'p_nextorph');
  yield* p_lock(pp); // 987
  if (kernel) unlocked(cp).p_flag |= SSYS; // 988
  unlocked(cp).p_pool = kernel ? pool_zone.at(1) : pp.p_pool; // 992
  unlocked(cp).p_pool.pool_ref++;
  p_unlock(pp); // 995
  yield* p_lock(cp); // 1001
  task_attach(kernel ? task_zone.at(1) : pp.p_task, cp); // 1002
  p_unlock(cp);
  mutex_exit(k.pidlock); // 1007

  yield 1020;
  cp.p_cred = alloc(cred_zone);
  cp.p_cred.cr_ruid = ruid;
  cp.g_charged = true;
  t.g_charges = 0;
  yield 1026;
  k.f_count++;
  pp.u_cdir.v_count++; // 1028
  cp.u_files = true; // 1037
  cp.u_cdir = pp.u_cdir;
  if ((unlocked(pp).p_proc_flag & P_PR_FORK) !== 0) { // 1050
    unlocked(cp).p_proc_flag |= P_PR_FORK; // 1051
    cp.u_entrymask = pp.u_entrymask;
    cp.u_exitmask = pp.u_exitmask;
  }
  if ((unlocked(pp).p_flag & SMSFORK) !== 0) yield* inherit_accounting(pp, cp); // 1063
  if (cp.p_exec) k.v_exec++; // 1071
  return cp; // 1075
}

/** Whether one more process is too many for the user, or for all who are not privileged. The caller owns pidlock. */
function over_limit(ruid: number): boolean {
  if (k.nproc < conf.v_maxupttl && k.up_count[ruid]! < conf.v_maxup) return false; // 900
  return ruid !== 0; // 902
}

/** The flags of the child are changed without its lock. */
function* inherit_accounting(pp: Ref<Proc>, cp: Ref<Proc>): Routine {
  const flag = unlocked(cp).p_flag; // 1064
  yield 'getproc: 1064 store';
  unlocked(cp).p_flag = flag | (unlocked(pp).p_flag & (SMSFORK | SMSACCT));
}

/** What is copied under pidlock. */
function inherit(pp: Ref<Proc>, cp: Ref<Proc>): void {
  unlocked(cp).p_ignore = unlocked(pp).p_ignore; // 921
  unlocked(cp).u_caught = unlocked(pp).u_caught;
  unlocked(cp).p_flag = unlocked(pp).p_flag & (SJCTL | SNOWAIT); // 923
  cp.p_sessp = pp.p_sessp; // 924
  pp.p_sessp.s_ref++;
  cp.p_exec = pp.p_exec; // 926
  cp.p_zone = pp.p_zone; // 928
  cp.p_ppid = pp.p_pidp.pid_id; // 940
}

/** Where no process can be made: what there is is given back without pidlock, and the caller has to wait. */
export function* bad(cp: Ref<Proc>, assigned: boolean): Routine {
  KASSERT(!MUTEX_HELD(k.pidlock), 'getproc: pidlock is held'); // 1079
  if (assigned) {
    const pidp = cp.p_pidp; // 1086
    yield* proc_entry_free(pidp); // 1087
    yield* pid_rele(pidp); // 1088
  }
  yield 1090;
  free(proc_zone, cp);
  yield* mutex_enter(k.pidlock); // 1102
  k.fork_fail_pending++;
  mutex_exit(k.pidlock);
  yield 1103;
  yield* mutex_enter(k.pidlock); // 1104
  k.fork_fail_pending--;
  mutex_exit(k.pidlock);
}

/** Gives back what getproc has taken, but the place in the tree, the task, the pool and the count. The caller holds no lock. */
export function* fork_fail(cp: Ref<Proc>): Routine {
  k.f_count--; // 624
  unlocked(cp).p_sig = 0; // 625
  yield* mutex_enter(k.pidlock); // 627
  upcount_dec(cp.p_cred.cr_ruid); // 628
  cp.g_charged = false;
  mutex_exit(k.pidlock); // 629
  yield 634;
  crfree(cp);
  // What the caller has by now, not what the child was given.
  curthread<Lwp>().t_procp.u_cdir.v_count--; // 638
  if (cp.p_exec) k.v_exec--; // 641
}
