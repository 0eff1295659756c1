/** Breaks of what parents are told, and of what waits and signals leave behind. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const newsMutations: readonly Mutation[] = [
  mutation({
    name: 'status-is-lost',
    title: 'a process that exits does not leave its status for its parent',
    edits: [{ routine: 'exit1', find: 'p.p_xexit = rval;', put: '' }],
    caughtBy: { 'wait-status': 'assertion-failed' },
  }),
  mutation({
    name: 'number-is-ignored',
    title: 'a wait for a child by its number takes any',
    edits: [{ routine: 'is_wanted', find: 'if (idtype === P_PID) return p.p_pid === id;', put: 'if (idtype === P_PID) return true;' }],
    caughtBy: { 'wait-status': 'assertion-failed' },
  }),
  mutation({
    name: 'nohang-sleeps',
    title: 'a wait that is not to sleep does',
    edits: [{ routine: 'kern_wait6', find: 'if ((options & WNOHANG) !== 0) {', put: 'if (q === nil) {' }],
    caughtBy: { 'wait-looks': 'deadlock' },
  }),
  mutation({
    name: 'second-stop-is-old',
    title: 'a stop that comes after one that was waited for is taken for that',
    edits: [{ routine: 'thread_stopped', find: 'p.p_flag &= ~P_WAITED;', put: '' }],
    caughtBy: { 'wait-both-stops': 'second-process-ends' },
  }),
  mutation({
    name: 'stop-is-waited-for-again',
    title: 'a stop that was waited for stays news',
    edits: [{ routine: 'report_alive_proc', find: 'else p.p_flag |= P_WAITED;', put: '' }],
    caughtBy: { 'wait-looks': 'assertion-failed' },
  }),
  mutation({
    name: 'continuation-is-no-news',
    title: 'a process that goes on does not say so',
    edits: [{ routine: 'childproc_continued', find: 'p.p_flag |= P_CONTINUED;', put: '' }],
    caughtBy: { 'wait-looks': 'second-process-ends' },
  }),
  mutation({
    name: 'mark-is-not-looked-at',
    title: 'a wait that has found nothing goes to sleep whatever has happened meanwhile',
    edits: [{ routine: 'kern_wait6', find: 'again = (q.p_flag & P_STATCHILD) !== 0;', put: `again = false;
      q.p_flag &= ~P_STATCHILD;` }],
    caughtBy: { 'wait-stop-continue': 'no-news-is-slept-through' },
  }),
  mutation({
    name: 'wait-lets-the-tree-go',
    title: 'a wait that has found nothing lets go of the tree before it has locked its process',
    edits: [
      {
        routine: 'kern_wait6',
        find: 'yield* PROC_LOCK(q); // [6]',
        put: `sx_xunlock(k.proctree_lock);
      yield* PROC_LOCK(q);`,
      },
      {
        routine: 'kern_wait6',
        find: `      if (again) {
        q.p_flag &= ~P_STATCHILD;
        PROC_UNLOCK(q);`,
        put: `      if (again) {
        q.p_flag &= ~P_STATCHILD;
        PROC_UNLOCK(q);
        yield* sx_xlock(k.proctree_lock);`,
      },
      {
        routine: 'kern_wait6',
        find: `    sx_xunlock(k.proctree_lock);
    td.g_waitkind = idtype;`,
        put: '    td.g_waitkind = idtype;',
      },
    ],
    caughtBy: { 'fork-exit-wait': 'no-news-is-slept-through' },
  }),
  mutation({
    name: 'exit-sends-nothing',
    title: 'a process that exits wakes its parent, and sends it no SIGCHLD',
    edits: [{ routine: 'report_exit', find: `if (signal_parent === 1) childproc_exited(p); // [16]
  else if (signal_parent === 2)`, put: 'if (signal_parent === 2)' }],
    caughtBy: { 'sigchld-caught': 'second-process-ends' },
  }),
  mutation({
    name: 'reaper-sleeps-on',
    title: 'a process that leaves a dead child to its reaper does not wake that one',
    edits: [{ routine: 'abandon_children', find: 'if (q !== nil) wakeup(proc_wchan(q.p_reaper)); // in case one of them is a zombie already', put: '' }],
    caughtBy: { 'zombie-wakes-reaper': 'zombie-is-reaped' },
  }),
  mutation({
    name: 'signals-outlive-the-process',
    title: 'a process that exits leaves the signals that wait for it to who gets its struct',
    edits: [{ routine: 'report_exit', find: 'sigqueue_flush(p);', put: '' }],
    caughtBy: { 'late-signal': 'new-processes-have-no-signals' },
  }),
  mutation({
    name: 'kill-leaves-it-stopped',
    title: 'a SIGKILL does not end a stop',
    edits: [{ routine: 'send_plain', find: `p.p_flag &= ~P_STOPPED_SIG;
`, put: '' }],
    caughtBy: { 'wait-both-stops': 'second-process-ends' },
  }),
  mutation({
    name: 'continue-keeps-stops',
    title: 'a SIGCONT leaves the stops that wait',
    edits: [{ routine: 'send_job_control', find: 'sigqueue_delete_proc(p, SIGSET_STOP);', put: '' }],
    caughtBy: { 'stop-exit': 'stops-and-continues-cancel' },
  }),
  mutation({
    name: 'stop-keeps-continues',
    title: 'a stop leaves the SIGCONT that waits',
    edits: [{ routine: 'send_job_control', find: 'sigqueue_delete_proc(p, SIGBIT(SIGCONT));', put: '' }],
    caughtBy: { 'continue-stop': 'stops-and-continues-cancel' },
  }),
  mutation({
    name: 'sleepers-do-not-stop',
    title: 'a stop does not suspend the threads that sleep',
    edits: [{ routine: 'sig_suspend_threads', find: 'if (sleeps_interruptibly(td) && !td.td_suspended) {', put: 'if (td === nil) {' }],
    caughtBy: { 'stop-exec-fails': 'sleepers-stop' },
  }),
  mutation({
    name: 'dead-stay-listed',
    title: 'a process that exits stays on the list of all',
    edits: [{ routine: 'exit1', find: "remove(k.allproc, p, 'p_list');", put: '' }],
    caughtBy: { 'fork-exit-wait': 'list-of-all-is-exact' },
  }),
  mutation({
    name: 'dead-leader-stays',
    title: 'a session keeps the pointer to its leader when that one exits',
    edits: [{ routine: 'killjobc', find: 'p.p_pgrp.pg_session.s_leader = nil;', put: '' }],
    caughtBy: { 'session-outlives-leader': 'session-leaders-lead' },
  }),
  mutation({
    name: 'number-freed-early',
    title: 'the number of a dead process is free before nobody finds that by it any more',
    edits: [
      { routine: 'proc_reap', find: 'yield* proc_id_clear(PROC_ID_PID, p.p_pid);', put: '' },
      {
        routine: 'proc_reap',
        find: `  PROC_UNLOCK(p);

  yield* sx_xlock(k.pidhash_lock);`,
        put: `  PROC_UNLOCK(p);
  yield* proc_id_clear(PROC_ID_PID, p.p_pid);
  yield* sx_xlock(k.pidhash_lock);`,
      },
    ],
    caughtBy: { 'pid-reuse': 'pid-map-is-exact' },
  }),
  mutation({
    name: 'subtree-freed-early',
    title: 'the number of a subtree is free when the first process of it is reaped',
    edits: [{ routine: 'reaper_clear', find: 'if (q.p_reapsubtree === p.p_reapsubtree) return;', put: '' }],
    caughtBy: { 'reaper-subtree': 'subtree-map-is-exact' },
  }),
  mutation({
    name: 'dispositions-leak',
    title: 'a process that is reaped keeps its dispositions',
    edits: [{ routine: 'proc_reap', find: 'sigacts_free(unlocked(p).p_sigacts);', put: '' }],
    caughtBy: { 'fork-exit-wait': 'dispositions-are-counted' },
  }),
];
