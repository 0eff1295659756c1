/** The border between user mode and the kernel. */
import {
  assert_no_locks, become, cloned, curthread, halted, inside, KASSERT, run, select, start, unlocked, waitUntil,
} from '../../src/index.ts';
import type { Entry, I16, Ref, Routine, U31, U5 } from '../../src/index.ts';
import { lwp_update_creds, sys_setuid } from './cred.ts';
import { kern_execve, sys_module_load } from './exec.ts';
import { lwp_exit, lwp_userret, sys_exit, wants_userret } from './exit.ts';
import { fork1, sys___clone, sys___vfork14, sys_fork, sys_vfork } from './fork.ts';
import { kill1 } from './kill.ts';
import { lwp_create_here, sys__lwp_continue, sys__lwp_suspend } from './lwpCalls.ts';
import { stop_lwp } from './lwpState.ts';
import { sys_mq_close, sys_mq_open, sys_sigaction, sys_sigprocmask } from './others.ts';
import { sys_setpgid, sys_setsid } from './pgrp.ts';
import { sys_ptrace } from './ptrace.ts';
import { sleep_sig } from './sleep.ts';
import {
  ERESTART, k, LSRUN, LSSTOP, p_lock, p_unlock, pause_wchan, PS_STOPPING, SIGCHLD, SSTOP, SZOMB,
} from './state.ts';
import type { Lwp } from './state.ts';
import { child_return } from './trace.ts';
import { do_sys_waitid, sys_wait4 } from './wait.ts';

export const SYS = {
  fork: 0, vfork: 1, vfork14: 2, clone: 3, fork1: 4, exit: 5, wait4: 6, waitid: 7, kill: 8, setpgid: 9, setsid: 10, execve: 11,
  lwp_create: 12, lwp_exit: 13, lwp_suspend: 14, lwp_continue: 15, setuid: 16, pause: 17, ptrace: 18, sigaction: 19, mq_open: 20,
  mq_close: 21, kevent: 22, module_load: 23, sigprocmask: 24,
} as const;

/** Makes a system call from user mode and returns its value, or an errno as a negative number. */
export function* syscall(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  for (;;) {
    // User mode. What somebody has asked of this LWP comes with an interrupt: before the system call, or too late.
    const event = yield* select(
      () => true,
      () => wants_userret(curthread<Lwp>()),
    );
    if (event === 1) {
      yield* userret(curthread<Lwp>());
      continue;
    }
    const result = yield* enter_kernel(code, a0, a1, entry);
    // ERESTART: back in user mode, the program counter stands at the system call again. 1 is init's number, which is nobody's child.
    if (result !== -ERESTART) return result;
  }
}

/** What happens between entry and return. Where fork clones the frames, the copy goes on as the child, after `cloned()`. */
function* enter_kernel(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  let result = 0;
  if (yield* cloned()) {
    yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'lwp_startup');
    yield* child_return(curthread<Lwp>());
  } else {
    yield* lwp_update_creds(curthread<Lwp>());
    result = yield* dispatch(code, a0, a1, entry);
  }
  yield* userret(curthread<Lwp>());
  return result;
}

/** Runs the system call with this number. */
function* dispatch(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  const l = curthread<Lwp>();
  switch (code) {
    case SYS.fork:
      return yield* sys_fork(l);
    case SYS.vfork:
      return yield* sys_vfork(l);
    case SYS.vfork14:
      return yield* sys___vfork14(l);
    case SYS.clone:
      return yield* sys___clone(l, a1);
    case SYS.fork1:
      return yield* fork1(l, a1, SIGCHLD);
    case SYS.exit:
      return yield* sys_exit(l, a0);
    case SYS.wait4:
      return yield* sys_wait4(l, a0, a1);
    case SYS.waitid:
      return yield* do_sys_waitid(l, a0, a1);
    case SYS.kill:
      return -(yield* kill1(l, a0, a1));
    case SYS.setpgid:
      return yield* sys_setpgid(l, a0, a1);
    case SYS.setsid:
      return yield* sys_setsid(l);
    case SYS.execve:
      return yield* sys_execve(l, entry);
    case SYS.lwp_create:
      return yield* sys__lwp_create(l, entry);
    case SYS.lwp_exit:
      return yield* sys__lwp_exit(l);
    case SYS.lwp_suspend:
      return yield* sys__lwp_suspend(l, a0);
    case SYS.lwp_continue:
      return yield* sys__lwp_continue(l, a0);
    case SYS.setuid:
      return yield* sys_setuid(l, a0);
    case SYS.pause:
      return yield* sys_pause(l);
    case SYS.ptrace:
      return yield* sys_ptrace(l, a0, a1);
    case SYS.sigaction:
      return yield* sys_sigaction(l, a0, a1);
    case SYS.sigprocmask:
      return yield* sys_sigprocmask(l, a1);
    case SYS.mq_open:
      return yield* sys_mq_open(l);
    case SYS.mq_close:
      return yield* sys_mq_close(l);
    case SYS.kevent:
      return yield* sys_kevent();
    default:
      return yield* sys_module_load();
  }
}

/** execve(2): after a success the LWP begins a new user program. */
function* sys_execve(l: Ref<Lwp>, entry: Entry): Routine<number> {
  const error = yield* kern_execve(l);
  if (error !== 0) return -error;
  yield* userret(l);
  yield* become(user_thread, entry);
  return 0;
}

/** _lwp_create(2): another LWP of the calling process begins `entry`; its number. */
function* sys__lwp_create(l: Ref<Lwp>, entry: Entry): Routine<number> {
  const l2 = yield* lwp_create_here(l);
  const lid = l2.l_lid;
  yield* p_lock(l.l_proc);
  // lwp_start
  l2.l_stat = LSRUN;
  if (l.l_proc.p_stat === SSTOP || (l.l_proc.p_sflag & PS_STOPPING) !== 0) stop_lwp(l2, LSSTOP);
  start(l2, new_lwp, entry);
  p_unlock(l.l_proc);
  return lid;
}

/** What a new LWP does: the first code in the kernel, then its program. */
export function* new_lwp(entry: Entry): Routine {
  yield* waitUntil(() => !curthread<Lwp>().td_suspended, 'lwp_startup');
  yield* userret(curthread<Lwp>());
  yield* become(user_thread, entry);
}

/** _lwp_exit(2): ends the LWP, and with the last one the process. */
function* sys__lwp_exit(l: Ref<Lwp>): Routine<number> {
  yield* lwp_exit(l);
  return 0;
}

/** sigsuspend(2), in essence: sleeps until a signal has to be looked at. */
export function* sys_pause(l: Ref<Lwp>): Routine<number> {
  yield* p_lock(l.l_proc);
  return -(yield* sleep_sig(pause_wchan(l), l.l_proc.p_lock.mo_lock));
}

/** kevent(2) on a process whose forks are followed: the number of the child, once there is one. */
export function* sys_kevent(): Routine<number> {
  yield* waitUntil(() => k.note_child !== 0, 'kevent');
  return k.note_child;
}

/** The way back to user mode: all work that was asked of the LWP. */
export function* userret(l: Ref<Lwp>): Routine {
  yield* lwp_userret(l);
  const p = unlocked(l.l_proc);
  KASSERT(p.p_stat !== SZOMB, 'userret: the process has exited');
  assert_no_locks();
}

/** What an LWP does in user mode: its program, and exit when that returns. */
export function* user_thread(entry: Entry): Routine {
  yield* run(entry);
  yield* syscall(SYS.exit, 0, 0, no_program);
}

/** Whether the LWP is in user mode: whenever it is not in the kernel. */
export function in_user_mode(l: Ref<Lwp>): boolean {
  return !halted(l) && !inside(l, enter_kernel) && !inside(l, userret) && !inside(l, new_lwp) && !inside(l, lwp_userret);
}

/** The argument of system calls that start no program; nobody runs it. */
export function* no_program(): Routine {}
