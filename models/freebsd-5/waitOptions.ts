/** Options of wait4(2), packed closer than the kernel's. */
export const WNOHANG = 1;
export const WUNTRACED = 2;
/** Wait for those whose exit signal is not SIGCHLD. */
export const WLINUXCLONE = 4;
