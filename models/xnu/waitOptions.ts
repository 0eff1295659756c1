/** Options of wait4 and waitid. */
export const W_OPTIONS = { WNOHANG: 1, WUNTRACED: 2, WCONTINUED: 4, WEXITED: 8, WNOWAIT: 16 } as const;
export const { WNOHANG, WUNTRACED, WCONTINUED, WEXITED, WNOWAIT } = W_OPTIONS;
