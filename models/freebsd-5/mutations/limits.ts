/** Bugs of limits, counts and numbers. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** Two forks pass the test together, and both count when they have slept. */
export const countsAfterTheTest = mutation({
  name: 'FB-20',
  title: 'fork1 tests the limit of processes first, and counts the new one when it has slept for its memory',
  edits: [
    { routine: 'fork1', find: '  k.nprocs++; // 303\n  td.g_owes = 1;\n', put: '' },
    { routine: 'fork1', find: '    k.nprocs--; // 315\n    td.g_owes = 0;\n', put: '' },
    { routine: 'fork1', find: 'const p2 = alloc_proc();', put: 'k.nprocs++;\n  td.g_owes = 1;\n  const p2 = alloc_proc();' },
  ],
  caughtBy: { 'maxproc-race': 'process-limit-holds' },
});

/** The count grows by one with each refusal, until the table is full of nobody. */
export const refusalStaysCounted = mutation({
  name: 'FB-20-undo',
  title: 'fork1 leaves without discounting the process when the user may not have it',
  edits: [{ routine: 'fork1', find: 'k.nprocs--; // 315', put: '' }],
  caughtBy: { 'fork-limit': 'process-count-is-exact' },
});

/** As OpenBSD once did, under a big lock that every sleep gives up. */
export const sleepsAfterTheSearch = mutation({
  name: 'OB-3',
  title: 'fork1 sleeps between finding a free number and listing the process that bears it',
  edits: [
    {
      routine: 'fork1',
      find: 'publish(p2, trypid, flags);',
      put: 'sx_xunlock(k.allproc_lock);\n  yield* nap();\n  yield* sx_xlock(k.allproc_lock);\n  publish(p2, trypid, flags);',
    },
  ],
  caughtBy: { 'two-forks': 'pids-are-unique' },
});

/** As in NetBSD: the child may be gone by then, and its struct another process. */
export const readsTheChildTooLate = mutation({
  name: 'NB-1',
  title: 'fork reads the number of the child when it has given Giant back',
  edits: [
    {
      routine: 'sys_fork',
      find: 'const result = error === 0 ? td.td_procp.p_pid : -error; // 122: of whoever has the struct by now\n  unlock_giant(); // 126',
      put: "unlock_giant();\n  yield 'after Giant';\n  const result = error === 0 ? td.td_procp.p_pid : -error;",
    },
  ],
  caughtBy: { 'fork-child-reaped': 'assertion-failed' },
});

/** As in NetBSD: the user that is charged is not the one that the charge is taken back from. */
export const dischargesTheOtherUser = mutation({
  name: 'NB-3',
  title: 'wait1 takes the charge of the dead process back from the user of its parent',
  edits: [{ routine: 'reap_zombie', find: 'chgproccnt(p.p_ucred.cr_ruid, -1, 0);', put: 'chgproccnt(td.td_proc.p_ucred.cr_ruid, -1, 0);' }],
  caughtBy: { 'setuid-fork': 'user-count-is-exact' },
});

/** As before XNU looked at sessions, too. */
export const forgetsSessions = mutation({
  name: 'XN-9',
  title: 'the search for a number does not look at those of sessions',
  edits: [{ routine: 'bears', find: ' || p.p_pgrp.pg_session.s_sid === pid', put: '' }],
  caughtBy: { 'session-outlives': 'new-pid-is-free' },
});

/** The number is handed out twice: to a group that lives on, and to a process. */
export const forgetsGroups = mutation({
  name: 'group-forgotten',
  title: 'the search for a number does not look at those of groups',
  edits: [{ routine: 'bears', find: ' || p.p_pgrp.pg_id === pid', put: '' }],
  caughtBy: { 'pid-reuse': 'new-pid-is-free' },
});

/** As in illumos: the search and the scan do not agree about the last number. */
export const limitOffByOne = mutation({
  name: 'IL-7',
  title: 'the search for a number begins again one number too late',
  edits: [{ routine: 'find_pid', find: 'if (trypid >= conf.pid_max) { // 359', put: 'if (trypid > conf.pid_max) {' }],
  caughtBy: { 'pid-reuse': 'step-does-not-end' },
});

/** For job-counts-are-exact. */
export const leavesUncounted = mutation({
  name: 'leaves-uncounted',
  title: 'a process that exits leaves the groups as they are that it keeps from being orphans',
  edits: [{ routine: 'exit1', find: 'yield* fixjobc(p, p.p_pgrp, false); // [9]', put: '' }],
  caughtBy: { 'orphaned-group': 'job-counts-are-exact' },
});

export const limitsMutations: readonly Mutation[] = [
  countsAfterTheTest,
  refusalStaysCounted,
  sleepsAfterTheSearch,
  readsTheChildTooLate,
  dischargesTheOtherUser,
  forgetsSessions,
  forgetsGroups,
  limitOffByOne,
  leavesUncounted,
];
