/**
 * ITIMER_REAL, a SIGALRM after a while, or again and again: what a process has of it. Time is left out: a callout that is armed may be due
 * at any moment. Labels name routines of kern_time.c and kern_timeout.c.
 */
import { allocated, nil, unlocked, zone } from '../../src/index.ts';
import type { Guarded, Ref } from '../../src/index.ts';
import type { Proc } from './state.ts';

/** p_realtimer and p_itcallout: part of the process's struct, for those structs of which a process has ever set its timer. */
export interface Itimer {
  it_proc: Ref<Proc>;
  it_value: Guarded<boolean, 'it_proc.p_mtx'>;
  it_interval: Guarded<boolean, 'it_proc.p_mtx'>;
  /** P2_ITSTOPPED: it has gone off in a process that is stopped, and is armed again when that one goes on. */
  it_stopped: Guarded<boolean, 'it_proc.p_mtx'>;

  // The lock of the CPU's callouts, a spin lock: armed; in the hands of softclock, which may wait for the process's lock; and told there
  // not to go off, or past the point where it could be told.
  c_pending: boolean;
  cc_exec_curr: boolean;
  cc_exec_cancel: boolean;
}

export const itimer_zone = zone<Itimer>('itimer', { slots: 'timers' });

/** The timer of a process struct; nil if none was ever set there. */
export function itimer_of(p: Ref<Proc>): Ref<Itimer> {
  for (let i = 1; i <= itimer_zone.slots; i++) {
    const it = itimer_zone.at(i);
    if (allocated(it) && it.it_proc === p) return it;
  }
  return nil;
}

/** A new process has no timer. What softclock has to do with the former one is not touched. 383, 625 */
export function itimer_init(p: Ref<Proc>): void {
  const it = itimer_of(p);
  if (it === nil) return;
  unlocked(it).it_value = false;
  unlocked(it).it_interval = false;
  unlocked(it).it_stopped = false;
}

/** Arms the callout. If softclock waits for the process's lock with it, that time does not count. callout_reset */
export function callout_reset(it: Ref<Itimer>): void {
  if (it.cc_exec_curr) it.cc_exec_cancel = true;
  it.c_pending = true;
}

/**
 * Disarms the callout; false if softclock is still about to come with it, and has been told before. The caller owns the process's
 * lock, so that the routine itself does not run. callout_stop
 */
export function callout_stop(it: Ref<Itimer>): boolean {
  it.c_pending = false;
  if (!it.cc_exec_curr) return true;
  const stopped = !it.cc_exec_cancel;
  it.cc_exec_cancel = true;
  return stopped;
}

/** The process goes on, and so does its timer. The caller owns its lock. itimer_proc_continue */
export function itimer_proc_continue(p: Ref<Proc>): void {
  const it = itimer_of(p);
  if (it === nil || !it.it_stopped) return;
  it.it_stopped = false;
  callout_reset(it); // one whose time has come meanwhile goes off on the spot in the kernel
}
