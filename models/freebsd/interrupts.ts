/**
 * What comes from outside: CPUs, the clock and the terminal. The first two are the machine's. The terminal's ^C is delivered by
 * a kernel thread (an interrupt handler that takes sleep mutexes has to be one), which belongs to no process here.
 */
import {
  alloc, clock, dispatch, halt, mtx_lock, mtx_unlock, nil, require, start,
} from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { pgsignal } from './signal.ts';
import { conf, k, P_CONTROLT, PGRP_LOCK, PGRP_UNLOCK, SIGINT, thread_zone } from './state.ts';
import type { Pgrp, Proc, Thread } from './state.ts';

/** The kernel's `interrupts`. An inter-processor interrupt is a thread's own: one that runs user code looks at its td_ast. */
export const interrupts = { dispatch, clock };

/** Sends ^C to the terminal's foreground group as often as the scenario says, whenever it likes. */
export function* tty_thread(): Routine {
  for (let left = conf.tty_signals; left > 0; left--) {
    yield 'tty_intr';
    yield* mtx_lock(k.tty_lock);
    const pg = k.tty_pgrp;
    if (pg !== nil) {
      yield* PGRP_LOCK(pg);
      yield* pgsignal(pg, SIGINT, true);
      PGRP_UNLOCK(pg);
    }
    mtx_unlock(k.tty_lock);
  }
  yield* halt();
}

function has_terminal(): boolean {
  return conf.tty !== 0 || conf.tty_signals !== 0;
}

/** Takes a group that is about to go away off the terminal. The caller holds proctree_lock and no mutex. tty_rel_pgrp */
export function* tty_rel_pgrp(pg: Ref<Pgrp>): Routine {
  if (!has_terminal()) return;
  yield* mtx_lock(k.tty_lock);
  if (k.tty_pgrp === pg) k.tty_pgrp = nil;
  mtx_unlock(k.tty_lock);
}

/** At boot, for each process: gives it the terminal if the scenario has one, and starts the thread of the terminal. */
export function boot_terminal(p: Ref<Proc>): void {
  if (!has_terminal()) return;
  const foreground = p.p_pid === conf.tty_foreground;
  if (conf.tty === 0 && !foreground && p.p_pgrp !== k.tty_pgrp) return;
  if (p !== k.initproc) p.p_flag |= P_CONTROLT;
  if (!foreground) return;
  k.tty_pgrp = p.p_pgrp;
  p.p_pgrp.pg_session.s_ttyvp = true;
  if (conf.tty_signals === 0) return;
  const td: Ref<Thread> = alloc(thread_zone);
  require('zone-exhausted', td !== nil, 'no free thread slot for the terminal');
  start(td, tty_thread);
}
