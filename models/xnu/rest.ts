/** Where a thread may stay for ever without anything being wrong. */
import { inside, nil, some } from '../../src/index.ts';
import type { Ref } from '../../src/index.ts';
import { wait_for_tracer } from './ast.ts';
import { sys_fs_serve, sys_kevent } from './others.ts';
import { sys_tty_key } from './session.ts';
import { proc_of, should_abort } from './sleep.ts';
import { proc_zone, session_zone, SSTOP } from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { keep_registers, sys_sigsuspend, userret } from './syscall.ts';
import { spin } from './user.ts';
import { has_news_for, sys_waitid, waits_for } from './wait.ts';

/** Whether the thread, which has no step, waits for something that need not come. */
export function at_rest(ut: Ref<Uthread>): boolean {
  if (ut.uu_owner !== nil || inside(ut, keep_registers) || inside(ut, sys_kevent) || inside(ut, sys_fs_serve) || waits_for_terminal(ut)) return true;
  if (inside(ut, spin) && !inside(ut, userret)) return true; // it computes
  if (inside(ut, wait_for_tracer)) return proc_of(ut).p_stat === SSTOP;
  if (ut.uu_task.suspend_count > 0 && inside(ut, userret)) return is_stopped(ut);
  if (inside(ut, sys_sigsuspend)) return ut.td_wchan !== 0 && !should_abort(ut);
  return inside(ut, sys_waitid) && ut.td_wchan !== 0 && ut.td_sintr && waits_in_vain(ut);
}

/** Whether it is to type where there is no terminal. */
function waits_for_terminal(ut: Ref<Uthread>): boolean {
  return inside(ut, sys_tty_key) && !some(session_zone, (sessp) => sessp.s_ttyvp);
}

/** Whether its task has stopped by a signal, one to a vfork child of it perhaps, and nothing else holds it. */
function is_stopped(ut: Ref<Uthread>): boolean {
  return ut.uu_task.user_stop_count > 0 && ut.uu_task.suspend_count === 1 && some(proc_zone, (p) => p.task === ut.uu_task && p.p_stat === SSTOP);
}

/** Whether the thread sleeps for children, of whom there is one at least, and none has any news. */
function waits_in_vain(ut: Ref<Uthread>): boolean {
  let waits = false;
  const pp: Ref<Proc> = proc_of(ut);
  for (let p = pp.p_children.first; p !== nil; p = p.p_sibling) {
    if (has_news_for(ut, p)) return false;
    if (waits_for(ut, p)) waits = true;
  }
  return waits;
}
