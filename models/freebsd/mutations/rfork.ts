/** Breaks of the steps by which a new process gets its place, and its parent its wait. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const rforkMutations: readonly Mutation[] = [
  mutation({
    name: 'nowait-stays-at-home',
    title: "a child that its parent is not to wait for becomes that one's child",
    edits: [{ routine: 'join_tree', find: 'const pptr = (flags & RFNOWAIT) !== 0 ? reaper : p1;', put: 'const pptr = p1;' }],
    caughtBy: { 'rfork-nowait': 'assertion-failed' },
  }),
  mutation({
    name: 'nowait-reaped-by-forker',
    title: 'a reaper that makes a child it is not to wait for becomes its reaper',
    edits: [{ routine: 'join_tree', find: '(flags & RFNOWAIT) === 0 && (p1', put: '(p1' }],
    caughtBy: { 'rfork-nowait': 'assertion-failed' },
  }),
  mutation({
    name: 'record-names-the-forker',
    title: 'the number on record is that of who has forked, whoever the parent is',
    edits: [{ routine: 'join_tree', find: 'p2.p_oppid = pptr.p_pid;', put: 'p2.p_oppid = p1.p_pid;' }],
    caughtBy: { 'rfork-nowait': 'everyone-has-a-parent' },
  }),
  mutation({
    name: 'orphan-keeps-its-signal',
    title: 'a child that is left to its reaper goes on to announce its death by another signal, and no wait takes it',
    edits: [{ routine: 'abandon_children', find: 'q.p_sigparent = SIGCHLD;', put: '' }],
    caughtBy: { 'rfork-signal-orphan': 'only-init-is-left' },
  }),
  mutation({
    name: 'unwanted-keeps-its-signal',
    title: 'a child that leaves a parent which does not want it goes on to announce its death by another signal',
    edits: [{ routine: 'lock_parent_who_waits', find: 'p.p_sigparent = SIGCHLD;', put: '' }],
    caughtBy: { 'rfork-signal-unwanted': 'only-init-is-left' },
  }),
  mutation({
    name: 'wait-takes-clones',
    title: 'a wait takes a child whose death is announced by another signal',
    edits: [{ routine: 'proc_to_reap', find: ' || p.p_sigparent !== SIGCHLD', put: '' }],
    caughtBy: { 'rfork-signal-orphan': 'assertion-failed' },
  }),
  mutation({
    name: 'leader-sleeps-on',
    title: 'a peer that leaves the list does not wake the leader that waits for that',
    edits: [{ routine: 'leave_peers', find: 'wakeup(proc_wchan(p.p_leader));', put: '' }],
    caughtBy: { 'peers-nowait': 'deadlock' },
  }),
  mutation({
    name: 'peer-stays-listed',
    title: 'a peer that exits stays on the list of its leader',
    edits: [{ routine: 'leave_peers', find: 'q.p_peers = p.p_peers;', put: '' }],
    caughtBy: { 'peers-die': 'deadlock' },
  }),
  mutation({
    name: 'flags-outlive-the-process',
    title: 'a new process keeps the flags of the one that has had its struct',
    edits: [{ routine: 'do_fork', find: 'p2.p_flag = 0; // 494', put: '// 494' }],
    caughtBy: { 'fork-child-reaped': 'assertion-failed' },
  }),
  mutation({
    name: 'tree-flags-outlive-the-process',
    title: 'a new process keeps the flags about the tree of the one that has had its struct',
    edits: [{ routine: 'zero_start', find: 'unlocked(p).p_treeflag = 0;', put: '' }],
    caughtBy: { 'pid-reuse': 'assertion-failed' },
  }),
  mutation({
    name: 'subtree-is-inherited',
    title: 'the child of a reaper is counted in the subtree that its parent is in',
    edits: [{ routine: 'join_tree', find: 'p2.p_reapsubtree = p2.p_pid; // 656', put: '' }],
    caughtBy: { 'reaper-subtree': 'subtree-map-is-exact' },
  }),
  mutation({
    name: 'complete-before-its-place',
    title: 'a new process can be found as a complete one before it has a parent and a group',
    edits: [
      {
        routine: 'do_fork',
        find: 'yield* sx_xlock(k.proctree_lock); // 601',
        put: `unlocked(p2).p_state = PRS_NORMAL;
  yield* sx_xlock(k.proctree_lock);`,
      },
    ],
    caughtBy: { 'vfork-child-killed': 'everyone-has-a-parent' },
  }),
  mutation({
    name: 'complete-before-its-memory',
    title: 'a new process can be found as a complete one before it has a memory',
    edits: [{ routine: 'do_fork', find: 'sx_xunlock(k.proctree_lock); // 659', put: `p2.p_state = PRS_NORMAL;
  sx_xunlock(k.proctree_lock);` }],
    caughtBy: { 'fork-sleeps': 'complete-processes-have-memory' },
  }),
  mutation({
    name: 'fork-keeps-its-hold',
    title: 'a fork does not give back the hold on its own process',
    edits: [{ routine: 'do_fork', find: '_PRELE(p1); // 742', put: '' }],
    caughtBy: { 'fork-exit-wait': 'deadlock' },
  }),
  mutation({
    name: 'runs-before-its-debugger',
    title: 'the child runs when its debugger has not been given it yet',
    edits: [
      { routine: 'do_fork', find: 'if ((unlocked(p1).p_ptevents & PTRACE_FORK) !== 0) yield* follow_fork(td, p1, p2); // 756', put: '' },
      {
        routine: 'do_fork',
        find: `cloneFrames(td2); // 797: it goes on in syscall(), after cloned()
  }`,
        put: `cloneFrames(td2);
  }
  yield 756;
  if ((unlocked(p1).p_ptevents & PTRACE_FORK) !== 0) yield* follow_fork(td, p1, p2);`,
      },
    ],
    caughtBy: { 'trace-fork': 'no-news-is-slept-through' },
  }),
  mutation({
    name: 'follows-for-nobody',
    title: 'a fork does not look again whether its debugger is still there',
    edits: [{ routine: 'follow_fork', find: 'if ((p1.p_ptevents & PTRACE_FORK) !== 0) {', put: 'if (true) {' }],
    caughtBy: { 'trace-fork-tracer-exits': 'nobody-traces-in-death' },
  }),
  mutation({
    name: 'orphans-are-remembered',
    title: 'a process that exits stays the parent on record of children that debuggers have',
    edits: [{ routine: 'exit1', find: 'yield* forget_orphans(p); // [14]', put: '' }],
    caughtBy: { 'trace-parent-exits': 'nil-dereference' },
  }),
  mutation({
    name: 'wait-denies-the-traced',
    title: 'a wait finds no child where debuggers have all of them',
    edits: [{ routine: 'kern_wait6', find: '!found && p !== nil; p = p.p_orphan', put: '!found && p === q; p = p.p_orphan' }],
    caughtBy: { 'trace-wait-parent': 'assertion-failed' },
  }),
  mutation({
    name: 'borrower-marked-late',
    title: 'a vfork child can be stopped before it is marked as one',
    edits: [
      { routine: 'do_fork', find: 'if ((flags & RFPPWAIT) !== 0) p2.p_flag |= P_PPWAIT; // 617', put: '' },
      {
        routine: 'do_fork',
        find: 'PROC_UNLOCK(p1); // 743',
        put: `PROC_UNLOCK(p1);
  if ((flags & RFPPWAIT) !== 0) {
    yield* PROC_LOCK(p2);
    p2.p_flag |= P_PPWAIT;
    PROC_UNLOCK(p2);
  }`,
      },
    ],
    caughtBy: { 'vfork-child-stopped': 'borrower-goes-on' },
  }),
  mutation({
    name: 'lender-waits-once',
    title: 'a vfork parent looks at its child once more after a second, and goes on',
    edits: [
      {
        routine: 'ast_vfork',
        find: 'yield* cv_timedwait(p2.p_pwait, p2.p_mtx); // 835: uninterruptible; the second it lasts at most is for suspension',
        put: `yield* cv_timedwait(p2.p_pwait, p2.p_mtx);
      break;`,
      },
    ],
    caughtBy: { 'vfork-exec': 'lender-stays-in-the-kernel' },
  }),
  mutation({
    name: 'lender-continues-alone',
    title: 'a vfork parent that was stopped and continued waits no longer',
    edits: [{ routine: 'ast_vfork', find: 'continue again;', put: `yield* PROC_LOCK(p2);
        break again;` }],
    caughtBy: { 'vfork-parent-stopped': 'lender-stays-in-the-kernel' },
  }),
  mutation({
    name: 'lender-stops-with-its-child',
    title: 'a vfork parent is suspended while it has its child locked',
    edits: [{ routine: 'ast_vfork', find: 'PROC_UNLOCK(p2); // 828', put: '' }],
    caughtBy: { 'vfork-parent-stopped': 'sleeping-forbidden' },
  }),
];
