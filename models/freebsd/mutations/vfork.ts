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

/** As in DragonFly: "in vfork" is one flag for all children of a process, and the first one to exit clears it for the others. */
export const childrenShareTheFlag = mutation({
  name: 'DF-11',
  title: 'a vfork child that exits lets everybody go who waits for a child of the same parent',
  edits: [
    {
      routine: 'exit1',
      find: 'vfork_released(p);\n    PROC_UNLOCK(p);',
      put: `vfork_released(p);
    PROC_UNLOCK(p);
    for (let q = p.p_pptr.p_children.first; q !== nil; q = q.p_sibling) {
      yield* PROC_LOCK(q);
      q.p_flag &= ~P_PPWAIT;
      cv_broadcast(q.p_pwait);
      PROC_UNLOCK(q);
    }`,
    },
  ],
  caughtBy: { 'vfork-two-threads': 'lender-stays-in-the-kernel' },
});

/** As in Linux: the child, when it is done, completes a wait on a stack that is gone. */
export const killedLenderLeaves = mutation({
  name: 'LX-6',
  title: 'a vfork parent that is killed stops waiting, and its child keeps the pointer to the wait',
  edits: [
    {
      routine: 'ast_vfork',
      find: 'PROC_UNLOCK(p); // 833',
      put: 'const killed = (p.p_siglist & 16) !== 0; // SIGKILL\n      PROC_UNLOCK(p);\n      if (killed) break again;',
    },
    { routine: 'forget_vfork', find: 'if (q.g_vfwaiter === td) q.g_vfwaiter = nil;', put: '' },
    {
      routine: 'vfork_released',
      find: 'p.g_vfwaiter = nil;',
      put: "KASSERT(unlocked(p.g_vfwaiter).td_rfppwait_p === p, 'the wait is over');\n  p.g_vfwaiter = nil;",
    },
  ],
  caughtBy: { 'vfork-parent-killed': 'assertion-failed' },
});

export const vforkMutations: readonly Mutation[] = [
  forgetsTheType,
  testsWithoutTheLock,
  childrenShareTheFlag,
  killedLenderLeaves,
];
