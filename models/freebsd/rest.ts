/** Where a thread may stay for ever without anything being wrong. */
import { inside, nil, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { polls_in_vain, sys_poll } from './filedesc.ts';
import { sys_reap_kill, target_is_stopped, taskqueue_is_idle, taskqueue_thread } from './reapKill.ts';
import { sigpending } from './sigqueue.ts';
import { softclock_is_idle, softclock_thread } from './softclock.ts';
import { P_STOPPED_SIG, P_STOPPED_TRACE, proc_zone } from './state.ts';
import type { Thread } from './state.ts';
import { sys_pause, userret } from './syscall.ts';
import { tty_wait_background } from './tty.ts';
import { spin } from './user.ts';
import { ast_vfork } from './vfork.ts';
import { has_news_for, kern_wait6, waits_for } from './wait.ts';
import { WNOHANG } from './waitOptions.ts';

/** Whether the thread, which has no step, waits for something that need not come. */
export function at_rest(td: Ref<Thread>): boolean {
  if (inside(td, taskqueue_thread)) return taskqueue_is_idle() || (td.td_suspended && target_is_stopped());
  if (inside(td, softclock_thread)) return softclock_is_idle();
  if (inside(td, sys_reap_kill) && target_is_stopped()) return td.td_wchan !== 0;
  if (inside(td, spin) && !inside(td, userret)) return true; // it computes
  if (td.td_suspended) return (td.td_proc.p_flag & (P_STOPPED_SIG | P_STOPPED_TRACE)) !== 0; // somebody may continue it, or not
  if (inside(td, sys_pause)) return td.td_wchan !== 0 && !sigpending(td);
  if (inside(td, kern_wait6)) return td.td_wchan !== 0 && waits_in_vain(td);
  if (inside(td, tty_wait_background)) return td.td_wchan !== 0 && !sigpending(td); // somebody may bring it to the foreground, or not
  if (inside(td, sys_poll)) return td.td_wchan !== 0 && polls_in_vain(td);
  return inside(td, ast_vfork) && lends_memory(td);
}

/** Whether the thread sleeps for children, of whom it or a debugger has one at least, and none has any news. WNOHANG never sleeps. */
function waits_in_vain(td: Ref<Thread>): boolean {
  if ((td.g_waitoptions & WNOHANG) !== 0) return false;
  let waits = false;
  for (let p = td.td_proc.p_children.first; p !== nil; p = p.p_sibling) {
    if (has_news_for(td, p)) return false;
    if (waits_for(td, p)) waits = true;
  }
  for (let p = td.td_proc.p_orphans.first; p !== nil; p = p.p_orphan) {
    if (waits_for(td, p)) waits = true;
  }
  return waits;
}

/** Whether some child still has the memory that the thread lent it in vfork. */
function lends_memory(td: Ref<Thread>): boolean {
  return some(proc_zone, (p) => p.g_vfwaiter === td);
}
