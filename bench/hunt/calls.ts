import type { Call } from '../../src/draw/index.ts';

/** System calls as statements of a program. Pids follow the order of a draft's processes: 1 is init, 2 the first, 3 the second or the first child. */
export interface SystemCall extends Call {
  /** How many processes it makes. */
  readonly births?: number;
  /** Both go on with what follows. */
  readonly doubles?: boolean;
  /** How many structs of these it takes beside those of processes. */
  readonly threads?: number;
  readonly groups?: number;
  readonly sessions?: number;
  readonly files?: number;
  /** What the model has only where a scenario asks for it. */
  readonly needs?: 'taskqueue' | 'stop_all';
}

/** A child that does nothing but `then`. */
const child = (fork: string, then: string): string => `if ((yield* ${fork}) === 0) yield* ${then};`;

/** Makes 2 stop, and then the requests. */
const traced = (...then: readonly string[]): string =>
  `if ((yield* ptrace(PT_ATTACH, 2, 0)) === 0) { yield* wait4(2, 0); ${then.map((one) => `yield* ${one};`).join(' ')} }`;

export const calls: readonly SystemCall[] = [
  { name: 'fork', code: 'yield* fork();', births: 1, doubles: true },
  { name: 'vfork', code: 'yield* vfork();', births: 1, doubles: true },
  { name: 'fork-exit', code: child('fork()', 'exit(0)'), births: 1 },
  { name: 'vfork-exit', code: child('vfork()', 'exit(0)'), births: 1 },
  { name: 'vfork-exec', code: child('vfork()', 'execve(quit)'), births: 1 },
  { name: 'vfork-spawn', code: child('rfork(RFSPAWN)', 'execve(spin)'), births: 1 },
  { name: 'rfork-peer', code: child('rfork(RFPROC | RFTHREAD | RFMEM)', 'spin()'), births: 1 },
  { name: 'rfork-nowait', code: child('rfork(RFPROC | RFFDG | RFNOWAIT)', 'exit(0)'), births: 1 },
  { name: 'rfork-signals', code: child('rfork(RFPROC | RFFDG | RFSIGSHARE)', 'execve(spin)'), births: 1 },
  { name: 'rfork-unshare', code: 'yield* rfork(RFFDG);' },
  { name: 'pdfork', code: child('pdfork(0)', 'exit(0)'), births: 1, files: 1 },
  { name: 'close', code: 'yield* close(1);' },
  { name: 'pdkill', code: 'yield* pdkill(1, SIGKILL);' },
  { name: 'poll', code: 'yield* poll(1);' },
  { name: 'exit', code: 'yield* exit(0);' },
  { name: 'execve', code: 'yield* execve(quit);' },
  { name: 'wait', code: 'yield* wait4(-1, 0);' },
  { name: 'waitpid', code: 'yield* wait4(3, 0);' },
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
  { name: 'catch', code: 'yield* sigaction(SIGTERM, SIG_CATCH, 0);' },
  { name: 'ignore-children', code: 'yield* sigaction(SIGCHLD, SIG_IGN, 0);' },
  { name: 'want-no-zombies', code: 'yield* sigaction(SIGCHLD, SIG_DFL, SA_NOCLDWAIT);' },
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
  { name: 'reap-kill', code: 'yield* procctl_reap_kill(0, SIGKILL);', needs: 'taskqueue' },
  { name: 'reap-kill-subtree', code: 'yield* procctl_reap_kill(3, SIGTERM);', needs: 'taskqueue' },
  { name: 'reap-kill-children', code: 'yield* procctl_reap_kill(-1, SIGSTOP);' },
  { name: 'stop-all', code: 'yield* stop_all();', needs: 'stop_all' },
  { name: 'trace-me', code: 'yield* ptrace(PT_TRACE_ME, 0, 0);' },
  { name: 'attach', code: 'yield* ptrace(PT_ATTACH, 2, 0);' },
  { name: 'attach-child', code: 'yield* ptrace(PT_ATTACH, 3, 0);' },
  { name: 'trace', code: traced('ptrace(PT_CONTINUE, 2, 0)') },
  { name: 'trace-on', code: traced('ptrace(PT_CONTINUE, 2, 0)', 'debug()') },
  { name: 'trace-forks', code: traced('ptrace(PT_FOLLOW_FORK, 2, 1)', 'ptrace(PT_CONTINUE, 2, 0)', 'debug()') },
  { name: 'trace-events', code: traced('ptrace(PT_SET_EVENT_MASK, 2, PTRACE_EXEC | PTRACE_VFORK)', 'ptrace(PT_CONTINUE, 2, 0)', 'debug()') },
  { name: 'trace-detach', code: traced('ptrace(PT_DETACH, 2, 0)') },
  { name: 'trace-kill', code: traced('ptrace(PT_KILL, 2, 0)') },
  { name: 'debug', code: 'yield* debug();' },
];
