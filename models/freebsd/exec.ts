/** execve: one thread goes on, in a new image. Labels name routines of kern_exec.c. */
import { cv_broadcast, mayFail, maySleep, nil, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { exit1, vfork_released } from './exit.ts';
import { fdunshare } from './filedesc.ts';
import { sig_drop_caught, sigacts_copy, sigacts_free, sigacts_shared } from './sigacts.ts';
import type { Sigacts } from './sigacts.ts';
import { signotify, sigqueue_delete_proc } from './sigqueue.ts';
import { thread_single, thread_single_end } from './single.ts';
import {
  EACCES, ERESTART, P_EXEC, P_HADTHREADS, P_PPTRACE, P_PPWAIT, P_TRACED, PROC_LOCK, PROC_UNLOCK, PS_CLDSIGIGN, PS_NOCLDWAIT,
  PTRACE_EXEC, SIGKILL, SIGSET_FORGOTTEN, SINGLE_BOUNDARY, SINGLE_EXIT, TDB_EXEC,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/**
 * Replaces the image of the calling process; 0 once the new one is in place, otherwise a negative errno. The caller holds
 * no lock. What comes next in user mode is the caller's business.
 */
export function* kern_execve(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  let error = yield* pre_execve(p);
  if (error !== 0) return -error;
  error = yield* do_execve(td);
  yield* post_execve(p, error);
  return -error;
}

/** Stops the other threads on their way to user mode, so that the image can be taken away from under them. */
function* pre_execve(p: Ref<Proc>): Routine<number> {
  let error = 0;
  yield 'pre_execve';
  if ((unlocked(p).p_flag & P_HADTHREADS) !== 0) {
    yield* PROC_LOCK(p);
    if ((yield* thread_single(p, SINGLE_BOUNDARY)) !== 0) error = ERESTART;
    PROC_UNLOCK(p);
  }
  return error;
}

/** Loads the image; an errno if it cannot, and the old one is still there. */
function* do_execve(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  yield* maySleep('execve');
  if (yield* mayFail('execve')) return EACCES;
  // The old memory is gone, or given back to the vfork parent. There is no way back.
  if (yield* mayFail('exec_map_image')) yield* exit1(td, 0, SIGKILL);

  yield* fdunshare(td);
  // Whoever has shared the dispositions keeps them as they are.
  const oldsigacts: Ref<Sigacts> = sigacts_shared(unlocked(p).p_sigacts) ? unlocked(p).p_sigacts : nil;
  const newsigacts: Ref<Sigacts> = oldsigacts === nil ? nil : sigacts_copy(oldsigacts);
  yield* PROC_LOCK(p);
  if (newsigacts !== nil) p.p_sigacts = newsigacts;
  execsigs(p);
  p.p_flag |= P_EXEC;
  // The flag and the broadcast under one hold of the lock that the parent tests the flag with.
  if ((p.p_flag & P_PPWAIT) !== 0) {
    p.p_flag &= ~(P_PPWAIT | P_PPTRACE);
    cv_broadcast(p.p_pwait);
    vfork_released(p);
    signotify(td); // a stop that was put off while the parent waited counts from now on
  }
  if ((p.p_flag & P_TRACED) !== 0 && (p.p_ptevents & PTRACE_EXEC) !== 0) td.td_dbgflags |= TDB_EXEC;
  PROC_UNLOCK(p);
  if (oldsigacts !== nil) {
    yield 'sigacts_free';
    sigacts_free(oldsigacts);
  }
  return 0;
}

/** Ends the other threads after a success, lets them go on after a failure. */
function* post_execve(p: Ref<Proc>, error: number): Routine {
  yield 'post_execve';
  if ((unlocked(p).p_flag & P_HADTHREADS) !== 0) {
    yield* PROC_LOCK(p);
    if (error === 0) yield* thread_single(p, SINGLE_EXIT);
    else thread_single_end(p, SINGLE_BOUNDARY);
    PROC_UNLOCK(p);
  }
}

/** Forgets handlers, and that nobody waits for children. The caller holds PROC_LOCK(p). kern_sig.c execsigs */
function execsigs(p: Ref<Proc>): void {
  const ps = p.p_sigacts;
  sigqueue_delete_proc(p, ps.ps_sigcatch & SIGSET_FORGOTTEN);
  sig_drop_caught(ps);
  ps.ps_flag &= ~(PS_NOCLDWAIT | PS_CLDSIGIGN);
}
