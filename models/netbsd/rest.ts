/** Where an LWP may stay for ever without anything being wrong. */
import { inside, nil, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { fork1 } from './fork.ts';
import { sigispending } from './sleep.ts';
import { LSSUSPENDED, LW_WEXIT, proc_zone, PS_STOPPING, SSTOP } from './state.ts';
import type { Lwp } from './state.ts';
import { proc_stop_callout } from './stop.ts';
import { sys_kevent, sys_pause, userret } from './syscall.ts';
import { spin } from './user.ts';
import { do_sys_waitid, has_news_for, waits_for } from './wait.ts';

/** Whether the LWP, which has no step, waits for something that need not come. */
export function at_rest(l: Ref<Lwp>): boolean {
  if (inside(l, proc_stop_callout) || inside(l, sys_kevent)) return true;
  if (inside(l, spin) && !inside(l, userret)) return true; // it computes
  if (l.td_suspended) return stays_suspended(l);
  if (inside(l, sys_pause)) return l.td_wchan !== 0 && sigispending(l) === 0;
  if (inside(l, do_sys_waitid)) return l.td_wchan !== 0 && waits_in_vain(l);
  return inside(l, fork1) && l.l_vforkwaiting && lends_memory(l);
}

/** Whether somebody may continue it, or not. */
function stays_suspended(l: Ref<Lwp>): boolean {
  if (l.l_stat === LSSUSPENDED) return (l.l_flag & LW_WEXIT) === 0;
  return l.l_proc.p_stat === SSTOP || (l.l_proc.p_sflag & PS_STOPPING) !== 0;
}

/** Whether the LWP sleeps for children, of whom it or a tracer has one at least, and none has any news. */
function waits_in_vain(l: Ref<Lwp>): boolean {
  let waits = false;
  for (let p = l.l_proc.p_children.first; p !== nil; p = p.p_sibling) {
    if (has_news_for(l, p)) return false;
    if (waits_for(l, p)) waits = true;
  }
  return waits || some(proc_zone, (p) => p.p_opptr === l.l_proc && waits_for(l, p));
}

/** Whether some child still has the memory that the LWP lent it in vfork. */
function lends_memory(l: Ref<Lwp>): boolean {
  return some(proc_zone, (p) => p.g_vfwaiter === l);
}
