/** Historical bugs, brought back one at a time: zoo.ts has their numbers. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const historyMutations: readonly Mutation[] = [
  mutation({
    name: 'NB-1',
    title: 'a vfork parent looks at its child, which may have been reaped',
    edits: [{ routine: 'fork1', find: 'while (l1.l_vforkwaiting)', put: 'while ((p2.p_lflag & PL_PPWAIT) !== 0)' }],
    caughtBy: { 'vfork-reaped-child': 'use-after-free' },
  }),
  mutation({
    name: 'NB-3',
    title: 'a fork that fails discharges the user whom the process belongs to by then',
    edits: [{ routine: 'undo_counts', find: 'chgproccnt(uid, -1);', put: 'chgproccnt(unlocked(l1.l_proc).p_uid, -1);' }],
    caughtBy: { 'setuid-fork-fails': 'user-count-is-exact' },
  }),
  // With the condition of the process, a wake-up reaches whichever of its LWPs comes first.
  mutation({
    name: 'NB-4',
    title: 'a vfork child wakes an LWP of its parent that need not be the one that waits for it',
    edits: [{ routine: 'mark_vfork', find: 'p_vforklwp = l1;', put: 'p_vforklwp = unlocked(l1.l_proc).p_lwps.first;' }],
    caughtBy: { 'vfork-two-threads': 'lender-waits-for-its-own' },
  }),
  mutation({
    name: 'DF-2',
    title: 'a vfork parent looks at its mark without the lock, and sleeps after that',
    edits: [
      {
        routine: 'fork1',
        find: 'while (l1.l_vforkwaiting) yield* cv_wait(l1.l_waitcv, k.proc_lock);',
        put: 'const waits = l1.l_vforkwaiting; mutex_exit(k.proc_lock); yield* mutex_enter(k.proc_lock); if (waits) yield* cv_wait(l1.l_waitcv, k.proc_lock);',
      },
    ],
    caughtBy: { 'vfork-exec': 'deadlock' },
  }),
  mutation({
    name: 'FB-7',
    title: 'the last LWP of a zombie is freed before it has left the CPU',
    edits: [{ routine: 'proc_free', find: "yield* waitUntil(() => halted(l), 'lwp_free');", put: "yield 'lwp_free';" }],
    caughtBy: { 'fork-exit-wait': 'running-lwps-exist' },
  }),
  mutation({
    name: 'FB-20',
    title: 'fork compares the count of processes with the limit before it adds its own',
    edits: [{ routine: 'fork1', find: 'const tnprocs = ++k.nprocs;', put: 'const tnprocs = k.nprocs + 1; yield 258; k.nprocs++;' }],
    caughtBy: { 'fork-limit': 'process-limit-holds' },
  }),
  mutation({
    name: 'FB-20-undo',
    title: 'a fork that fails keeps its process counted',
    edits: [{ routine: 'undo_counts', find: 'k.nprocs--;', put: '' }],
    caughtBy: { 'fork-rlimit': 'process-count-is-exact' },
  }),
  mutation({
    name: 'OB-1',
    title: 'a fork that fails keeps its user charged',
    edits: [{ routine: 'undo_counts', find: 'chgproccnt(uid, -1);', put: '' }],
    caughtBy: { 'fork-rlimit': 'user-count-is-exact' },
  }),
  mutation({
    name: 'FB-21',
    title: 'the number of a dead process is handed out while a group bears it',
    edits: [
      { routine: 'proc_free_pid_internal', find: 'if (pt.pt_pgrp === nil) free_entry', put: 'free_entry' },
      { routine: 'take_pid', find: '&& pt.pt_pgrp === nil', put: '' },
    ],
    caughtBy: { 'pid-reuse': 'new-pid-is-free' },
  }),
  mutation({
    name: 'OB-9',
    title: 'setpgid lets go of the lock between its look for the group and the new group',
    edits: [
      {
        routine: 'proc_enterpgrp',
        find: 'make_pgrp(new_pgrp, p, pgid, sess);',
        put: 'mutex_exit(k.proc_lock); yield* mutex_enter(k.proc_lock); make_pgrp(new_pgrp, p, pgid, sess);',
      },
    ],
    caughtBy: { 'setpgid-twice': 'assertion-failed' },
  }),
  mutation({
    name: 'IL-5',
    title: 'a process looks complete as soon as it has its number',
    edits: [
      { routine: 'proc_alloc', find: 'p_stat = SIDL', put: 'p_stat = SACTIVE' },
      { routine: 'proc_alloc_pid', find: "KASSERT(p.p_stat === SIDL, 'proc_alloc_pid: the process is not new');", put: '' },
    ],
    caughtBy: { 'kill-new': 'nil-dereference' },
  }),
];
