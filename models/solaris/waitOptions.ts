/** Options of waitid. */
export const W = { WEXITED: 1, WTRAPPED: 2, WSTOPPED: 4, WCONTINUED: 8, WNOHANG: 16, WNOWAIT: 32 } as const;
export const { WEXITED, WTRAPPED, WSTOPPED, WCONTINUED, WNOHANG, WNOWAIT } = W;
