/**
 * FreeBSD's process table in December 2001, when most of it still belonged to Giant. A field's key says what protects it in effect,
 * which is not always what sys/proc.h of the time says; what has no key belongs to sched_lock, or never changes.
 */
import { addressOf, globals, KASSERT, params, zone } from '../../src/index.ts';
import type { Arr, Bits, Flags, Guarded, I8, List, Range, Ref, U1, U3, U4, U8 } from '../../src/index.ts';
import { Mtx_held } from './locks.ts';
import type { Mtx, Recursive, Sx, Waiter } from './locks.ts';
import type { PS_FLAGS } from './signals.ts';

export * from './signals.ts';

/** Limits and sizes that a scenario may change. `machine.threads` is the number of thread structs. */
export const conf = params({
  /** Structs of each kind. */
  procs: 4,
  pgrps: 3,
  sessions: 3,
  procsigs: 4,
  ucreds: 4,
  filedescs: 4,
  vnodes: 0,
  /** How often schedcpu goes through all processes; it takes a thread struct if it does. */
  schedcpu: 0,
  /** PID_MAX: process ids are below it. */
  pid_max: 10,
  /** Where the search begins again when it has come to PID_MAX: 100 in the kernel. */
  pid_low: 2,
  maxproc: 31,
  /** RLIMIT_NPROC of all users; 0 for no limit. */
  rlimit_nproc: 0,
  /** User ids: 0 is the privileged one. */
  uids: 2,
});

// ---- errno

export const errno = { EPERM: 1, ESRCH: 3, EINTR: 4, ECHILD: 10, EACCES: 13, EFAULT: 14, EBUSY: 16, EINVAL: 22, EAGAIN: 35, ERESTART: -1 } as const;
/** ERESTART is not for users: the system call is to be made again. */
export const { EPERM, ESRCH, EINTR, ECHILD, EACCES, EFAULT, EBUSY, EINVAL, EAGAIN, ERESTART } = errno;

// ---- processes

/** p_stat. A thread that waits for a mutex is SRUN here; the kernel calls it SMTX: see is_blocked_on_mutex. */
export const STAT = { SNONE: 0, SIDL: 1, SRUN: 2, SSLEEP: 3, SSTOP: 4, SZOMB: 5 } as const;
export const { SIDL, SRUN, SSLEEP, SSTOP, SZOMB } = STAT;

export const P_FLAGS = {
  /** The parent waits until the process has executed or exited. */
  P_PPWAIT: 1,
  P_TRACED: 2,
  P_WAITED: 4,
  P_WEXIT: 8,
  P_EXEC: 16,
  P_SYSTEM: 32,
  P_CONTROLT: 64,
  P_SUGID: 128,
  P_INEXEC: 256,
} as const;
export const { P_PPWAIT, P_TRACED, P_WAITED, P_WEXIT, P_EXEC, P_SYSTEM, P_CONTROLT, P_SUGID, P_INEXEC } = P_FLAGS;

/** p_ksegrps and the lists below it. */
export const LINKS = { LINKS_NONE: 0, LINKS_TORN: 1, LINKS_WHOLE: 2 } as const;
export const { LINKS_NONE, LINKS_TORN, LINKS_WHOLE } = LINKS;

/** A process with its one thread. The zone is type-stable, and a struct keeps what its last process left in it. */
export interface Proc {
  /** Stands in the range that fork1 wipes. */
  p_mtx: Mtx;
  /** p_thread, which is embedded: the same one for all the struct's lives. */
  p_thread: Ref<Thread>;
  p_pid: Range<0, 'pid_max'>;

  // sched_lock
  p_stat: Range<0, 5>;
  /** KEF_ASTPENDING of its thread: it is to look at its signals before user mode. */
  p_ast: boolean;
  /** What handlers of caught signals leave for their program: which of them have run. */
  p_caught: Bits<9>;
  p_ksegrps: Range<0, 2>;

  // allproc_lock
  p_list: Guarded<Ref<Proc>, 'k.allproc_lock'>;
  p_hashed: Guarded<boolean, 'k.allproc_lock'>;

  // p_mtx
  p_flag: Guarded<Flags<typeof P_FLAGS>, 'p_mtx'>;
  p_siglist: Guarded<Bits<9>, 'p_mtx'>;
  p_sigmask: Guarded<Bits<9>, 'p_mtx'>;
  p_sigparent: Guarded<Range<0, 9>, 'p_mtx'>;
  p_xstat: Guarded<U4, 'p_mtx'>;
  /** Holds against the swapper: exit does not wait for them. */
  p_lock: Guarded<U3, 'p_mtx'>;

  // p_mtx and proctree_lock to write, either or Giant to read
  p_pptr: Guarded<Ref<Proc>, 'p_mtx | k.proctree_lock | k.Giant', 'p_mtx & k.proctree_lock'>;
  /** The real parent's pid while a debugger has it. */
  p_oppid: Guarded<Range<0, 'pid_max'>, 'p_mtx'>;

  // proctree_lock
  p_children: Guarded<List<Proc>, 'k.proctree_lock | k.Giant', 'k.proctree_lock'>;
  p_sibling: Guarded<Ref<Proc>, 'k.proctree_lock | k.Giant', 'k.proctree_lock'>;

  // Giant, whatever the header says. Signals look at the group and the dispositions with p_mtx only.
  p_pgrp: Guarded<Ref<Pgrp>, 'k.Giant | p_mtx', 'k.Giant'>;
  p_pglist: Guarded<Ref<Proc>, 'k.Giant'>;
  p_procsig: Guarded<Ref<Procsig>, 'k.Giant | p_mtx', 'k.Giant'>;
  p_peers: Guarded<Ref<Proc>, 'k.Giant | p_mtx', 'k.Giant'>;
  p_leader: Guarded<Ref<Proc>, 'k.Giant | p_mtx', 'k.Giant'>;
  p_ucred: Guarded<Ref<Ucred>, 'k.Giant | p_mtx', 'k.Giant'>;
  p_fd: Guarded<Ref<Filedesc>, 'k.Giant'>;
  p_tracep: Guarded<Ref<Vnode>, 'k.Giant'>;
  /** KTRFAC_INHERIT. */
  p_traceflag: Guarded<boolean, 'k.Giant'>;
  /** What memory is reduced to: whether it has one. */
  p_vmspace: Guarded<boolean, 'k.Giant'>;
  /** PL_SHAREMOD in its limits: a fork gets a copy of them. */
  p_sharemod: boolean;

  // Ghosts: no kernel has them, properties look at them.
  /** The thread that lent it its memory in vfork and has to wait for it; nil once it has executed or exited. */
  g_vfwaiter: Ref<Thread>;
  /** A killpg with SIGKILL that began after it was in the group, or an ancestor of it was, has to kill it. */
  g_doomed: boolean;
  /** The exiting leader of its task has sent it a SIGKILL. */
  g_sentenced: boolean;
  /** One more than the user in whose ui_proccnt it is counted; 0 for none. */
  g_charge: Range<0, 'uids'>;
  /** It exits, and does not count any more among those that keep groups from being orphans. */
  g_left: boolean;
  /** fork1 has begun to make it, and has not let it run yet. */
  g_fresh: boolean;
}

/** A thread: all but what softclock runs on are embedded in their processes. */
export interface Thread extends Waiter {
  td_proc: Ref<Proc>;
  td_ucred: Ref<Ucred>;
  /** *procp of the fork1 that it is in: the child. */
  td_procp: Ref<Proc>;

  // Ghosts.
  /** It has counted a process in nprocs that is not in the table yet, or no more. */
  g_owes: U1;
  /** The same for a process that its fork has charged and has no struct for yet. */
  g_charge: Range<0, 'uids'>;
  /** A process that it has taken off zombproc and not discounted. */
  g_reaps: Ref<Proc>;
  /** While it sleeps in wait: for whom, and how. */
  g_waits: boolean;
  g_waitpid: I8;
  g_waitoptions: U4;
}

// ---- what processes share

/** Dispositions of signals. */
export interface Procsig {
  ps_refcnt: U3;
  ps_sigignore: Bits<9>;
  ps_sigcatch: Bits<9>;
  /** Caught signals that make a system call fail instead of being restarted. */
  ps_sigintr: Bits<9>;
  ps_flag: Flags<typeof PS_FLAGS>;
  /** ps_sigacts is a struct of its own, and not in the user area of its only process. */
  ps_shared: boolean;
}

export interface Ucred {
  cr_ref: U4;
  /** cr_ruid, and cr_ruidinfo, and cr_uid. */
  cr_ruid: U1;
}

export interface Filedesc {
  fd_refcnt: U3;
}

/** The file that a trace goes to. */
export interface Vnode {
  v_usecount: U3;
}

export interface Pgrp {
  pg_id: Range<0, 'pid_max'>;
  pg_session: Guarded<Ref<Session>, 'k.Giant'>;
  pg_members: Guarded<List<Proc>, 'k.Giant'>;
  /** Members whose parents are in other groups of the session; signals look at it without Giant. */
  pg_jobc: U4;
  /** It can be found by its id. */
  pg_hashed: Guarded<boolean, 'k.Giant'>;
}

export interface Session {
  s_sid: Range<0, 'pid_max'>;
  s_count: Guarded<U4, 'k.Giant'>;
  s_leader: Guarded<Ref<Proc>, 'k.Giant'>;
}

export interface Kernel {
  Giant: Recursive;
  proctree_lock: Sx;
  allproc_lock: Sx;
  fork_list_lock: Sx;

  initproc: Ref<Proc>;
  allproc: Guarded<List<Proc>, 'k.allproc_lock'>;
  zombproc: Guarded<List<Proc>, 'k.allproc_lock'>;
  nprocs: Guarded<U8, 'k.Giant'>;
  ui_proccnt: Guarded<Arr<U8, 'uids'>, 'k.Giant'>;
  lastpid: Guarded<Range<0, 'pid_max'>, 'k.Giant'>;
  /** pidchecked of fork1, a static variable: numbers from lastpid + 1 to below it are free. */
  pidchecked: Guarded<Range<0, 'pid_max'>, 'k.Giant'>;

  // Ghosts.
  /** How many memories there are. */
  vmspaces: U4;
  /** schedcpu has followed a list that was being made. */
  g_torn: boolean;
}

export const k = globals<Kernel>('k');
export const proc_zone = zone<Proc>('proc', { slots: 'procs', order: 'lifo', stable: true });
export const thread_zone = zone<Thread>('thread', { slots: 'threads', stable: true, threads: true });
export const pgrp_zone = zone<Pgrp>('pgrp', { slots: 'pgrps' });
export const session_zone = zone<Session>('session', { slots: 'sessions' });
export const procsig_zone = zone<Procsig>('procsig', { slots: 'procsigs' });
export const ucred_zone = zone<Ucred>('ucred', { slots: 'ucreds' });
export const filedesc_zone = zone<Filedesc>('filedesc', { slots: 'filedescs' });
export const vnode_zone = zone<Vnode>('vnode', { slots: 'vnodes' });

// ---- small things that all use

/** The channel that a process, or whoever waits for its children, sleeps on: its own address. */
export function proc_wchan(p: Ref<Proc>): number {
  return addressOf(p.p_pid);
}

export function PROC_LOCK_ASSERT(p: Ref<Proc>): void {
  KASSERT(Mtx_held(p.p_mtx), 'the process is not locked by the caller');
}
