/** Bugs of waiting and reaping. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** The zombie's thread still runs on its stack, in a process that is free. */
export const freesARunningThread = mutation({
  name: 'FB-7',
  title: 'proc_reap does not wait until the last thread of the zombie is off its CPU',
  edits: [{ routine: 'proc_reap', find: 'yield* thread_wait(p);', put: '' }],
  caughtBy: { 'fork-exit-wait': 'threads-have-a-process', 'fork-child-reaped': 'assertion-failed' },
});

/** The parent sleeps for a child that is not its own any more. */
export const wakesOnlyTheNewParent = mutation({
  name: 'nocldwait-wakeup',
  title: 'a child that leaves a parent which does not want it wakes the new parent only',
  edits: [{ routine: 'report_exit', find: 'wakeup(proc_wchan(pp)); // it may be waiting for us, and will not find us', put: '' }],
  caughtBy: { 'waitpid-nocldwait': 'deadlock' },
});

/** A child that stops between the scan and the sleep is not seen until it changes again. */
export const forgetsStateChanges = mutation({
  name: 'statchild',
  title: 'a child that stops or continues wakes its parent and leaves no mark',
  edits: [{ routine: 'childproc_jobstate', find: 'pptr.p_flag |= P_STATCHILD;', put: '' }],
  caughtBy: { 'wait-stop-continue': 'no-news-is-slept-through' },
});

export const waitMutations: readonly Mutation[] = [freesARunningThread, wakesOnlyTheNewParent, forgetsStateChanges];
