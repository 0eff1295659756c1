/** The border between user mode and the kernel. */
import { become, cloned, curthread, halted, inside, nil, run, select, start } from '../../src/index.ts';
import type { Entry, I16, Ref, Routine, U2, U31, U5 } from '../../src/index.ts';
import { forkall, fork1, vfork } from './cfork.ts';
import { exec_common } from './exec.ts';
import { exit, lwp_exit } from './exit.ts';
import { kill, sigsend } from './kill.ts';
import { lwp_create, lwp_create_done, syslwp_continue, syslwp_suspend } from './lwp.ts';
import { lwp_detach, lwp_wait } from './lwpwait.ts';
import { newproc } from './newproc.ts';
import { coreadm, proc_signal } from './others.ts';
import { setpgid, setsid } from './pgrp.ts';
import { look_at } from './pid.ts';
import { pool_barrier_enter, pool_barrier_exit, pool_bind } from './pool.ts';
import { prregs, prrun, prstop } from './prcontrol.ts';
import { chdir, setuid } from './resources.ts';
import { sigaction } from './sigaction.ts';
import { cv_wait_sig } from './sleep.ts';
import { CLD_EXITED, EAGAIN, EINTR, p_lock, p_unlock, TP_DAEMON, TP_HOLDLWP, TP_TWAIT } from './state.ts';
import type { Lwp } from './state.ts';
import { tty_access, tty_open, tty_signal } from './tty.ts';
import { kernel_thread, lwp_rtt, post_fork, post_syscall, pre_fork, wants_kernel } from './userret.ts';
import { waitid } from './wait.ts';
import { watch } from './watch.ts';

export const SYS = {
  fork1: 0, forkall: 1, vfork: 2, exit: 3, waitid: 4, kill: 5, sigsend: 6, setpgid: 7, setsid: 8, execve: 9, lwp_create: 10, lwp_exit: 11,
  lwp_suspend: 12, lwp_continue: 13, setuid: 14, pause: 15, sigaction: 16, pool_bind: 17, look: 18, coreadm: 19, newproc: 20, proc_signal: 21, pr_stop: 22,
  watch: 23, lwp_wait: 24, lwp_detach: 25, pr_run: 26, pr_regs: 27, chdir: 28,
  tty_open: 29, tty_access: 30, tty_signal: 31,
} as const;

/** Makes a system call from user mode and returns its value, or an errno as a negative number. */
export function* syscall(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  for (;;) {
    // User mode. What somebody asks of this LWP comes with an interrupt: before the system call, or too late.
    const event = yield* select(
      () => true,
      () => wants_kernel(curthread<Lwp>()),
    );
    if (event === 0) return yield* enter_kernel(code, a0, a1, entry);
    yield* post_syscall(curthread<Lwp>());
  }
}

/** What happens between entry and return. Where fork clones the frames, the copy goes on as the child, after `cloned()`. */
function* enter_kernel(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  const forks = code === SYS.fork1 || code === SYS.forkall || code === SYS.vfork;
  let result = 0;
  if (forks) yield* pre_fork(curthread<Lwp>());
  if (yield* cloned()) yield* lwp_rtt();
  else result = yield* dispatch(code, a0, a1, entry);
  if (forks) yield* post_fork(curthread<Lwp>());
  yield* post_syscall(curthread<Lwp>());
  return result;
}

/** Runs the system call with this number. */
function* dispatch(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  const t = curthread<Lwp>();
  t.t_ruid = t.t_procp.p_cred.cr_ruid; // crgetcred
  switch (code) {
    case SYS.fork1:
      return yield* fork1(t);
    case SYS.forkall:
      return yield* forkall(t);
    case SYS.vfork:
      return yield* vfork(t);
    case SYS.exit:
      yield* exit(t, CLD_EXITED);
      return 0;
    case SYS.waitid:
      return yield* waitid(t, a0, a1);
    case SYS.kill:
      return yield* kill(t, a0, a1);
    case SYS.sigsend:
      return yield* sigsend(t, a0, a1);
    case SYS.setpgid:
      return yield* setpgid(t, a0, a1);
    case SYS.setsid:
      return yield* setsid(t);
    case SYS.execve:
      return yield* sys_execve(t, entry);
    case SYS.lwp_create:
      return yield* syslwp_create(t, a0, entry);
    case SYS.lwp_exit:
      return yield* syslwp_exit(t);
    case SYS.lwp_suspend:
      return yield* syslwp_suspend(t, a0);
    case SYS.lwp_continue:
      return yield* syslwp_continue(t, a0);
    case SYS.lwp_wait:
      return yield* lwp_wait(t, a0);
    case SYS.lwp_detach:
      return yield* lwp_detach(t, a0);
    case SYS.setuid:
      return yield* setuid(t, a0);
    case SYS.pause:
      return yield* pause(t);
    case SYS.sigaction:
      return yield* sigaction(t, a0, a1);
    case SYS.pool_bind:
      return yield* pool_bind(t, a0);
    case SYS.look:
      return yield* look_at(a0);
    case SYS.coreadm:
      return yield* coreadm(a0);
    case SYS.proc_signal:
      return yield* proc_signal(a0, a1);
    case SYS.pr_stop:
      return yield* prstop(a0);
    case SYS.pr_run:
      return yield* prrun(a0);
    case SYS.pr_regs:
      return yield* prregs(a0);
    case SYS.tty_open:
      return yield* tty_open(t);
    case SYS.tty_access:
      return yield* tty_access(t, a0);
    case SYS.tty_signal:
      return yield* tty_signal(a0);
    case SYS.chdir:
      return yield* chdir(t);
    case SYS.watch:
      return yield* watch(t);
    default:
      return yield* newproc(t, a0 !== 0);
  }
}

/** exec(2): after a success the LWP begins a new user program. */
function* sys_execve(t: Ref<Lwp>, entry: Entry): Routine<number> {
  const error = yield* exec_common(t);
  if (error !== 0) return error;
  yield* post_syscall(t);
  yield* become(user_thread, entry);
  return 0;
}

/** What lwp_create makes: an LWP that nobody is to wait for, or one that does not keep the process alive either. */
export const LWP = { LWP_DETACHED: 1, LWP_DAEMON: 2 } as const;
export const { LWP_DETACHED, LWP_DAEMON } = LWP;

/** lwp_create(2): another LWP of the calling process begins `entry`; its number. */
export function* syslwp_create(t: Ref<Lwp>, flags: U2, entry: Entry): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  yield* pool_barrier_enter(p);
  p_unlock(p);
  const t2 = yield* lwp_create(t, p, 0);
  yield* p_lock(p);
  yield* pool_barrier_exit(p);
  p_unlock(p);
  if (t2 === nil) return -EAGAIN;
  yield* p_lock(p);
  if ((flags & (LWP_DETACHED | LWP_DAEMON)) === 0) t2.t_proc_flag |= TP_TWAIT;
  if ((flags & LWP_DAEMON) !== 0) {
    t2.t_proc_flag |= TP_DAEMON;
    p.p_lwpdaemon++;
  }
  const tid = t2.t_tid;
  t2.t_proc_flag &= ~TP_HOLDLWP;
  start(t2, new_lwp, entry);
  lwp_create_done(t2);
  p_unlock(p);
  return tid;
}

/** What a new LWP does: the first code in the kernel, then its program. */
export function* new_lwp(entry: Entry): Routine {
  yield* lwp_rtt();
  yield* post_syscall(curthread<Lwp>());
  yield* become(user_thread, entry);
}

/** lwp_exit(2): ends the LWP, and with the last one the process. */
function* syslwp_exit(t: Ref<Lwp>): Routine<number> {
  yield* p_lock(t.t_procp);
  yield* lwp_exit(t);
  return 0;
}

/** sigsuspend(2), in essence: sleeps until a signal has to be looked at. */
export function* pause(t: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  yield* p_lock(p);
  while (yield* cv_wait_sig(t.t_cv, p.p_lockp.pl_lock));
  p_unlock(p);
  return -EINTR;
}

/** What an LWP does in user mode: its program, and exit when that returns. */
export function* user_thread(entry: Entry): Routine {
  yield* run(entry);
  yield* syscall(SYS.exit, 0, 0, no_program);
}

/** Whether the LWP is in user mode: whenever it is not in the kernel. */
export function in_user_mode(t: Ref<Lwp>): boolean {
  return !halted(t) && !inside(t, enter_kernel) && !inside(t, post_syscall) && !inside(t, new_lwp) && !inside(t, lwp_rtt) && !inside(t, kernel_thread);
}

/** The argument of system calls that start no program; nobody runs it. */
export function* no_program(): Routine {}
