/** Small breaks: each shows that a claim can fail. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** One edit, caught in one scenario by one claim. */
function broken(name: string, title: string, routine: string, find: string, put: string, scenario: string, property: string): Mutation {
  return mutation({ name, title, edits: [{ routine, find, put }], caughtBy: { [scenario]: property } });
}

export const sanityMutations: readonly Mutation[] = [
  broken('lwp-number-leaks', 'the number of an LWP that has exited stays taken', 'lwp_free', 'proc_free_lwpid(p, l);', 'l.l_lid = 0;',
    'kill-threads', 'pid-map-is-exact'),
  broken('group-not-entered', 'a new group is not in the table', 'make_pgrp', 'pt_of(pgid).pt_pgrp = pgrp;', '',
    'setpgid-twice', 'group-map-is-exact'),
  broken('session-without-number', 'a new session has the number of the first one', 'make_pgrp', 'sess.s_sid = p.p_pid;', 'sess.s_sid = 1;',
    'group-leader-dies', 'session-map-is-exact'),
  broken('orphan-keeps-parent', 'a child that changes its parent still names the old one', 'proc_reparent', 'child.p_pptr = parent;', '',
    'orphaned-group', 'parents-list-their-children'),
  broken('group-not-counted', 'a session does not count a new group', 'make_pgrp', 'pgrp.pg_session.s_count++;', '',
    'setpgid-twice', 'sessions-count-their-groups'),
  broken('stop-not-counted', 'an LWP that stops is still counted as running', 'stop_lwp', 'l.l_proc.p_nrlwps--;', '',
    'wait-stop-continue', 'thread-counts-are-exact'),
  broken('continue-resumes-nobody', 'a process that continues leaves its LWPs stopped', 'kpsignal2',
    'finish(p, sig, sigismember(p.ps_sigcatch, sig) ? PENDS : DELIVERED);', '', 'wait-stop-continue', 'no-one-is-left-suspended'),
  broken('lender-runs', 'a vfork parent does not wait', 'fork1',
    'while (l1.l_vforkwaiting) yield* cv_wait(l1.l_waitcv, k.proc_lock);', '', 'vfork-exec', 'lender-stays-in-the-kernel'),
  broken('exit-keeps-memory', 'a vfork child that exits does not let its parent go', 'exit1', 'release_vfork_parent(p);', '',
    'vfork-exit', 'borrower-can-give-back'),
  broken('memory-leaks', 'a process that exits does not give its memory back', 'free_resources', 'k.vmspaces--;', '',
    'fork-exit-wait', 'memories-have-owners'),
  broken('group-leaks', 'setpgid keeps the group that it has made in vain', 'proc_enterpgrp',
    'yield* move(p, pgrp);\n    free(pgrp_zone, new_pgrp);', 'yield* move(p, pgrp);', 'setpgid-twice', 'groups-have-owners'),
  broken('entry-not-discounted', 'an entry of the pid table that is freed is still counted', 'free_entry', 'k.pid_alloc_cnt--;', '',
    'fork-exit-wait', 'entries-are-counted'),
  broken('entry-on-the-list', 'an entry that a group keeps goes to the free list', 'proc_free_pid_internal',
    'if (pt.pt_pgrp === nil) free_entry', 'free_entry', 'group-leader-dies', 'free-entries-are-listed'),
  broken('number-not-given-back', 'a dead LWP keeps the entry of its process', 'report_exit', 'proc_free_lwpid(p, l);', 'l.l_lid = 0;',
    'fork-exit-wait', 'first-lwp-has-the-number'),
  broken('vfork-mark-stays', 'a child that has given its memory back still names its parent', 'release_vfork_parent', 'p.p_vforklwp = nil;', '',
    'vfork-exec', 'vfork-lwp-waits'),
  broken('uarea-leaks', 'a process that is reaped keeps its U-area', 'proc_free', 'k.uareas--;', '', 'fork-exit-wait', 'uareas-have-owners'),
  broken('stopped-child-counts', 'a child that begins stopped is counted as running', 'start_stopped', 'p2.p_nrlwps = 0;', '',
    'stop-points', 'stopped-process-stands-still'),
  broken('group-kill-goes-round', 'killpg begins the list of members again after each', 'signal_members', 'p = p.p_pglist', 'p = pgrp.pg_members.first',
    'killpg-fork', 'group-kill-returns'),
  broken('zombie-tells-nobody', 'a zombie does not wake its parent', 'report_exit', 'cv_broadcast(p.p_pptr.p_waitcv);', '',
    'fork-exit-wait', 'awaited-zombie-is-reaped'),
  broken('process-freed-early', 'a process is freed before its last LWP has left the CPU', 'proc_free',
    "yield* waitUntil(() => halted(l), 'lwp_free');", "free(proc_zone, p); yield* waitUntil(() => halted(l), 'lwp_free');",
    'fork-exit-wait', 'threads-have-a-process'),
  broken('fork-goes-round', 'fork begins again and again', 'fork1', 'yield 283;', 'for (;;) yield 283;', 'fork-exit-wait', 'fork-returns'),
  broken('empty-group-stays', 'a group is not deleted when its last member is reaped', 'proc_leavepgrp',
    'if (pgrp.pg_members.first === nil) pg_delete(pgrp.pg_id);', '', 'orphaned-group', 'groups-have-members'),
  broken('session-ends-with-its-leader', 'a session is over when its leader exits', 'leave_job_control', 'p.p_pgrp.pg_session.s_leader = nil;',
    'p.p_pgrp.pg_session.s_count = 0;', 'group-leader-dies', 'everyone-has-a-group'),
  broken('lender-sleeps-on', 'a child that gives memory back does not wake its parent', 'release_vfork_parent', 'cv_broadcast(lp.l_waitcv);', '',
    'vfork-exec', 'lender-returns'),
];
