/**
 * NetBSD's process table: structs, flags and limits, as sys/proc.h and sys/lwp.h have them. A field's locking key is part of its type.
 * Spin locks (the lwp locks, sa_mutex, p_stmutex, tty_lock) are no objects here: what they protect together is one step.
 */
import { addressOf, alloc, free, globals, KASSERT, Mtx_held, mtx_lock, mtx_unlock, nil, params, require, zone } from '../../src/index.ts';
import type {
  Arr, Bits, Cv, Flags, Guarded, I8, List, MachineThread, Mtx, Range, Ref, Routine, Sx, U1, U2, U3, U4, U8,
} from '../../src/index.ts';

export * from './signals.ts';

/** Limits and sizes that a scenario may change. `machine.threads` is the number of LWP structs. */
export const conf = params({
  /** Structs of each kind. */
  procs: 4,
  pgrps: 3,
  sessions: 2,
  /** Process and LWP ids are 1 .. pid_max. */
  pid_max: 15,
  /** Entries of the pid table at first and at most: powers of two. */
  pid_table: 8,
  pid_slots: 8,
  /** A fork is refused that would make the count of processes come to this. */
  maxproc: 31,
  /** RLIMIT_NPROC of all users; 0 for no limit. */
  rlimit_nproc: 0,
  /** User ids: 0 is the privileged one. */
  uids: 2,
  /** 1 where a stop has to find threads that go to sleep after it: the callout that looks for them takes a thread struct. */
  stop_callout: 0,
  /** U-areas that there is room for; 0 for no limit. */
  max_uareas: 0,
});

// ---- errno

export const errno = {
  EPERM: 1, ESRCH: 3, EINTR: 4, ENOEXEC: 8, ECHILD: 10, EDEADLK: 11, ENOMEM: 12, EACCES: 13, EBUSY: 16, EINVAL: 22, EMFILE: 24,
  EWOULDBLOCK: 34, EAGAIN: 35,
  /** Not for users: the system call is to be made again. The kernel's is -3; 1, its negative here, is a number that no system call returns. */
  ERESTART: -1,
} as const;
export const {
  EPERM, ESRCH, EINTR, ENOEXEC, ECHILD, EDEADLK, ENOMEM, EACCES, EBUSY, EINVAL, EMFILE, EWOULDBLOCK, EAGAIN, ERESTART,
} = errno;

// ---- processes

export const P_STATES = { SIDL: 1, SACTIVE: 2, SDYING: 3, SSTOP: 4, SZOMB: 5, SDEAD: 6 } as const;
export const { SIDL, SACTIVE, SDYING, SSTOP, SZOMB, SDEAD } = P_STATES;

/** p_flag: p_lock. */
export const PK_FLAGS = { PK_SYSTEM: 1, PK_NOCLDWAIT: 2, PK_CLDSIGIGN: 4, PK_EXEC: 8, PK_SUGID: 16 } as const;
export const { PK_SYSTEM, PK_NOCLDWAIT, PK_CLDSIGIGN, PK_EXEC, PK_SUGID } = PK_FLAGS;

/** p_sflag: p_lock. */
export const PS_FLAGS = {
  PS_WEXIT: 1, PS_WCORE: 2, PS_STOPPING: 4, PS_STOPFORK: 8, PS_STOPEXEC: 16, PS_STOPEXIT: 32, PS_NOCLDSTOP: 64, PS_CONTINUED: 128,
  PS_COREDUMP: 256,
} as const;
export const {
  PS_WEXIT, PS_WCORE, PS_STOPPING, PS_STOPFORK, PS_STOPEXEC, PS_STOPEXIT, PS_NOCLDSTOP, PS_CONTINUED, PS_COREDUMP,
} = PS_FLAGS;

/** p_slflag: p_lock and proc_lock. */
export const PSL_FLAGS = {
  PSL_TRACED: 1, PSL_TRACEFORK: 2, PSL_TRACEVFORK: 4, PSL_TRACEVFORK_DONE: 8,
  /** It reports its own birth. */
  PSL_TRACEDCHILD: 16,
  /** A child of it may have been taken away by a tracer. */
  PSL_CHTRACED: 32,
} as const;
export const { PSL_TRACED, PSL_TRACEFORK, PSL_TRACEVFORK, PSL_TRACEVFORK_DONE, PSL_TRACEDCHILD, PSL_CHTRACED } = PSL_FLAGS;

/** p_lflag: proc_lock. */
export const PL_FLAGS = { PL_CONTROLT: 1, PL_PPWAIT: 2, PL_ORPHANPG: 4 } as const;
export const { PL_CONTROLT, PL_PPWAIT, PL_ORPHANPG } = PL_FLAGS;

/** The mutex behind p_lock: its own object, for processes that share their signals share it. */
export interface Kmutexobj {
  mo_lock: Mtx;
  mo_refcnt: U3;
}

/** A table of open files, reduced to how many of them are message queues. */
export interface Filedesc {
  fd_refcnt: U3;
  fd_mqueues: U3;
}

/** Signal dispositions. sa_mutex is a spin lock. */
export interface Sigacts {
  sa_refcnt: U3;
  /** Signals with SIG_IGN or the default of being ignored, and those with a handler. */
  sa_ignored: Bits<12>;
  sa_caught: Bits<12>;
}

/** Limits, shared between processes until one of them changes its own, which none does here: see conf for what they are. */
export interface Plimit {
  pl_refcnt: U3;
}

/** A working directory. */
export interface Cwdinfo {
  cwdi_refcnt: U3;
}

/** A process. */
export interface Proc {
  p_lock: Ref<Kmutexobj>;
  /** A krwlock: ptrace and procfs read, exec and exit write. */
  p_reflock: Sx;
  /** Who waits for children sleeps on it with proc_lock as the interlock; the other one goes with p_lock. */
  p_waitcv: Cv;
  p_lwpcv: Cv;

  p_pid: Range<0, 'pid_max'>;
  /** Follows p_pptr only when that becomes init. */
  p_ppid: Range<0, 'pid_max'>;

  // p_lock
  p_stat: Guarded<Range<0, 6>, 'p_lock.mo_lock | k.proc_lock', 'p_lock.mo_lock'>;
  p_flag: Guarded<Flags<typeof PK_FLAGS>, 'p_lock.mo_lock'>;
  p_sflag: Guarded<Flags<typeof PS_FLAGS>, 'p_lock.mo_lock'>;
  p_lwps: Guarded<List<Lwp>, 'p_lock.mo_lock'>;
  p_nlwps: Guarded<U4, 'p_lock.mo_lock'>;
  /** Those that are LSZOMB, or have gone so far that nothing stops them. */
  p_nzlwps: Guarded<U4, 'p_lock.mo_lock'>;
  /** Those that run, may run, sleep, or are new. */
  p_nrlwps: Guarded<Range<-1, 15>, 'p_lock.mo_lock'>;
  p_sigpend: Guarded<Bits<12>, 'p_lock.mo_lock'>;
  p_xsig: Guarded<Range<0, 12>, 'p_lock.mo_lock'>;
  p_xexit: Guarded<U2, 'p_lock.mo_lock'>;
  ps_sigignore: Guarded<Bits<12>, 'p_lock.mo_lock'>;
  ps_sigcatch: Guarded<Bits<12>, 'p_lock.mo_lock'>;
  /** Real user id: stands for p_cred. */
  p_uid: Guarded<U1, 'p_lock.mo_lock'>;

  // p_lock and proc_lock
  p_slflag: Guarded<Flags<typeof PSL_FLAGS>, 'p_lock.mo_lock | k.proc_lock', 'p_lock.mo_lock & k.proc_lock'>;

  // proc_lock
  p_list: Guarded<Ref<Proc>, 'k.proc_lock'>;
  p_lflag: Guarded<Flags<typeof PL_FLAGS>, 'k.proc_lock'>;
  p_pptr: Guarded<Ref<Proc>, 'k.proc_lock'>;
  p_opptr: Guarded<Ref<Proc>, 'k.proc_lock'>;
  p_children: Guarded<List<Proc>, 'k.proc_lock'>;
  p_sibling: Guarded<Ref<Proc>, 'k.proc_lock'>;
  p_exitsig: Guarded<Range<0, 12>, 'k.proc_lock'>;
  /** Children that are dead, or have stopped, and nobody has been told. The kernel's has no sign, and wraps. */
  p_nstopchild: Guarded<Range<-4, 7>, 'k.proc_lock'>;
  p_waited: Guarded<boolean, 'k.proc_lock'>;
  p_pglist: Guarded<Ref<Proc>, 'k.proc_lock'>;
  p_pgrp: Guarded<Ref<Pgrp>, 'k.proc_lock'>;
  /** The parent's LWP that waits for this vfork child. */
  p_vforklwp: Guarded<Ref<Lwp>, 'k.proc_lock'>;

  // What belongs to other subsystems, reduced to what fork does with it.
  p_sigacts: Ref<Sigacts>;
  p_fd: Ref<Filedesc>;
  p_mqueue_cnt: U3;
  p_limit: Ref<Plimit>;
  p_cwdi: Ref<Cwdinfo>;
  p_vmspace: boolean;
  /** Somebody watches it by kqueue, with NOTE_TRACK. */
  p_klist: boolean;

  // Ghosts: no kernel has them, properties look at them.
  /** It has its number. */
  g_numbered: boolean;
  /** It is charged to a user, by the credential that it will be discharged from. */
  g_charged: boolean;
  /** The LWP that lent it its memory in vfork and has to wait for it; nil once it has executed or exited. */
  g_vfwaiter: Ref<Lwp>;
  /** A group kill with SIGKILL that began after it was in the group, or an ancestor of it was, has to kill it. */
  g_doomed: boolean;
  /** It was born by vfork, and has neither executed another program nor given its memory back. */
  g_borrows: boolean;
  /** A child has died, or been handed back by a tracer, since it has last taken a SIGCHLD, for which it has a handler. */
  g_chlddue: boolean;
}

// ---- LWPs

/** LSONPROC, and LSSLEEP (td_wchan says so), are LSRUN here: an LWP that sleeps is one that td_wchan keeps. */
export const L_STATES = { LSIDL: 1, LSRUN: 2, LSSTOP: 3, LSSUSPENDED: 4, LSZOMB: 5 } as const;
export const { LSIDL, LSRUN, LSSTOP, LSSUSPENDED, LSZOMB } = L_STATES;

export const LW_FLAGS = { LW_PENDSIG: 1, LW_WSUSPEND: 2, LW_WEXIT: 4, LW_WCORE: 8 } as const;
export const { LW_PENDSIG, LW_WSUSPEND, LW_WEXIT, LW_WCORE } = LW_FLAGS;

/** An LWP. The zone is type-stable. What has no key belongs to the lwp lock, or is the LWP's own. */
export interface Lwp extends MachineThread {
  l_proc: Ref<Proc>;
  l_sibling: Guarded<Ref<Lwp>, 'l_proc.p_lock.mo_lock'>;
  l_stat: Range<0, 5>;
  l_flag: Flags<typeof LW_FLAGS>;
  l_lid: Range<0, 'pid_max'>;
  l_sigpend: Bits<12>;
  l_sigmask: Bits<12>;
  /** Its cached credential: l_cred. */
  l_uid: U1;
  /** A vfork parent sleeps on the condition while it is set; the interlock is proc_lock. */
  l_vforkwaiting: Guarded<boolean, 'k.proc_lock'>;
  l_waitcv: Cv;

  // Ghosts.
  /** It has counted a process in nprocs that has no number yet. */
  g_owes: U1;
  /** The user whom it has charged for such a process, plus one. */
  g_charges: U2;
  /** The process that it is making. */
  g_newborn: Ref<Proc>;
  /** While it sleeps in wait: for whom, and with which options. */
  g_waitpid: I8;
  g_waitoptions: U8;
  /** What find_stopped_child has found, until its caller has read it: no ghost, a second result. */
  g_found: Ref<Proc>;
}

// ---- groups, sessions, the pid table

export interface Pgrp {
  pg_id: Range<0, 'pid_max'>;
  pg_session: Guarded<Ref<Session>, 'k.proc_lock'>;
  pg_members: Guarded<List<Proc>, 'k.proc_lock'>;
  /** Members that keep it from being an orphan. */
  pg_jobc: Guarded<Range<-4, 7>, 'k.proc_lock'>;
  /** Ghost: it has no members any more, and only keeps its session's number. */
  g_deleted: boolean;
}

export interface Session {
  s_sid: Range<0, 'pid_max'>;
  /** Groups of it that have members. */
  s_count: Guarded<U4, 'k.proc_lock'>;
  s_leader: Guarded<Ref<Proc>, 'k.proc_lock'>;
  /** It has a terminal. */
  s_ttyvp: Guarded<boolean, 'k.proc_lock'>;
}

/** An entry of the pid table. pt_slot, a tagged word, is three fields: what the number belongs to, or, if to nobody, a link. */
export interface Pt {
  pt_proc: Guarded<Ref<Proc>, 'k.proc_lock'>;
  pt_lwp: Guarded<Ref<Lwp>, 'k.proc_lock'>;
  /** Use count in the upper bits, next free entry in the lower ones. */
  pt_next: Guarded<U8, 'k.proc_lock'>;
  pt_pgrp: Guarded<Ref<Pgrp>, 'k.proc_lock'>;
  pt_pid: Guarded<Range<0, 'pid_max'>, 'k.proc_lock'>;
}

export interface Kernel {
  proc_lock: Mtx;
  /** A krwlock: exec reads, the load of a module writes. */
  exec_lock: Sx;

  initproc: Ref<Proc>;
  allproc: Guarded<List<Proc>, 'k.proc_lock'>;
  zombproc: Guarded<List<Proc>, 'k.proc_lock'>;

  /** Atomic. */
  nprocs: U8;
  /** Atomic: ui_proccnt of each user. */
  ui_proccnt: Arr<U8, 'uids'>;

  pid_tbl_mask: Guarded<U4, 'k.proc_lock'>;
  pid_alloc_cnt: Guarded<U4, 'k.proc_lock'>;
  pid_alloc_lim: Guarded<U4, 'k.proc_lock'>;
  next_free_pt: Guarded<U4, 'k.proc_lock'>;
  last_free_pt: Guarded<U4, 'k.proc_lock'>;

  /** The child that NOTE_CHILD has named last to whoever watches. */
  note_child: Range<0, 'pid_max'>;

  // Ghosts: how many of each exist.
  vmspaces: U4;
  uareas: U4;
}

export const k = globals<Kernel>('k');
export const proc_zone = zone<Proc>('proc', { slots: 'procs', order: 'lifo' });
export const lwp_zone = zone<Lwp>('lwp', { slots: 'threads', order: 'lifo', stable: true, threads: true });
export const mutex_obj_zone = zone<Kmutexobj>('mutex_obj', { slots: 'procs' });
export const sigacts_zone = zone<Sigacts>('sigacts', { slots: 'procs' });
export const filedesc_zone = zone<Filedesc>('filedesc', { slots: 'procs' });
export const plimit_zone = zone<Plimit>('plimit', { slots: 'procs' });
export const cwdinfo_zone = zone<Cwdinfo>('cwdinfo', { slots: 'procs' });
export const pgrp_zone = zone<Pgrp>('pgrp', { slots: 'pgrps' });
export const session_zone = zone<Session>('session', { slots: 'sessions' });
export const pid_table = zone<Pt>('pid_table', { slots: 'pid_slots', stable: true });

// ---- locks by their usual names

export function* mutex_enter(m: Ref<Mtx>): Routine {
  yield* mtx_lock(m);
}

export function mutex_exit(m: Ref<Mtx>): void {
  mtx_unlock(m);
}

export function mutex_owned(m: Ref<Mtx>): boolean {
  return Mtx_held(m);
}

/** mutex_enter(p->p_lock) */
export function* p_lock(p: Ref<Proc>): Routine {
  yield* mtx_lock(p.p_lock.mo_lock);
}

/** mutex_exit(p->p_lock) */
export function p_unlock(p: Ref<Proc>): void {
  mtx_unlock(p.p_lock.mo_lock);
}

/** mutex_owned(p->p_lock) */
export function p_locked(p: Ref<Proc>): boolean {
  return Mtx_held(p.p_lock.mo_lock);
}

/** A mutex for a new process. */
export function mutex_obj_alloc(): Ref<Kmutexobj> {
  const mo = alloc(mutex_obj_zone);
  require('zone-exhausted', mo !== nil, 'no free mutex object');
  mo.mo_refcnt = 1;
  return mo;
}

/** Gives one reference to a mutex back, and the mutex with the last. */
export function mutex_obj_free(mo: Ref<Kmutexobj>): void {
  mo.mo_refcnt--;
  if (mo.mo_refcnt === 0) free(mutex_obj_zone, mo);
}

/** What proc_lock's users assert. */
export function proc_lock_assert(): void {
  KASSERT(Mtx_held(k.proc_lock), 'proc_lock is not owned by the caller');
}

/** Whether a process is one that wait will find, or about to be: P_ZOMBIE. */
export function P_ZOMBIE(p: Ref<Proc>): boolean {
  return p.p_stat === SZOMB || p.p_stat === SDYING || p.p_stat === SDEAD;
}

/** The address that a process's system calls sleep on where nothing wakes them but a signal. */
export function pause_wchan(l: Ref<Lwp>): number {
  return addressOf(l.l_sigmask);
}
