/** One step left out, or in another order: a count, a reference, a mark, a wakeup, an error path. */
import type { Mutation } from '../../../src/index.ts';
import { broken } from './broken.ts';

/** What fork counts, refuses and takes back. */
const limits: readonly Mutation[] = [
  broken('user-has-one-more', 'a user may have one process more than the limit', 'fork1', 'count > conf.rlimit_nproc', 'count > conf.rlimit_nproc + 1',
    'fork-rlimit', 'user-limit-holds'),
  broken('user-has-one-less', 'the last process that a user may have is refused', 'fork1', 'count > conf.rlimit_nproc', 'count >= conf.rlimit_nproc',
    'fork-last-of-user', 'assertion-failed'),
  broken('root-is-limited', 'the privileged user is held to the limit of users', 'fork1', ' && uid !== 0', '', 'fork-last', 'assertion-failed'),
  broken('last-refused', 'the last process that there is room for is refused', 'fork1', 'tnprocs >= conf.maxproc', 'tnprocs + 1 >= conf.maxproc',
    'fork-last', 'assertion-failed'),
  broken('reserve-is-smaller', 'the last few processes are one less', 'may_fork', 'n < conf.maxproc - RESERVED', 'n <= conf.maxproc - RESERVED',
    'fork-reserve', 'assertion-failed'),
  broken('refused-stays-counted', 'a fork that is refused at the limit of all keeps its process counted', 'fork1', 'yield 272;\n    k.nprocs--;', 'yield 272;',
    'fork-limit', 'process-count-is-exact'),
  broken('stack-stays', 'a fork without a number keeps its U-area', 'fork1', 'k.uareas--; // 312', '', 'fork-no-pid', 'uareas-have-owners'),
  broken('no-number-no-refund', 'a fork without a number keeps its user charged', 'fork1', 'chgproccnt(p1.p_uid, -1);', '', 'fork-no-pid',
    'user-count-is-exact'),
  broken('user-forgets', 'setuid goes by the user that the LWP has cached', 'sys_setuid', 'refresh_cred(l);', '', 'setuid-twice', 'user-count-is-exact'),
];

/** What processes share, and what a child has of its parent. */
const births: readonly Mutation[] = [
  broken('limits-not-referred', 'a child refers to the limits of its parent, uncounted', 'fork1', 'p1.p_limit.pl_refcnt++;', '', 'fork-exit-wait',
    'references-are-counted'),
  broken('directory-not-referred', 'a directory that is shared is not counted', 'share_cwd', 'p1.p_cwdi.cwdi_refcnt++;', '', 'exec-shared',
    'references-are-counted'),
  broken('files-stay', 'a process that exits leaves its table of files behind', 'free_resources',
    'if (p.p_fd.fd_refcnt === 0) free(filedesc_zone, p.p_fd);', '', 'fork-exit-wait', 'references-are-counted'),
  broken('mutex-stays', 'a process that is reaped leaves its mutex behind', 'proc_free', 'mutex_obj_free(p.p_lock);', '', 'fork-exit-wait',
    'references-are-counted'),
  broken('child-wants-zombies', 'a child forgets that its parent wants no zombies', 'fork1', 'PK_SUGID | PK_NOCLDWAIT | PK_CLDSIGIGN', 'PK_SUGID',
    'fork-inherits', 'children-inherit'),
  broken('child-has-executed', 'a child has all marks of its parent', 'fork1', ' & (PK_SUGID | PK_NOCLDWAIT | PK_CLDSIGIGN)', '', 'fork-inherits',
    'children-inherit'),
  broken('child-exits', 'a child has all marks about stops and exits of its parent', 'fork1', ' & (PS_STOPFORK | PS_STOPEXEC | PS_NOCLDSTOP)', '',
    'fork-inherits', 'children-inherit'),
  broken('child-is-signalled', 'a child has the pending signals of its parent', 'copy_proc', 'p_sigpend = 0;', 'p_sigpend = unlocked(p1).p_sigpend;',
    'fork-inherits', 'children-inherit'),
  broken('child-holds-nothing', 'a child holds no signals back', 'lwp_create', 'l2.l_sigmask = l1.l_sigmask;', '', 'fork-inherits', 'children-inherit'),
  broken('child-has-no-terminal', 'a child has no terminal', 'fork1', 'p2.p_lflag |= PL_CONTROLT;', '', 'fork-inherits', 'children-inherit'),
  broken('child-says-nothing', 'a child is to say nothing when it exits', 'fork1', 'p2.p_exitsig = exitsig;', '', 'fork-exit-wait', 'children-inherit'),
  broken('born-silent', 'a traced child does not report its birth', 'fork1', 'unlocked(p2).p_slflag |= PSL_TRACEDCHILD;', '', 'trace-fork',
    'traced-child-reports'),
];

/** What a new program keeps. */
const programs: readonly Mutation[] = [
  broken('handlers-stay', 'a new program has the handlers of the old one', 'execsigs', 'p.ps_sigcatch = 0;', '', 'exec-caught',
    'programs-begin-without-handlers'),
  broken('handlers-go-for-both', 'a new program clears dispositions that it shares', 'execsigs', 'sigactsunshare(p);', '', 'exec-shared',
    'mask-fits-table'),
  broken('lender-waits-for-exit', 'a vfork child that executes lets its parent wait until it exits', 'execve_runproc', 'release_vfork_parent(p);', '',
    'vfork-exec', 'lender-waits-for-no-program'),
  broken('lender-runs-early', 'a vfork child lets its parent go before it gives the memory back', 'exit1',
    'free_resources(p);\n\n  yield* mutex_enter(k.proc_lock);\n  release_vfork_parent(p);',
    "yield* mutex_enter(k.proc_lock);\n  release_vfork_parent(p); mutex_exit(k.proc_lock);\n  yield 'late'; free_resources(p); yield* mutex_enter(k.proc_lock);",
    'vfork-exit', 'lent-memory-keeps-its-lender'),
  broken('execution-unmarked', 'a process that has executed may be moved by its parent', 'execve_runproc', 'p.p_flag |= PK_EXEC;', '', 'setpgid-exec',
    'assertion-failed'),
];

/** LWPs that end, stop, or are ended. */
const lwps: readonly Mutation[] = [
  broken('sleepers-stay', 'exit wakes no LWP that sleeps', 'press_others', 'sleeps ||', '(sleeps && false) ||', 'exit-sleeper', 'killed-process-dies'),
  broken('suspended-stay', 'exit lets no suspended LWP go on', 'press_others', ' || l2.l_stat === LSSUSPENDED', '', 'exit-suspended', 'killed-process-dies'),
  broken('end-wakes-nobody', 'an LWP that ends wakes nobody', 'lwp_exit', 'p_unlock(p);\n  cv_broadcast(p.p_lwpcv);', 'p_unlock(p);', 'suspend-exit', 'deadlock'),
  broken('nobody-is-last', 'an LWP is the last one only if the others have been freed', 'lwp_exit', 'p.p_nlwps - p.p_nzlwps === 1', 'p.p_nlwps === 1',
    'lwps-exit', 'the-living-have-threads'),
  broken('signal-dies-with-lwp', 'an LWP that ends takes a signal with it that was left to it', 'lwp_exit',
    'for (let l2 = p.p_lwps.first; l2 !== nil; l2 = l2.l_sibling) signotify(l2);', '', 'term-lwp-exit', 'pending-signal-is-taken'),
  broken('exit-unmarked', 'a process is marked as exiting when its other LWPs are gone', 'exit1',
    'p.p_sflag |= PS_WEXIT;\n  if (p.p_nlwps > 1) yield* exit_lwps(l);', 'if (p.p_nlwps > 1) yield* exit_lwps(l);\n  p.p_sflag |= PS_WEXIT;',
    'vfork-exit-threads', 'killed-process-dies'),
  broken('new-lwp-runs', 'an LWP that is created in a stopped process counts as one that runs', 'sys__lwp_create', 'stop_lwp(l2, LSSTOP)',
    'l2.l_stat = LSSTOP', 'lwp-create-stop', 'thread-counts-are-exact'),
  broken('dump-waits-for-nobody', 'a core dump does not wait until the other LWPs are suspended', 'suspend_others', 'if (p.p_nrlwps === 1) return;', 'return;',
    'core-dump', 'core-is-dumped-alone'),
  broken('first-lwp-only', 'a signal for all LWPs is told to the first one', 'finish', ' && !sigismember(SA_TOALL, sig)', '', 'stop-threads',
    'no-one-is-left-suspended'),
  broken('kill-leaves-stopped', 'a SIGKILL wakes no LWPs of a stopped process', 'fate_of', 'if (cont || sig === SIGKILL) {', 'if (cont) {', 'stop-kill',
    'stopped-process-stands-still'),
  broken('stop-survives-cont', 'a SIGCONT leaves stops pending', 'admit', 'if (sigismember(SA_CONT, sig)) p.p_sigpend &= ~SA_STOP;', '', 'stop-threads',
    'killed-process-dies'),
];

/** What parents, init and groups are told. */
const news: readonly Mutation[] = [
  broken('parent-not-signalled', 'a process that exits sends its parent no signal', 'report_exit', 'yield* kpsignal(p.p_pptr, p.p_exitsig);', '{}',
    'sigchld-caught', 'sigchld-is-posted'),
  broken('stop-is-no-news', 'a stop is not counted for the parent', 'proc_stop_done', 'p.p_pptr.p_nstopchild++;', '', 'wait-stop', 'news-is-counted'),
  broken('stop-is-old', 'a second stop looks as if it had been told', 'proc_stop_done', 'p.p_waited = false;', '', 'wait-stop', 'news-is-counted'),
  broken('one-child-abandoned', 'a process that exits gives init its first child', 'abandon_children', 'q = nq;', 'q = nil;', 'exit-two-children',
    'parents-list-their-children'),
  broken('orphan-says-nothing', 'a child that comes to init keeps its signal', 'proc_reparent', 'child.p_exitsig = SIGCHLD;', '', 'clone-orphan',
    'init-hears-of-all'),
  broken('own-group-is-own-number', 'a wait for the own group means the group with the own number', 'is_meant', 'parent.p_pgrp.pg_id', 'parent.p_pid',
    'wait-group', 'assertion-failed'),
  broken('anybody-may-signal', 'an ordinary user may signal everybody', 'may_signal', 'l.l_uid === 0 ||', 'true ||', 'wait-group', 'assertion-failed'),
  broken('one-member-killed', 'killpg ends with the first member', 'signal_members', 'found = true;', 'if (found) { p_unlock(p); break; } found = true;',
    'killpg-two', 'no-one-escapes-a-group-kill'),
  broken('borrower-stops', 'a vfork child stops for its terminal', 'pending_signal', 'held |= SA_TTYSTOP;', 'held |= 0;', 'vfork-tstp',
    'terminal-stops-no-borrower'),
  broken('leader-stays-named', 'a session names its leader when that is gone', 'leave_job_control', 'p.p_pgrp.pg_session.s_leader = nil;', '{}', 'orphan-left',
    'leaders-live'),
  broken('jobs-stay', 'a process that exits still counts for the groups of its children', 'leave_job_control', 'yield* fixjobc(p, p.p_pgrp, false);', '',
    'orphan-left', 'jobs-are-counted'),
  broken('new-job-uncounted', 'a process that enters a group is not counted', 'move', 'yield* fixjobc(p, pgrp, true);', '', 'orphan-left', 'jobs-are-counted'),
];

export const stepMutations: readonly Mutation[] = [...limits, ...births, ...programs, ...lwps, ...news];
