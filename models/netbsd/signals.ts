/** Signals, numbered densely in the kernel's order (the lowest is taken first); a set of them has bit n - 1 for signal n. */

export const signals = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTRAP: 4, SIGABRT: 5, SIGKILL: 6, SIGTERM: 7, SIGSTOP: 8, SIGTSTP: 9, SIGCONT: 10, SIGCHLD: 11,
  SIGUSR1: 12,
} as const;
export const {
  SIGHUP, SIGINT, SIGQUIT, SIGTRAP, SIGABRT, SIGKILL, SIGTERM, SIGSTOP, SIGTSTP, SIGCONT, SIGCHLD, SIGUSR1,
} = signals;
export const NSIG = 12;

/** The set with one signal. A constant expression where the signal is one. */
export function SIGBIT(sig: number): number {
  return 1 << (sig - 1);
}

/** sigprop: what a signal does by default, as sets. */
const { SIGABRT: ABRT, SIGCHLD: CHLD, SIGCONT: CONT, SIGKILL: KILL, SIGQUIT: QUIT, SIGSTOP: STOP, SIGTRAP: TRAP, SIGTSTP: TSTP } = signals;
const sets = {
  SA_STOP: (1 << (STOP - 1)) | (1 << (TSTP - 1)),
  SA_TTYSTOP: 1 << (TSTP - 1),
  SA_CONT: 1 << (CONT - 1),
  SA_IGNORE: (1 << (CHLD - 1)) | (1 << (CONT - 1)),
  SA_CORE: (1 << (QUIT - 1)) | (1 << (TRAP - 1)) | (1 << (ABRT - 1)),
  /** Every thread has to look at these. */
  SA_TOALL: (1 << (KILL - 1)) | (1 << (STOP - 1)) | (1 << (TSTP - 1)) | (1 << (CONT - 1)),
  SA_CANTMASK: (1 << (KILL - 1)) | (1 << (STOP - 1)),
} as const;
export const { SA_STOP, SA_TTYSTOP, SA_CONT, SA_IGNORE, SA_CORE, SA_TOALL, SA_CANTMASK } = sets;
/** What a process ignores that has never changed a disposition: those whose default is to be ignored, but not SIGCONT. */
export const SIG_IGNORED_BY_DEFAULT = 1 << (CHLD - 1);

/** Whether a signal is in a set. */
export function sigismember(set: number, sig: number): boolean {
  return (set & SIGBIT(sig)) !== 0;
}

/** The lowest signal of a set, 0 if it is empty. */
export function firstsig(set: number): number {
  if (set === 0) return 0;
  let sig = 1;
  while ((set & SIGBIT(sig)) === 0) sig++;
  return sig;
}
