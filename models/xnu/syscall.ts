/** The border between user mode and the kernel. */
import {
  addressOf, assert_no_locks, become, cloned, cloneFrames, curthread, free, halt, halted, inside, KASSERT, mayFail, nil, run, select, some, start, unlocked,
  waitUntil,
} from '../../src/index.ts';
import type { Entry, I16, Ref, Routine, U31, U4, U5 } from '../../src/index.ts';
import { ast_taken_user } from './ast.ts';
import { fork_create_child, uthread_alloc } from './cloneproc.ts';
import { kauth_cred_uthread_update, sys_settid, sys_setuid } from './cred.ts';
import { __mac_execve, spawn_child, sys_posix_spawn } from './exec.ts';
import { exit_with_reason, HOW } from './exit.ts';
import { sys_fork, sys_vfork } from './fork.ts';
import { sys_kill } from './kill.ts';
import { sys_fs_serve, sys_jetsam, sys_kevent, sys_kevent_add, sys_sigaction, sys_sigprocmask } from './others.ts';
import { sys_ptrace } from './ptrace.ts';
import { current_proc } from './refs.ts';
import { sys_tcsetpgrp, sys_tty_drain, sys_tty_key, sys_tty_open, sys_tty_write } from './session.ts';
import { sys_setpgid, sys_setsid } from './setpgid.ts';
import { msleep_catch_drop, proc_of } from './sleep.ts';
import { EAGAIN, EINVAL, ERESTART, P_LEXIT, proc_lock, proc_zone, UT_VFORK, uthread_zone } from './state.ts';
import type { Proc, Uthread } from './state.ts';
import { thread_terminate, wants_ast } from './task.ts';
import { sys_wait4, sys_waitid } from './wait.ts';

export const SYS = {
  fork: 0, vfork: 1, exit: 2, wait4: 3, waitid: 4, kill: 5, setpgid: 6, setsid: 7, execve: 8, posix_spawn: 9, bsdthread_create: 10,
  bsdthread_terminate: 11, setuid: 12, sigsuspend: 13, sigaction: 14, jetsam: 15, kevent_add: 16, kevent: 17, tty_write: 18, tty_drain: 19, tty_open: 20,
  fs_serve: 21, sigprocmask: 22, ptrace: 23, tcsetpgrp: 24, tty_key: 25, settid: 26,
} as const;

/** Makes a system call from user mode and returns its value, or an errno as a negative number. */
export function* syscall(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  for (;;) {
    // User mode. What somebody has asked of this thread comes with an interrupt: before the system call, or too late.
    const event = yield* select(
      () => true,
      () => wants_ast(curthread<Uthread>()),
    );
    if (event === 1) {
      yield* userret(curthread<Uthread>());
      continue;
    }
    const result = yield* enter_kernel(code, a0, a1, entry);
    // ERESTART: back in user mode, the program counter stands at the system call again. 1 is init's number, which is nobody's child.
    if (result !== -ERESTART) return result;
  }
}

/** What happens between entry and return. Where fork clones the frames, the copy goes on after `cloned()`. */
function* enter_kernel(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  let result = 0;
  if (yield* cloned()) {
    if (curthread<Uthread>().uu_owner !== nil) yield* keep_registers(curthread<Uthread>());
    // A child that begins, or a parent that has its thread back.
    yield* waitUntil(() => !curthread<Uthread>().uu_task.return_wait, 'task_wait_to_return');
    result = result_of(curthread<Uthread>());
  } else {
    curthread<Uthread>().uu_rval0 = 0;
    curthread<Uthread>().uu_rval1 = 0;
    kauth_cred_uthread_update(curthread<Uthread>(), proc_of(curthread<Uthread>()));
    result = yield* dispatch(code, a0, a1, entry);
    if (code !== SYS.vfork && result > 0) curthread<Uthread>().uu_rval0 = result;
  }
  yield* userret(curthread<Uthread>());
  return result;
}

/** Waits as the registers of a thread that is its vfork child, until that one is to go on with them; a thread that ends needs them no more. */
export function* keep_registers(saved: Ref<Uthread>): Routine {
  const t = saved.uu_owner;
  yield* waitUntil(() => t.uu_userstate !== curthread<Uthread>() || halted(t), 'act_thread_catt');
  saved.uu_owner = nil;
  if (t.uu_userstate === saved) {
    t.uu_userstate = nil;
    t.g_confused = result_of(t) === 0;
    cloneFrames(t);
  }
  free(uthread_zone, saved);
  yield* halt();
}

/** What the two registers say: 0 to a child. */
function result_of(ut: Ref<Uthread>): number {
  return ut.uu_rval1 !== 0 ? 0 : ut.uu_rval0;
}

/** The same where there may have been an error. */
function outcome(err: number): number {
  return err !== 0 ? -err : result_of(curthread<Uthread>());
}

/** Runs the system call with this number. */
function* dispatch(code: U5, a0: I16, a1: U31, entry: Entry): Routine<number> {
  const p = current_proc();
  switch (code) {
    case SYS.fork:
      return outcome(yield* sys_fork(p));
    case SYS.vfork:
      return outcome(yield* sys_vfork(p));
    case SYS.exit:
      return yield* sys_exit(p);
    case SYS.wait4:
      return yield* sys_wait4(p, a0, a1);
    case SYS.waitid:
      return yield* sys_waitid(p, a0, a1);
    case SYS.kill:
      return -(yield* sys_kill(p, a0, a1));
    case SYS.setpgid:
      return yield* sys_setpgid(p, a0, a1);
    case SYS.setsid:
      return yield* sys_setsid(p);
    case SYS.execve:
      return yield* execute(p, entry);
    case SYS.posix_spawn:
      return yield* spawn(p, a1, entry);
    case SYS.bsdthread_create:
      return yield* sys_bsdthread_create(entry);
    case SYS.bsdthread_terminate:
      thread_terminate(curthread<Uthread>());
      return 0;
    case SYS.setuid:
      return yield* sys_setuid(p, a0);
    case SYS.sigsuspend:
      return yield* sys_sigsuspend(p);
    case SYS.sigaction:
      return yield* sys_sigaction(p, a0, a1);
    case SYS.jetsam:
      return yield* sys_jetsam(a0);
    case SYS.kevent_add:
      return yield* sys_kevent_add(a0);
    case SYS.kevent:
      return yield* sys_kevent();
    case SYS.tty_write:
      return yield* sys_tty_write(p);
    case SYS.tty_open:
      return yield* sys_tty_open(p);
    case SYS.fs_serve:
      return yield* sys_fs_serve();
    case SYS.settid:
      return yield* sys_settid(p, a0);
    case SYS.tcsetpgrp:
      return yield* sys_tcsetpgrp(p, a1);
    case SYS.tty_key:
      return yield* sys_tty_key(a1);
    case SYS.ptrace:
      return -(yield* sys_ptrace(p, a1 & 7, a0, a1 >> 3));
    case SYS.sigprocmask:
      return yield* sys_sigprocmask(p, a1);
    default:
      return yield* sys_tty_drain();
  }
}

/** exit(2). A vfork child does not come back from it. */
function* sys_exit(p: Ref<Proc>): Routine<number> {
  yield* exit_with_reason(p, true, HOW.EXITS);
  return 0;
}

/** execve(2): the program gets a thread of its own. */
function* execute(p: Ref<Proc>, entry: Entry): Routine<number> {
  const vforked = (curthread<Uthread>().uu_flag & UT_VFORK) !== 0;
  // A vfork child gets a task when its program has been found; others have one to lose.
  if (vforked && (yield* mayFail('exec_check_permissions'))) return -EINVAL;
  const thread = yield* fork_create_child(p, !vforked);
  if (thread === nil) return -EAGAIN;
  start(thread, new_image, entry);
  return yield* __mac_execve(thread);
}

function* spawn(p: Ref<Proc>, flags: U4, entry: Entry): Routine<number> {
  const err = yield* spawn_child(p);
  if (err !== 0) return -err;
  start(curthread<Uthread>().uu_child, new_image, entry);
  return yield* sys_posix_spawn(flags);
}

/** Another thread of the task begins `entry`. */
function* sys_bsdthread_create(entry: Entry): Routine<number> {
  const ut = yield* uthread_alloc(curthread<Uthread>().uu_task, false);
  start(ut, new_image, entry);
  return 0;
}

/** What a new thread does that is no copy: it waits until it is let go, then runs its program. */
export function* new_image(entry: Entry): Routine {
  yield* waitUntil(() => !curthread<Uthread>().uu_task.return_wait, 'task_wait_to_return');
  yield* userret(curthread<Uthread>());
  yield* become(user_thread, entry);
}

/** sigsuspend(2), in essence: sleeps until a signal has to be looked at. */
export function* sys_sigsuspend(p: Ref<Proc>): Routine<number> {
  yield* proc_lock(p);
  return -(yield* msleep_catch_drop(addressOf(curthread<Uthread>().uu_sigmask), p.p_mlock));
}

/** The way back to user mode: all work that was asked of the thread. */
export function* userret(ut: Ref<Uthread>): Routine {
  yield* ast_taken_user(ut);
  KASSERT(!exits(proc_of(ut)), 'userret: the process exits');
  KASSERT(!some(proc_zone, (p) => holds_a_flag(p, ut)), 'userret: the thread has a signal or transition lock');
  assert_no_locks();
}

function exits(p: Ref<Proc>): boolean {
  return (unlocked(p).p_lflag & P_LEXIT) !== 0;
}

function holds_a_flag(p: Ref<Proc>, ut: Ref<Uthread>): boolean {
  return unlocked(p).p_signalholder === ut || unlocked(p).p_transholder === ut;
}

/** What a thread does in user mode: its program, and exit when that returns. */
export function* user_thread(entry: Entry): Routine {
  yield* run(entry);
  yield* syscall(SYS.exit, 0, 0, no_program);
}

/** Whether the thread is in user mode: whenever it is not in the kernel. */
export function in_user_mode(ut: Ref<Uthread>): boolean {
  return !halted(ut) && !inside(ut, enter_kernel) && !inside(ut, userret) && !inside(ut, new_image);
}

/** The argument of system calls that start no program; nobody runs it. */
export function* no_program(): Routine {}
