/** Historical bugs: threads of one process that stop, sleep, execute and exit together. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** Whoever asks for a suspension in between finds a thread that does not sleep yet, and leaves it to the flag. */
export const sleepAfterTheLook = mutation({
  name: 'FB-8',
  title: 'a thread looks for requests to suspend before it can be found asleep, and not again',
  edits: [
    {
      routine: 'sleepq_wait_sig',
      find: 'td.td_sintr = true;',
      put: "yield 'not asleep yet'; td.td_sintr = true;",
    },
  ],
  caughtBy: { 'pause-exit': 'deadlock' },
});

/** Another thread of the parent waits for it to suspend itself, and the child for somebody to continue it. */
export const vforkWaitBlind = mutation({
  name: 'FB-9',
  title: 'a thread that waits for its vfork child does not suspend itself',
  edits: [{ routine: 'ast_vfork', find: 'if (thread_suspend_check_needed()) {', put: 'if (false) {' }],
  caughtBy: { 'vfork-stopped-child': 'stuck-thread' },
});

/** A failed system call has killed the other threads. */
export const execKillsFirst = mutation({
  name: 'FB-15',
  title: 'execve ends the other threads before it knows whether it will succeed',
  edits: [
    { routine: 'pre_execve', find: 'yield* thread_single(p, SINGLE_BOUNDARY)', put: 'yield* thread_single(p, SINGLE_EXIT)' },
    { routine: 'post_execve', find: 'else thread_single_end(p, SINGLE_BOUNDARY);', put: '' },
  ],
  caughtBy: { 'exec-fails': 'failed-exec-spares-threads' },
});

/** The other threads stay stopped for ever. */
export const execForgetsToRelease = mutation({
  name: 'FB-15b',
  title: 'a failed execve does not let the other threads go on',
  edits: [{ routine: 'post_execve', find: 'else thread_single_end(p, SINGLE_BOUNDARY);', put: '' }],
  caughtBy: { 'exec-fails': 'deadlock' },
});

/** As in Linux: the walk that tells all threads to leave is over, and the new one is linked only then. */
export const newThreadIsNotTold = mutation({
  name: 'LX-1',
  title: 'a new thread does not look whether all threads of its process have been told to stop',
  edits: [{ routine: 'thread_create', find: 'if (P_SHOULDSTOP(p) !== 0) newtd.td_ast |= TDA_SUSPEND;', put: '' }],
  caughtBy: { 'thr-new-exit': 'deadlock' },
});

/** As in Linux, where it was the count of the user's processes: here a process counts its threads. */
export const execCountsTwice = mutation({
  name: 'LX-4',
  title: 'execve discounts a thread that it has ended, and so has the thread itself',
  edits: [
    {
      routine: 'post_execve',
      find: 'if (error === 0) yield* thread_single(p, SINGLE_EXIT);',
      put: `if (error === 0) {
      yield* thread_single(p, SINGLE_EXIT);
      p.p_numthreads--;
    }`,
    },
  ],
  caughtBy: { 'fork-exec': 'thread-counts-are-exact' },
});

/** As in XNU, where the set of signals itself was lost: here the process has it still, and no thread looks. */
export const leavesWithTheSignals = mutation({
  name: 'XN-1',
  title: 'a thread that leaves tells nobody of the signals that it was to take for the process',
  edits: [{ routine: 'tdsigcleanup', find: 'reschedule_signals(p, unblocked);', put: '' }],
  caughtBy: { 'kill-thr-exit-computing': 'killed-process-dies' },
});

export const threadsMutations: readonly Mutation[] = [
  sleepAfterTheLook,
  vforkWaitBlind,
  execKillsFirst,
  execForgetsToRelease,
  newThreadIsNotTold,
  execCountsTwice,
  leavesWithTheSignals,
];
