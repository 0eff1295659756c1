/** What programs are written with. Each stub makes one system call and returns its value, or an errno as a negative number. */
import { curthread, KASSERT, waitUntil } from '../../src/index.ts';
import type { Entry, Routine, U31 } from '../../src/index.ts';
import { ECHILD } from './state.ts';
import type { Lwp } from './state.ts';
import { no_program, SYS, syscall } from './syscall.ts';
import { post_syscall, wants_kernel } from './userret.ts';
import { WEXITED } from './waitOptions.ts';

/** 0 in the child, which has a copy of the calling LWP, and its pid in the parent. */
export function* fork1(): Routine<number> {
  return yield* syscall(SYS.fork1, 0, 0, no_program);
}

/** The same with copies of all LWPs. */
export function* forkall(): Routine<number> {
  return yield* syscall(SYS.forkall, 0, 0, no_program);
}

/** The same with the memory shared, and the parent goes on only when the child has executed or exited. */
export function* vfork(): Routine<number> {
  return yield* syscall(SYS.vfork, 0, 0, no_program);
}

/** Ends the process. */
export function* exit(): Routine {
  yield* syscall(SYS.exit, 0, 0, no_program);
}

/** Waits for a child: `pid`, -1 for any, 0 for one of the own group, -n for one of group n. Returns its pid. */
export function* waitid(pid: number, options: U31): Routine<number> {
  return yield* syscall(SYS.waitid, pid, options, no_program);
}

/** The same for a child that exits. */
export function* wait(): Routine<number> {
  return yield* syscall(SYS.waitid, -1, WEXITED, no_program);
}

/** Sends a signal to a process; 0 for the own group, -1 for all, -n for group n. */
export function* kill(pid: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.kill, pid, sig, no_program);
}

/** Sends a signal to a process by the other system call. */
export function* sigsend(pid: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.sigsend, pid, sig, no_program);
}

/** Moves a process (0: the caller) to a group (0: its own). */
export function* setpgid(pid: number, pgid: U31): Routine<number> {
  return yield* syscall(SYS.setpgid, pid, pgid, no_program);
}

/** Begins a session. */
export function* setsid(): Routine<number> {
  return yield* syscall(SYS.setsid, 0, 0, no_program);
}

/** Begins another program; returns only if that fails. */
export function* execve(entry: Entry): Routine<number> {
  return yield* syscall(SYS.execve, 0, 0, entry);
}

/** Starts an LWP of the same process; its number. */
export function* lwp_create(entry: Entry): Routine<number> {
  return yield* syscall(SYS.lwp_create, 0, 0, entry);
}

/** The same with flags: LWP of syscall.ts. */
export function* lwp_create_with(flags: number, entry: Entry): Routine<number> {
  return yield* syscall(SYS.lwp_create, flags, 0, entry);
}

/** Waits until an LWP of the same process (0: any) has exited; its number. */
export function* lwp_wait(tid: number): Routine<number> {
  return yield* syscall(SYS.lwp_wait, tid, 0, no_program);
}

/** Nobody is to wait for an LWP any more. */
export function* lwp_detach(tid: number): Routine<number> {
  return yield* syscall(SYS.lwp_detach, tid, 0, no_program);
}

/** Ends the LWP. */
export function* lwp_exit(): Routine<number> {
  return yield* syscall(SYS.lwp_exit, 0, 0, no_program);
}

/** Suspends an LWP of the same process, by its number. */
export function* lwp_suspend(tid: number): Routine<number> {
  return yield* syscall(SYS.lwp_suspend, tid, 0, no_program);
}

/** Lets it go on. */
export function* lwp_continue(tid: number): Routine<number> {
  return yield* syscall(SYS.lwp_continue, tid, 0, no_program);
}

/** Changes the user. */
export function* setuid(uid: number): Routine<number> {
  return yield* syscall(SYS.setuid, uid, 0, no_program);
}

/** Sleeps in the kernel until a signal comes. */
export function* pause(): Routine<number> {
  return yield* syscall(SYS.pause, 0, 0, no_program);
}

/** Changes what a signal does: SIG of sigaction.ts. */
export function* sigaction(sig: number, what: U31): Routine<number> {
  return yield* syscall(SYS.sigaction, sig, what, no_program);
}

/** Binds a process (0: all) to another pool. */
export function* pool_bind(pid: number): Routine<number> {
  return yield* syscall(SYS.pool_bind, pid, 0, no_program);
}

/** Looks at a process as /proc and its friends do: locks it for a while. */
export function* look(pid: number): Routine<number> {
  return yield* syscall(SYS.look, pid, 0, no_program);
}

/** Changes where a process dumps core. */
export function* coreadm(pid: number): Routine<number> {
  return yield* syscall(SYS.coreadm, pid, 0, no_program);
}

/** Has a driver signal a process. */
export function* device_signal(pid: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.proc_signal, pid, sig, no_program);
}

/** Stops a process as a debugger does. */
export function* prstop(pid: number): Routine<number> {
  return yield* syscall(SYS.pr_stop, pid, 0, no_program);
}

/** Lets it go on. */
export function* prrun(pid: number): Routine<number> {
  return yield* syscall(SYS.pr_run, pid, 0, no_program);
}

/** Writes to its registers, if it has stopped. */
export function* prregs(pid: number): Routine<number> {
  return yield* syscall(SYS.pr_regs, pid, 0, no_program);
}

/** Goes to another directory. */
export function* chdir(): Routine<number> {
  return yield* syscall(SYS.chdir, 0, 0, no_program);
}

/** Touches a watched area: 1 if that was stepped over, 0 if it is to be tried again. */
export function* touch_watched(): Routine<number> {
  return yield* syscall(SYS.watch, 0, 0, no_program);
}

/** Makes the terminal that of the session. */
export function* tty_open(): Routine<number> {
  return yield* syscall(SYS.tty_open, 0, 0, no_program);
}

/** Writes to the terminal. */
export function* tty_write(): Routine<number> {
  return yield* syscall(SYS.tty_access, 0, 0, no_program);
}

/** Puts another group in front of the terminal. */
export function* tcsetpgrp(pgid: number): Routine<number> {
  return yield* syscall(SYS.tty_access, pgid, 0, no_program);
}

/** Types what sends a signal to the group in front. */
export function* tty_signal(sig: number): Routine<number> {
  return yield* syscall(SYS.tty_signal, sig, 0, no_program);
}

/** Has the kernel make a process: one of its own, or one like init. */
export function* newproc(system: boolean): Routine<number> {
  return yield* syscall(SYS.newproc, system ? 1 : 0, 0, no_program);
}

/** Computes for ever. Only what the kernel does on the way back to user mode can end it. */
export function* spin(): Routine {
  for (;;) {
    yield* waitUntil(() => wants_kernel(curthread<Lwp>()), 'spin');
    yield* post_syscall(curthread<Lwp>());
  }
}

/** init's program: reaps whatever comes. Without children there is no process left that could send it one. */
export function* reap(): Routine {
  for (;;) {
    if ((yield* wait()) === -ECHILD) yield* spin();
  }
}

/** What a program relies on: a system call has answered as it is specified to. */
export function rely(answer: boolean): void {
  KASSERT(answer, 'a program: a system call has not answered as it is specified to');
}
