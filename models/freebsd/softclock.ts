/** Who sets interval timers, and the thread that lets them go off. Labels name routines of kern_time.c and kern_timeout.c. */
import { alloc, allocated, halt, nil, pick, require, some, start, waitUntil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { callout_reset, callout_stop, itimer_of, itimer_zone } from './itimer.ts';
import type { Itimer } from './itimer.ts';
import { kern_psignal } from './signal.ts';
import { conf, k, P_SHOULDSTOP, P_WKILLED, PROC_LOCK, PROC_UNLOCK, SIGALRM, thread_zone } from './state.ts';
import type { Proc, Thread } from './state.ts';

/** setitimer(2) of ITIMER_REAL: whether it is to go off, and again and again. 0. The caller holds no lock. kern_setitimer */
export function* sys_setitimer(td: Ref<Thread>, value: boolean, interval: boolean): Routine<number> {
  const p = td.td_proc;
  yield* PROC_LOCK(p);
  const it = timer_for(p);
  if (it.it_value) callout_stop(it);
  if (value) callout_reset(it);
  it.it_value = value;
  it.it_interval = interval;
  PROC_UNLOCK(p);
  return 0;
}

/** The timer of a process, which gets one now if it has none. */
function timer_for(p: Ref<Proc>): Ref<Itimer> {
  const own = itimer_of(p);
  if (own !== nil) return own;
  const it = alloc(itimer_zone);
  require('zone-exhausted', it !== nil, 'no free timer');
  it.it_proc = p;
  return it;
}

/**
 * Stops the timer of a process that exits. If softclock is about to come with it, and has been told before that it need not, it is waited
 * for. The caller holds no lock. kern_exit.c exit1 [6]
 */
export function* itimer_exit(p: Ref<Proc>): Routine {
  const it = itimer_of(p);
  if (it === nil) return;
  yield* PROC_LOCK(p);
  const stopped = !it.it_value || callout_stop(it);
  if (!stopped) it.it_interval = false;
  PROC_UNLOCK(p);
  if (!stopped) yield* waitUntil(() => !it.cc_exec_curr, 'callout_drain');
}

/** Lets callouts go off, one after the other. It belongs to no process. softclock_call_cc */
export function* softclock_thread(): Routine {
  if (conf.timers === 0) yield* halt();
  for (;;) {
    const due = yield* pick(itimer_zone.slots, (i) => is_pending(itimer_zone.at(i + 1)));
    const it = itimer_zone.at(due + 1);
    const p = it.it_proc;
    it.c_pending = false;
    it.cc_exec_curr = true;
    it.cc_exec_cancel = false;
    yield* PROC_LOCK(p);
    if (!it.cc_exec_cancel) {
      it.cc_exec_cancel = true; // too late to be told
      yield* realitexpire(p, it);
    }
    PROC_UNLOCK(p);
    yield 'softclock';
    it.cc_exec_curr = false;
    it.cc_exec_cancel = false;
  }
}

function is_pending(it: Ref<Itimer>): boolean {
  return allocated(it) && it.c_pending;
}

/** The timer of p goes off. The caller owns its lock. realitexpire */
function* realitexpire(p: Ref<Proc>, it: Ref<Itimer>): Routine {
  yield* kern_psignal(p, SIGALRM);
  if (!it.it_interval) {
    it.it_value = false;
  } else if (P_SHOULDSTOP(p) !== 0 || (p.p_flag & P_WKILLED) !== 0) {
    it.it_stopped = true;
  } else {
    it.it_stopped = false;
    callout_reset(it);
  }
}

/** Whether the thread, which has no step, has nothing to do. */
export function softclock_is_idle(): boolean {
  return !some(itimer_zone, (it) => it.c_pending || it.cc_exec_curr);
}

/** At boot, with init, where the scenario asks for it: starts the thread. */
export function boot_softclock(p: Ref<Proc>): void {
  if (conf.timers === 0 || p !== k.initproc) return;
  const td: Ref<Thread> = alloc(thread_zone);
  require('zone-exhausted', td !== nil, 'no free thread slot for softclock');
  start(td, softclock_thread);
}
