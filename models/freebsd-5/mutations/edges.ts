/** Breaks of steps that no other mutation of this kernel leaves out. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const edgesMutations: readonly Mutation[] = [
  mutation({
    name: 'nowait-stays-at-home',
    title: "a child that its parent is not to wait for becomes that one's child",
    edits: [{ routine: 'fork1', find: 'const pptr = (flags & RFNOWAIT) !== 0 ? k.initproc : p1; // 569', put: 'const pptr = p1;' }],
    caughtBy: { 'rfork-nowait': 'assertion-failed' },
  }),
  mutation({
    name: 'orphan-keeps-its-signal',
    title: 'a child that is left to init goes on to announce its death by another signal, and no wait takes it',
    edits: [{ routine: 'abandon_children', find: 'q.p_sigparent = SIGCHLD;', put: '' }],
    caughtBy: { 'rfork-signal-orphan': 'only-init-is-left' },
  }),
  mutation({
    name: 'wait-takes-clones',
    title: 'a wait takes a child whose death is announced by another signal',
    edits: [{ routine: 'is_wanted', find: '(p.p_sigparent !== SIGCHLD) === ((options & WLINUXCLONE) !== 0)', put: 'p !== nil || options !== 0' }],
    caughtBy: { 'rfork-signal-orphan': 'assertion-failed' },
  }),
  mutation({
    name: 'leader-sleeps-on',
    title: 'a peer that leaves the list does not wake the leader that waits for that',
    edits: [{ routine: 'leave_peers', find: 'wakeup(proc_wchan(leader));', put: '' }],
    caughtBy: { 'peers-nowait': 'deadlock' },
  }),
  mutation({
    name: 'lender-waits-once',
    title: 'a vfork parent takes its first wakeup for that of its child',
    edits: [{ routine: 'wait_ppwait', find: 'while ((p2.p_flag & P_PPWAIT) !== 0) yield*', put: 'if ((p2.p_flag & P_PPWAIT) !== 0) yield*' }],
    caughtBy: { 'vfork-other-child': 'lender-stays-in-the-kernel' },
  }),
  mutation({
    name: 'exec-wakes-nobody',
    title: 'a vfork child that executes another program does not wake its parent',
    edits: [{ routine: 'new_image', find: 'wakeup(proc_wchan(p.p_pptr));', put: '' }],
    caughtBy: { 'vfork-exec-stays': 'lender-returns' },
  }),
  mutation({
    name: 'exec-goes-on',
    title: 'an exec that fails leaves the mark that the process executes',
    edits: [{ routine: 'new_image', find: `p.p_flag &= ~P_INEXEC;
    PROC_UNLOCK(p);
    return -EACCES;`, put: `PROC_UNLOCK(p);
    return -EACCES;` }],
    caughtBy: { 'exec-twice': 'assertion-failed' },
  }),
  mutation({
    name: 'handlers-stay',
    title: 'a program begins with the handlers of the one before it',
    edits: [{ routine: 'execsigs', find: 'ps.ps_sigcatch = 0;', put: '' }],
    caughtBy: { 'exec-twice': 'programs-have-no-handlers' },
  }),
  mutation({
    name: 'stop-is-waited-for-again',
    title: 'a stop that was waited for stays news',
    edits: [{ routine: 'wait1', find: 'p.p_flag |= P_WAITED;', put: '' }],
    caughtBy: { 'wait-stop-once': 'assertion-failed' },
  }),
  mutation({
    name: 'number-is-ignored',
    title: 'a wait for a child by its number takes any',
    edits: [{ routine: 'is_named', find: 'p.p_pid === pid', put: 'p.p_pid === pid || pid > 0' }],
    caughtBy: { 'wait-stop-once': 'assertion-failed' },
  }),
  mutation({
    name: 'anybody-may-kill',
    title: 'a user may signal everybody',
    edits: [{ routine: 'p_cansignal', find: 'uid === 0 || uid', put: 'uid >= 0 || uid' }],
    caughtBy: { 'kill-foreign': 'assertion-failed' },
  }),
  mutation({
    name: 'group-signals-strangers',
    title: 'killpg signals every member, whoever it belongs to',
    edits: [{ routine: 'killpg1', find: ' && p_cansignal(td, p)', put: '' }],
    caughtBy: { 'kill-foreign': 'strangers-are-spared' },
  }),
  mutation({
    name: 'stranger-ends-the-walk-unnoticed',
    title: 'killpg ends at the first process that it may not signal, and says that it has signalled',
    edits: [
      {
        routine: 'killpg1',
        find: '    yield* PROC_LOCK(p);',
        put: `    yield* PROC_LOCK(p);
    if (!p_cansignal(td, p)) {
      found = true;
      PROC_UNLOCK(p);
      break;
    }`,
      },
    ],
    caughtBy: { 'kill-foreign': 'own-are-killed' },
  }),
  mutation({
    name: 'anybody-is-moved',
    title: 'setpgid moves processes that are no descendants',
    edits: [{ routine: 'may_not_move', find: 'if (!inferior(td, targp)) return ESRCH;', put: '' }],
    caughtBy: { 'kill-foreign': 'assertion-failed' },
  }),
  mutation({
    name: 'session-leaks',
    title: 'a session that loses its last group is not freed',
    edits: [{ routine: 'pgdelete', find: 'if (sess.s_count === 0) free(session_zone, sess);', put: '' }],
    caughtBy: { 'setsid-exit': 'groups-have-owners' },
  }),
  mutation({
    name: 'dead-leader-stays',
    title: 'a session keeps the pointer to its leader when that one exits',
    edits: [{ routine: 'exit1', find: 'if (leads) p.p_pgrp.pg_session.s_leader = nil;', put: '' }],
    caughtBy: { 'session-outlives': 'session-leaders-lead' },
  }),
  mutation({
    name: 'thread-keeps-credentials',
    title: 'a thread that exits keeps its use of the credentials',
    edits: [{ routine: 'exit1', find: 'crfree(td.td_ucred); // [14]', put: '' }],
    caughtBy: { 'fork-exit-wait': 'credentials-are-counted' },
  }),
  mutation({
    name: 'zombie-keeps-credentials',
    title: 'a process that is reaped keeps its use of the credentials',
    edits: [{ routine: 'reap_zombie', find: 'crfree(p.p_ucred);', put: '' }],
    caughtBy: { 'fork-exit-wait': 'credentials-are-counted' },
  }),
  mutation({
    name: 'dispositions-leak',
    title: 'a process that is reaped keeps its dispositions',
    edits: [{ routine: 'reap_zombie', find: 'if (procsig_release(p.p_procsig)) p.p_procsig = nil;', put: 'p.p_procsig = nil;' }],
    caughtBy: { 'fork-exit-wait': 'dispositions-are-counted' },
  }),
  mutation({
    name: 'zombie-is-found',
    title: 'a process that exits can still be found by its number',
    edits: [{ routine: 'exit1', find: 'p.p_hashed = false;', put: '' }],
    caughtBy: { 'fork-exit-wait': 'zombies-are-not-found' },
  }),
  mutation({
    name: 'continue-keeps-stops',
    title: 'a SIGCONT leaves the stops that wait',
    edits: [{ routine: 'post', find: 'if (sig === SIGCONT) p.p_siglist &= ~SIGSET_STOP;', put: '' }],
    caughtBy: { 'wait-stop-continue': 'stops-and-continues-cancel' },
  }),
  mutation({
    name: 'hold-is-given-back-untaken',
    title: 'a fork does not hold its own process, and gives the hold back',
    edits: [{ routine: 'fork1', find: 'p1.p_lock++; // 617', put: '' }],
    caughtBy: { 'fork-exit-wait': 'out-of-range' },
  }),
  mutation({
    name: 'flags-outlive-the-process',
    title: 'a new process keeps the flags of the one that has had its struct',
    edits: [{ routine: 'fork1', find: "p2.p_flag = 0; // 464: until here it is what the struct's last process left", put: '' }],
    caughtBy: { 'fork-child-reaped': 'assertion-failed' },
  }),
  mutation({
    name: 'tells-before-it-is-dead',
    title: 'an exiting process wakes its parent before it is a zombie',
    edits: [
      {
        routine: 'exit1',
        find: `p.p_stat = SZOMB;
  wakeup(proc_wchan(p.p_pptr));`,
        put: `wakeup(proc_wchan(p.p_pptr));
  PROC_UNLOCK(p);
  yield 'told';
  yield* PROC_LOCK(p);
  p.p_stat = SZOMB;`,
      },
    ],
    caughtBy: { 'fork-exit-wait': 'awaited-zombie-is-reaped' },
  }),
  mutation({
    name: 'free-range-stays',
    title: 'the search for a number begins again, and takes for free what it has found free before',
    edits: [{ routine: 'find_pid', find: 'k.pidchecked = 0; // 363', put: '' }],
    caughtBy: { 'pid-reuse': 'new-pid-is-free' },
  }),
];
