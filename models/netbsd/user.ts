/** What programs are written with. Each stub makes one system call and returns its value, or an errno as a negative number. */
import { curthread, KASSERT, waitUntil } from '../../src/index.ts';
import type { Entry, Routine, U31 } from '../../src/index.ts';
import { wants_userret } from './exit.ts';
import { PT_DATA_SHIFT } from './ptraceRequests.ts';
import { ECHILD } from './state.ts';
import type { Lwp } from './state.ts';
import { no_program, SYS, syscall, userret } from './syscall.ts';

/** 0 in the child, its pid in the parent. */
export function* fork(): Routine<number> {
  return yield* syscall(SYS.fork, 0, 0, no_program);
}

/** The same with the memory shared, and the parent goes on only when the child has executed or exited. */
export function* vfork(): Routine<number> {
  return yield* syscall(SYS.vfork14, 0, 0, no_program);
}

/** The old one: the parent waits, and the memory is copied all the same. */
export function* old_vfork(): Routine<number> {
  return yield* syscall(SYS.vfork, 0, 0, no_program);
}

/** fork as Linux programs ask for it, with flags CLONE of forkFlags.ts. */
export function* __clone(flags: U31): Routine<number> {
  return yield* syscall(SYS.clone, 0, flags, no_program);
}

/** fork as the kernel asks for it, with flags FORK of forkFlags.ts. */
export function* fork_with(flags: U31): Routine<number> {
  return yield* syscall(SYS.fork1, 0, flags, no_program);
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

/** Starts an LWP of the same process. */
export function* _lwp_create(entry: Entry): Routine<number> {
  return yield* syscall(SYS.lwp_create, 0, 0, entry);
}

/** Ends the LWP. */
export function* _lwp_exit(): Routine<number> {
  return yield* syscall(SYS.lwp_exit, 0, 0, no_program);
}

/** Suspends an LWP of the same process, by its number. */
export function* _lwp_suspend(lid: number): Routine<number> {
  return yield* syscall(SYS.lwp_suspend, lid, 0, no_program);
}

/** Lets it go on. */
export function* _lwp_continue(lid: number): Routine<number> {
  return yield* syscall(SYS.lwp_continue, lid, 0, no_program);
}

/** Changes the user. */
export function* setuid(uid: number): Routine<number> {
  return yield* syscall(SYS.setuid, uid, 0, no_program);
}

/** Sleeps in the kernel until a signal comes. */
export function* pause(): Routine<number> {
  return yield* syscall(SYS.pause, 0, 0, no_program);
}

/** Traces a process, by a request of ptraceRequests.ts; what `data` means depends on the request. */
export function* ptrace(request: number, pid: number, data: number): Routine<number> {
  return yield* syscall(SYS.ptrace, pid, request + (data << PT_DATA_SHIFT), no_program);
}

/** Changes what a signal does: SIG of others.ts. */
export function* sigaction(sig: number, what: U31): Routine<number> {
  return yield* syscall(SYS.sigaction, sig, what, no_program);
}

/** Holds the signals of a set back from this LWP, and no others. */
export function* sigprocmask(set: U31): Routine<number> {
  return yield* syscall(SYS.sigprocmask, 0, set, no_program);
}

/** Opens a message queue. */
export function* mq_open(): Routine<number> {
  return yield* syscall(SYS.mq_open, 0, 0, no_program);
}

/** Closes one. */
export function* mq_close(): Routine<number> {
  return yield* syscall(SYS.mq_close, 0, 0, no_program);
}

/** The child that a watched process has forked, once it has. */
export function* kevent(): Routine<number> {
  return yield* syscall(SYS.kevent, 0, 0, no_program);
}

/** Loads a module of the kernel. */
export function* module_load(): Routine<number> {
  return yield* syscall(SYS.module_load, 0, 0, no_program);
}

/** What a program relies on: a system call has answered as it is specified to. */
export function rely(answer: boolean): void {
  KASSERT(answer, 'a program: a system call has not answered as it is specified to');
}

/** The own pid. It never changes, so that the kernel is not asked. */
export function getpid(): number {
  return curthread<Lwp>().l_proc.p_pid;
}

/** Computes for ever. Only what the kernel does on the way back to user mode can end it. */
export function* spin(): Routine {
  for (;;) {
    yield* waitUntil(() => wants_userret(curthread<Lwp>()), 'spin');
    yield* userret(curthread<Lwp>());
  }
}

/** init's program: reaps whatever comes. Without children there is no process left that could send it one. */
export function* reap(): Routine {
  for (;;) {
    if ((yield* wait4(-1, 0)) === -ECHILD) yield* spin();
  }
}
