/** Breaks of stopping all processes. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const stopAllMutations: readonly Mutation[] = [
  mutation({
    name: 'marks-stay-after-a-total-stop',
    title: 'a thread that goes on after its process was stopped by another one still counts as one at the border of user mode',
    edits: [
      {
        routine: 'thread_single_end',
        find: 'P_SHOULDSTOP(p) === 0) unsuspend_all(p);',
        put: `P_SHOULDSTOP(p) === 0) {
    for (let td = p.p_threads.first; td !== nil; td = td.td_plist) {
      if (td.td_suspended) thread_unsuspend_one(td, p, mode === SINGLE_BOUNDARY);
    }
  }`,
      },
    ],
    caughtBy: { 'stop-all-threads': 'deadlock' },
  }),
  mutation({
    name: 'total-stop-in-one-pass',
    title: 'stop_all_proc goes through the processes once, and does not come back to who stops its own threads just then',
    edits: [{ routine: 'sys_stop_all', find: "while (yield* stop_all_proc_once(td.td_proc)) yield 'kern_yield';", put: 'yield* stop_all_proc_once(td.td_proc);' }],
    caughtBy: { 'stop-all-threads': 'total-stop-is-total' },
  }),
];
