/** System calls as statements of a program. Pids follow the order of a draft's processes: 1 is init, 2 the first, 3 the second or the first child. */
export interface Call {
  readonly name: string;
  readonly code: string;
  /** How many processes it makes. */
  readonly births?: number;
  /** Both go on with what follows. */
  readonly doubles?: boolean;
  /** How many structs of these it takes beside those of processes. */
  readonly threads?: number;
  readonly groups?: number;
  readonly sessions?: number;
  readonly files?: number;
}

/** A child that does nothing but `then`. */
const child = (fork: string, then: string): string => `if ((yield* ${fork}) === 0) yield* ${then};`;

export const calls: readonly Call[] = [
  { name: 'fork', code: 'yield* fork();', births: 1, doubles: true },
  { name: 'fork-exit', code: child('fork()', 'exit(0)'), births: 1 },
  { name: 'vfork-exit', code: child('vfork()', 'exit(0)'), births: 1 },
  { name: 'vfork-exec', code: child('vfork()', 'execve(quit)'), births: 1 },
  { name: 'vfork-spawn', code: child('rfork(RFSPAWN)', 'execve(spin)'), births: 1 },
  { name: 'rfork-peer', code: child('rfork(RFPROC | RFTHREAD | RFMEM)', 'spin()'), births: 1 },
  { name: 'rfork-nowait', code: child('rfork(RFPROC | RFFDG | RFNOWAIT)', 'exit(0)'), births: 1 },
  { name: 'rfork-unshare', code: 'yield* rfork(RFFDG);' },
  { name: 'pdfork', code: child('pdfork(0)', 'exit(0)'), births: 1, files: 1 },
  { name: 'close', code: 'yield* close(1);' },
  { name: 'exit', code: 'yield* exit(0);' },
  { name: 'execve', code: 'yield* execve(quit);' },
  { name: 'wait', code: 'yield* wait4(-1, 0);' },
  { name: 'wait-stopped', code: 'yield* wait4(-1, WUNTRACED | WCONTINUED);' },
  { name: 'kill', code: 'yield* kill(2, SIGKILL);' },
  { name: 'kill-child', code: 'yield* kill(3, SIGKILL);' },
  { name: 'kill-all', code: 'yield* kill(-1, SIGTERM);' },
  { name: 'stop', code: 'yield* kill(2, SIGSTOP);' },
  { name: 'stop-child', code: 'yield* kill(3, SIGSTOP);' },
  { name: 'continue', code: 'yield* kill(2, SIGCONT);' },
  { name: 'killpg', code: 'yield* killpg(2, SIGKILL);' },
  { name: 'killpg-stop', code: 'yield* killpg(2, SIGSTOP);' },
  { name: 'killpg-continue', code: 'yield* killpg(2, SIGCONT);' },
  { name: 'setpgid', code: 'yield* setpgid(0, 0);', groups: 1 },
  { name: 'setpgid-child', code: 'yield* setpgid(3, 0);', groups: 1 },
  { name: 'setpgid-join', code: 'yield* setpgid(0, 2);', groups: 1 },
  { name: 'setsid', code: 'yield* setsid();', groups: 1, sessions: 1 },
  { name: 'thr-new', code: 'yield* thr_new(spin);', threads: 1 },
  { name: 'thr-exit', code: 'yield* thr_exit();' },
  { name: 'pause', code: 'yield* pause();' },
  { name: 'setuid', code: 'yield* setuid(1);' },
  { name: 'reaper', code: 'yield* procctl_reap(true);' },
  { name: 'no-reaper', code: 'yield* procctl_reap(false);' },
];
