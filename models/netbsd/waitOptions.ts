/** Options of wait4 and its kin. */
export const W_OPTIONS = {
  WNOHANG: 1, WUNTRACED: 2, WCONTINUED: 4, WEXITED: 8, WTRAPPED: 16, WNOWAIT: 32,
  /** Children whose exit signal is another than SIGCHLD, or all whatever theirs is. */
  WALTSIG: 64, WALLSIG: 128,
} as const;
export const { WNOHANG, WUNTRACED, WCONTINUED, WEXITED, WTRAPPED, WNOWAIT, WALTSIG, WALLSIG } = W_OPTIONS;
