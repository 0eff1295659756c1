/** Bugs of debuggers: who is whose parent meanwhile, and who is told. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** The real parent is no longer known. */
export const attachWithoutOrphan = mutation({
  name: 'attach-without-orphan',
  title: 'a debugger takes a process, and its real parent does not remember it',
  edits: [{ routine: 'proc_reparent', find: 'if ((child.p_flag & P_TRACED) !== 0) proc_add_orphan(child, old);', put: '' }],
  caughtBy: { 'trace-exit': 'everyone-has-a-parent' },
});

/** It would be looked for on a list that it is not on. */
export const orphanStaysMarked = mutation({
  name: 'orphan-stays-marked',
  title: 'a process that comes back from a debugger is still marked as an orphan',
  edits: [{ routine: 'proc_clear_orphan', find: 'p.p_treeflag &= ~P_TREE_ORPHANED;', put: '' }],
  caughtBy: { 'trace-detach': 'orphans-are-marked' },
});

/** The status of the child is lost to its parent, which waits for ever. */
export const debuggerKeepsZombie = mutation({
  name: 'debugger-keeps-zombie',
  title: 'a debugger that waits for a zombie reaps it, and does not give it back',
  edits: [{ routine: 'proc_reap', find: 'if (p.p_oppid !== p.p_pptr.p_pid) {', put: 'if (p === nil) {' }],
  caughtBy: { 'trace-exit': 'deadlock' },
});

/** The debugger has not seen it yet. */
export const parentReapsOrphan = mutation({
  name: 'parent-reaps-orphan',
  title: 'a parent reaps a child that a debugger has',
  edits: [
    {
      routine: 'kern_wait6',
      find: 'const ret = yield* proc_to_reap(td, p, idtype, id, options, true);',
      put: 'const ret = yield* proc_to_reap(td, p, idtype, id, options, false);',
    },
  ],
  caughtBy: { 'trace-exit': 'assertion-failed' },
});

/** Its threads, and the memory that the debugger wants to see, are gone. */
export const attachToExiting = mutation({
  name: 'attach-to-exiting',
  title: 'a debugger may attach to a process that exits',
  edits: [{ routine: 'why_not', find: 'if ((p.p_flag & P_WEXIT) !== 0) return ESRCH;', put: '' }],
  caughtBy: { 'trace-exit': 'assertion-failed' },
});

/** Two that go at once each see the other one, which has stopped for its debugger. */
export const leavingIsNotCounted = mutation({
  name: 'leaving-is-not-counted',
  title: 'of two threads that end none finds that it is the last',
  edits: [{ routine: 'kern_thr_exit', find: 'if (p.p_numthreads === p.p_pendingexits + 1) {', put: 'if (p.p_numthreads === 1) {' }],
  caughtBy: { 'trace-threads-end': 'assertion-failed' },
});

export const ptraceMutations: readonly Mutation[] = [
  attachWithoutOrphan,
  orphanStaysMarked,
  debuggerKeepsZombie,
  parentReapsOrphan,
  attachToExiting,
  leavingIsNotCounted,
];
