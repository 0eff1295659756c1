/** Small breaks of the model, one for each claim that no historical bug breaks: they show that the claim can fail. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const sanityMutations: readonly Mutation[] = [
  mutation({
    name: 'exit-ignores-holds',
    title: 'exit1 does not wait until nobody holds the process',
    edits: [{ routine: 'exit1', find: 'while (p.p_lock > 0) {', put: 'while (p === nil) {' }],
    caughtBy: { 'reap-kill-fork': 'no-one-holds-a-zombie' },
  }),
  mutation({
    name: 'news-sent-twice',
    title: 'the news of a child is queued again while it is on the queue',
    edits: [{ routine: 'sigparent', find: 'if (p.p_ksi) return;', put: '' }],
    caughtBy: { 'wait-news': 'assertion-failed' },
  }),
  mutation({
    name: 'news-outlives-the-child',
    title: 'a child that is reaped leaves its news on the queue of its parent',
    edits: [{ routine: 'proc_reap', find: 'sigqueue_take(p);', put: '' }],
    caughtBy: { 'wait-news': 'assertion-failed' },
  }),
  mutation({
    name: 'suspension-says-no',
    title: 'a thread that is told to come to the border of user mode gives up with another error than to begin again',
    edits: [{ routine: 'thread_suspend_check', find: '(p.p_flag & P_SINGLE_BOUNDARY) !== 0) return ERESTART;', put: '(p.p_flag & P_SINGLE_BOUNDARY) !== 0) return 1;' }],
    caughtBy: { 'exec-fails': 'assertion-failed' },
  }),
  mutation({
    name: 'killsx-stays',
    title: 'a fork does not let go of its group',
    edits: [{ routine: 'fork1', find: 'if (killsx_locked) sx_sunlock(pg.pg_killsx); // 1102', put: '' }],
    caughtBy: { 'fork-exit-wait': 'lock-held-on-return' },
  }),
  mutation({
    name: 'killsx-goes-twice',
    title: 'a fork that is begun again lets go of its group where it finds that out, and at its end',
    edits: [{ routine: 'fork1', find: 'killsx_locked = false;\n            error = ERESTART;', put: 'killsx_locked = true;\n            error = ERESTART;' }],
    caughtBy: { 'killpg-fork': 'lock-misuse' },
  }),
  mutation({
    name: 'child-before-group',
    title: 'fork locks the child before its group',
    edits: [
      {
        routine: 'do_fork',
        find: 'yield* PGRP_LOCK(p1.p_pgrp); // 602\n  yield* PROC_LOCK(p2); // 603',
        put: 'yield* PROC_LOCK(p2);\n  yield* PGRP_LOCK(p1.p_pgrp);',
      },
    ],
    caughtBy: { 'fork-exit-wait': 'lock-order-reversal' },
  }),
  mutation({
    name: 'refused-fork-stays-counted',
    title: 'a fork that fails does not discount the process',
    edits: [{ routine: 'fork1', find: 'k.nprocs--;', put: '' }],
    caughtBy: { 'fork-rlimit': 'process-count-is-exact' },
  }),
  mutation({
    name: 'session-unmarked',
    title: 'setsid does not mark the number of the new session as taken',
    edits: [{ routine: 'enterpgrp', find: 'yield* proc_id_set(PROC_ID_SESSION, p.p_pid);', put: '' }],
    caughtBy: { 'setsid-fork': 'session-map-is-exact' },
  }),
  mutation({
    name: 'subtree-unmarked',
    title: 'a fork below a reaper does not mark the number of the new subtree as taken',
    edits: [{ routine: 'join_tree', find: 'yield* proc_id_set_cond(PROC_ID_REAP, p2.p_pid);', put: '' }],
    caughtBy: { 'reaper-subtree': 'subtree-map-is-exact' },
  }),
  mutation({
    name: 'orphan-keeps-parent',
    title: 'a child changes lists when its parent exits, and goes on to call the dead one its parent',
    edits: [{ routine: 'proc_reparent', find: 'child.p_pptr = parent;', put: '' }],
    caughtBy: { 'vfork-parent-killed': 'parents-list-their-children' },
  }),
  mutation({
    name: 'orphan-keeps-record',
    title: 'the parent on record stays the dead one',
    edits: [{ routine: 'proc_reparent', find: 'if (set_oppid) child.p_oppid = parent.p_pid;', put: '' }],
    caughtBy: { 'vfork-parent-killed': 'everyone-has-a-parent' },
  }),
  mutation({
    name: 'reaper-unlisted',
    title: 'fork does not put the child on the list of its reaper',
    edits: [{ routine: 'join_tree', find: "insertHead(reaper.p_reaplist, p2, 'p_reapsibling');", put: '' }],
    caughtBy: { 'fork-exit-wait': 'reapers-list-theirs' },
  }),
  mutation({
    name: 'member-unlisted',
    title: 'fork does not put the child on the list of its group',
    edits: [{ routine: 'do_fork', find: "insertAfter(p1, p2, 'p_pglist');", put: '' }],
    caughtBy: { 'fork-exit-wait': 'groups-list-their-members' },
  }),
  mutation({
    name: 'empty-group-stays',
    title: 'a group is not deleted when its last member is reaped',
    edits: [{ routine: 'leavepgrp', find: 'if (savepgrp.pg_members.first === nil) yield* pgdelete(savepgrp);', put: '' }],
    caughtBy: { 'orphaned-group': 'groups-have-members' },
  }),
  mutation({
    name: 'group-deleted-early',
    title: 'a group is deleted when a member is reaped, though others are left',
    edits: [{ routine: 'leavepgrp', find: 'if (savepgrp.pg_members.first === nil) yield*', put: 'yield*' }],
    caughtBy: { 'fork-exit-wait': 'everyone-has-a-group' },
  }),
  mutation({
    name: 'session-uncounted',
    title: 'a new group is not counted in its session',
    edits: [{ routine: 'enterpgrp', find: 'pgrp.pg_session.s_count++;', put: '' }],
    caughtBy: { 'setpgid-twice': 'sessions-count-their-groups' },
  }),
  mutation({
    name: 'resumed-uncounted',
    title: 'a thread that goes on stays in the count of suspended ones',
    edits: [{ routine: 'thread_unsuspend_one', find: 'p.p_suspcount--;', put: '' }],
    caughtBy: { 'killpg-fork-threads': 'thread-counts-are-exact' },
  }),
  mutation({
    name: 'owner-stays',
    title: 'thread_single_end clears the flags, and the thread that was alone stays on record',
    edits: [{ routine: 'thread_single_end', find: 'p.p_singlethread = nil;', put: '' }],
    caughtBy: { 'killpg-fork-threads': 'singling-has-an-owner' },
  }),
  mutation({
    name: 'kill-ends-singling',
    title: 'a signal that kills lets the others go on while one thread is alone',
    edits: [
      {
        routine: 'thread_unsuspend',
        find: 'if (P_SHOULDSTOP(p) === 0) {',
        put: 'if (P_SHOULDSTOP(p) === 0 || P_SHOULDSTOP(p) === P_STOPPED_SINGLE) {',
      },
    ],
    caughtBy: { 'killpg-fork-threads': 'single-runs-alone' },
  }),
  mutation({
    name: 'continue-resumes-nobody',
    title: 'a continued process is no longer stopped, and its threads stay suspended',
    edits: [{ routine: 'continue_stopped', find: 'thread_unsuspend(p);', put: '' }],
    caughtBy: { 'wait-stop-continue': 'no-one-is-left-suspended' },
  }),
  mutation({
    name: 'singler-sleeps-on',
    title: 'the last thread that suspends itself does not wake the one that waits to be alone',
    edits: [{ routine: 'thread_suspend_check', find: 'thread_unsuspend_one(p.p_singlethread, p, false);', put: '' }],
    caughtBy: { 'killpg-fork-threads': 'singler-is-resumed' },
  }),
  mutation({
    name: 'lender-runs',
    title: 'vfork returns to user mode without a wait',
    edits: [{ routine: 'do_fork', find: 'if ((flags & RFPPWAIT) !== 0) ast_sched(td, TDA_VFORK);', put: '' }],
    caughtBy: { 'vfork-exec': 'lender-stays-in-the-kernel' },
  }),
  mutation({
    name: 'exit-keeps-memory',
    title: 'a vfork child exits and does not tell its parent that it may go on',
    edits: [{ routine: 'exit1', find: 'if ((unlocked(p).p_flag & (P_TRACED | P_PPWAIT | P_PPTRACE)) !== 0) {', put: 'if (p === nil) {' }],
    caughtBy: { 'vfork-exit': 'borrower-can-give-back' },
  }),
  mutation({
    name: 'memory-goes-late',
    title: 'a vfork child tells its parent that it may go on before it gives the memory back',
    edits: [
      { routine: 'exit1', find: '  p.p_vmspace = false;\n  k.vmspaces--;', put: '' },
      { routine: 'report_exit', find: 'p.p_xthread = td;', put: 'p.p_xthread = td;\n  p.p_vmspace = false;\n  k.vmspaces--;' },
    ],
    caughtBy: { 'vfork-exit': 'memory-goes-first' },
  }),
  mutation({
    name: 'borrower-stops',
    title: 'a stop signal stops a vfork child at once',
    edits: [{ routine: 'stop_process', find: 'P_PPWAIT | P_WEXIT', put: 'P_WEXIT' }],
    caughtBy: { 'vfork-child-stopped': 'borrower-goes-on' },
  }),
  mutation({
    name: 'memory-leaks',
    title: 'a fork that fails does not give the copy of the memory back',
    edits: [{ routine: 'fork1', find: 'if (vm2) k.vmspaces--; // 1093', put: '' }],
    caughtBy: { 'fork-rlimit': 'memories-have-owners' },
  }),
  mutation({
    name: 'group-leaks',
    title: 'setpgid does not free the struct for a group that it did not need',
    edits: [{ routine: 'sys_setpgid', find: 'free_unused(newpgrp, nil);', put: '' }],
    caughtBy: { 'setpgid-twice': 'groups-have-owners' },
  }),
  mutation({
    name: 'orphans-stay-stopped',
    title: 'a group that becomes an orphan is not asked whether a member is stopped',
    edits: [{ routine: 'orphanpg', find: 'if (!stopped) return;', put: 'return;' }],
    caughtBy: { 'orphaned-group': 'orphans-go-on' },
  }),
];
