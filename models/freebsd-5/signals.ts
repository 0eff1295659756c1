/** Signals, numbered densely in the kernel's order (the lowest is taken first); a set of them has bit n - 1 for signal n. */

export const signals = {
  SIGHUP: 1, SIGTRAP: 2, SIGKILL: 3, SIGTERM: 4, SIGSTOP: 5, SIGTSTP: 6, SIGCONT: 7, SIGCHLD: 8, SIGUSR1: 9,
} as const;
export const { SIGHUP, SIGTRAP, SIGKILL, SIGTERM, SIGSTOP, SIGTSTP, SIGCONT, SIGCHLD, SIGUSR1 } = signals;
export const NSIG = 9;

/** The set with one signal. */
export function SIGBIT(sig: number): number {
  return 1 << (sig - 1);
}

export const SIGSET_STOP = (1 << (signals.SIGSTOP - 1)) | (1 << (signals.SIGTSTP - 1));
/** Tty stops, which an orphaned group does not take. */
export const SIGSET_TTYSTOP = 1 << (signals.SIGTSTP - 1);
/** Neither caught, ignored nor masked. */
export const SIGSET_CANTMASK = (1 << (signals.SIGKILL - 1)) | (1 << (signals.SIGSTOP - 1));
/** What a process ignores that has never changed a disposition: those whose default is to be ignored, but not SIGCONT. */
export const SIGSET_DEFAULT_IGNORED = 1 << (signals.SIGCHLD - 1);

/** ps_flag: what the process has asked about its children. */
export const PS_FLAGS = { PS_NOCLDWAIT: 1, PS_NOCLDSTOP: 2 } as const;
export const { PS_NOCLDWAIT, PS_NOCLDSTOP } = PS_FLAGS;
