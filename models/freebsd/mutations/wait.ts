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
  edits: [{ routine: 'lock_parent_who_waits', find: 'wakeup(proc_wchan(pp)); // it may be waiting for us, and will not find us', put: '' }],
  caughtBy: { 'waitpid-nocldwait': 'deadlock' },
});

/** A child that stops between the scan and the sleep is not seen until it changes again. */
export const forgetsStateChanges = mutation({
  name: 'statchild',
  title: 'a child that stops or continues wakes its parent and leaves no mark',
  edits: [{ routine: 'childproc_jobstate', find: 'pptr.p_flag |= P_STATCHILD;', put: '' }],
  caughtBy: { 'wait-stop-continue': 'no-news-is-slept-through' },
});

/** As in DragonFly: each of two waiters holds the zombie and waits for the other to let go. */
export const waitersHoldTheZombie = mutation({
  name: 'DF-3',
  title: 'a waiter that has found a zombie holds it, lets go of the tree, and reaps it when nobody else holds it',
  edits: [
    {
      routine: 'proc_reap',
      find: '  yield* PROC_LOCK(q);\n  sigqueue_take(p);',
      put: `  p.p_lock++;
  PROC_UNLOCK(p);
  sx_xunlock(k.proctree_lock);
  yield* sx_xlock(k.proctree_lock);
  yield* waitUntil(() => unlocked(p).p_lock === 1, 'drain');
  yield* PROC_LOCK(p);
  p.p_lock--;
  yield* PROC_LOCK(q);
  sigqueue_take(p);`,
    },
  ],
  caughtBy: { 'two-waiters': 'deadlock' },
});

/** As on XNU: whoever is told looks at once, finds the child alive, and is not told again. */
export const tellsBeforeItIsDead = mutation({
  name: 'XN-11',
  title: 'an exiting process wakes its parent before it is a zombie',
  edits: [
    {
      routine: 'report_exit',
      find: '  p.p_state = PRS_ZOMBIE;\n  PROC_UNLOCK(p.p_pptr);',
      put: "  PROC_UNLOCK(p.p_pptr);\n  PROC_UNLOCK(p);\n  yield 'told';\n  yield* PROC_LOCK(p);\n  p.p_state = PRS_ZOMBIE;",
    },
  ],
  caughtBy: { 'fork-exit-wait': 'no-news-is-slept-through' },
});

/** WNOWAIT is for looking. */
export const lookTakesStop = mutation({
  name: 'look-takes-stop',
  title: 'a wait that only looks takes the stop of a child',
  edits: [{ routine: 'report_alive_proc', find: 'if ((options & WNOWAIT) === 0) {', put: 'if (p !== nil) {' }],
  caughtBy: { 'wait-looks': 'assertion-failed' },
});

/** The same for one that has exited. */
export const lookTakesZombie = mutation({
  name: 'look-takes-zombie',
  title: 'a wait that only looks reaps the child',
  edits: [{ routine: 'proc_reap', find: 'if ((options & WNOWAIT) !== 0) {', put: 'if (p === nil) {' }],
  caughtBy: { 'wait-looks': 'assertion-failed' },
});

export const waitMutations: readonly Mutation[] = [
  freesARunningThread,
  waitersHoldTheZombie,
  tellsBeforeItIsDead,
  wakesOnlyTheNewParent,
  forgetsStateChanges,
  lookTakesStop,
  lookTakesZombie,
];
