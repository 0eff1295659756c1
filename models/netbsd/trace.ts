/** Events that a traced process reports. Labels name routines of kern_sig.c; numbers are lines of kern_fork.c. */
import { KASSERT, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { lwp_exit } from './exit.ts';
import { cv_wait } from './sleep.ts';
import {
  k, LSRUN, mutex_enter, mutex_exit, p_lock, p_unlock, PS_STOPPING, PS_WEXIT, PSL_TRACED, PSL_TRACEDCHILD, sigismember, SIGKILL, SIGTRAP,
  SSTOP,
} from './state.ts';
import type { Lwp, Proc } from './state.ts';
import { sigswitch, sigswitch_unlock_and_switch_away } from './stop.ts';

/**
 * Stops for the debugger and reports an event, unless there is no debugger any more; an exiting process's LWP does not come back. The
 * caller owns proc_lock and p_lock, which are released. `child`: the event is about a child, whom a vfork parent waits for. eventswitch
 */
export function* eventswitch(l: Ref<Lwp>, child: boolean): Routine {
  const p = l.l_proc;
  for (;;) {
    KASSERT(l.l_stat === LSRUN && p.p_nrlwps > 0, 'eventswitch: the LWP does not run');
    if ((p.p_sflag & PS_WEXIT) !== 0) {
      p_unlock(p);
      mutex_exit(k.proc_lock);
      yield* lwp_exit(l);
    }
    if ((p.p_slflag & PSL_TRACED) === 0 || sigismember(p.p_sigpend, SIGKILL) || p.p_xsig === SIGKILL) {
      p_unlock(p);
      mutex_exit(k.proc_lock);
      return;
    }
    if (p.p_stat !== SSTOP && (p.p_sflag & PS_STOPPING) === 0) break;
    mutex_exit(k.proc_lock);
    yield* sigswitch_unlock_and_switch_away(l);
    yield* mutex_enter(k.proc_lock);
    yield* p_lock(p);
  }
  KASSERT(p.p_pptr !== k.initproc, 'eventswitch: init traces the process');
  p.p_xsig = SIGTRAP;
  yield* sigswitch(l, 0, SIGTRAP, true);
  if (!child) return;
  yield* mutex_enter(k.proc_lock);
  while (l.l_vforkwaiting) yield* cv_wait(l.l_waitcv, k.proc_lock);
  mutex_exit(k.proc_lock);
}

/** A new process reports its birth, if it is still traced. The caller holds no lock. eventswitchchild */
function* eventswitchchild(l: Ref<Lwp>): Routine {
  const p = l.l_proc;
  yield* mutex_enter(k.proc_lock);
  yield* p_lock(p);
  if (!is_traced_child(p)) {
    p_unlock(p);
    mutex_exit(k.proc_lock);
    return;
  }
  // The kernel's event is TRAP_CHLD here, too: a new LWP waits for no child.
  yield* eventswitch(l, true);
}

function is_traced_child(p: Ref<Proc>): boolean {
  const asked = PSL_TRACED | PSL_TRACEDCHILD; // 645
  return (unlocked(p).p_slflag & asked) === asked;
}

/** The first code of a new process. */
export function* child_return(l: Ref<Lwp>): Routine {
  yield 645;
  if (is_traced_child(l.l_proc)) yield* eventswitchchild(l); // 647
}
