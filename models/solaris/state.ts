/**
 * OpenSolaris's process table: structs, flags and limits, as sys/proc.h, sys/thread.h and their neighbours have them. A field's locking key
 * is part of its type. Thread locks, zone_nlwps_lock, p_crlock and rcs_lock are no objects here: what is done under one
 * of them is one step.
 */
import { globals, Mtx_held, mtx_lock, mtx_unlock, params, zone } from '../../src/index.ts';
import type {
  Arr, Bits, Cv, Flags, Guarded, I8, List, MachineThread, Mtx, Range, Ref, Routine, U1, U2, U3, U4, U6, U8,
} from '../../src/index.ts';
import type { P_FLAGS, PID_FLAGS, POOL_FLAGS, PR_FLAGS, TP_FLAGS, TS_FLAGS } from './flags.ts';

export * from './flags.ts';
export * from './signals.ts';

/** Limits and sizes that a scenario may change. `machine.threads` is the number of LWP structs. */
export const conf = params({
  /** Structs of processes: one more than entries of the table, where a fork is to find that full. */
  procs: 4,
  /** Entries of the process table beside that of sched: v.v_proc is one more. */
  prslots: 4,
  /** Structs of PIDs, which outlive their processes where a group or a session has them. */
  pids: 6,
  sessions: 3,
  contracts: 3,
  pools: 1,
  tasks: 2,
  zones: 1,
  /** The PID of a process that is, from the start, in a zone other than the global one; 0 for none. */
  zoned: 0,
  /** 1 where every process has DTrace helpers. */
  helpers: 0,
  /** PIDs are minpid .. maxpid - 1; init has 1. */
  minpid: 2,
  maxpid: 14,
  /** v.v_maxup for one user, v.v_maxupttl for all that are not privileged. */
  v_maxup: 20,
  v_maxupttl: 20,
  /** User ids: 0 is the privileged one. */
  uids: 2,
  /** The greatest number of an LWP: the next one after it is 2. */
  maxlwpid: 15,
});

// ---- processes

/** An entry of procdir[], proc_lock[] and pr_pid_cv[]: what has the same index. None of it is ever freed. */
export interface Procent {
  pl_lock: Mtx;
  pr_pid_cv: Cv;
  pe_proc: Guarded<Ref<Proc>, 'k.pidlinklock | k.pidlock', 'k.pidlinklock'>;
  pe_next: Guarded<Ref<Procent>, 'k.pidlinklock'>;
}

/** A PID, which is also a process group. */
export interface Pid {
  pid_id: Range<0, 'maxpid'>;
  pid_link: Guarded<Ref<Pid>, 'k.pidlinklock'>;
  pid_ref: Guarded<U4, 'k.pidlock | k.pidlinklock'>;
  /** Set under pidlinklock, and read under pidlock. */
  pid_prinactive: Guarded<boolean, 'k.pidlock | k.pidlinklock', 'k.pidlinklock'>;
  pid_prslot: Ref<Procent>;
  pid_pglink: Guarded<List<Proc>, 'k.pidlock'>;
  /** Read under p_lock alone by whoever sends a signal. */
  pid_pgorphaned: Guarded<boolean, 'k.pidlock'>;
  /** Ghosts: drivers, and terminals, that refer to it; it is in the hash, so that its number is taken. */
  g_drivers: U2;
  g_hashed: boolean;
}

export interface Sess {
  s_ref: Guarded<U4, 'k.pidlock'>;
  s_sidp: Ref<Pid>;
  /** It has the terminal. */
  s_tty: boolean;
}

/** A process's hold on its credential. */
export interface Cred {
  cr_ruid: U1;
}

/** A directory. */
export interface Vnode {
  v_count: U4;
}

/** An address space. kas, the kernel's, is nil. */
export interface As {
  /** Pages of it are watched, and their protection is such that who touches them is caught. a_lock. */
  a_wpage: boolean;
  a_caught: boolean;
}

/** Atomic. */
export interface Pool {
  pool_ref: U4;
}

/** tk_hold_count is atomic, and tk_nlwps belongs to zone_nlwps_lock. */
export interface Task {
  tk_hold_count: U4;
  tk_nlwps: U4;
  tk_memb: Guarded<List<Proc>, 'k.pidlock'>;
}

/** A zone: only who is in which, and whether it goes down. */
export interface Zone {
  zone_id: U2;
  zone_nlwps: U4;
  zone_shutting_down: boolean;
}

/** A process contract. */
export interface Contract {
  ct_lock: Mtx;
  conp_members: Guarded<List<Proc>, 'ct_lock'>;
  ct_ref: Guarded<U4, 'ct_lock'>;
  /** CT_PR_PGRPONLY, and whether a core dump of one member is the end of all. */
  conp_pgrponly: boolean;
  conp_fatal_core: boolean;
}

/** Where a process dumps core: settings that processes share and coreadm replaces. */
export interface Corectl {
  ccp_ref: U4;
}

export interface Proc {
  p_lockp: Ref<Procent>;
  p_pidp: Ref<Pid>;

  // pidlock
  p_stat: Guarded<Range<0, 3>, 'k.pidlock | p_lockp.pl_lock', 'k.pidlock'>;
  p_pidflag: Guarded<Flags<typeof PID_FLAGS>, 'k.pidlock'>;
  p_wcode: Guarded<Range<0, 6>, 'k.pidlock | p_lockp.pl_lock', 'k.pidlock'>;
  p_ppid: Guarded<Range<0, 'maxpid'>, 'k.pidlock'>;
  p_parent: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_child: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_sibling: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_psibling: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_child_ns: Guarded<List<Proc>, 'k.pidlock'>;
  p_sibling_ns: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_nextofkin: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_orphan: Guarded<List<Proc>, 'k.pidlock'>;
  p_nextorph: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_next: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_sessp: Guarded<Ref<Sess>, 'k.pidlock'>;
  p_pglink: Guarded<Ref<Proc>, 'k.pidlock'>;
  p_tasknext: Guarded<Ref<Proc>, 'k.pidlock'>;

  // pidlock and p_lock
  p_pgidp: Guarded<Ref<Pid>, 'k.pidlock | p_lockp.pl_lock', 'k.pidlock'>;
  p_task: Guarded<Ref<Task>, 'k.pidlock | p_lockp.pl_lock', 'k.pidlock & p_lockp.pl_lock'>;

  // p_lock
  p_flag: Guarded<Flags<typeof P_FLAGS>, 'p_lockp.pl_lock'>;
  p_proc_flag: Guarded<Flags<typeof PR_FLAGS>, 'p_lockp.pl_lock'>;
  p_tlist: Guarded<List<Lwp>, 'p_lockp.pl_lock'>;
  p_lwpcnt: Guarded<U4, 'p_lockp.pl_lock'>;
  /** Those of them that do not keep the process alive. */
  p_lwpdaemon: Guarded<U3, 'p_lockp.pl_lock'>;
  /** Those that are not stopped for want of TS_CSTART; whoever waits for the others takes itself out meanwhile. */
  p_lwprcnt: Guarded<Range<-1, 7>, 'p_lockp.pl_lock'>;
  /** The number of the latest LWP. */
  p_lwpid: Guarded<U4, 'p_lockp.pl_lock'>;
  /** The directory: LWPs, and those that have exited and may be waited for. Its order of slots is that in which they came. */
  p_lwpdir: Guarded<List<Lwpent>, 'p_lockp.pl_lock'>;
  p_lwpdir_sz: Guarded<U4, 'p_lockp.pl_lock'>;
  p_zombcnt: Guarded<U3, 'p_lockp.pl_lock'>;
  /** LWPs in lwp_wait, and those of them that do not keep the process alive. */
  p_lwpwait: Guarded<U3, 'p_lockp.pl_lock'>;
  p_lwpdwait: Guarded<U3, 'p_lockp.pl_lock'>;
  p_sig: Guarded<Bits<9>, 'p_lockp.pl_lock'>;
  /** Of the SIGCLD in it: whose it is, and why: a PID, and sixteen times a p_wcode. */
  p_sigcld: Guarded<U8, 'p_lockp.pl_lock'>;
  p_ignore: Guarded<Bits<9>, 'p_lockp.pl_lock'>;
  /** Signals with a handler: u_signal. */
  u_caught: Guarded<Bits<9>, 'p_lockp.pl_lock'>;
  p_stopsig: Guarded<Range<0, 9>, 'p_lockp.pl_lock'>;
  p_poolflag: Guarded<Flags<typeof POOL_FLAGS>, 'p_lockp.pl_lock'>;
  p_poolcnt: Guarded<U3, 'p_lockp.pl_lock'>;
  p_pool: Guarded<Ref<Pool>, 'p_lockp.pl_lock'>;
  p_as: Guarded<Ref<As>, 'p_lockp.pl_lock'>;
  p_corefile: Guarded<Ref<Corectl>, 'p_lockp.pl_lock'>;
  /** A debugger watches areas of its memory. */
  p_warea: Guarded<boolean, 'p_lockp.pl_lock'>;

  // ct_lock and p_lock
  p_ct_process: Guarded<Ref<Contract>, 'p_lockp.pl_lock'>;
  p_ct_member: Ref<Proc>;

  /** nil in an embryo; p_crlock. */
  p_cred: Ref<Cred>;
  /** nil in an embryo. */
  p_zone: Ref<Zone>;

  /** A vfork parent waits on it with its p_lock, who waits for children with pidlock. */
  p_cv: Cv;
  p_holdlwps: Cv;
  p_lwpexit: Cv;
  p_poolcv: Cv;

  // What belongs to other subsystems, reduced to whether it is there.
  p_rctls: boolean;
  p_exec: boolean;
  /** Where it is, until it has been a zombie for a moment. */
  u_cdir: Ref<Vnode>;
  u_files: boolean;
  /** DTrace helpers. */
  p_dtrace_helpers: boolean;
  /** Watched pages of its memory that are put aside while it is lent. */
  p_wpage: boolean;
  /** A debugger stops what enters, or leaves, a system call that forks: u_systrap, u_entrymask and u_exitmask. */
  u_entrymask: boolean;
  u_exitmask: boolean;
  /** Its LWPs have an active template: children get contracts of their own. */
  p_ctmpl: boolean;

  // Ghosts: no kernel has them, properties look at them.
  /** It is in the hash of PIDs, so that it can be found. */
  g_numbered: boolean;
  /** nproc counts it. */
  g_counted: boolean;
  /** It is charged to the user of its credential. */
  g_charged: boolean;
  /** The LWP that lent it its memory in vfork and has to wait for it; nil once it has executed or exited. */
  g_vfwaiter: Ref<Lwp>;
  /** A group kill with SIGKILL that began after it was in the group, or an ancestor of it was, has to kill it. */
  g_doomed: boolean;
  /** The same for SIGTERM. */
  g_dismissed: boolean;
  /** The same for the end of a contract. */
  g_sentenced: boolean;
  /** It has been sent a SIGKILL, and not begun to exit. */
  g_killed: boolean;
  /** The LWP that has got holdlwps and not let the others go on. */
  g_holder: Ref<Lwp>;
}

// ---- LWPs

/** An entry of the directory of a process, whose p_lock protects it. Who waits for the LWP is counted here. */
export interface Lwpent {
  le_lwpid: U4;
  /** nil for one that has exited. */
  le_thread: Ref<Lwp>;
  le_waiters: U3;
  le_dwaiters: U3;
  ld_next: Ref<Lwpent>;
}

/** A thread and its LWP. The zone is type-stable. What has no key belongs to the thread lock, or is the LWP's own. */
export interface Lwp extends MachineThread {
  t_procp: Ref<Proc>;
  t_forw: Guarded<Ref<Lwp>, 't_procp.p_lockp.pl_lock'>;
  t_state: Range<0, 3>;
  t_schedflag: Flags<typeof TS_FLAGS>;
  t_proc_flag: Flags<typeof TP_FLAGS>;
  t_whystop: Range<0, 5>;
  t_tid: U4;
  /** In lwp_wait: for whom, 0 for any; -1 otherwise. */
  t_waitfor: Range<-1, 15>;
  lwp_cursig: Range<0, 9>;
  /** It must not stop, but for others that fork. */
  lwp_nostop: boolean;
  /** It sleeps where a signal finds it, or is on its way out of there. */
  lwp_asleep: boolean;
  /** Whose processors it runs on: t_cpupart. */
  t_pool: Ref<Pool>;
  /** The PID that vfork has returned, until vfwait is over. */
  lwp_vfpid: Range<0, 'maxpid'>;
  /** Its cached credential: t_cred. */
  t_ruid: U1;
  t_cv: Cv;

  // Ghosts.
  /** It has taken a process out of the table that nproc still counts. */
  g_owes: boolean;
  /** The user, plus one, whom it has counted a process for that says otherwise. */
  g_charges: U2;
  /** Somebody has asked this LWP to suspend itself, or another to suspend it, and not taken that back. */
  g_asked: boolean;
  /** While it sleeps in wait: for whom, and with which options. */
  g_waitpid: I8;
  g_waitoptions: U6;
}

// ---- the kernel

export interface Kernel {
  pidlock: Mtx;
  pidlinklock: Mtx;
  pool_lock: Mtx;
  pool_barrier_lock: Mtx;

  proc_init: Ref<Proc>;
  practive: Guarded<List<Proc>, 'k.pidlock'>;
  nproc: Guarded<U4, 'k.pidlock'>;
  up_count: Guarded<Arr<U4, 'uids'>, 'k.pidlock'>;
  pidhash: Guarded<List<Pid>, 'k.pidlinklock'>;
  procentfree: Guarded<Ref<Procent>, 'k.pidlinklock'>;
  mpid: Guarded<Range<0, 'maxpid'>, 'k.pidlinklock'>;
  fork_fail_pending: Guarded<U2, 'k.pidlock'>;

  /** The session that has the terminal, and the group in front. sd_lock */
  sd_sidp: Ref<Pid>;
  sd_pgidp: Ref<Pid>;
  lbolt_cv: Cv;

  /** LWPs that the binder still waits for. */
  pool_barrier_count: Guarded<I8, 'k.pool_barrier_lock'>;
  pool_barrier_cv: Cv;

  /** Holds: on files, on executables; sets of resource controls, and of DTrace helpers. Atomic. */
  f_count: U4;
  v_exec: U4;
  rctls: U4;
  dtrace_helpers: U4;
}

export const k = globals<Kernel>('k');
export const proc_zone = zone<Proc>('proc', { slots: 'procs', order: 'lifo' });
export const lwp_zone = zone<Lwp>('lwp', { slots: 'threads', order: 'lifo', stable: true, threads: true });
export const lwpent_zone = zone<Lwpent>('lwpent', { slots: 'threads', order: 'lifo' });
export const procdir = zone<Procent>('procdir', { slots: 'prslots', stable: true });
export const pid_zone = zone<Pid>('pid', { slots: 'pids', order: 'lifo' });
export const sess_zone = zone<Sess>('sess', { slots: 'sessions' });
export const cred_zone = zone<Cred>('cred', { slots: 'procs' });
export const vnode_zone = zone<Vnode>('vnode', { slots: 2 });
export const as_zone = zone<As>('as', { slots: 'procs' });
export const pool_zone = zone<Pool>('pool', { slots: 'pools' });
export const task_zone = zone<Task>('task', { slots: 'tasks' });
export const zone_zone = zone<Zone>('zone', { slots: 'zones' });
export const contract_zone = zone<Contract>('contract', { slots: 'contracts' });
export const corectl_zone = zone<Corectl>('corectl', { slots: 2 });

// ---- locks by their usual names

export function* mutex_enter(m: Ref<Mtx>): Routine {
  yield* mtx_lock(m);
}

export function mutex_exit(m: Ref<Mtx>): void {
  mtx_unlock(m);
}

export function MUTEX_HELD(m: Ref<Mtx>): boolean {
  return Mtx_held(m);
}

/** mutex_enter(&p->p_lock) */
export function* p_lock(p: Ref<Proc>): Routine {
  yield* mtx_lock(p.p_lockp.pl_lock);
}

/** mutex_exit(&p->p_lock) */
export function p_unlock(p: Ref<Proc>): void {
  mtx_unlock(p.p_lockp.pl_lock);
}

/** MUTEX_HELD(&p->p_lock) */
export function p_locked(p: Ref<Proc>): boolean {
  return Mtx_held(p.p_lockp.pl_lock);
}
