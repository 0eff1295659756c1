/** Breaks of being alone in a process, and of leaving it. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const singlingMutations: readonly Mutation[] = [
  mutation({
    name: 'failed-fork-stays-alone',
    title: 'a fork that fails does not let the threads go on that it has stopped',
    edits: [{ routine: 'fork1', find: 'if (singlethreaded) {', put: 'if (singlethreaded && error === 0) {' }],
    caughtBy: { 'killpg-null-fork-fails': 'deadlock' },
  }),
  mutation({
    name: 'first-thread-is-none',
    title: 'a process does not learn that it has threads when the second one is started',
    edits: [{ routine: 'thread_create', find: 'p.p_flag |= P_HADTHREADS;', put: '' }],
    caughtBy: { 'thr-new-first': 'assertion-failed' },
  }),
  mutation({
    name: 'looks-once',
    title: 'a thread that wants to be alone takes its first wakeup for the end of the others',
    edits: [{ routine: 'thread_single', find: 'yield* thread_suspend_switch(td, p);', put: `yield* thread_suspend_switch(td, p);
    break;` }],
    caughtBy: { 'stop-exec-fails': 'assertion-failed' },
  }),
  mutation({
    name: 'stopped-are-not-weeded',
    title: 'a thread that a signal has suspended is not brought to the border of user mode',
    edits: [
      {
        routine: 'weed_inhib',
        find: `if (td.td_suspended && (td.td_flags & TDF_BOUNDARY) === 0) thread_unsuspend_one(td, p, false);
      sleepq_abort(td, ERESTART);`,
        put: 'sleepq_abort(td, ERESTART);',
      },
    ],
    caughtBy: { 'stop-exec-fails': 'singling-ends' },
  }),
  mutation({
    name: 'two-want-to-be-alone',
    title: 'a thread does not look whether another one wants to be alone already',
    edits: [{ routine: 'thread_single', find: 'if (p.p_singlethread !== nil && p.p_singlethread !== td) return 1;', put: '' }],
    caughtBy: { 'exit-exec': 'singling-ends' },
  }),
  mutation({
    name: 'runners-are-not-asked',
    title: 'threads that run are not asked to stop by one that wants to be alone',
    edits: [{ routine: 'press_others', find: 'ast_sched(td2, TDA_SUSPEND); // where it runs user code, this interrupts it', put: '' }],
    caughtBy: { 'kill-threads': 'deadlock' },
  }),
  mutation({
    name: 'last-one-wakes-nobody',
    title: 'a thread that leaves does not wake the one that waits to be alone',
    edits: [
      {
        routine: 'thread_exit',
        find: 'if (P_SHOULDSTOP(p) === P_STOPPED_SINGLE && p.p_numthreads === p.p_suspcount) thread_unsuspend_one(p.p_singlethread, p, false);',
        put: '',
      },
    ],
    caughtBy: { 'exit-fork': 'deadlock' },
  }),
  mutation({
    name: 'others-still-run',
    title: 'a thread is alone when the others have left the list, though they still use their stacks',
    edits: [{ routine: 'become_single_threaded', find: 'while (p.p_exitthreads !== 0) {', put: 'while (p === nil) {' }],
    caughtBy: { 'exit-fork': 'assertion-failed' },
  }),
  mutation({
    name: 'leavers-are-not-counted',
    title: 'threads that leave together do not know of each other',
    edits: [{ routine: 'kern_thr_exit', find: 'if (p.p_numthreads === p.p_pendingexits + 1) {', put: 'if (p.p_numthreads === 1) {' }],
    caughtBy: { 'thr-exit-together': 'assertion-failed' },
  }),
  mutation({
    name: 'leavers-stay-counted',
    title: 'a thread that has left is still counted as leaving',
    edits: [{ routine: 'kern_thr_exit', find: 'p.p_pendingexits--;', put: '' }],
    caughtBy: { 'thr-exit-together': 'assertion-failed' },
  }),
  mutation({
    name: 'leaver-is-chosen',
    title: 'a thread that leaves can still be chosen to take a signal',
    edits: [{ routine: 'tdsigcleanup', find: 'td.td_sigmask = SIGSET_ALL; // so that nobody chooses it any more', put: '' }],
    caughtBy: { 'kill-thr-exit-computing': 'killed-process-dies' },
  }),
  mutation({
    name: 'exit-stays-stopped',
    title: 'a process that exits stays stopped if it was told to stop meanwhile',
    edits: [{ routine: 'exit1', find: 'p.p_flag &= ~P_STOPPED_SIG;', put: '' }],
    caughtBy: { 'stop-exit': 'assertion-failed' },
  }),
];
