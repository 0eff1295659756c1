/** What programs are written with. Each stub makes one system call and returns its value, or an errno as a negative number. */
import { curthread, waitUntil } from '../../src/index.ts';
import type { Entry, Routine, U31 } from '../../src/index.ts';
import { proc_of } from './sleep.ts';
import { ECHILD } from './state.ts';
import type { Uthread } from './state.ts';
import { no_program, SYS, syscall, userret } from './syscall.ts';
import { wants_ast } from './task.ts';

/** 0 in the child, its pid in the parent. */
export function* fork(): Routine<number> {
  return yield* syscall(SYS.fork, 0, 0, no_program);
}

/** The same with the caller's thread: the parent goes on only when the child has executed or exited. */
export function* vfork(): Routine<number> {
  return yield* syscall(SYS.vfork, 0, 0, no_program);
}

/** A child that runs the program, with what POSIX_SPAWN of exec.ts asks for. Its pid. */
export function* posix_spawn(flags: U31, entry: Entry): Routine<number> {
  return yield* syscall(SYS.posix_spawn, 0, flags, entry);
}

/** Ends the process. */
export function* exit(status: number): Routine {
  yield* syscall(SYS.exit, status, 0, no_program);
}

/** Waits for a child: `pid`, -1 for any, 0 for one of the own group, -n for one of group n. Returns its pid. */
export function* wait4(pid: number, options: U31): Routine<number> {
  return yield* syscall(SYS.wait4, pid, options, no_program);
}

/** The same; which changes count stands in the options. */
export function* waitid(pid: number, options: U31): Routine<number> {
  return yield* syscall(SYS.waitid, pid, options, no_program);
}

/** Sends a signal to a process; 0 for the own group, -1 for all, -n for group n. */
export function* kill(pid: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.kill, pid, sig, no_program);
}

/** Sends a signal to a group: 0 for the own. */
export function* killpg(pgid: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.kill, -pgid, sig, no_program);
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

/** Starts a thread of the same process. */
export function* bsdthread_create(entry: Entry): Routine<number> {
  return yield* syscall(SYS.bsdthread_create, 0, 0, entry);
}

/** Ends the thread. */
export function* bsdthread_terminate(): Routine<number> {
  return yield* syscall(SYS.bsdthread_terminate, 0, 0, no_program);
}

/** Changes the user. */
export function* setuid(uid: number): Routine<number> {
  return yield* syscall(SYS.setuid, uid, 0, no_program);
}

/** Lets the thread assume the identity of a user; -1: of its process again. */
export function* settid(uid: number): Routine<number> {
  return yield* syscall(SYS.settid, uid, 0, no_program);
}

/** Sleeps in the kernel until a signal comes. */
export function* pause(): Routine<number> {
  return yield* syscall(SYS.sigsuspend, 0, 0, no_program);
}

/** Changes what a signal does: SIG of others.ts. */
export function* sigaction(sig: number, what: U31): Routine<number> {
  return yield* syscall(SYS.sigaction, sig, what, no_program);
}

/** Blocks a signal in the calling thread. */
export function* sigprocmask(sig: U31): Routine<number> {
  return yield* syscall(SYS.sigprocmask, 0, sig, no_program);
}

/** Ends a process as the kernel does where memory is short. */
export function* jetsam(pid: number): Routine<number> {
  return yield* syscall(SYS.jetsam, pid, 0, no_program);
}

/** Traces a process, and lets it go on: PT of ptrace.ts. A process that goes on may take a signal. */
export function* ptrace(request: U31, pid: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.ptrace, pid, request + 8 * sig, no_program);
}

/** Asks to be told when a process exits. */
export function* kevent_add(pid: number): Routine<number> {
  return yield* syscall(SYS.kevent_add, pid, 0, no_program);
}

/** The process that has exited, once one has that was asked for. */
export function* kevent(): Routine<number> {
  return yield* syscall(SYS.kevent, 0, 0, no_program);
}

/** Opens a terminal for the session. */
export function* tty_open(): Routine<number> {
  return yield* syscall(SYS.tty_open, 0, 0, no_program);
}

/** Puts a group in the foreground of the terminal. */
export function* tcsetpgrp(pgid: U31): Routine<number> {
  return yield* syscall(SYS.tcsetpgrp, 0, pgid, no_program);
}

/** Types what sends a signal, at the other end of a terminal. */
export function* tty_key(sig: U31): Routine<number> {
  return yield* syscall(SYS.tty_key, 0, sig, no_program);
}

/** Answers, as the server of a file system, one request for a program. */
export function* fs_serve(): Routine<number> {
  return yield* syscall(SYS.fs_serve, 0, 0, no_program);
}

/** Writes to the terminal of the session. */
export function* tty_write(): Routine<number> {
  return yield* syscall(SYS.tty_write, 0, 0, no_program);
}

/** Reads what terminals have to show. */
export function* tty_drain(): Routine<number> {
  return yield* syscall(SYS.tty_drain, 0, 0, no_program);
}

/** The own pid. It never changes, so that the kernel is not asked. */
export function getpid(): number {
  return proc_of(curthread<Uthread>()).p_pid;
}

/** Computes for ever. Only what the kernel does on the way back to user mode can end it. */
export function* spin(): Routine {
  for (;;) {
    yield* waitUntil(() => wants_ast(curthread<Uthread>()), 'spin');
    yield* userret(curthread<Uthread>());
  }
}

/** init's program: reaps whatever comes. Without children there is no process left that could send it one. */
export function* reap(): Routine {
  for (;;) {
    if ((yield* wait4(-1, 0)) === -ECHILD) yield* spin();
  }
}
