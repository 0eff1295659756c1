/** execve: a new image. Labels name routines of kern_exec.c. */
import { KASSERT, mayFail } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { exit1, vfork_released } from './exit.ts';
import { fdfree, fdnew } from './filedesc.ts';
import { assert_giant, lock_giant, unlock_giant } from './giant.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { procsig_unshare } from './procsig.ts';
import { wakeup } from './sched.ts';
import { psignal_plain } from './signal.ts';
import { nap } from './sleep.ts';
import { EACCES, P_EXEC, P_INEXEC, P_PPWAIT, P_TRACED, proc_wchan, SIGSET_DEFAULT_IGNORED, SIGTRAP } from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Replaces the image of the calling process; 0 once the new one is in place, otherwise a negative errno. execve */
export function* kern_execve(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  yield* lock_giant();
  yield* PROC_LOCK(p);
  KASSERT((p.p_flag & P_INEXEC) === 0, 'execve: it executes already (B11)');
  p.p_flag |= P_INEXEC;
  PROC_UNLOCK(p);
  const result = yield* new_image(td);
  unlock_giant();
  return result;
}

function* new_image(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  assert_giant(); // exec_new_vmspace asks for it
  if (yield* mayFail('execve')) yield* nap();
  if (yield* mayFail('execve_fails')) {
    yield* PROC_LOCK(p);
    p.p_flag &= ~P_INEXEC;
    PROC_UNLOCK(p);
    return -EACCES;
  }
  // The old memory is gone, or given back to the vfork parent. There is no way back.
  if (yield* mayFail('exec_map')) yield* exit1(td, 6); // SIGABRT
  if (p.p_fd.fd_refcnt > 1) {
    if (yield* mayFail('exec_fdcopy')) yield* nap();
    const fd = fdnew();
    fdfree(p.p_fd);
    p.p_fd = fd;
  }
  yield* procsig_unshare(p);

  yield* PROC_LOCK(p);
  execsigs(p);
  p.p_flag |= P_EXEC;
  if ((p.p_flag & P_PPWAIT) !== 0) {
    p.p_flag &= ~P_PPWAIT;
    vfork_released(p);
    wakeup(proc_wchan(p.p_pptr));
  }
  if ((p.p_flag & P_TRACED) !== 0) yield* psignal_plain(p, SIGTRAP);
  p.p_flag &= ~P_INEXEC;
  PROC_UNLOCK(p);
  return 0;
}

/** Forgets handlers, and what was asked about children. The caller owns the process's lock. */
function execsigs(p: Ref<Proc>): void {
  const ps = p.p_procsig;
  ps.ps_sigignore |= ps.ps_sigcatch & SIGSET_DEFAULT_IGNORED;
  p.p_siglist &= ~(ps.ps_sigcatch & SIGSET_DEFAULT_IGNORED);
  ps.ps_sigcatch = 0;
  ps.ps_sigintr = 0;
  ps.ps_flag = 0;
}
