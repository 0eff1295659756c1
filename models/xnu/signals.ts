/** Signals, numbered densely in the kernel's order (the lowest is taken first); a set of them has bit n - 1 for signal n. */

export const signals = {
  SIGHUP: 1, SIGINT: 2, SIGTRAP: 3, SIGKILL: 4, SIGSEGV: 5, SIGTERM: 6, SIGSTOP: 7, SIGTSTP: 8, SIGCONT: 9, SIGCHLD: 10, SIGUSR1: 11,
} as const;
export const { SIGHUP, SIGINT, SIGTRAP, SIGKILL, SIGSEGV, SIGTERM, SIGSTOP, SIGTSTP, SIGCONT, SIGCHLD, SIGUSR1 } = signals;
export const NSIG = 11;

/** The set with one signal. */
export function sigmask(sig: number): number {
  return 1 << (sig - 1);
}

const { SIGHUP: HUP, SIGINT: INT, SIGKILL: KILL, SIGTERM: TERM, SIGSTOP: STOP, SIGTSTP: TSTP, SIGCONT: CONT, SIGCHLD: CHLD } = signals;
const sets = {
  stopsigmask: (1 << (STOP - 1)) | (1 << (TSTP - 1)),
  ttystopsigmask: 1 << (TSTP - 1),
  contsigmask: 1 << (CONT - 1),
  /** What an exec keeps of the signals of a thread that goes. */
  execmask: (1 << (HUP - 1)) | (1 << (INT - 1)) | (1 << (KILL - 1)) | (1 << (TERM - 1)) | (1 << (STOP - 1)) | (1 << (TSTP - 1)) | (1 << (CONT - 1)),
  sigcantmask: (1 << (KILL - 1)) | (1 << (STOP - 1)),
  /** What a process ignores that has never changed a disposition: SIGCONT acts even where it is ignored. */
  ignored_by_default: 1 << (CHLD - 1),
  all_signals: (1 << NSIG) - 1,
} as const;
export const { stopsigmask, ttystopsigmask, contsigmask, execmask, sigcantmask, ignored_by_default, all_signals } = sets;

/** Whether a signal is in a set. */
export function sigismember(set: number, sig: number): boolean {
  return (set & sigmask(sig)) !== 0;
}

/** The lowest signal of a set, 0 if it is empty. */
export function ffs(set: number): number {
  if (set === 0) return 0;
  let sig = 1;
  while ((set & sigmask(sig)) === 0) sig++;
  return sig;
}
