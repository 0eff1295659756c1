/** What a scenario sets. */
import { params } from '../../src/index.ts';

/** Limits and sizes that a scenario may change. `machine.threads` is the number of thread structs. */
export const conf = params({
  /** Structs of each kind. */
  procs: 4,
  pgrps: 3,
  sessions: 2,
  /** Process descriptors, and the numbers of files that stand for them: none where no program calls pdfork. */
  procdescs: 0,
  /** Their tables: one for each process, and one for each that is about to change its own. */
  fdtables: 0,
  /** 1 for a thread that does tasks for others, which PROC_REAP_KILL needs; it takes a thread struct. */
  taskqueue: 0,
  /** Processes that set interval timers; a thread that lets those go off takes a thread struct. */
  timers: 0,
  /** 1 where a program stops all processes. */
  stop_all: 0,
  /** Process ids are 2 .. pid_max - 1. */
  pid_max: 10,
  /** Processes at most; an unprivileged user stays `maxproc_root` below. */
  maxproc: 31,
  maxproc_root: 0,
  /** RLIMIT_NPROC of all users; 0 for no limit. */
  rlimit_nproc: 0,
  /** User ids: 0 is the privileged one. */
  uids: 2,
  /** 1 where programs use the terminal. */
  tty: 0,
  /** How often a ^C comes from the terminal; a kernel thread of its own delivers it. */
  tty_signals: 0,
  /** The pid of the process whose group is in the terminal's foreground. */
  tty_foreground: 2,
  /** Up to which number runs of signal handlers are counted. */
  handlers: 0,
  /** Up to which number waits say how the dead have ended: 0 where no program looks. */
  statuses: 0,
  /** Whether a process that is traced dies with its debugger. */
  kill_on_debugger_exit: 1,
});
