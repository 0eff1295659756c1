/** What debuggers ask for, and what goes on between them and the threads that they trace. */

/** p_ptevents: what the debugger wants to be told of, beside signals. System calls and threads (PTRACE_LWP) are not modelled. */
export const PTRACE = { PTRACE_EXEC: 1, PTRACE_FORK: 2, PTRACE_VFORK: 4 } as const;
export const { PTRACE_EXEC, PTRACE_FORK, PTRACE_VFORK } = PTRACE;

/** td_dbgflags: what goes on between the thread and its debugger. */
export const TDB = {
  /** It stops until the debugger says with which signal it goes on. */
  TDB_XSIG: 1,
  /** It may be the first to stop after an attach. */
  TDB_FSTP: 2,
  /** It is to stop before its first instruction. */
  TDB_STOPATFORK: 4,
  TDB_FORK: 8,
  TDB_EXEC: 16,
  // TDB_SUSPEND, by which a debugger holds single threads, is not modelled.
} as const;
export const { TDB_XSIG, TDB_FSTP, TDB_STOPATFORK, TDB_FORK, TDB_EXEC } = TDB;
