/** Small breaks of the model, one for each shared claim that no historical bug and no finding breaks: they show that the claim can fail. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const claimsMutations: readonly Mutation[] = [
  mutation({
    name: 'session-keeps-number',
    title: 'setsid gives the new session the number of the old one',
    edits: [{ routine: 'new_session', find: 'sess.s_sid = p.p_pid;', put: 'sess.s_sid = p.p_pgrp.pg_session.s_sid;' }],
    caughtBy: { 'setsid-setpgid': 'session-map-is-exact' },
  }),
  mutation({
    name: 'group-uncounted',
    title: 'a new group is not counted in its session',
    edits: [{ routine: 'enterpgrp', find: 'pgrp.pg_session.s_count++;', put: '' }],
    caughtBy: { 'setpgid-twice': 'sessions-count-their-groups' },
  }),
  mutation({
    name: 'group-stays',
    title: 'a group that loses its last member is off the table, and its struct is not freed',
    edits: [{ routine: 'pgdelete', find: 'free(pgrp_zone, pgrp);', put: '' }],
    caughtBy: { 'setpgid-twice': 'groups-have-owners' },
  }),
  mutation({
    name: 'orphan-keeps-parent',
    title: 'a child changes lists when its parent exits, and goes on to call the dead one its parent',
    edits: [{ routine: 'proc_reparent', find: 'child.p_pptr = parent;', put: '' }],
    caughtBy: { 'parent-exit-fork': 'parents-list-their-children' },
  }),
  mutation({
    name: 'orphan-stays',
    title: 'exit1 does not give the children to init',
    edits: [{ routine: 'abandon_children', find: 'proc_reparent(q, k.initproc);', put: '' }],
    caughtBy: { 'parent-exit-fork': 'everyone-has-a-parent' },
  }),
  mutation({
    name: 'lender-runs',
    title: 'vfork returns without a wait',
    edits: [{ routine: 'fork1', find: 'yield* wait_ppwait(p1, p2); // 682-685', put: '' }],
    caughtBy: { 'vfork-exec': 'lender-stays-in-the-kernel' },
  }),
  mutation({
    name: 'exit-keeps-memory',
    title: 'a vfork child exits and does not tell its parent that it may go on',
    edits: [
      { routine: 'exit1', find: 'p.p_flag &= ~(P_TRACED | P_PPWAIT);', put: 'p.p_flag &= ~P_TRACED;' },
      { routine: 'exit1', find: 'vfork_released(p);', put: '' },
    ],
    caughtBy: { 'vfork-exit': 'borrower-can-give-back' },
  }),
  mutation({
    name: 'memory-leaks',
    title: 'a zombie is reaped, and what is left of its memory stays',
    edits: [{ routine: 'reap_zombie', find: 'if (p.p_vmspace) k.vmspaces--; // vm_waitproc', put: '' }],
    caughtBy: { 'fork-exit-wait': 'memories-have-owners' },
  }),
  mutation({
    name: 'hold-stays',
    title: 'a process that has forked is held in memory for ever',
    edits: [{ routine: 'fork1', find: 'p1.p_lock--; // 669', put: '' }],
    caughtBy: { 'fork-exit-wait': 'no-one-holds-a-zombie' },
  }),
  mutation({
    name: 'exit-is-no-death',
    title: 'a process that has exited does not become a zombie',
    edits: [{ routine: 'exit1', find: 'p.p_stat = SZOMB;', put: '' }],
    caughtBy: { 'killpg-fork-awake': 'killed-process-dies' },
  }),
  mutation({
    name: 'exit-wakes-nobody',
    title: 'a process that becomes a zombie does not wake its parent',
    edits: [{ routine: 'exit1', find: 'wakeup(proc_wchan(p.p_pptr));', put: '' }],
    caughtBy: { 'fork-exit-wait': 'awaited-zombie-is-reaped', 'parent-exit-fork': 'no-news-is-slept-through', 'vfork-exit': 'lender-returns' },
  }),
  mutation({
    name: 'fork-waits-for-the-end',
    title: 'fork returns when the caller has no children any more',
    edits: [{ routine: 'fork1', find: 'yield* wait_ppwait(p1, p2); // 682-685', put: 'while (p1.p_children.first !== nil) yield* nap();' }],
    caughtBy: { 'fork-exit-wait': 'fork-returns' },
  }),
  mutation({
    name: 'killpg-waits-for-the-end',
    title: 'killpg goes round with Giant until the group has no members any more',
    edits: [{ routine: 'killpg1', find: 'return found ? 0 : ESRCH;', put: "while (pgrp.pg_members.first !== nil) yield 'killpg1';\n  return found ? 0 : ESRCH;" }],
    caughtBy: { 'killpg-fork-awake': 'group-kill-returns' },
  }),
  mutation({
    name: 'group-deleted-early',
    title: 'a group is deleted when a member is reaped, though others are left',
    edits: [{ routine: 'leavepgrp', find: 'if (p.p_pgrp.pg_members.first === nil) pgdelete', put: 'pgdelete' }],
    caughtBy: { 'fork-exit-wait': 'everyone-has-a-group' },
  }),
  mutation({
    name: 'naps-with-the-child-locked',
    title: 'fork1 sleeps for memory when it has locked the child',
    edits: [{ routine: 'fork1', find: 'yield* PROC_LOCK(p2); // 456', put: 'yield* PROC_LOCK(p2);\n  yield* nap();' }],
    caughtBy: { 'fork-exit-wait': 'no-sleep-with-a-process-locked' },
  }),
  mutation({
    name: 'naps-before-the-last-look',
    title: 'fork1 sleeps once more before it looks whether the child borrows memory',
    edits: [{ routine: 'fork1', find: 'td.td_procp = p2;', put: 'td.td_procp = p2;\n  yield* nap();' }],
    caughtBy: { 'fork-child-reaped': 'fork-keeps-its-child' },
  }),
];
