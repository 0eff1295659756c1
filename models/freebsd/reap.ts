/** What is left of a process when its parent has seen the status. */
import {
  cv_broadcast, free, halted, KASSERT, Mtx_held, nil, remove, Sx_held, sx_xlock, sx_xunlock, unlocked, waitUntil, wakeup,
} from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { proc_unset_cred } from './cred.ts';
import { proc_id_clear, PROC_ID_PID } from './findpid.ts';
import { leavepgrp } from './pgrp.ts';
import { procdesc_reap } from './procdesc.ts';
import { reaper_abandon_children, reaper_clear } from './reaper.ts';
import { proc_clear_orphan, proc_realparent, proc_reparent } from './reparent.ts';
import { sigacts_free } from './sigacts.ts';
import { send_plain, sigqueue_take } from './sigqueue.ts';
import { conf, k, PROC_LOCK, PROC_UNLOCK, proc_wchan, proc_zone, PRS_ZOMBIE, SIGCHLD } from './state.ts';
import type { Proc, Thread } from './state.ts';
import { WNOWAIT } from './waitOptions.ts';

/**
 * Reaps the zombie p, or only looks at it with WNOWAIT. The caller holds proctree_lock exclusively and PROC_LOCK(p); both
 * are released. The order in which things are given back is the kernel's: the number first, then the user's count, then
 * the struct, and the count of processes last.
 */
export function* proc_reap(td: Ref<Thread>, p: Ref<Proc>, options: number): Routine {
  KASSERT(Sx_held(k.proctree_lock), 'proc_reap: proctree_lock is not held (A7)');
  KASSERT(Mtx_held(p.p_mtx), 'proc_reap: the zombie is not locked (A7)');
  KASSERT(p.p_state === PRS_ZOMBIE, 'proc_reap: not a zombie (A7)');
  const q = td.td_proc;
  // p_slock may still be held by the dying thread; that section is one step here.
  if (conf.statuses !== 0) td.td_wstatus = (p.p_xexit << 4) | p.p_xsig; // KW_EXITCODE, packed
  if ((options & WNOWAIT) !== 0) {
    PROC_UNLOCK(p);
    sx_xunlock(k.proctree_lock);
    return;
  }
  yield* PROC_LOCK(q);
  sigqueue_take(p);
  PROC_UNLOCK(q);
  if (p.p_oppid !== p.p_pptr.p_pid) {
    yield* give_back(p);
    return;
  }
  PROC_UNLOCK(p);

  yield* sx_xlock(k.pidhash_lock);
  p.p_hashed = false;
  td.g_owes = 1;
  td.g_ownpid = p.p_pid;
  sx_xunlock(k.pidhash_lock);
  remove(p.p_pptr.p_children, p, 'p_sibling'); // q's, unless q has closed the last descriptor of somebody else's child
  yield* reaper_abandon_children(p, true);
  yield* reaper_clear(p, p.p_reaper);
  yield* PROC_LOCK(p);
  proc_clear_orphan(p);
  PROC_UNLOCK(p);
  yield* leavepgrp(p);
  if (p.p_procdesc !== nil) procdesc_reap(p);
  sx_xunlock(k.proctree_lock);

  yield* proc_id_clear(PROC_ID_PID, p.p_pid);
  td.g_ownpid = 0;
  yield* PROC_LOCK(p);
  p.p_klist = false;
  k.knlists--;
  PROC_UNLOCK(p);
  unlocked(p).p_xexit = 0;
  unlocked(p).p_xsig = 0;
  yield* PROC_LOCK(q); // adds p's resource use to q's
  PROC_UNLOCK(q);
  yield 'proc_unset_cred';
  proc_unset_cred(p, true);
  sigacts_free(unlocked(p).p_sigacts);
  unlocked(p).p_sigacts = nil;
  yield* thread_wait(p);
  KASSERT(unlocked(p).p_threads.first !== nil, 'proc_reap: no residual thread (A7)');
  uma_zfree_proc(p);
  yield 'nprocs--';
  k.nprocs--;
  td.g_owes = 0;
}

/**
 * Gives a zombie that the caller has traced to its real parent, which is to reap it. The caller holds proctree_lock exclusively and
 * PROC_LOCK(p); both are released. A part of proc_reap
 */
function* give_back(p: Ref<Proc>): Routine {
  PROC_UNLOCK(p);
  const t = proc_realparent(p);
  yield* PROC_LOCK(t);
  yield* PROC_LOCK(p);
  yield* proc_reparent(p, t, false);
  PROC_UNLOCK(p);
  send_plain(t, nil, SIGCHLD, p);
  wakeup(proc_wchan(t));
  cv_broadcast(p.p_pwait);
  PROC_UNLOCK(t);
  sx_xunlock(k.proctree_lock);
}

/** Waits until the last thread of p has left its CPU. The caller is the only one who knows p. */
export function* thread_wait(p: Ref<Proc>): Routine {
  KASSERT(unlocked(p).p_numthreads === 1, 'thread_wait: more than one thread (A17)');
  KASSERT(unlocked(p).p_exitthreads === 0, 'thread_wait: threads are still exiting (A17)');
  const last = unlocked(p).p_threads.first;
  yield* waitUntil(() => halted(last), 'thread_wait');
}

/** Frees the struct of a process, with the one thread that a later fork recycles. */
export function uma_zfree_proc(p: Ref<Proc>): void {
  KASSERT(unlocked(p).p_threads.first === nil || unlocked(p).p_numthreads === 1, 'proc_dtor: too many threads (A28)');
  KASSERT(!unlocked(p).p_ksi, "proc_dtor: its SIGCHLD is on the parent's queue (A28)");
  p.g_fresh = false;
  p.g_doomed = false;
  p.g_sentenced = false;
  p.g_disowned = 0;
  p.g_condemned = 0;
  free(proc_zone, p);
}
