/** rfork without RFPROC: the caller only parts with what it shares. The numbers are lines of kern_fork.c. */
import { KASSERT, mayFail, maySleep, unlocked } from '../../src/index.ts';
import type { Ref, Routine, U31 } from '../../src/index.ts';
import { fdrenew, fdunshare } from './filedesc.ts';
import { RFCFDG, RFFDG, RFMEM, RFPROC } from './forkFlags.ts';
import { thread_single, thread_single_end } from './single.ts';
import { ENOMEM, ERESTART, P_HADTHREADS, P_SYSTEM, PROC_LOCK, PROC_UNLOCK, SINGLE_BOUNDARY } from './state.ts';
import type { Thread } from './state.ts';

/**
 * Unshares memory or files of the calling process; returns 0 or an errno. The caller holds no lock. 303
 * Whether the other threads are stopped is decided twice without a lock, at the start and at the end, and must agree.
 */
export function* fork_norfproc(td: Ref<Thread>, flags: U31): Routine<number> {
  KASSERT((flags & RFPROC) === 0, 'fork_norfproc: RFPROC is set (A1)'); // 309
  const p1 = td.td_proc;
  const unshares = (flags & (RFCFDG | RFFDG)) !== 0 || (flags & RFMEM) === 0;
  yield 318;
  if ((unlocked(p1).p_flag & (P_HADTHREADS | P_SYSTEM)) === P_HADTHREADS && unshares) {
    yield* PROC_LOCK(p1); // 320
    if ((yield* thread_single(p1, SINGLE_BOUNDARY)) !== 0) {
      PROC_UNLOCK(p1); // 322
      return ERESTART;
    }
    PROC_UNLOCK(p1); // 325
  }
  yield* maySleep('vm_forkproc');
  const error = (yield* mayFail('vm_forkproc')) ? ENOMEM : 0; // 328
  if (error === 0 && (flags & RFCFDG) !== 0) yield* fdrenew(td); // 335
  if (error === 0 && (flags & RFFDG) !== 0) yield* fdunshare(td); // 351

  yield 356;
  if ((unlocked(p1).p_flag & (P_HADTHREADS | P_SYSTEM)) === P_HADTHREADS && unshares) {
    yield* PROC_LOCK(p1); // 358
    thread_single_end(p1, SINGLE_BOUNDARY);
    PROC_UNLOCK(p1); // 360
  }
  return error;
}
