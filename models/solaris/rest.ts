/** Where an LWP may stay for ever without anything being wrong. */
import { inside, nil, some, unlocked } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { ISSIG_PENDING } from './issig.ts';
import { lwp_wait, refusal, zombie_for } from './lwpwait.ts';
import { proc_zone, SKILLED, TP_HOLDLWP, TS_STOPPED } from './state.ts';
import type { Lwp } from './state.ts';
import { pause } from './syscall.ts';
import { SUSPENDED } from './thread.ts';
import { tty_access } from './tty.ts';
import { spin } from './user.ts';
import { forkall_clone, kernel_thread, post_syscall, vfwait } from './userret.ts';
import { has_news_for, may_sleep, waitid } from './wait.ts';

/** Whether the LWP, which has no step, waits for something that need not come. */
export function at_rest(t: Ref<Lwp>): boolean {
  if (inside(t, kernel_thread)) return true;
  const computes = inside(t, spin) || inside(t, forkall_clone);
  if (computes && !inside(t, post_syscall)) return true;
  if (t.t_state === TS_STOPPED) return stays_stopped(t);
  if (inside(t, pause) || inside(t, tty_access)) return t.td_wchan !== 0 && !ISSIG_PENDING(t);
  if (inside(t, lwp_wait)) return t.td_wchan !== 0 && waits_for_the_living(t);
  if (inside(t, waitid)) return t.td_wchan !== 0 && waits_in_vain(t);
  return inside(t, vfwait) && t.td_wchan !== 0 && some(proc_zone, (p) => p.g_vfwaiter === t);
}

/** Whether the LWP sleeps for others of its process that may yet end. */
function waits_for_the_living(t: Ref<Lwp>): boolean {
  return zombie_for(t) === nil && refusal(t) === 0 && !ISSIG_PENDING(t);
}

/** Whether somebody may continue it, or not: a stop signal, another LWP, or one that waits for its vfork child. */
function stays_stopped(t: Ref<Lwp>): boolean {
  const p = unlocked(t.t_procp);
  if ((p.p_flag & SKILLED) !== 0) return false;
  if (!SUSPENDED(t)) return true;
  return (t.t_proc_flag & TP_HOLDLWP) !== 0 || p.g_holder !== nil && at_rest_in_vfork(p.g_holder);
}

/** Whether the LWP, which holds the others, waits for a child that has its memory. */
function at_rest_in_vfork(t: Ref<Lwp>): boolean {
  return inside(t, vfwait) && some(proc_zone, (p) => p.g_vfwaiter === t);
}

/** Whether the LWP sleeps for children, of whom it has one at least, and none has any news. */
function waits_in_vain(t: Ref<Lwp>): boolean {
  for (let p = t.t_procp.p_child; p !== nil; p = p.p_sibling) if (has_news_for(t, p)) return false;
  return may_sleep(t.t_procp, t.g_waitpid, t.g_waitoptions);
}
