/** What the kernel's numbers mean: errors, states, flags. */

export const errno = { EPERM: 1, ENOENT: 2, ESRCH: 3, EINTR: 4, EIO: 5, ECHILD: 10, EAGAIN: 11, ENOMEM: 12, EACCES: 13, EBUSY: 16, EINVAL: 22, EDEADLK: 45 } as const;
export const { EPERM, ENOENT, ESRCH, EINTR, EIO, ECHILD, EAGAIN, ENOMEM, EACCES, EBUSY, EINVAL, EDEADLK } = errno;

/** p_wcode */
export const CLD = { CLD_EXITED: 1, CLD_KILLED: 2, CLD_DUMPED: 3, CLD_TRAPPED: 4, CLD_STOPPED: 5, CLD_CONTINUED: 6 } as const;
export const { CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLD_TRAPPED, CLD_STOPPED, CLD_CONTINUED } = CLD;

/** Why a thread stops: t_whystop. */
export const PR = { PR_REQUESTED: 1, PR_JOBCONTROL: 2, PR_SUSPENDED: 3, PR_SYSENTRY: 4, PR_SYSEXIT: 5 } as const;
export const { PR_REQUESTED, PR_JOBCONTROL, PR_SUSPENDED, PR_SYSENTRY, PR_SYSEXIT } = PR;

// ---- processes

export const P_STATES = { SIDL: 1, SRUN: 2, SZOMB: 3 } as const;
export const { SIDL, SRUN, SZOMB } = P_STATES;

/** p_flag: p_lock. */
export const P_FLAGS = {
  SSYS: 1, SEXITING: 2, SFORKING: 4, SKILLED: 8, SSCONT: 16, SNOWAIT: 32, SJCTL: 64, SVFORK: 128, SVFWAIT: 256, SEXITLWPS: 512,
  SHOLDFORK: 1024, SHOLDFORK1: 2048, SCOREDUMP: 4096, SEXECED: 8192, SLWPWRAP: 16384,
  SHOLDWATCH: 32768, SWATCHOK: 65536, SMSFORK: 131072, SMSACCT: 262144,
} as const;
export const {
  SSYS, SEXITING, SFORKING, SKILLED, SSCONT, SNOWAIT, SJCTL, SVFORK, SVFWAIT, SEXITLWPS, SHOLDFORK, SHOLDFORK1, SCOREDUMP, SEXECED,
  SLWPWRAP, SHOLDWATCH, SWATCHOK, SMSFORK, SMSACCT,
} = P_FLAGS;

/** p_pidflag: pidlock. */
export const PID_FLAGS = { CLDPEND: 1, CLDCONT: 2 } as const;
export const { CLDPEND, CLDCONT } = PID_FLAGS;

/** p_proc_flag: p_lock. */
export const PR_FLAGS = { P_PR_LOCK: 1, P_PR_FORK: 2, P_PR_ASYNC: 4, P_PR_PTRACE: 8 } as const;
export const { P_PR_LOCK, P_PR_FORK, P_PR_ASYNC, P_PR_PTRACE } = PR_FLAGS;

/** p_poolflag: p_lock. */
export const POOL_FLAGS = { PBWAIT: 1, PEXITED: 2 } as const;
export const { PBWAIT, PEXITED } = POOL_FLAGS;

// ---- LWPs

/** TS_SLEEP (td_wchan says so) and TS_ONPROC are TS_RUN here. */
export const T_STATES = { TS_FREE: 0, TS_RUN: 1, TS_STOPPED: 2, TS_ZOMB: 3 } as const;
export const { TS_FREE, TS_RUN, TS_STOPPED, TS_ZOMB } = T_STATES;

/** t_schedflag: a stopped thread runs when it has all of them. */
export const TS_FLAGS = { TS_CSTART: 1, TS_XSTART: 2, TS_PSTART: 4, TS_CREATE: 8 } as const;
export const { TS_CSTART, TS_XSTART, TS_PSTART, TS_CREATE } = TS_FLAGS;
const all = { TS_ALLSTART: 15 } as const;
export const { TS_ALLSTART } = all;

/** t_proc_flag: p_lock. */
export const TP_FLAGS = { TP_HOLDLWP: 1, TP_PRSTOP: 2, TP_TWAIT: 4, TP_DAEMON: 8, TP_STOPPING: 16, TP_WATCHSTOP: 32 } as const;
export const { TP_HOLDLWP, TP_PRSTOP, TP_TWAIT, TP_DAEMON, TP_STOPPING, TP_WATCHSTOP } = TP_FLAGS;
