/** Small breaks of the model, one for each claim about what has to happen in the end. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const livenessMutations: readonly Mutation[] = [
  mutation({
    name: 'lender-waits-for-exit',
    title: 'a vfork parent goes on looking, every second, at a child that has executed another program',
    edits: [{ routine: 'ast_vfork', find: 'while ((p2.p_flag & P_PPWAIT) !== 0) {', put: 'while ((p2.p_flag & (P_PPWAIT | 64)) !== 0) { // P_EXEC' }],
    caughtBy: { 'vfork-exec': 'lender-returns' },
  }),
  mutation({
    name: 'exit-lets-others-sleep',
    title: 'a thread that ends its process does not wake the others that sleep',
    edits: [{ routine: 'weed_inhib', find: 'sleepq_abort(td, EINTR);', put: '' }],
    caughtBy: { 'kill-threads': 'killed-process-dies', 'pause-exit': 'singling-ends' },
  }),
  mutation({
    name: 'killpg-waits-for-one',
    title: 'killpg looks for its group again and again while that has more members than one',
    edits: [
      {
        routine: 'lock_group_against_forks',
        find: 'if (yield* sx_try_xlock(pgrp.pg_killsx)) return pgrp;',
        put: 'if (pgrp.pg_members.first.p_pglist === nil && (yield* sx_try_xlock(pgrp.pg_killsx))) return pgrp;',
      },
    ],
    caughtBy: { 'killpg-fork': 'group-kill-returns' },
  }),
  mutation({
    name: 'exit-wakes-nobody',
    title: 'a process that becomes a zombie does not wake its parent',
    edits: [{ routine: 'report_exit', find: 'wakeup(proc_wchan(p.p_pptr));\n  cv_broadcast', put: 'cv_broadcast' }],
    caughtBy: { 'fork-exit-wait': 'awaited-zombie-is-reaped' },
  }),
  mutation({
    name: 'fork-begins-again',
    title: 'a fork is begun again, as if the group had changed, while its process is the first of the group',
    edits: [{ routine: 'fork1', find: 'unlocked(p1).p_pgrp !== pg ||', put: 'unlocked(pg).pg_members.first === p1 ||' }],
    caughtBy: { 'fork-exit-wait': 'fork-returns' },
  }),
  mutation({
    name: 'total-stop-stays',
    title: 'resume_all_proc goes through the list and lets nobody go on',
    edits: [{ routine: 'resume_all_proc', find: 'thread_single_end(p, SINGLE_ALLPROC);', put: '' }],
    caughtBy: { 'stop-all-threads': 'total-stop-returns' },
  }),
];
