/** Processes that the kernel makes: daemons of its own, and init. The numbers are lines of fork.c. */
import { alloc, KASSERT, nil, require, start, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { pid_exit } from './child.ts';
import { contract_process_fork } from './contract.ts';
import { fork_fail, getproc } from './getproc.ts';
import { lwp_create, lwp_create_done } from './lwp.ts';
import { pgjoin } from './pgrp.ts';
import { pool_leave, task_attach, task_detach, task_rele } from './resources.ts';
import { EAGAIN, k, mutex_enter, mutex_exit, p_lock, p_unlock, SNOWAIT, SRUN, task_zone, TP_HOLDLWP } from './state.ts';
import type { Lwp, Proc, Task } from './state.ts';
import { kernel_thread } from './userret.ts';

/** Makes a process that runs in the kernel (`system`), or one that is to execute init; 0 or a negative errno. The caller holds no lock. */
export function* newproc(t: Ref<Lwp>, system: boolean): Routine<number> {
  const p = yield* getproc(t, system); // 735
  if (p === nil) return -EAGAIN; // 740
  if (system) {
    yield 742;
    unlocked(p).p_flag |= SNOWAIT;
    p.p_exec = false; // 743: what getproc has held for it stays held
    p.u_entrymask = false; // 755
    p.u_exitmask = false;
    yield* p_lock(p); // 758
  } else {
    const tk = task_create(); // 777
    yield* mutex_enter(k.pidlock); // 786
    yield* p_lock(p); // 787
    const tk_old = p.p_task; // 788
    task_detach(p); // 790
    task_attach(tk, p); // 791
    mutex_exit(k.pidlock); // 792
    task_rele(tk_old); // 801
  }
  p.p_rctls = true; // 761
  k.rctls++;
  p_unlock(p); // 763

  const t2 = yield* lwp_create(t, p, 1); // 808
  if (t2 === nil) {
    yield* undo(p);
    return -EAGAIN; // 823
  }
  if (!system) { // 826
    const joined = yield* contract_process_fork(p, t.t_procp, true, false); // 827
    KASSERT(joined, 'newproc: no contract'); // 829
  }
  yield 834;
  unlocked(p).p_lwpid = 1;
  yield* mutex_enter(k.pidlock); // 835
  pgjoin(p, t.t_procp.p_pgidp); // 836
  p.p_stat = SRUN; // 837
  yield* p_lock(p); // 838
  t2.t_proc_flag &= ~TP_HOLDLWP; // 839
  start(t2, kernel_thread);
  lwp_create_done(t2); // 840
  p_unlock(p); // 841
  mutex_exit(k.pidlock); // 842
  return 0; // 843
}

/** Where there is no LWP for it: the parent's lists keep the process, and its resource controls stay. */
function* undo(p: Ref<Proc>): Routine {
  yield* fork_fail(p); // 811
  yield* mutex_enter(k.pidlock); // 812
  yield* p_lock(p); // 813
  const tk = p.p_task; // 814
  task_detach(p); // 815
  pool_leave(p); // 816
  p_unlock(p); // 818
  yield* pid_exit(p); // 819
  mutex_exit(k.pidlock); // 820
  yield 821;
  task_rele(tk);
}

/** A task without members; init begins one. */
function task_create(): Ref<Task> {
  const tk = alloc(task_zone);
  require('zone-exhausted', tk !== nil, 'no free task slot');
  return tk;
}
