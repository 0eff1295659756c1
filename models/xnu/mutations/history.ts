/** Historical bugs, brought back one at a time: zoo.ts has their numbers. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const historyMutations: readonly Mutation[] = [
  // The test and the count of today go before the swap; then the old user may have gone when it is to be discharged.
  mutation({
    name: 'XN-5',
    title: 'setuid discharges the old user before it counts the new one',
    edits: [
      { routine: 'sys_setuid', find: 'yield* chgproccnt(uid, 1);', put: 'yield* chgproccnt(old, -1);' },
      { routine: 'sys_setuid', find: 'yield* chgproccnt(old, -1);\n    return 0;', put: 'yield* chgproccnt(uid, 1);\n    return 0;' },
    ],
    caughtBy: { 'setuid-twice': 'assertion-failed' },
  }),
  mutation({
    name: 'XN-7',
    title: 'a vfork child may vfork',
    edits: [{ routine: 'fork1_vfork', find: 'if ((ut.uu_flag & UT_VFORK) !== 0) return EINVAL;', put: '' }],
    caughtBy: { 'vfork-exit': 'vfork-child-has-a-thread' },
  }),
  mutation({
    name: 'XN-9',
    title: 'a number is handed out that a session has',
    edits: [{ routine: 'is_borne', find: 'return session_find_internal(pid);', put: 'return false;' }],
    caughtBy: { 'session-outlives-leader': 'new-pid-is-free' },
  }),
  mutation({
    name: 'NB-3',
    title: 'a fork that fails discharges the user whom the process belongs to by then',
    edits: [{ routine: 'fork1', find: 'yield* chgproccnt(uid, -1);', put: 'yield* chgproccnt(parent.p_uid, -1);' }],
    caughtBy: { 'setuid-fork-fails': 'user-count-is-exact' },
  }),
  mutation({
    name: 'FB-7',
    title: 'a process becomes a zombie before it has told its parent who it is',
    edits: [
      { routine: 'tell_parent', find: 'if (pp !== k.initproc) {', put: 'p.p_stat = SZOMB;\n  if (pp !== k.initproc) {' },
      { routine: 'tell_parent', find: "yield 'SZOMB';\n  p.p_stat = SZOMB;", put: '' },
    ],
    caughtBy: { 'fork-exit-wait': 'use-after-free' },
  }),
  mutation({
    name: 'FB-20-undo',
    title: 'a fork that fails keeps its process counted',
    edits: [{ routine: 'forkproc_free', find: 'k.nprocs--;', put: '' }],
    caughtBy: { 'fork-fails': 'process-count-is-exact' },
  }),
  mutation({
    name: 'OB-1',
    title: 'a fork that fails keeps its user charged',
    edits: [{ routine: 'fork1', find: 'if (err !== 0) yield* chgproccnt(uid, -1);', put: '' }],
    caughtBy: { 'fork-rlimit': 'user-count-is-exact' },
  }),
  mutation({
    name: 'OB-3',
    title: 'the look for a number does not mind processes that have it',
    edits: [
      { routine: 'is_borne', find: 'if (pfind_locked(pid) !== nil) return true;', put: '' },
      { routine: 'choose_pid', find: "KASSERT(pfind_locked(child.p_pid) === nil, 'proc in the list already');", put: '' },
    ],
    caughtBy: { 'pid-reuse': 'pid-map-is-exact' },
  }),
  mutation({
    name: 'FB-21',
    title: 'a number is handed out that a group has',
    edits: [{ routine: 'is_borne', find: 'if (pgfind_internal(pid) !== nil) return true;', put: '' }],
    caughtBy: { 'pid-reuse': 'new-pid-is-free' },
  }),
  mutation({
    name: 'DF-3',
    title: 'who waits for a child does not mark it as its own',
    edits: [{ routine: 'find_child', find: 'p.p_listflag |= P_LIST_WAITING;', put: '' }],
    caughtBy: { 'two-waiters': 'use-after-free' },
  }),
  mutation({
    name: 'IL-5',
    title: 'a process can be found as soon as it has its number',
    edits: [{ routine: 'choose_pid', find: 'P_LIST_INHASH | P_LIST_INCREATE', put: 'P_LIST_INHASH' }],
    caughtBy: { 'kill-new': 'exited-are-apart' },
  }),
];
