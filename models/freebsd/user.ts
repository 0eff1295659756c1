/**
 * What programs are written with. Each stub makes one system call and returns its value, or an errno as a negative number.
 */
import { curthread, waitUntil } from '../../src/index.ts';
import type { Entry, Routine, U31 } from '../../src/index.ts';
import { PT_DATA_SHIFT } from './ptraceRequests.ts';
import { SA_FLAGS_SHIFT } from './sigaction.ts';
import { ECHILD } from './state.ts';
import type { Thread } from './state.ts';
import { no_program, SYS, syscall, userret } from './syscall.ts';

/** 0 in the child, its pid in the parent. */
export function* fork(): Routine<number> {
  return yield* syscall(SYS.fork, 0, 0, no_program);
}

/** The same, and the parent goes on only when the child has executed or exited. */
export function* vfork(): Routine<number> {
  return yield* syscall(SYS.vfork, 0, 0, no_program);
}

/** fork with flags of forkFlags.ts. */
export function* rfork(flags: U31): Routine<number> {
  return yield* syscall(SYS.rfork, 0, flags, no_program);
}

/** fork, and a descriptor for the child: the lowest number, from 1, that stands for no process yet. */
export function* pdfork(flags: U31): Routine<number> {
  return yield* syscall(SYS.pdfork, 0, flags, no_program);
}

/** Sends a signal to the process that a descriptor stands for. */
export function* pdkill(fd: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.pdkill, fd, sig, no_program);
}

/** Sleeps until the process that a descriptor stands for has exited. */
export function* poll(fd: number): Routine<number> {
  return yield* syscall(SYS.poll, fd, 0, no_program);
}

/** Closes a descriptor. With the last one in the system its process is killed, or reaped. */
export function* close(fd: number): Routine<number> {
  return yield* syscall(SYS.close, fd, 0, no_program);
}

/** Ends the process. */
export function* exit(status: number): Routine {
  yield* syscall(SYS.exit, status, 0, no_program);
}

/** Waits for a child: `pid`, -1 for any, 0 for one of the own group, -n for one of group n. Returns its pid. */
export function* wait4(pid: number, options: U31): Routine<number> {
  return yield* syscall(SYS.wait4, pid, options, no_program);
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
export function* thr_new(entry: Entry): Routine<number> {
  return yield* syscall(SYS.thr_new, 0, 0, entry);
}

/** Ends the thread. */
export function* thr_exit(): Routine<number> {
  return yield* syscall(SYS.thr_exit, 0, 0, no_program);
}

/** Changes the user. */
export function* setuid(uid: number): Routine<number> {
  return yield* syscall(SYS.setuid, uid, 0, no_program);
}

/** Sleeps in the kernel until a signal comes. */
export function* pause(): Routine<number> {
  return yield* syscall(SYS.pause, 0, 0, no_program);
}

/** Becomes the reaper of its descendants, or stops being it. */
export function* procctl_reap(acquire: boolean): Routine<number> {
  return yield* syscall(acquire ? SYS.reap_acquire : SYS.reap_release, 0, 0, no_program);
}

/** Signals all below the reaper (0), its children only (-1), or one of its subtrees by number. */
export function* procctl_reap_kill(whom: number, sig: U31): Routine<number> {
  return yield* syscall(SYS.reap_kill, whom, sig, no_program);
}

/** Reads from the terminal, in the background not before it has come to the foreground. */
export function* tty_read(): Routine<number> {
  return yield* syscall(SYS.tty_read, 0, 0, no_program);
}

/** Puts a group in the terminal's foreground. */
export function* tcsetpgrp(pgid: number): Routine<number> {
  return yield* syscall(SYS.tcsetpgrp, pgid, 0, no_program);
}

/** Sets the timer that sends SIGALRM: whether it goes off, and whether it does so again and again. */
export function* setitimer(value: boolean, interval: boolean): Routine<number> {
  return yield* syscall(SYS.setitimer, value ? 1 : 0, interval ? 1 : 0, no_program);
}

/** What the process makes of a signal: SIG_DFL, SIG_IGN or SIG_CATCH, and SA flags. A handler has no code: it runs and returns at once. */
export function* sigaction(sig: number, act: number, flags: number): Routine<number> {
  return yield* syscall(SYS.sigaction, sig, act + (flags << SA_FLAGS_SHIFT), no_program);
}

/** Traces a process, by a request of ptraceRequests.ts; what `data` means depends on the request. */
export function* ptrace(request: number, pid: number, data: number): Routine<number> {
  return yield* syscall(SYS.ptrace, pid, request + (data << PT_DATA_SHIFT), no_program);
}

/** Stops all other processes, and lets them go on. */
export function* stop_all(): Routine<number> {
  return yield* syscall(SYS.stop_all, 0, 0, no_program);
}

/** How the child that the last wait has reported dead has ended: its status above the signal. */
export function wait_status(): number {
  return curthread<Thread>().td_wstatus;
}

/** The own pid. It never changes, so that the kernel is not asked. */
export function getpid(): number {
  return curthread<Thread>().td_proc.p_pid;
}

/** Computes for ever. Only what the kernel does on the way back to user mode can end it. */
export function* spin(): Routine {
  for (;;) {
    yield* waitUntil(() => curthread<Thread>().td_ast !== 0, 'spin');
    yield* userret(curthread<Thread>());
  }
}

/** init's program: reaps whatever comes. Without children there is no process left that could send it one. */
export function* reap(): Routine {
  for (;;) {
    if ((yield* wait4(-1, 0)) === -ECHILD) yield* spin();
  }
}
