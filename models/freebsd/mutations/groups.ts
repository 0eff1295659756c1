/** Bugs of process groups and sessions. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** From a note of the time when the maps were new: a leader that dies in between leaves a group without a number. */
export const marksTheGroupTooLate = mutation({
  name: 'FB-21',
  title: 'setpgid marks the number of a new group as taken when it has let go of the tree',
  edits: [
    { routine: 'enterpgrp', find: 'yield* proc_id_set(PROC_ID_GROUP, p.p_pid);', put: '' },
    {
      routine: 'enterpgrp',
      find: '  sx_xunlock(old_pgrp.pg_killsx);\n  return 0;',
      put: `  sx_xunlock(old_pgrp.pg_killsx);
  sx_xunlock(k.proctree_lock);
  yield* proc_id_set(PROC_ID_GROUP, pgid);
  yield* sx_xlock(k.proctree_lock);
  return 0;`,
    },
  ],
  caughtBy: { 'setpgid-fork': 'group-map-is-exact', 'group-leader-dies': 'new-pid-is-free' },
});

/** The number of a dead leader is free again while its group still bears it. */
export const freesTheGroupsNumber = mutation({
  name: 'FB-21-shared',
  title: 'the reaped leader of a group takes the number of the group with it',
  edits: [
    {
      routine: 'clear_id',
      find: 'if (type === PROC_ID_PID) k.proc_id_pidmap &= ~(1 << id);',
      put: `if (type === PROC_ID_PID) {
    k.proc_id_pidmap &= ~(1 << id);
    k.proc_id_grpidmap &= ~(1 << id);
  }`,
    },
  ],
  caughtBy: { 'pid-reuse': 'group-map-is-exact' },
});

/** As in OpenBSD: the one who comes second finds the group, which the first one was about to make, missing too. */
export const allocatesBetween = mutation({
  name: 'OB-9',
  title: 'setpgid sleeps for memory between looking a group up and making it',
  edits: [
    {
      routine: 'setpgid_locked',
      find: 'if (wanted !== targp.p_pid) return EPERM;',
      put: `if (wanted !== targp.p_pid) return EPERM;
    sx_xunlock(k.proctree_lock);
    yield* sx_xlock(k.proctree_lock);`,
    },
  ],
  caughtBy: { 'setpgid-twice': 'assertion-failed' },
});

export const groupsMutations: readonly Mutation[] = [marksTheGroupTooLate, freesTheGroupsNumber, allocatesBetween];
