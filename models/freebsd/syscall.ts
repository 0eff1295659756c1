/** The border between user mode and the kernel. */
import {
  addressOf, assert_no_locks, become, cloned, curthread, halted, inside, KASSERT, nil, run, select, start, unlocked,
} from '../../src/index.ts';
import type { Entry, I16, Ref, Routine, U2, U31, U5 } from '../../src/index.ts';
import { ast } from './ast.ts';
import { sys_setuid, thread_cow_update } from './cred.ts';
import { kern_execve } from './exec.ts';
import { exit1 } from './exit.ts';
import { sys_close, sys_pdkill, sys_poll } from './filedesc.ts';
import { sys_fork, sys_pdfork, sys_rfork, sys_vfork } from './fork.ts';
import { kern_kill } from './kill.ts';
import { sys_ptrace } from './ptrace.ts';
import { report_entry, report_return } from './ptracestop.ts';
import { sys_reap_kill } from './reapKill.ts';
import { sys_reap_acquire, sys_reap_release } from './reaper.ts';
import { sys_setpgid, sys_setsid } from './setpgid.ts';
import { sys_sigaction } from './sigaction.ts';
import { msleep_sig_drop } from './sleep.ts';
import { sys_setitimer } from './softclock.ts';
import { ENOMEM, ERESTART, P_WEXIT, PROC_LOCK } from './state.ts';
import type { Thread } from './state.ts';
import { sys_stop_all } from './stopAll.ts';
import { kern_thr_exit } from './suspend.ts';
import { thread_create } from './thr.ts';
import { sys_tcsetpgrp, sys_tty_read } from './tty.ts';
import { fork_exit } from './vfork.ts';
import { sys_wait4 } from './wait.ts';

export const SYS = {
  fork: 0, vfork: 1, rfork: 2, exit: 3, wait4: 4, kill: 5, setpgid: 6, setsid: 7, execve: 8, thr_new: 9, thr_exit: 10,
  setuid: 11, pause: 12, reap_acquire: 13, reap_release: 14, pdfork: 15, pdkill: 16, poll: 17, close: 18, reap_kill: 19,
  ptrace: 20, stop_all: 21, sigaction: 22, setitimer: 23,
  tty_read: 24, tcsetpgrp: 25,
} as const;

/**
 * Makes a system call from user mode and returns its value, or an errno as a negative number.
 */
export function* syscall(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  for (;;) {
    // User mode. Work that somebody has asked of this thread comes with an interrupt: before the system call, or too late.
    const event = yield* select(
      () => true,
      () => curthread<Thread>().td_ast !== 0,
    );
    if (event === 1) {
      yield* userret(curthread<Thread>());
      continue;
    }
    const result = yield* enter_kernel(code, a0, a1, entry);
    // ERESTART: back in user mode, the program counter stands at the system call again. Its negative is 1, which no
    // system call returns: it is init's pid, and init is nobody's child.
    if (result !== -ERESTART) return result;
  }
}

/** What happens between entry and return. Where fork clones the frames, the copy goes on as the child, after `cloned()`. */
function* enter_kernel(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  let result = 0;
  if (yield* cloned()) {
    yield* fork_exit(curthread<Thread>());
  } else {
    yield* thread_cow_update(curthread<Thread>());
    yield* report_entry(curthread<Thread>());
    result = yield* dispatch(code, a0, a1, entry);
    yield* report_return(curthread<Thread>());
  }
  yield* userret(curthread<Thread>());
  return result;
}

/** Runs the system call with this number. */
function* dispatch(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  const td = curthread<Thread>();
  switch (code) {
    case SYS.fork:
      return yield* sys_fork(td);
    case SYS.vfork:
      return yield* sys_vfork(td);
    case SYS.rfork:
      return yield* sys_rfork(td, a1);
    case SYS.exit:
      return yield* sys_exit(td, a0);
    case SYS.wait4:
      return yield* sys_wait4(td, a0, a1);
    case SYS.kill:
      return -(yield* kern_kill(td, a0, a1));
    case SYS.setpgid:
      return yield* sys_setpgid(td, a0, a1);
    case SYS.setsid:
      return yield* sys_setsid(td);
    case SYS.execve:
      return yield* sys_execve(td, entry);
    case SYS.thr_new:
      return yield* sys_thr_new(td, entry);
    case SYS.thr_exit:
      return yield* sys_thr_exit(td);
    case SYS.setuid:
      return yield* sys_setuid(td, a0);
    case SYS.pause:
      return yield* sys_pause(td);
    case SYS.reap_acquire:
      return yield* sys_reap_acquire(td);
    case SYS.ptrace:
      return yield* sys_ptrace(td, a0, a1);
    case SYS.reap_release:
      return yield* sys_reap_release(td);
    case SYS.pdfork:
      return yield* sys_pdfork(td, a1);
    case SYS.pdkill:
      return yield* sys_pdkill(td, a0, a1);
    case SYS.poll:
      return yield* sys_poll(td, a0);
    case SYS.close:
      return yield* sys_close(td, a0);
    case SYS.sigaction:
      return yield* sys_sigaction(td, a0, a1);
    case SYS.setitimer:
      return yield* sys_setitimer(td, a0 !== 0, a1 !== 0);
    case SYS.tty_read:
      return yield* sys_tty_read(td);
    case SYS.tcsetpgrp:
      return yield* sys_tcsetpgrp(td, a0);
    case SYS.reap_kill:
      return yield* sys_reap_kill(td, a0, a1);
    default:
      return yield* sys_stop_all(td);
  }
}

/** exit(2). */
function* sys_exit(td: Ref<Thread>, status: U2): Routine<number> {
  yield* exit1(td, status, 0);
  return 0;
}

/** execve(2): after a success the thread begins a new user program. */
function* sys_execve(td: Ref<Thread>, entry: Entry): Routine<number> {
  const result = yield* kern_execve(td);
  if (result !== 0) return result;
  yield* report_return(td);
  yield* userret(td);
  yield* become(user_thread, entry);
  return 0;
}

/** thr_new(2): another thread of the calling process begins `entry`. */
function* sys_thr_new(td: Ref<Thread>, entry: Entry): Routine<number> {
  const newtd = yield* thread_create(td);
  if (newtd === nil) return -ENOMEM;
  yield 'thread_create';
  start(newtd, new_thread, entry);
  return 0;
}

/** What a new thread does: the first code in the kernel, then its program. */
export function* new_thread(entry: Entry): Routine {
  yield* fork_exit(curthread<Thread>());
  yield* userret(curthread<Thread>());
  yield* become(user_thread, entry);
}

/** thr_exit(2): ends the calling thread; it returns in the last one, whose user code then exits. */
function* sys_thr_exit(td: Ref<Thread>): Routine<number> {
  yield* kern_thr_exit(td);
  return 0;
}

/** sigsuspend(2), in essence: sleeps until a signal has to be looked at. */
export function* sys_pause(td: Ref<Thread>): Routine<number> {
  const p = td.td_proc;
  yield* PROC_LOCK(p);
  return -(yield* msleep_sig_drop(addressOf(td.td_sigmask), p.p_mtx));
}

/** The way back to user mode: all work that was asked of the thread, again and again until there is none. */
export function* userret(td: Ref<Thread>): Routine {
  while (td.td_ast !== 0) yield* ast(td);
  KASSERT((unlocked(td.td_proc).p_flag & P_WEXIT) === 0, 'userret: the process has exited (A20)');
  assert_no_locks();
}

/** What a thread does in user mode: its program, and exit when that returns. */
export function* user_thread(entry: Entry): Routine {
  yield* run(entry);
  yield* syscall(SYS.exit, 0, 0, no_program);
}

/** Whether the thread is in user mode: whenever it is not in the kernel. */
export function in_user_mode(td: Ref<Thread>): boolean {
  return !halted(td) && !inside(td, enter_kernel) && !inside(td, userret) && !inside(td, new_thread);
}

/** The argument of system calls that start no program; nobody runs it. */
export function* no_program(): Routine {}
