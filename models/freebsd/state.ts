/**
 * FreeBSD's process table: structs, flags and limits, as sys/proc.h and sys/signalvar.h have them. A field's locking key is
 * part of its type. Spin locks (p_slock, the thread lock, the sleep queue chains) are no objects here: what they protect
 * together is one step.
 */
import { addressOf, curthread, globals, KASSERT, Mtx_held, mtx_lock, mtx_unlock, wakeup, zone } from '../../src/index.ts';
import type {
  Arr, Bits, Cv, Flags, Guarded, List, MachineThread, Mtx, Range, Ref, Routine, Sx, U1, U2, U3, U4, U8,
} from '../../src/index.ts';
import type { PTRACE, TDB } from './debugFlags.ts';
import type { Sigacts } from './sigacts.ts';

export * from './conf.ts';
export * from './debugFlags.ts';
export * from './signals.ts';

// ---- errno

export const errno = {
  EPERM: 1, ESRCH: 3, EINTR: 4, EIO: 5, EBADF: 9, ECHILD: 10, ENOMEM: 12, EACCES: 13, EFAULT: 14, EBUSY: 16, EINVAL: 22, EMFILE: 24, ENOTTY: 25, EAGAIN: 35,
  /** Not for users: the system call is to be made again. */
  ERESTART: -1,
} as const;
export const { EPERM, ESRCH, EINTR, EIO, EBADF, ECHILD, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, EMFILE, ENOTTY, EAGAIN, ERESTART } = errno;

// ---- processes

export const PRS = { PRS_NEW: 0, PRS_NORMAL: 1, PRS_ZOMBIE: 2 } as const;
export const { PRS_NEW, PRS_NORMAL, PRS_ZOMBIE } = PRS;

export const P_FLAGS = {
  P_HADTHREADS: 1,
  /** The parent waits until the process has executed or exited. */
  P_PPWAIT: 2,
  P_SYSTEM: 4,
  P_KPROC: 8,
  P_WAITED: 16,
  P_WEXIT: 32,
  P_EXEC: 64,
  P_CONTINUED: 128,
  P_STATCHILD: 256,
  P_CONTROLT: 512,
  P_STOPPED_SIG: 1024,
  P_STOPPED_SINGLE: 2048,
  P_SINGLE_EXIT: 4096,
  P_SINGLE_BOUNDARY: 8192,
  P_TOTAL_STOP: 16384,
  P_STOPPED_TRACE: 32768,
  /** p_pptr is its debugger. */
  P_TRACED: 65536,
  /** Its parent will trace it, which waits in vfork now: signals do not stop it yet. */
  P_PPTRACE: 131072,
  /** The debugger has killed it. */
  P_WKILLED: 262144,
} as const;
export const {
  P_HADTHREADS, P_PPWAIT, P_SYSTEM, P_KPROC, P_WAITED, P_WEXIT, P_EXEC, P_CONTINUED, P_STATCHILD, P_CONTROLT,
  P_STOPPED_SIG, P_STOPPED_SINGLE, P_SINGLE_EXIT, P_SINGLE_BOUNDARY, P_TOTAL_STOP, P_STOPPED_TRACE, P_TRACED, P_PPTRACE, P_WKILLED,
} = P_FLAGS;
/** Everything that keeps the threads of a process from running. */
export const P_STOPPED = P_FLAGS.P_STOPPED_SIG | P_FLAGS.P_STOPPED_SINGLE | P_FLAGS.P_STOPPED_TRACE;

export const P2_FLAGS = {
  P2_WEXIT: 1,
  P2_REAPKILLED: 2,
  /** A debugger has attached, and the process has not stopped for it yet. */
  P2_PTRACE_FSTP: 4,
  // P2_PTRACEREQ keeps a debugger's second request out while a first one reads memory; no request here lets go of the process.
} as const;
export const { P2_WEXIT, P2_REAPKILLED, P2_PTRACE_FSTP } = P2_FLAGS;

export const P_TREE_FLAGS = {
  P_TREE_REAPER: 1,
  P_TREE_GRPEXITED: 2,
  /** It is on the p_orphans of its real parent: a debugger has it. */
  P_TREE_ORPHANED: 4,
  /** It is the first one there, so that the owner of the list can be found. */
  P_TREE_FIRST_ORPHAN: 8,
} as const;
export const { P_TREE_REAPER, P_TREE_GRPEXITED, P_TREE_ORPHANED, P_TREE_FIRST_ORPHAN } = P_TREE_FLAGS;

/** p_reapsubtree of what is below init and not counted. */
export const REAPSUBTREE_INIT = 1;

/** A process. The zone is type-stable: its locks and p_pwait outlive it. */
export interface Proc {
  p_mtx: Mtx;
  /** The vfork parent sleeps on it, with p_mtx of this process as the interlock. */
  p_pwait: Cv;

  // Constant while it lives.
  p_pid: Range<0, 'pid_max'>;
  p_leader: Ref<Proc>;

  // allproc_lock, pidhash_lock: the list of all, and the hash by pid (one bucket).
  p_list: Guarded<Ref<Proc>, 'k.allproc_lock'>;
  p_hashed: Guarded<boolean, 'k.pidhash_lock'>;

  // p_mtx
  p_state: Guarded<Range<0, 2>, 'p_mtx'>;
  p_flag: Guarded<Flags<typeof P_FLAGS>, 'p_mtx'>;
  p_flag2: Guarded<Flags<typeof P2_FLAGS>, 'p_mtx'>;
  p_threads: Guarded<List<Thread>, 'p_mtx'>;
  p_numthreads: Guarded<U4, 'p_mtx'>;
  /** Holds; exit waits until there is none. */
  p_lock: Guarded<U3, 'p_mtx'>;
  /** Threads on their way into kern_thr_exit and still on the list. */
  p_pendingexits: Guarded<U3, 'p_mtx'>;
  /** The thread that made a single-threading request; of another process for SINGLE_ALLPROC. */
  p_singlethread: Guarded<Ref<Thread>, 'p_mtx'>;
  p_xthread: Guarded<Ref<Thread>, 'p_mtx'>;
  p_xsig: Guarded<Range<0, 14>, 'p_mtx'>;
  p_xexit: Guarded<U2, 'p_mtx'>;
  p_sigparent: Guarded<Range<0, 14>, 'p_mtx'>;
  /** Real user id: stands for the credentials. */
  p_uid: Guarded<U1, 'p_mtx'>;

  // p_slock, inside p_mtx: counts of suspended threads, and of those suspended on the way to user mode.
  p_suspcount: U4;
  p_boundary_count: U4;
  /** Atomic: threads that are off the list and still on a CPU. */
  p_exitthreads: U3;

  /** Directed to the process. */
  p_siglist: Guarded<Bits<14>, 'p_mtx'>;
  p_sigacts: Guarded<Ref<Sigacts>, 'p_mtx'>;

  // The parent's p_mtx: our SIGCHLD is on p_pptr's queue. It comes on top of p_pptr.p_siglist.
  p_ksi: Guarded<boolean, 'p_pptr.p_mtx'>;

  // proctree_lock and p_mtx to write, either to read
  p_pptr: Guarded<Ref<Proc>, 'p_mtx | k.proctree_lock', 'p_mtx & k.proctree_lock'>;
  p_oppid: Guarded<Range<0, 'pid_max'>, 'p_mtx | k.proctree_lock', 'p_mtx & k.proctree_lock'>;
  p_ptevents: Guarded<Flags<typeof PTRACE>, 'p_mtx | k.proctree_lock', 'p_mtx & k.proctree_lock'>;
  p_pgrp: Guarded<Ref<Pgrp>, 'p_mtx | k.proctree_lock', 'p_mtx & k.proctree_lock'>;

  // proctree_lock
  p_children: Guarded<List<Proc>, 'k.proctree_lock'>;
  p_sibling: Guarded<Ref<Proc>, 'k.proctree_lock'>;
  p_reaper: Guarded<Ref<Proc>, 'k.proctree_lock'>;
  p_reaplist: Guarded<List<Proc>, 'k.proctree_lock'>;
  p_reapsibling: Guarded<Ref<Proc>, 'k.proctree_lock'>;
  p_reapsubtree: Guarded<Range<0, 'pid_max'>, 'k.proctree_lock'>;
  p_treeflag: Guarded<Flags<typeof P_TREE_FLAGS>, 'k.proctree_lock'>;
  /** The descriptor that stands for it; nil for most. */
  p_procdesc: Guarded<Ref<Procdesc>, 'k.proctree_lock'>;
  /** Children that debuggers have. */
  p_orphans: Guarded<List<Proc>, 'k.proctree_lock'>;
  p_orphan: Guarded<Ref<Proc>, 'k.proctree_lock'>;
  /** Stands for the list's links back, by which the kernel finds whose p_orphans it is on. */
  p_orphan_owner: Guarded<Ref<Proc>, 'k.proctree_lock'>;

  // proctree_lock and the group's pg_mtx to write, either to read
  p_pglist: Ref<Proc>;

  // ppeers_lock: RFTHREAD peers, headed by the leader.
  p_peers: Guarded<Ref<Proc>, 'k.ppeers_lock'>;

  // What memory, files and events are reduced to: whether it has them.
  p_vmspace: boolean;
  p_klist: boolean;
  /** Uses credentials; whose, says p_uid. */
  p_ucred: boolean;

  // Ghosts: no kernel has them, properties look at them.
  /** Allocated by a fork1 that has not made it known to anybody. */
  g_fresh: boolean;
  /** Counted in its user's ui_proccnt. */
  g_charged: boolean;
  /** The thread that lent it its memory in vfork and has to wait for it; nil once it has executed or exited. */
  g_vfwaiter: Ref<Thread>;
  /** A killpg with SIGKILL that began after it was in the group, or an ancestor of it was, has to kill it. */
  g_doomed: boolean;
  /** The exiting leader of its task has sent it a SIGKILL, or its fork has for the leader; whether it arrives is another matter. */
  g_sentenced: boolean;
  /** The number of the descriptor whose last file was closed while it lived, with SIGKILL as the consequence; 0 for none. */
  g_disowned: Range<0, 'procdescs'>;
  /** A PROC_REAP_KILL with SIGKILL has to kill it: it or its parent was there. */
  g_condemned: Range<0, 'taskqueue'>;
}

// ---- process descriptors

export const PDF_FLAGS = { PDF_CLOSED: 1, PDF_EXITED: 2, PDF_DAEMON: 4 } as const;
export const { PDF_CLOSED, PDF_EXITED, PDF_DAEMON } = PDF_FLAGS;

/** A process descriptor, and the file that stands for it: pdfork makes the file first. */
export interface Procdesc {
  /** Events. Who polls the descriptor sleeps with it as the interlock. */
  pd_lock: Mtx;
  pd_flags: Guarded<Flags<typeof PDF_FLAGS>, 'pd_lock'>;
  pd_proc: Guarded<Ref<Proc>, 'k.proctree_lock'>;
  /** Atomic: one of the file, one of the process. */
  pd_refcount: U2;

  // The file, atomic: which tables it is in, which threads use it, and whether it is a descriptor yet (f_ops).
  f_tables: Bits<8>;
  f_users: Bits<'threads'>;
  f_live: boolean;
}

// ---- threads

/** What thread_single is asked for. */
export const SINGLE = { SINGLE_NO_EXIT: 0, SINGLE_EXIT: 1, SINGLE_BOUNDARY: 2, SINGLE_ALLPROC: 3 } as const;
export const { SINGLE_NO_EXIT, SINGLE_EXIT, SINGLE_BOUNDARY, SINGLE_ALLPROC } = SINGLE;

export const TD_FLAGS = {
  /** Suspended on the way to user mode (or where it counts as that), so that it does not disturb SINGLE_BOUNDARY. */
  TDF_BOUNDARY: 1,
  TDF_ALLPROCSUSP: 2,
  // TDF_SINTR is td_sintr of the machine. TDF_SBDRY and its variants (stops deferred by file systems) are not modelled.
} as const;
export const { TDF_BOUNDARY, TDF_ALLPROCSUSP } = TD_FLAGS;

/** td_ast: work to be done before user mode, in this order. */
export const TDA = { TDA_VFORK: 1, TDA_SIG: 2, TDA_SUSPEND: 4 } as const;
export const { TDA_VFORK, TDA_SIG, TDA_SUSPEND } = TDA;

export const TDP = { TDP_RFPPWAIT: 1 } as const;
export const { TDP_RFPPWAIT } = TDP;

/** A thread. The zone is type-stable. What has no key belongs to the thread lock, or to the process's p_mtx (signals). */
export interface Thread extends MachineThread {
  td_proc: Ref<Proc>;
  td_plist: Ref<Thread>;
  td_flags: Flags<typeof TD_FLAGS>;
  td_ast: Flags<typeof TDA>;
  td_siglist: Bits<14>;
  td_sigmask: Bits<14>;
  td_pflags: Guarded<Flags<typeof TDP>, 'curthread'>;
  td_rfppwait_p: Guarded<Ref<Proc>, 'curthread'>;
  /** Its cached credentials. */
  td_uid: U1;
  td_dbgflags: Flags<typeof TDB>;
  /** The signal it has stopped with, then the one it goes on with. */
  td_xsig: Range<0, 14>;
  /** The program's own: where it has a wait put how a child has ended, the status above the signal. */
  td_wstatus: Range<0, 'statuses'>;

  // Ghosts.
  /** It has counted a new process in nprocs that is not in the table yet. */
  g_owes: U1;
  /** The pid it has taken for a process that is not in the table yet; 0 for none. */
  g_ownpid: Range<0, 'pid_max'>;
  /** While it sleeps in wait: what kind of id it waits for (a P_ALL, P_PID, P_PGID of wait.ts), the id, and the options. */
  g_waitkind: U2;
  g_waitid: Range<0, 'pid_max'>;
  g_waitoptions: U8;
}

// ---- groups, sessions, users

export const PGRP_FLAGS = { PGRP_ORPHANED: 1 } as const;
export const { PGRP_ORPHANED } = PGRP_FLAGS;

/** A process group. The zone is type-stable: a stale pointer can always be locked. */
export interface Pgrp {
  pg_mtx: Mtx;
  /** Held shared by fork, exclusively by killpg and by whoever moves a process between groups. */
  pg_killsx: Sx;
  pg_id: Range<0, 'pid_max'>;
  pg_session: Ref<Session>;
  pg_members: Guarded<List<Proc>, 'pg_mtx | k.proctree_lock', 'pg_mtx & k.proctree_lock'>;
  pg_flags: Guarded<Flags<typeof PGRP_FLAGS>, 'pg_mtx'>;
  /** It can be found by its id. */
  pg_hashed: Guarded<boolean, 'k.proctree_lock', 'pg_mtx & k.proctree_lock'>;
}

export interface Session {
  s_mtx: Mtx;
  s_sid: Range<0, 'pid_max'>;
  s_count: U4;
  s_leader: Guarded<Ref<Proc>, 's_mtx | k.proctree_lock', 's_mtx & k.proctree_lock'>;
  /** It has a terminal. */
  s_ttyvp: Guarded<boolean, 's_mtx'>;
}

export interface Kernel {
  proctree_lock: Sx;
  allproc_lock: Sx;
  pidhash_lock: Sx;
  procid_lock: Mtx;
  ppeers_lock: Mtx;
  /** Held by who stops other processes. */
  stop_all_proc_blocker: Sx;
  /** The terminal's lock. */
  tty_lock: Mtx;
  /** Its foreground group. */
  tty_pgrp: Guarded<Ref<Pgrp>, 'k.tty_lock'>;

  initproc: Ref<Proc>;
  allproc: Guarded<List<Proc>, 'k.allproc_lock'>;
  /** Whether a process has come onto the list since stop_all_proc has looked; the kernel counts. */
  allproc_gen: Guarded<Range<0, 'stop_all'>, 'k.allproc_lock'>;

  /** Atomic. */
  nprocs: U8;
  /** Atomic: ui_proccnt of each user. */
  ui_proccnt: Arr<U8, 'uids'>;

  lastpid: Guarded<Range<0, 'pid_max'>, 'k.procid_lock'>;
  proc_id_pidmap: Guarded<Bits<'pid_max'>, 'k.procid_lock'>;
  proc_id_grpidmap: Guarded<Bits<'pid_max'>, 'k.procid_lock'>;
  proc_id_sessidmap: Guarded<Bits<'pid_max'>, 'k.procid_lock'>;
  proc_id_reapmap: Guarded<Bits<'pid_max'>, 'k.procid_lock'>;

  // Ghosts: how many of each exist.
  vmspaces: U4;
  knlists: U4;
  ucreds: U4;
  /** How many signal handlers have run. */
  g_handlers: Range<0, 'handlers'>;
  /** stop_all_proc is over, and resume_all_proc has not begun. */
  g_all_stopped: Range<0, 'stop_all'>;
}

export const k = globals<Kernel>('k');
export const proc_zone = zone<Proc>('proc', { slots: 'procs', order: 'lifo', stable: true });
export const thread_zone = zone<Thread>('thread', { slots: 'threads', order: 'lifo', stable: true, threads: true });
export const pgrp_zone = zone<Pgrp>('pgrp', { slots: 'pgrps', order: 'lifo', stable: true });
export const session_zone = zone<Session>('session', { slots: 'sessions' });
export const procdesc_zone = zone<Procdesc>('procdesc', { slots: 'procdescs' });

// ---- the usual short names

export function* PROC_LOCK(p: Ref<Proc>): Routine {
  yield* mtx_lock(p.p_mtx);
}

export function PROC_UNLOCK(p: Ref<Proc>): void {
  mtx_unlock(p.p_mtx);
}

export function* PGRP_LOCK(pg: Ref<Pgrp>): Routine {
  yield* mtx_lock(pg.pg_mtx);
}

export function PGRP_UNLOCK(pg: Ref<Pgrp>): void {
  mtx_unlock(pg.pg_mtx);
}

export function PROC_LOCK_ASSERT(p: Ref<Proc>): void {
  KASSERT(Mtx_held(p.p_mtx), 'the process is not locked by the caller');
}

/** The channel that a process, or whoever waits for it, sleeps on: its own address. */
export function proc_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_pid);
}

/** Keeps the process from being freed. The caller must own its lock. */
export function _PHOLD(p: Ref<Proc>): void {
  KASSERT((p.p_flag & P_WEXIT) === 0 || p === curthread<Thread>().td_proc, 'a hold on a process that exits (A24)');
  p.p_lock++;
}

/** Gives a hold back, and wakes an exit that waits for the last one. The caller must own the process's lock. */
export function _PRELE(p: Ref<Proc>): void {
  KASSERT(p.p_lock > 0, 'more holds given back than taken (A24)');
  p.p_lock--;
  if ((p.p_flag & P_WEXIT) !== 0 && p.p_lock === 0) wakeup(addressOf(p.p_lock));
}

/** Why the threads of the process should stop, if they should. The caller must own its lock. */
export function P_SHOULDSTOP(p: Ref<Proc>): number {
  return p.p_flag & P_STOPPED;
}

