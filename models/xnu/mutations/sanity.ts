/** Small breaks: each shows that a claim can fail, or why the kernel does what looked needless. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** One edit, caught in one scenario by one claim. */
function broken(name: string, title: string, routine: string, find: string, put: string, scenario: string, property: string): Mutation {
  return mutation({ name, title, edits: [{ routine, find, put }], caughtBy: { [scenario]: property } });
}

export const sanityMutations: readonly Mutation[] = [
  broken('exec-does-not-wait', 'an exec does not wait for the other threads of its process', 'task_halt',
    "yield* waitUntil(() => task.thread_count === 1, 'task_complete_halt');", '', 'exec-fork', 'listed-threads-are-there'),
  mutation({
    name: 'pid-read-late',
    title: 'fork reads the number of its child when that may have gone',
    edits: [
      { routine: 'sys_fork', find: 'ut.uu_rval0 = child.p_pid;', put: '' },
      { routine: 'sys_fork', find: 'return 0;', put: "yield 'late'; ut.uu_rval0 = child.p_pid; return 0;" },
    ],
    caughtBy: { 'fork-ignored': 'use-after-free' },
  }),
  broken('vfork-count-kept', 'a vfork that fails counts on', 'fork1_vfork', 'yield* proc_vfork_end(parent);', '', 'vfork-fails', 'vforks-are-counted'),
  broken('parent-not-awaited', 'a child does not wait until its exiting parent has given it away', 'proc_parent',
    'yield* msleep(childrencnt_wchan(pp), k.proc_list_mlock);', 'break;', 'parent-exit-child', 'nil-dereference'),
  broken('exec-does-not-drain', 'an exec does not wait for references to its process', 'proc_refdrain_with_refwait',
    'if (p !== k.initproc) yield* drain(p);', '', 'exec-jetsam', 'killed-process-dies'),
  broken('session-stays', 'a session has the number of another', 'make_pgrp', 'sessp.s_sid = p.p_pid;', 'sessp.s_sid = 1;',
    'setpgid-setsid', 'session-map-is-exact'),
  broken('orphan-keeps-parent', 'a child that changes its parent still names the old one', 'proc_reparentlocked', 'child.p_pptr = parent;', '',
    'orphaned-group', 'parents-list-their-children'),
  broken('orphan-keeps-record', 'a child that changes its parent keeps the number of the old one', 'proc_reparentlocked',
    'child.p_ppid = parent.p_pid;', '', 'orphaned-group', 'everyone-has-a-parent'),
  broken('empty-group-stays', 'a group without members can still be found', 'pgdelete_dropref',
    'pg.pg_listflags |= PGRP_FLAG_TERMINATE;', 'proc_list_unlock();\n  if (pg !== nil) return;', 'jobs-drift', 'groups-have-members'),
  broken('group-left-early', 'a process that exits is taken out of its group before it is a zombie', 'leave_job_control',
    'yield* pg_rele(pg);', 'yield* pg_rele(pg);\n  unlocked(p).p_pgrp = nil;', 'fork-exit-wait', 'everyone-has-a-group'),
  broken('session-uncounted', 'a new session does not count its group', 'make_pgrp', 'sessp.s_count = 1;', 'sessp.s_count = 2;',
    'setpgid-setsid', 'sessions-count-their-groups'),
  broken('lender-unmarked', 'a thread that is a vfork child is not marked as one', 'fork1_vfork', 'ut.uu_flag |= UT_VFORK | UT_VFORKING;',
    'ut.uu_flag |= UT_VFORKING;', 'vfork-exec', 'lender-stays-in-the-kernel'),
  broken('vfork-exit-unmarked', 'a vfork child that exits is not marked as exiting', 'vfork_exit_internal', 'P_LEXIT | P_LPEXIT', 'P_LEXIT',
    'vfork-exit', 'borrower-can-give-back'),
  broken('lent-to-another', 'a thread that vforks takes itself for the first child of the process', 'fork1_vfork', 'ut.uu_proc = child;',
    'const first = unlocked(parent).p_children.first; ut.uu_proc = first === nil ? child : first;', 'vfork-two-threads', 'lender-waits-for-its-own'),
  broken('stats-leak', 'a fork without a timer keeps its statistics', 'forkproc', 'k.pstats--;', '', 'fork-fails', 'memories-have-owners'),
  broken('group-not-hashed', 'a new group is not entered into the table', 'make_pgrp', "insertHead(k.pgrphash, pgrp, 'pg_hash');", '',
    'setpgid-setsid', 'groups-have-owners'),
  broken('task-keeps-process', 'a task still names a process that has gone', 'proc_exit', 'p.task.bsd_info = nil;', '',
    'fork-exit-wait', 'threads-have-a-process'),
  broken('exit-ignores-references', 'an exit does not wait for references to its process', 'proc_refdrain', 'yield* drain(p);', '',
    'vfork-child-term', 'no-one-holds-a-zombie'),
  broken('zombie-tells-nobody', 'a zombie does not wake its parent', 'tell_parent', 'wakeup(children_wchan(pp));', '',
    'fork-exit-wait', 'no-news-is-slept-through'),
  broken('rlimit-tested-late', 'a fork does not look at the limit of its user', 'fork1', 'count > conf.rlimit_nproc', 'count > conf.rlimit_nproc + 1',
    'fork-rlimit', 'user-limit-holds'),
];
