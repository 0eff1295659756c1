/** What a wait asks for. */


export const WAIT_OPTIONS = { WNOHANG: 1, WUNTRACED: 2, WCONTINUED: 4, WNOWAIT: 8, WEXITED: 16, WTRAPPED: 32 } as const;
export const { WNOHANG, WUNTRACED, WCONTINUED, WNOWAIT, WEXITED, WTRAPPED } = WAIT_OPTIONS;

/** What the number of a wait means. */
export const WAITS_FOR_NOBODY = 0;
export const P_ALL = 1;
export const P_PID = 2;
export const P_PGID = 3;
