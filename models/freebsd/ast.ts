/**
 * Work that a thread does before it returns to user mode, in the order of the TDA bits. Labels name routines of subr_trap.c and
 * kern_sig.c.
 */
import { maySleep } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { exit1 } from './exit.ts';
import { cursig } from './issignal.ts';
import { action_of, proc_signals, SIG_CATCH, sigqueue_get } from './sigqueue.ts';
import { thread_single } from './single.ts';
import {
  conf, k, P2_WEXIT, PROC_LOCK, PROC_LOCK_ASSERT, PROC_UNLOCK, SIGBIT, SIGSET_CORE, SINGLE_NO_EXIT, TDA_SIG, TDA_SUSPEND, TDA_VFORK,
  TDP_RFPPWAIT,
} from './state.ts';
import type { Thread } from './state.ts';
import { thread_suspend_check } from './suspend.ts';
import { ast_vfork } from './vfork.ts';

/**
 * Does once what was asked of the thread when it came here; what is asked meanwhile stays for the next time, before user mode.
 * May never return. The caller holds no lock. ast
 */
export function* ast(td: Ref<Thread>): Routine {
  const asked = td.td_ast;
  td.td_ast = 0;
  if ((asked & TDA_VFORK) !== 0 && (td.td_pflags & TDP_RFPPWAIT) !== 0) yield* ast_vfork(td);
  // Signals for the process are looked at by whoever comes by, asked or not.
  if ((asked & TDA_SIG) !== 0 || proc_signals(td.td_proc) !== 0) yield* ast_sig(td);
  if ((asked & TDA_SUSPEND) !== 0) yield* ast_suspend(td);
}

/** Acts upon all pending signals. The caller holds no lock. ast_sig */
function* ast_sig(td: Ref<Thread>): Routine {
  yield* PROC_LOCK(td.td_proc);
  for (;;) {
    const sig = yield* cursig(td);
    if (sig === 0) break;
    yield* postsig(td, sig);
  }
  PROC_UNLOCK(td.td_proc);
}

/** Stops, or leaves, if that is what the process or one of its threads wants. The caller holds no lock. ast_suspend */
function* ast_suspend(td: Ref<Thread>): Routine {
  yield* PROC_LOCK(td.td_proc);
  yield* thread_suspend_check(0);
  PROC_UNLOCK(td.td_proc);
}

/**
 * Takes a signal off its queue and acts upon it. A handler has no code here: it runs and returns at once. The caller owns its
 * process's lock, which is dropped if it does not return. postsig
 */
function* postsig(td: Ref<Thread>, sig: number): Routine {
  if (!sigqueue_get(td, sig)) return;
  if (action_of(td, sig) !== SIG_CATCH) yield* sigexit(td, sig);
  else if (k.g_handlers < conf.handlers) k.g_handlers++;
}

/**
 * Ends the process by a signal, with a core dump if it is one for that; never returns. The caller owns the process's lock. From
 * here on all other signals are swallowed. sigexit
 */
export function* sigexit(td: Ref<Thread>, sig: number): Routine {
  const p = td.td_proc;
  PROC_LOCK_ASSERT(p);
  p.p_flag2 |= P2_WEXIT;
  let dumps = false;
  if ((SIGBIT(sig) & SIGSET_CORE) !== 0) dumps = (yield* thread_single(p, SINGLE_NO_EXIT)) === 0;
  PROC_UNLOCK(p);
  // The others stay where they are: exit1, in the same thread, turns the stop into an end.
  if (dumps) yield* maySleep('coredump');
  yield* exit1(td, 0, sig);
}
