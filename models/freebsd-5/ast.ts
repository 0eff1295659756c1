/** The way back to user mode. Labels name routines of subr_trap.c and kern_sig.c. */
import { curthread, KASSERT, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { cred_update_thread } from './cred.ts';
import { exit1 } from './exit.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { cursig } from './issignal.ts';
import { assert_no_locks, Recursive_held } from './locks.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { k, P_WEXIT, SIGBIT } from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Acts upon all signals that wait. May never return. The caller holds no lock. userret */
export function* userret(td: Ref<Thread>): Routine {
  const p = td.td_proc;
  yield* lock_giant();
  yield* PROC_LOCK(p);
  for (;;) {
    const sig = yield* cursig(p);
    if (sig === 0) break;
    yield* postsig(p, sig);
  }
  KASSERT((p.p_flag & P_WEXIT) === 0, 'userret: the process has exited');
  PROC_UNLOCK(p);
  unlock_giant();
  assert_no_locks();
}

/**
 * Whether a process in user mode has to look at its signals: it was asked to, or the clock wants another one to run, which it does
 * again and again. That is seen only where a signal waits of which the process was not told.
 */
export function has_to_look(p: Ref<Proc>): boolean {
  return p.p_ast || unlocked_pending(p) !== 0;
}

function unlocked_pending(p: Ref<Proc>): number {
  return unlocked(p).p_siglist & ~unlocked(p).p_sigmask;
}

/** Does what was asked of the thread while it was in user mode; what is asked meanwhile comes in the next turn. ast */
export function* ast(td: Ref<Thread>): Routine {
  KASSERT(!Recursive_held(k.Giant), 'ast: Giant is owned on entry (B15)');
  while (has_to_look(td.td_proc)) {
    td.td_proc.p_ast = false;
    yield* cred_update_thread(td);
    yield* userret(td);
  }
  KASSERT(!Recursive_held(k.Giant), 'ast: Giant is owned (B6)');
}

/** Takes a signal off the list and acts upon it: a handler runs and returns at once. The caller owns the process's lock. postsig */
function* postsig(p: Ref<Proc>, sig: number): Routine {
  p.p_siglist &= ~SIGBIT(sig);
  if ((p.p_procsig.ps_sigcatch & SIGBIT(sig)) !== 0) {
    KASSERT((p.p_sigmask & SIGBIT(sig)) === 0, 'postsig: a signal that is held (B14)');
    p.p_caught |= SIGBIT(sig);
    return;
  }
  PROC_UNLOCK(p); // sigexit
  yield* lock_giant();
  yield* exit1(curthread<Thread>(), sig);
}
