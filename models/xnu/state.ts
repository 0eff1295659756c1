/**
 * XNU's process table: structs, flags and limits, as sys/proc_internal.h and sys/user.h have them, and of Mach's tasks and threads
 * what fork touches. A field's locking key is part of its type. Session mutexes and Mach's locks are no objects: what they protect
 * together is one step.
 */
import { addressOf, globals, KASSERT, Mtx_held, mtx_lock, mtx_unlock, params, zone } from '../../src/index.ts';
import type { Arr, Bits, Flags, Guarded, I8, List, MachineThread, Mtx, Range, Ref, Routine, U1, U2, U3, U4, U8 } from '../../src/index.ts';

export * from './signals.ts';

/** Limits and sizes that a scenario may change. `machine.threads` is the number of thread structs. */
export const conf = params({
  /** Structs of each kind. */
  procs: 4,
  tasks: 4,
  pgrps: 3,
  sessions: 2,
  /** PID_MAX: numbers are below it; the kernel has 99999. */
  pid_max: 16,
  /** Where the search begins again: 100 in the kernel. */
  pid_restart: 2,
  maxproc: 31,
  /** RLIMIT_NPROC of all users; 0 for no limit. */
  rlimit_nproc: 0,
  /** User ids: 0 is the privileged one. */
  uids: 2,
  /** 1 for a DEBUG kernel, which looks at what a freed process leaves behind. */
  debug: 0,
  /** The process group of the persona that everybody has; 0 for no persona. */
  persona_pgid: 0,
  /** 1 where programs come from a file system that a process serves. */
  fs_server: 0,
});

// ---- errno

export const errno = {
  EPERM: 1, ESRCH: 3, EINTR: 4, ECHILD: 10, EDEADLK: 11, ENOMEM: 12, EACCES: 13, EBUSY: 16, EINVAL: 22, ENOTTY: 25, EAGAIN: 35,
  /** Not for users: the system call is to be made again. The kernel's is -1; 1, its negative here, is a number that no system call returns. */
  ERESTART: -1,
} as const;
export const { EPERM, ESRCH, EINTR, ECHILD, EDEADLK, ENOMEM, EACCES, EBUSY, EINVAL, ENOTTY, EAGAIN, ERESTART } = errno;

// ---- processes

/** p_stat. SSLEEP is nobody's here. */
export const P_STATES = { SIDL: 1, SRUN: 2, SSTOP: 4, SZOMB: 5 } as const;
export const { SIDL, SRUN, SSTOP, SZOMB } = P_STATES;

/** p_listflag: the list lock. */
export const P_LIST_FLAGS = {
  P_LIST_DRAIN: 1, P_LIST_DRAINWAIT: 2, P_LIST_DEAD: 4, P_LIST_WAITING: 8, P_LIST_EXITED: 16, P_LIST_CHILDDRSTART: 32,
  P_LIST_CHILDDRAINED: 64, P_LIST_CHILDDRWAIT: 128, P_LIST_CHILDLKWAIT: 256, P_LIST_DEADPARENT: 512, P_LIST_PARENTREFWAIT: 1024,
  P_LIST_INCREATE: 2048, P_LIST_INHASH: 4096, P_LIST_INPGRP: 8192, P_LIST_PGRPTRANS: 16384, P_LIST_PGRPTRWAIT: 32768,
  P_LIST_REFWAIT: 65536,
} as const;
export const {
  P_LIST_DRAIN, P_LIST_DRAINWAIT, P_LIST_DEAD, P_LIST_WAITING, P_LIST_EXITED, P_LIST_CHILDDRSTART, P_LIST_CHILDDRAINED,
  P_LIST_CHILDDRWAIT, P_LIST_CHILDLKWAIT, P_LIST_DEADPARENT, P_LIST_PARENTREFWAIT, P_LIST_INCREATE, P_LIST_INHASH, P_LIST_INPGRP,
  P_LIST_PGRPTRANS, P_LIST_PGRPTRWAIT, P_LIST_REFWAIT,
} = P_LIST_FLAGS;

/** p_lflag: the lock of the process. */
export const P_L_FLAGS = {
  P_LEXIT: 1, P_LPEXIT: 2, P_LTRANSCOMMIT: 4, P_LINTRANSIT: 8, P_LVFORK: 16, P_LINVFORK: 32, P_LTRACED: 64, P_LPPWAIT: 128,
  P_LWAITED: 256, P_LINSIGNAL: 512,
} as const;
export const {
  P_LEXIT, P_LPEXIT, P_LTRANSCOMMIT, P_LINTRANSIT, P_LVFORK, P_LINVFORK, P_LTRACED, P_LPPWAIT, P_LWAITED, P_LINSIGNAL,
} = P_L_FLAGS;

/** p_flag: atomic. */
export const P_FLAGS = { P_EXEC: 1, P_NOCLDWAIT: 2, P_CONTINUED: 4, P_CONTROLT: 8 } as const;
export const { P_EXEC, P_NOCLDWAIT, P_CONTINUED, P_CONTROLT } = P_FLAGS;

/** What p_pgrpid is while a process is in no group: 0xdeaddead in the kernel. */
export const PGRPID_DEAD = -1;

/** A process. */
export interface Proc {
  p_mlock: Mtx;

  p_pid: Range<0, 'pid_max'>;
  /** Nominally p_mlock; several places write and read it without any lock. */
  p_stat: Range<0, 5>;
  p_flag: Flags<typeof P_FLAGS>;

  // The list lock.
  p_listflag: Guarded<Flags<typeof P_LIST_FLAGS>, 'k.proc_list_mlock'>;
  /** On allproc or zombproc. */
  p_list: Guarded<Ref<Proc>, 'k.proc_list_mlock'>;
  p_pptr: Guarded<Ref<Proc>, 'k.proc_list_mlock'>;
  p_ppid: Guarded<Range<0, 'pid_max'>, 'k.proc_list_mlock'>;
  p_children: Guarded<List<Proc>, 'k.proc_list_mlock'>;
  p_childrencnt: Guarded<Range<-1, 7>, 'k.proc_list_mlock'>;
  p_sibling: Guarded<Ref<Proc>, 'k.proc_list_mlock'>;
  p_refcount: Guarded<U3, 'k.proc_list_mlock'>;
  /** References of children that talk to it as their parent. */
  p_parentref: Guarded<U3, 'k.proc_list_mlock'>;
  p_pgrp: Guarded<Ref<Pgrp>, 'k.proc_list_mlock'>;
  p_pgrpid: Guarded<Range<-1, 'pid_max'>, 'k.proc_list_mlock'>;
  p_sessionid: Guarded<Range<0, 'pid_max'>, 'k.proc_list_mlock'>;
  /** Number of the real parent while it is traced, and until somebody has reaped it; sometimes p_mlock, sometimes the list lock. */
  p_oppid: Range<0, 'pid_max'>;
  /** On pg_members of a group, under that group's lock. */
  p_pglist: Ref<Proc>;

  // p_mlock
  p_lflag: Guarded<Flags<typeof P_L_FLAGS>, 'p_mlock'>;
  p_uthlist: Guarded<List<Uthread>, 'p_mlock'>;
  p_sigignore: Guarded<Bits<11>, 'p_mlock'>;
  p_sigcatch: Guarded<Bits<11>, 'p_mlock'>;
  /** What threads that have gone leave to an exec. */
  p_siglist: Guarded<Bits<11>, 'p_mlock'>;
  p_signalholder: Guarded<Ref<Uthread>, 'p_mlock'>;
  p_sigwaitcnt: Guarded<U3, 'p_mlock'>;
  p_transholder: Guarded<Ref<Uthread>, 'p_mlock'>;
  /** The thread that is stopped for the tracer: sigwait and sigwait_thread, which change together. */
  sigwait_thread: Guarded<Ref<Uthread>, 'p_mlock'>;
  /** The thread that has won the right to exit. */
  exit_thread: Guarded<Ref<Uthread>, 'p_mlock'>;
  p_vforkcnt: Guarded<Range<-1, 3>, 'p_mlock'>;
  p_vforkact: Guarded<Ref<Uthread>, 'p_mlock'>;
  /** The signal that stopped it, or is to be delivered when it goes on. */
  p_xstat: Guarded<Range<0, 11>, 'p_mlock'>;
  /** The last child that reported, as the parent's handler is to see it: its number, and whether it stopped (1) or died (2). */
  si_pid: Range<0, 'pid_max'>;
  si_code: U2;

  /** Real user id: stands for p_ucred, p_ucred_mlock. */
  p_uid: U1;
  /** Written by exec under a transition and p_mlock, read without any lock. */
  task: Ref<Task>;
  /** The handlers of p_sigacts: which signals have one. */
  ps_catch: Bits<11>;
  /** It is in a bucket of the memory status lists. */
  p_memstat: boolean;
  /** Somebody watches it for NOTE_EXIT. */
  p_knote: boolean;

  // Ghosts: no kernel has them, properties look at them.
  /** It is charged to the user that it records. */
  g_charged: boolean;
  /** The thread that lent it its identity in vfork, and has to have it back once it has executed or exited. */
  g_lender: Ref<Uthread>;
  /** A group kill with SIGKILL that began after it was in the group, or an ancestor of it was, has to kill it. */
  g_doomed: boolean;
  /** setsid has told it that it leads a session. */
  g_leads: boolean;
  /** What it has last reported to its parent: 1 for a stop, 2 for its end. */
  g_code: U2;
  /** Signals that have been accepted for it, and that it has not taken. */
  g_accepted: Bits<11>;
  /** A SIGKILL has been accepted for it, or a SIGINT that ends it. */
  g_killed: boolean;
  /** Whom wait has told of its end, and whether that was told before. */
  g_toldto: Ref<Proc>;
  g_toldtwice: boolean;
  /** While it moves between groups: from which and to which, and who killed the first one meanwhile. */
  g_from: Ref<Pgrp>;
  g_to: Ref<Pgrp>;
  g_missedby: Ref<Uthread>;
}

// ---- tasks and threads

export interface Task {
  bsd_info: Ref<Proc>;
  ref_count: U4;
  /** task_hold: above 0 its threads do not go back to user mode. */
  suspend_count: U4;
  /** How many stops there are, which are one hold together. */
  user_stop_count: U3;
  active: boolean;
  /** Its threads do not start yet: TRW_LRETURNWAIT. */
  return_wait: boolean;
  exec_copy: boolean;
  did_exec: boolean;
  thread_count: U3;
  active_thread_count: U3;
}

export const UT_FLAGS = { UT_VFORK: 1, UT_VFORKING: 2, UT_SETUID: 4, UT_WASSETUID: 8 } as const;
export const { UT_VFORK, UT_VFORKING, UT_SETUID, UT_WASSETUID } = UT_FLAGS;

/** A thread, Mach's and BSD's part of it. Fields without a key are the thread's own, or signallers write them under its process's p_mlock. */
export interface Uthread extends MachineThread {
  uu_task: Ref<Task>;
  uu_list: Ref<Uthread>;
  uu_flag: Flags<typeof UT_FLAGS>;
  uu_proc: Ref<Proc>;
  /** The registers that vfork saves: a thread struct that holds the frames and is no thread. */
  uu_userstate: Ref<Uthread>;
  /** In such a struct: whose registers they are. */
  uu_owner: Ref<Uthread>;
  uu_siglist: Bits<11>;
  uu_sigmask: Bits<11>;
  uu_vforkmask: Bits<11>;
  /** How many references to processes it holds. */
  uu_proc_refcount: U3;
  /** What the system call returns: a value, and whether this is the child. */
  uu_rval0: I8;
  uu_rval1: U1;
  /** Its cached credential. */
  uu_uid: U1;
  /** A child's thread that fork1 has made, until its caller has it: no ghost, a second result. */
  uu_child: Ref<Uthread>;
  active: boolean;
  /** TH_SFLAG_ABORT: interruptible waits end at once, until it has been in user mode. */
  aborted: boolean;
  /** AST_BSD: it is to look for signals. */
  ast_bsd: boolean;
  /** Its sleep is THREAD_INTERRUPTIBLE and no THREAD_ABORTSAFE: thread_abort ends it, and thread_abort_safely does not. */
  sleeps_unsafely: boolean;

  // Ghosts.
  /** The user whom it has charged for a process that nobody sees yet, plus one. */
  g_charges: U2;
  /** While it sleeps in wait: for whom, and with which options. */
  g_waitpid: I8;
  g_waitoptions: U4;
  /** Wait has told it that there are no children, and somebody else traces one. */
  g_denied: boolean;
  /** It returns from vfork as a child though it is nobody's. */
  g_confused: boolean;
}

// ---- groups and sessions

export const PGRP_FLAGS = { PGRP_FLAG_TERMINATE: 1, PGRP_FLAG_DEAD: 2 } as const;
export const { PGRP_FLAG_TERMINATE, PGRP_FLAG_DEAD } = PGRP_FLAGS;

export interface Pgrp {
  pg_mlock: Mtx;
  pg_id: Range<0, 'pid_max'>;
  pg_hash: Guarded<Ref<Pgrp>, 'k.proc_list_mlock'>;
  pg_refcount: Guarded<U4, 'k.proc_list_mlock'>;
  pg_listflags: Guarded<Flags<typeof PGRP_FLAGS>, 'k.proc_list_mlock'>;
  pg_session: Guarded<Ref<Session>, 'k.proc_list_mlock'>;
  pg_members: Guarded<List<Proc>, 'pg_mlock'>;
  pg_membercnt: Guarded<Range<-1, 7>, 'pg_mlock | k.proc_list_mlock', 'pg_mlock'>;
  /** Members whose parent is in another group of the session. */
  pg_jobc: Guarded<Range<-4, 7>, 'pg_mlock'>;
  /** Ghost: it has had a member that came to init, which is in the same session here, and was not counted for that. */
  g_orphans: boolean;
}

export const S_LIST_FLAGS = { S_LIST_TERM: 1, S_LIST_DEAD: 2 } as const;
export const { S_LIST_TERM, S_LIST_DEAD } = S_LIST_FLAGS;

export interface Session {
  s_sid: Range<0, 'pid_max'>;
  /** It can be found by its number. */
  s_hashed: Guarded<boolean, 'k.proc_list_mlock'>;
  /** Groups, and references for a while. */
  s_count: Guarded<U4, 'k.proc_list_mlock'>;
  s_listflags: Guarded<Flags<typeof S_LIST_FLAGS>, 'k.proc_list_mlock'>;
  s_leader: Ref<Proc>;
  /** It has a terminal, and output waits there for somebody to read it. */
  s_ttyvp: boolean;
  s_ttyout: boolean;
  /** The group in the foreground of the terminal, without a reference. */
  t_pgrp: Ref<Pgrp>;
  /** Ghost: how many of s_count are references for a while. */
  g_refs: U4;
}

export interface Kernel {
  proc_list_mlock: Mtx;
  initproc: Ref<Proc>;
  allproc: Guarded<List<Proc>, 'k.proc_list_mlock'>;
  zombproc: Guarded<List<Proc>, 'k.proc_list_mlock'>;
  pgrphash: Guarded<List<Pgrp>, 'k.proc_list_mlock'>;
  nprocs: Guarded<U8, 'k.proc_list_mlock'>;
  nextpid: Guarded<U8, 'k.proc_list_mlock'>;
  pidwrap: Guarded<boolean, 'k.proc_list_mlock'>;
  /** ui_proccnt of each user, and which users have an entry. */
  ui_proccnt: Arr<I8, 'uids'>;
  ui_known: Guarded<Bits<'uids'>, 'k.proc_list_mlock'>;
  /** The process whose exit has been noted last. */
  note_exit: Range<0, 'pid_max'>;
  /** A program is to be loaded from a file system whose server has not answered. */
  fs_asks: boolean;
  /** Ghost: struct pstats, sigacts and callout of processes, one of each. */
  pstats: U4;
}

export const k = globals<Kernel>('k');
export const proc_zone = zone<Proc>('proc', { slots: 'procs', order: 'lifo' });
export const task_zone = zone<Task>('task', { slots: 'tasks', order: 'lifo' });
export const uthread_zone = zone<Uthread>('uthread', { slots: 'threads', order: 'lifo', stable: true, threads: true });
export const pgrp_zone = zone<Pgrp>('pgrp', { slots: 'pgrps' });
export const session_zone = zone<Session>('session', { slots: 'sessions' });

// ---- locks by their usual names: kern_fork.c

export function* proc_lock(p: Ref<Proc>): Routine {
  KASSERT(!Mtx_held(k.proc_list_mlock), 'proc_lock: the list lock is owned'); // 1476
  yield* mtx_lock(p.p_mlock); // 1477
}

export function proc_unlock(p: Ref<Proc>): void {
  mtx_unlock(p.p_mlock); // 1483
}

export function* proc_list_lock(): Routine {
  yield* mtx_lock(k.proc_list_mlock); // 1501
}

export function proc_list_unlock(): void {
  mtx_unlock(k.proc_list_mlock); // 1507
}

// ---- addresses that are slept on, by the fields that the kernel takes for them

export function sigmask_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_signalholder);
}

export function lflag_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_lflag);
}

export function stat_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_stat);
}

export function sigwait_wchan(p: Ref<Proc>): number {
  return addressOf(p.sigwait_thread);
}

export function pgrpid_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_pgrpid);
}

/** Where a parent sleeps for its children. */
export function children_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_pid);
}
