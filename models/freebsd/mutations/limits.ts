/** Bugs of limits, counts and numbers. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** Two forks pass the test together, and both count afterwards. The refused fork is counted too, for its undo to be right. */
export const countsAfterTheTest = mutation({
  name: 'FB-20',
  title: 'fork1 tests the limit of processes first, and counts the new one when it has slept',
  edits: [
    {
      routine: 'fork1',
      find: `k.nprocs++;
          td.g_owes = 1;
          const nprocs_new = k.nprocs;`,
      put: 'const nprocs_new = k.nprocs + 1;',
    },
    {
      routine: 'fork1',
      find: 'error = EAGAIN; // 937',
      put: 'k.nprocs++; td.g_owes = 1; error = EAGAIN;',
    },
    {
      routine: 'fork1',
      find: 'yield 957;',
      put: "yield 'malloc'; k.nprocs++; td.g_owes = 1; yield 957;",
    },
  ],
  caughtBy: { 'maxproc-race': 'process-limit-holds' },
});

/** The count grows by one with each failure, until the table is full of nobody. */
export const failureSkipsTheUndo = mutation({
  name: 'FB-20-undo',
  title: 'fork1 leaves without discounting the process when it gets no thread for it',
  edits: [
    {
      routine: 'fork1',
      find: `error = ENOMEM; // 1018
              break fail2;`,
      put: 'error = ENOMEM; uma_zfree_proc(newproc); td.g_owes = 0; break cleanup;',
    },
  ],
  caughtBy: { 'fork-limit': 'process-count-is-exact' },
});

/** The user is at the limit in the end, and has no process. The charge and the failure, which is not undone, are one step here. */
export const failureKeepsTheCharge = mutation({
  name: 'OB-1',
  title: 'fork1 charges the user, gets no memory, and leaves without taking the charge back',
  edits: [{ routine: 'fork1', find: 'error = ENOMEM; // 1031', put: 'chgproccnt(td.td_uid, 1, 0); error = ENOMEM;' }],
  caughtBy: { 'fork-limit': 'user-count-is-exact' },
});

/** As OpenBSD once did: a sleep lies between the search and the insertion. */
export const searchesBeforeItLocks = mutation({
  name: 'OB-3',
  title: 'fork_findpid lets go of the lock between finding a free number and taking it',
  edits: [
    {
      routine: 'fork_findpid',
      find: 'if ((flags & RFHIGHPID) === 0) k.lastpid = result; // 294',
      put: `mtx_unlock(k.procid_lock);
  yield* mtx_lock(k.procid_lock);
  if ((flags & RFHIGHPID) === 0) k.lastpid = result;`,
    },
  ],
  caughtBy: { 'two-forks': 'pid-map-is-exact' },
});

/** As in Solaris: whoever finds the process by its number looks at what is still to be set. */
export const visibleBeforeItIsDone = mutation({
  name: 'IL-5',
  title: 'do_fork does not mark the new process as incomplete while it can be found',
  edits: [{ routine: 'do_fork', find: 'unlocked(p2).p_state = PRS_NEW; // 389: protects', put: 'unlocked(p2).p_state = PRS_NORMAL; // protects' }],
  caughtBy: { 'vfork-child-killed': 'nil-dereference' },
});

/** As in NetBSD: the thread that charges and the process that is charged do not agree about who the user is. */
export const chargesTheOtherUser = mutation({
  name: 'NB-3',
  title: "fork1 charges the user of the process, and records the user that the thread has cached",
  edits: [
    {
      routine: 'fork1',
      find: 'if (!chgproccnt(td.td_uid, 1, conf.rlimit_nproc)) {',
      put: 'if (!chgproccnt(unlocked(p1).p_uid, 1, conf.rlimit_nproc)) {',
    },
  ],
  caughtBy: { 'setuid-fork': 'user-count-is-exact' },
});

/** As in NetBSD: the child may be gone by then, and its struct another process. */
export const readsTheChildTooLate = mutation({
  name: 'NB-1',
  title: 'do_fork reads the number of the child after it has let it run',
  edits: [
    { routine: 'do_fork', find: 'const pid = p2.p_pid; // 790', put: '' },
    { routine: 'do_fork', find: '  return pid;\n}', put: "  yield 'after sched_add';\n  return p2.p_pid;\n}" },
  ],
  caughtBy: { 'fork-child-reaped': 'assertion-failed' },
});

/** As in XNU: the second one takes the process from a user that it has left already. */
export const readsTheUserTooEarly = mutation({
  name: 'XN-5',
  title: 'setuid looks who the user is before it has locked the process',
  edits: [
    { routine: 'sys_setuid', find: 'yield* PROC_LOCK(p);\n  const old = p.p_uid;', put: "yield 'crcopy';\n  const old = unlocked(p).p_uid;\n  yield* PROC_LOCK(p);" },
  ],
  caughtBy: { 'setuid-twice': 'user-count-is-exact' },
});

/** As in Solaris: the search takes the first number above the range for the last one in it. */
export const handsOutOneTooMany = mutation({
  name: 'IL-7',
  title: 'fork_findpid hands out pid_max, which is above the highest number',
  edits: [
    { routine: 'fork_findpid', find: 'trypid >= conf.pid_max', put: 'trypid > conf.pid_max' },
    { routine: 'first_clear_pid', find: 'id < conf.pid_max', put: 'id <= conf.pid_max' },
  ],
  caughtBy: { 'pid-reuse': 'out-of-range' },
});

/** As once in XNU: a session lives on in another group when its leader, and the leader's group, are gone. */
export const forgetsSessions = mutation({
  name: 'XN-9',
  title: 'fork_findpid does not look whether a session bears the number',
  edits: [{ routine: 'fork_findpid', find: '!id_is_set(PROC_ID_SESSION, result) && ', put: '' }],
  caughtBy: { 'session-outlives-leader': 'new-pid-is-free' },
});

export const limitsMutations: readonly Mutation[] = [
  countsAfterTheTest,
  failureSkipsTheUndo,
  failureKeepsTheCharge,
  searchesBeforeItLocks,
  visibleBeforeItIsDone,
  chargesTheOtherUser,
  readsTheChildTooLate,
  readsTheUserTooEarly,
  handsOutOneTooMany,
  forgetsSessions,
];
