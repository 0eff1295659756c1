/**
 * All user processes but the caller's stopped at the border of user mode, and let go again. Labels name routines of kern_proc.c.
 * The caller's process goes through the list of all from its head to its end, and so marks how far it has come.
 */
import { insertAfter, insertHead, nil, remove, some, sx_xlock, sx_xunlock, unlocked } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { thread_single, thread_single_end } from './single.ts';
import { sx_xlock_sig } from './sleep.ts';
import {
  _PHOLD, _PRELE, conf, ERESTART, k, P2_WEXIT, P_KPROC, P_SHOULDSTOP, P_STOPPED_SIG, P_STOPPED_SINGLE, P_SYSTEM, P_TOTAL_STOP,
  P_TRACED, PROC_LOCK, PROC_UNLOCK, proc_zone, SINGLE_ALLPROC,
} from './state.ts';
import type { Proc, Thread } from './state.ts';

/** Stops all, and lets them go on, as a debugging knob does that the kernel has for it. sysctl_debug_stop_all_proc */
export function* sys_stop_all(td: Ref<Thread>): Routine<number> {
  if (conf.stop_all === 0) return 0;
  if ((yield* sx_xlock_sig(k.stop_all_proc_blocker)) !== 0) return -ERESTART;
  while (yield* stop_all_proc_once(td.td_proc)) yield 'kern_yield';
  k.g_all_stopped = 1;
  yield 'all stopped';
  k.g_all_stopped = 0;
  yield* resume_all_proc(td.td_proc);
  sx_xunlock(k.stop_all_proc_blocker);
  return 0;
}

/** What stop_all_proc makes of a process. */
const LOOK = { PASS_OVER: 0, COME_BACK: 1, STOP: 2 } as const;
const { PASS_OVER, COME_BACK, STOP } = LOOK;

/** Goes through all processes once and stops those that run; says whether another pass is needed. stop_all_proc */
export function* stop_all_proc_once(cp: Ref<Proc>): Routine<boolean> {
  let again = false;
  yield* sx_xlock(k.allproc_lock);
  k.allproc_gen = 0;
  go_to_head(cp);
  while (cp.p_list !== nil) {
    const p = step_over(cp);
    yield* PROC_LOCK(p);
    const look = look_at(p);
    if (look !== PASS_OVER) again = true;
    if (look === STOP) {
      sx_xunlock(k.allproc_lock);
      _PHOLD(p);
      yield* thread_single(p, SINGLE_ALLPROC); // with or without success, another pass looks at it again
      _PRELE(p);
      PROC_UNLOCK(p);
      yield* sx_xlock(k.allproc_lock);
    } else {
      PROC_UNLOCK(p);
    }
  }
  if (k.allproc_gen !== 0) again = true; // somebody has forked meanwhile
  sx_xunlock(k.allproc_lock);
  return again;
}

/** The caller owns the lock of p. */
function look_at(p: Ref<Proc>): number {
  if ((p.p_flag & (P_KPROC | P_SYSTEM | P_TOTAL_STOP | P_STOPPED_SIG | P_TRACED)) !== 0) return PASS_OVER;
  if ((p.p_flag2 & P2_WEXIT) !== 0) return COME_BACK;
  return P_SHOULDSTOP(p) === P_STOPPED_SINGLE ? COME_BACK : STOP;
}

/** Ends every stop of stop_all_proc. resume_all_proc */
function* resume_all_proc(cp: Ref<Proc>): Routine {
  yield* sx_xlock(k.allproc_lock);
  do {
    go_to_head(cp);
    while (cp.p_list !== nil) {
      const p = step_over(cp);
      yield* PROC_LOCK(p);
      if ((p.p_flag & P_TOTAL_STOP) !== 0) {
        sx_xunlock(k.allproc_lock);
        _PHOLD(p);
        thread_single_end(p, SINGLE_ALLPROC);
        _PRELE(p);
        PROC_UNLOCK(p);
        yield* sx_xlock(k.allproc_lock);
      } else {
        PROC_UNLOCK(p);
      }
    }
  } while (some(proc_zone, (p) => (unlocked(p).p_flag & P_TOTAL_STOP) !== 0));
  sx_xunlock(k.allproc_lock);
}

/** Puts the caller's process at the head of the list. The caller holds allproc_lock. */
function go_to_head(cp: Ref<Proc>): void {
  remove(k.allproc, cp, 'p_list');
  insertHead(k.allproc, cp, 'p_list');
}

/** Moves the caller's process one place on, behind the one that it returns. The caller holds allproc_lock. */
function step_over(cp: Ref<Proc>): Ref<Proc> {
  const p = cp.p_list;
  remove(k.allproc, cp, 'p_list');
  insertAfter(p, cp, 'p_list');
  return p;
}
