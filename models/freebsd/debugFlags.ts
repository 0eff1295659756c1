/** What debuggers ask for, and what goes on between them and the threads that they trace. */

/** p_ptevents: what the debugger wants to be told of, beside signals. */
export const PTRACE = {
  PTRACE_EXEC: 1,
  PTRACE_FORK: 2,
  PTRACE_VFORK: 4,
  /** A system call begins. */
  PTRACE_SCE: 8,
  /** A system call ends. */
  PTRACE_SCX: 16,
  /** A thread begins, or ends. */
  PTRACE_LWP: 32,
} as const;
export const { PTRACE_EXEC, PTRACE_FORK, PTRACE_VFORK, PTRACE_SCE, PTRACE_SCX, PTRACE_LWP } = PTRACE;

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
  /** A new thread, whose debugger wants to be told. */
  TDB_BORN: 32,
  /** It is on its way out. */
  TDB_EXIT: 64,
  // TDB_SUSPEND, by which a debugger holds single threads, is not modelled. TDB_SCE and TDB_SCX only tell the debugger what it sees.
} as const;
export const { TDB_XSIG, TDB_FSTP, TDB_STOPATFORK, TDB_FORK, TDB_EXEC, TDB_BORN, TDB_EXIT } = TDB;
