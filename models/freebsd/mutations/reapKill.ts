/** Bugs of killing all below a reaper, and of stopping whole processes for that. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** The child is linked behind the walk. */
export const killsInOnePass = mutation({
  name: 'FB-4',
  title: 'PROC_REAP_KILL walks the list of the reaper once',
  edits: [
    {
      routine: 'reap_kill_subtree',
      find: 'while (yield* reap_kill_subtree_once(td, w, reaper, subtree)) continue;',
      put: 'yield* reap_kill_subtree_once(td, w, reaper, subtree);',
    },
  ],
  caughtBy: { 'reap-kill-fork': 'no-one-escapes-a-tree-kill' },
});

/** The child is linked when all passes are over. */
export const killsWithoutStopping = mutation({
  name: 'FB-4b',
  title: 'PROC_REAP_KILL signals a process that may be in the middle of a fork',
  edits: [{ routine: 'reap_kill_proc_locked', find: 'if ((p.p_flag & (P_KPROC | P_SYSTEM | P_STOPPED)) === 0)', put: 'if (false)' }],
  caughtBy: { 'reap-kill-fork': 'no-one-escapes-a-tree-kill' },
});

export const reapKillMutations: readonly Mutation[] = [
  killsInOnePass,
  killsWithoutStopping,
  mutation({
    name: 'tree-kill-takes-all',
    title: 'PROC_REAP_KILL of one subtree signals all below the reaper',
    edits: [{ routine: 'is_meant', find: 'return parent !== reaper ||', put: 'return true || parent !== reaper ||' }],
    caughtBy: { 'reap-kill-subtree': 'assertion-failed' },
  }),
  mutation({
    name: 'stop-ends-in-another-mode',
    title: 'who has stopped another process lets it go on as if it had stopped its own',
    edits: [{ routine: 'reap_kill_proc_locked', find: 'thread_single_end(p, SINGLE_ALLPROC)', put: 'thread_single_end(p, SINGLE_NO_EXIT)' }],
    caughtBy: { 'reap-kill-subtree': 'assertion-failed' },
  }),
];
