/** Signals, numbered densely in the kernel's order (the lowest is taken first); a set of them has bit n - 1 for signal n. */

export const signals = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTRAP: 4, SIGKILL: 5, SIGALRM: 6, SIGTERM: 7, SIGSTOP: 8, SIGTSTP: 9, SIGCONT: 10,
  SIGCHLD: 11, SIGTTIN: 12, SIGTTOU: 13, SIGUSR1: 14,
} as const;
export const {
  SIGHUP, SIGINT, SIGQUIT, SIGTRAP, SIGKILL, SIGALRM, SIGTERM, SIGSTOP, SIGTSTP, SIGCONT, SIGCHLD, SIGTTIN, SIGTTOU, SIGUSR1,
} = signals;
export const NSIG = 14;

/** The set with one signal. A constant expression where the signal is one. */
export function SIGBIT(sig: number): number {
  return 1 << (sig - 1);
}

export const SIGSET_ALL = (1 << NSIG) - 1;
/** Tty stops, which an orphaned group does not take. */
export const SIGSET_TTYSTOP = (1 << (signals.SIGTSTP - 1)) | (1 << (signals.SIGTTIN - 1)) | (1 << (signals.SIGTTOU - 1));
export const SIGSET_STOP = (1 << (signals.SIGSTOP - 1)) | SIGSET_TTYSTOP;
/** Neither caught, ignored nor masked. */
export const SIGSET_CANTMASK = (1 << (signals.SIGKILL - 1)) | (1 << (signals.SIGSTOP - 1));
/** Those whose default action is a core dump. */
export const SIGSET_CORE = (1 << (signals.SIGQUIT - 1)) | (1 << (signals.SIGTRAP - 1));
/** What a process ignores that has never changed a disposition: those whose default is to be ignored, but not SIGCONT. */
export const SIGSET_DEFAULT_IGNORED = 1 << (signals.SIGCHLD - 1);
/** Those that do nothing by default, SIGPROP_IGNORE: what is pending of them goes when the default comes back. */
export const SIGSET_FORGOTTEN = SIGSET_DEFAULT_IGNORED | (1 << (signals.SIGCONT - 1));

/** ps_flag: what the parent asked about its children. PS_CLDSIGIGN: SIGCHLD is ignored, and not by default. */
export const PS_FLAGS = { PS_NOCLDWAIT: 1, PS_NOCLDSTOP: 2, PS_CLDSIGIGN: 4 } as const;
export const { PS_NOCLDWAIT, PS_NOCLDSTOP, PS_CLDSIGIGN } = PS_FLAGS;
