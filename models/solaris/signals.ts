/** Signals, numbered densely in the kernel's order; a set of them has bit n - 1 for signal n. */

export const signals = { SIGHUP: 1, SIGQUIT: 2, SIGKILL: 3, SIGTERM: 4, SIGUSR1: 5, SIGCLD: 6, SIGSTOP: 7, SIGTSTP: 8, SIGCONT: 9 } as const;
export const { SIGHUP, SIGQUIT, SIGKILL, SIGTERM, SIGUSR1, SIGCLD, SIGSTOP, SIGTSTP, SIGCONT } = signals;

/** The set with one signal. A constant expression where the signal is one. */
export function sigmask(sig: number): number {
  return 1 << (sig - 1);
}

const { SIGQUIT: QUIT, SIGCLD: CLD, SIGSTOP: STOP, SIGTSTP: TSTP, SIGCONT: CONT } = signals;
const sets = {
  /** What a signal does by default: stop the process, nothing, dump core. The others end it. */
  stopdefault: (1 << (STOP - 1)) | (1 << (TSTP - 1)),
  ignoredefault: (1 << (CLD - 1)) | (1 << (CONT - 1)),
  coredefault: 1 << (QUIT - 1),
  /** A vfork child does not take these: those of the terminal. */
  holdvfork: 1 << (TSTP - 1),
} as const;
export const { stopdefault, ignoredefault, coredefault, holdvfork } = sets;

/** Whether a signal is in a set. */
export function sigismember(set: number, sig: number): boolean {
  return (set & sigmask(sig)) !== 0;
}

/** The lowest signal of a set, 0 if it is empty. SIGKILL comes first. */
export function lowestsig(set: number): number {
  if (sigismember(set, SIGKILL)) return SIGKILL;
  if (set === 0) return 0;
  let sig = 1;
  while (!sigismember(set, sig)) sig++;
  return sig;
}
