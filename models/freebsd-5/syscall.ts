/** The border between user mode and the kernel. */
import { addressOf, become, cloned, curthread, halted, inside, run, select } from '../../src/index.ts';
import type { Entry, I16, Ref, Routine, U31, U5 } from '../../src/index.ts';
import { ast, has_to_look, userret } from './ast.ts';
import { cred_update_thread, sys_setuid } from './cred.ts';
import { kern_execve } from './exec.ts';
import { sys_exit } from './exit.ts';
import { lock_giant, unlock_giant } from './giant.ts';
import { sys_kill } from './kill.ts';
import { sys_ktrace } from './ktrace.ts';
import { PROC_LOCK, PROC_UNLOCK } from './mutex.ts';
import { sys_setpgid, sys_setsid } from './pgrp.ts';
import { sys_sigaction } from './procsig.ts';
import { sys_ptrace } from './ptrace.ts';
import { tsleep_sig } from './sleep.ts';
import { EINTR, ERESTART, SIGSET_CANTMASK } from './state.ts';
import type { Thread } from './state.ts';
import { fork_exit, sys_fork, sys_rfork, sys_vfork } from './sysfork.ts';
import { sys_wait4 } from './wait.ts';

export const SYS = {
  fork: 0, vfork: 1, rfork: 2, exit: 3, wait4: 4, kill: 5, setpgid: 6, setsid: 7, execve: 8, setuid: 9, pause: 10, sigaction: 11,
  sigprocmask: 12, ptrace: 13, ktrace: 14,
} as const;

/** What a second argument is shifted by where a system call has three. */
export const ARG_SHIFT = 8;

/** Makes a system call from user mode and returns its value, or an errno as a negative number. */
export function* syscall(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  for (;;) {
    // User mode. A signal comes with an interrupt: before the system call, or too late.
    const event = yield* select(
      () => true,
      () => has_to_look(curthread<Thread>().td_proc),
    );
    if (event === 1) {
      yield* ast(curthread<Thread>());
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
    yield* cred_update_thread(curthread<Thread>());
    result = yield* dispatch(code, a0, a1, entry);
    yield* userret(curthread<Thread>());
  }
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
      yield* sys_exit(td, a0);
      return 0;
    case SYS.wait4:
      return yield* sys_wait4(td, a0, a1);
    case SYS.kill:
      return yield* sys_kill(td, a0, a1);
    case SYS.setpgid:
      return yield* sys_setpgid(td, a0, a1);
    case SYS.setsid:
      return yield* sys_setsid(td);
    case SYS.execve:
      return yield* sys_execve(td, entry);
    case SYS.setuid:
      return yield* sys_setuid(td, a0);
    case SYS.pause:
      return yield* sys_pause(td);
    case SYS.sigaction:
      return yield* sys_sigaction(td, a0, a1);
    case SYS.sigprocmask:
      return yield* sys_sigprocmask(td, a1);
    case SYS.ptrace:
      return yield* sys_ptrace(td, a0, a1 & ((1 << ARG_SHIFT) - 1), a1 >> ARG_SHIFT);
    default:
      return yield* sys_ktrace(a0, a1 !== 0);
  }
}

/** execve(2): after a success the thread begins a new user program. */
function* sys_execve(td: Ref<Thread>, entry: Entry): Routine<number> {
  const result = yield* kern_execve(td);
  if (result !== 0) return result;
  yield* userret(td);
  yield* become(user_thread, entry);
  return 0;
}

/** sigsuspend(2), in essence: sleeps until a signal has to be looked at. */
export function* sys_pause(td: Ref<Thread>): Routine<number> {
  yield* lock_giant();
  yield* tsleep_sig(addressOf(td.td_proc.p_stat));
  unlock_giant();
  return -EINTR;
}

/** sigprocmask(2): the set of signals that are held from now on. */
function* sys_sigprocmask(td: Ref<Thread>, mask: U31): Routine<number> {
  yield* PROC_LOCK(td.td_proc);
  td.td_proc.p_sigmask = mask & ~SIGSET_CANTMASK;
  PROC_UNLOCK(td.td_proc);
  return 0;
}

/** What a thread does in user mode: its program, and exit when that returns. */
export function* user_thread(entry: Entry): Routine {
  yield* run(entry);
  yield* syscall(SYS.exit, 0, 0, no_program);
}

/** Whether the thread is in user mode: whenever it is not in the kernel. */
export function in_user_mode(td: Ref<Thread>): boolean {
  return !halted(td) && !inside(td, enter_kernel) && !inside(td, ast);
}

/** The argument of system calls that start no program; nobody runs it. */
export function* no_program(): Routine {}
