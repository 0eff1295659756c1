/** Bugs of lending memory. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/**
 * The parent holds nothing of the child that it waits for. What saves it is that the struct of a process is never anything else,
 * and that its flags stay until the next fork; here somebody else writes into the memory at once, as where zones are not so.
 */
export const forgetsTheType = mutation({
  name: 'FB-18',
  title: 'the memory of a freed process is used for something else while the vfork parent still looks at it',
  edits: [
    {
      routine: 'uma_zfree_proc',
      find: 'p.g_fresh = false;',
      put: 'p.g_fresh = false;\n  unlocked(p).p_flag = 2; // P_PPWAIT, of all the bits that may be there',
    },
  ],
  caughtBy: { 'vfork-reaped-child': 'deadlock' },
});

/** As in DragonFly: a release between the test and the sleep finds nobody to wake. */
export const testsWithoutTheLock = mutation({
  name: 'DF-2',
  title: "the vfork parent lets go of the child's lock between testing the flag and going to sleep",
  edits: [
    {
      routine: 'ast_vfork',
      find: 'yield* cv_timedwait(p2.p_pwait, p2.p_mtx);',
      put: 'PROC_UNLOCK(p2);\n      yield* PROC_LOCK(p2);\n      yield* cv_timedwait(p2.p_pwait, p2.p_mtx);',
    },
  ],
  caughtBy: { 'vfork-reaped-child': 'deadlock' },
});

export const vforkMutations: readonly Mutation[] = [forgetsTheType, testsWithoutTheLock];
