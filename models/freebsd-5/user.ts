/** What programs are written with. Each stub makes one system call and returns its value, or an errno as a negative number. */
import { curthread, waitUntil } from '../../src/index.ts';
import type { Entry, Routine, U31 } from '../../src/index.ts';
import { ast, has_to_look } from './ast.ts';
import { ECHILD, SIGBIT } from './state.ts';
import type { Thread } from './state.ts';
import { ARG_SHIFT, no_program, SYS, syscall } from './syscall.ts';

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

/** Changes the user. */
export function* setuid(uid: number): Routine<number> {
  return yield* syscall(SYS.setuid, uid, 0, no_program);
}

/** Sleeps in the kernel until a signal comes. */
export function* pause(): Routine<number> {
  return yield* syscall(SYS.pause, 0, 0, no_program);
}

/** Says what becomes of a signal: see SA in procsig.ts. */
export function* sigaction(sig: number, how: U31): Routine<number> {
  return yield* syscall(SYS.sigaction, sig, how, no_program);
}

/** Holds a set of signals. */
export function* sigprocmask(mask: U31): Routine<number> {
  return yield* syscall(SYS.sigprocmask, 0, mask, no_program);
}

/** Traces a process, by a request of ptrace.ts, and lets it go on with a signal, or none. */
export function* ptrace(request: number, pid: number, data: number): Routine<number> {
  return yield* syscall(SYS.ptrace, pid, request + (data << ARG_SHIFT), no_program);
}

/** Begins a trace of what a process does, or ends it. */
export function* ktrace(pid: number, begins: boolean): Routine<number> {
  return yield* syscall(SYS.ktrace, pid, begins ? 1 : 0, no_program);
}

/** The own pid. It never changes, so that the kernel is not asked. */
export function getpid(): number {
  return curthread<Thread>().td_proc.p_pid;
}

/** Computes for ever. Only what the kernel does on the way back to user mode can end it. */
export function* spin(): Routine {
  for (;;) {
    yield* waitUntil(() => has_to_look(curthread<Thread>().td_proc), 'spin');
    yield* ast(curthread<Thread>());
  }
}

/** Computes until the handler of a signal has run, and forgets that it has. */
export function* until_caught(sig: number): Routine {
  while ((curthread<Thread>().td_proc.p_caught & SIGBIT(sig)) === 0) {
    yield* waitUntil(() => has_to_look(curthread<Thread>().td_proc), 'until caught');
    yield* ast(curthread<Thread>());
  }
  curthread<Thread>().td_proc.p_caught &= ~SIGBIT(sig);
}

/** init's program: reaps whatever comes. Without children there is no process left that could send it one. */
export function* reap(): Routine {
  for (;;) {
    if ((yield* wait4(-1, 0)) === -ECHILD) yield* spin();
  }
}
