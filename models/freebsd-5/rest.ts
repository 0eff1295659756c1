/** Where a thread may stay for ever without anything being wrong. */
import { inside, nil, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { ast } from './ast.ts';
import { wait_ppwait } from './fork1.ts';
import { sigpending } from './signal.ts';
import { proc_zone, SSTOP } from './state.ts';
import type { Thread } from './state.ts';
import { sys_pause } from './syscall.ts';
import { spin } from './user.ts';
import { has_news_for, wait1, waits_for } from './wait.ts';
import { WNOHANG } from './waitOptions.ts';

/** Whether the thread, which has no step, waits for something that need not come. */
export function at_rest(td: Ref<Thread>): boolean {
  if (td.td_proc === nil) return false;
  if (inside(td, spin) && !inside(td, ast)) return true; // it computes
  if (td.td_proc.p_stat === SSTOP) return true; // somebody may continue it, or not
  if (inside(td, sys_pause)) return td.td_wchan !== 0 && sigpending(td.td_proc) === 0;
  if (inside(td, wait1)) return td.td_wchan !== 0 && waits_in_vain(td);
  return inside(td, wait_ppwait) && some(proc_zone, (p) => p.g_vfwaiter === td);
}

/** Whether the thread sleeps for children, of whom it has one at least, and none has any news. WNOHANG never sleeps. */
function waits_in_vain(td: Ref<Thread>): boolean {
  if ((td.g_waitoptions & WNOHANG) !== 0) return false;
  let waits = false;
  for (let p = td.td_proc.p_children.first; p !== nil; p = p.p_sibling) {
    if (has_news_for(td, p)) return false;
    if (waits_for(td, p)) waits = true;
  }
  return waits;
}
