/** Breaks of limits and numbers at their edges, of permissions, and of what a failed fork gives back. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const numbersMutations: readonly Mutation[] = [
  mutation({
    name: 'forgets-subtrees',
    title: 'fork_findpid does not look whether a subtree bears the number',
    edits: [{ routine: 'fork_findpid', find: ' && !id_is_set(PROC_ID_REAP, result)', put: '' }],
    caughtBy: { 'subtree-outlives': 'new-pid-is-free' },
  }),
  mutation({
    name: 'forgets-groups',
    title: 'fork_findpid does not look whether a group bears the number',
    edits: [{ routine: 'fork_findpid', find: '!id_is_set(PROC_ID_GROUP, result) && ', put: '' }],
    caughtBy: { 'pid-reuse': 'new-pid-is-free' },
  }),
  mutation({
    name: 'one-less-for-the-user',
    title: 'a user is refused the last process that the limit allows',
    edits: [{ routine: 'chgproccnt', find: 'diff > max)', put: 'diff >= max)' }],
    caughtBy: { 'fork-rlimit-last': 'assertion-failed' },
  }),
  mutation({
    name: 'one-more-for-the-user',
    title: 'a user gets one process more than the limit allows',
    edits: [{ routine: 'chgproccnt', find: 'diff > max)', put: 'diff > max + 1)' }],
    caughtBy: { 'fork-rlimit': 'user-limit-holds' },
  }),
  mutation({
    name: 'one-more-process',
    title: 'there may be one process more than the limit allows',
    edits: [{ routine: 'fork1', find: 'nprocs_new >= conf.maxproc)) {', put: 'nprocs_new > conf.maxproc)) {' }],
    caughtBy: { 'maxproc-race': 'process-limit-holds' },
  }),
  mutation({
    name: 'reserve-is-for-all',
    title: 'a user may have the last processes, which are for root',
    edits: [{ routine: 'fork1', find: '(td.td_uid !== 0 || nprocs_new >= conf.maxproc)', put: '(nprocs_new >= conf.maxproc)' }],
    caughtBy: { 'fork-for-root': 'assertion-failed' },
  }),
  mutation({
    name: 'root-is-not-charged',
    title: 'a process that root has beyond the limit is not charged',
    edits: [{ routine: 'fork1', find: 'chgproccnt(td.td_uid, 1, 0); // 1077', put: '' }],
    caughtBy: { 'fork-rlimit-root': 'user-count-is-exact' },
  }),
  mutation({
    name: 'struct-leaks',
    title: 'a fork that fails does not give the struct of the process back',
    edits: [{ routine: 'fork1', find: 'if (newproc !== nil) uma_zfree_proc(newproc); // 1094', put: '' }],
    caughtBy: { 'fork-rlimit': 'structs-have-owners' },
  }),
  mutation({
    name: 'credentials-leak',
    title: 'a fork that fails does not give the credentials back',
    edits: [{ routine: 'fork1', find: 'proc_unset_cred(newproc, false); // 1090: fail1', put: '' }],
    caughtBy: { 'fork-rlimit': 'credentials-have-owners' },
  }),
  mutation({
    name: 'anybody-may-kill',
    title: 'a user may signal everybody',
    edits: [{ routine: 'p_cansignal', find: 'td.td_uid === 0 || td.td_uid === p.p_uid', put: 'td.td_uid === 0 || p !== nil' }],
    caughtBy: { 'kill-foreign': 'assertion-failed' },
  }),
  mutation({
    name: 'stranger-ends-the-walk',
    title: 'killpg ends at the first process that it may not signal',
    edits: [
      {
        routine: 'killpg1',
        find: `    if (p_cansignal(td, p)) {
      sent = true;`,
        put: `    if (!p_cansignal(td, p)) {
      PROC_UNLOCK(p);
      break;
    } else {
      sent = true;`,
      },
    ],
    caughtBy: { 'kill-foreign': 'assertion-failed' },
  }),
  mutation({
    name: 'first-is-enough',
    title: 'killpg signals the first process of the group',
    edits: [{ routine: 'killpg1', find: `    PROC_UNLOCK(p);
  }`, put: `    PROC_UNLOCK(p);
    if (sent) break;
  }` }],
    caughtBy: { 'killpg-fork-setpgid': 'no-one-escapes-a-group-kill' },
  }),
  mutation({
    name: 'group-signals-strangers',
    title: 'killpg signals every member, whoever it belongs to',
    edits: [{ routine: 'killpg1', find: 'if (p_cansignal(td, p)) {', put: 'if (p !== nil) {' }],
    caughtBy: { 'kill-foreign': 'strangers-are-spared' },
  }),
  mutation({
    name: 'stranger-ends-the-walk-unnoticed',
    title: 'killpg ends at the first process that it may not signal, and says that it has signalled',
    edits: [
      {
        routine: 'killpg1',
        find: '    if (p_cansignal(td, p)) {',
        put: `    if (!p_cansignal(td, p)) {
      sent = true;
      PROC_UNLOCK(p);
      break;
    } else {`,
      },
    ],
    caughtBy: { 'kill-foreign': 'own-are-killed' },
  }),
  mutation({
    name: 'first-of-all-is-enough',
    title: 'a signal to all ends at the first process that is signalled',
    edits: [{ routine: 'kill_all', find: 'PROC_UNLOCK(p);', put: `PROC_UNLOCK(p);
    if (sent) break;` }],
    caughtBy: { 'kill-all-fork': 'all-are-signalled' },
  }),
  mutation({
    name: 'kills-itself',
    title: 'a signal to all comes to who sends it',
    edits: [{ routine: 'kill_all', find: 'p !== td.td_proc && ', put: '' }],
    caughtBy: { 'kill-all-fork': 'sender-is-spared' },
  }),
  mutation({
    name: 'finds-the-incomplete',
    title: 'a signal to all comes to processes that are still being made',
    edits: [{ routine: 'kill_all', find: ' && p.p_state !== PRS_NEW', put: '' }],
    caughtBy: { 'kill-all-fork': 'nil-dereference' },
  }),
  mutation({
    name: 'walks-without-a-lock',
    title: 'a signal to all goes through the list without its lock',
    edits: [
      { routine: 'kill_all', find: 'yield* sx_slock(k.allproc_lock);', put: "yield 'walk';" },
      { routine: 'kill_all', find: 'sx_sunlock(k.allproc_lock);', put: '' },
    ],
    caughtBy: { 'kill-all-fork': 'guard-violated' },
  }),
  mutation({
    name: 'killsx-goes-early',
    title: 'a fork lets go of its group before the child is in it',
    edits: [{ routine: 'fork1', find: 'killsx_locked = true; // 993', put: `sx_sunlock(pg.pg_killsx);
          killsx_locked = false;` }],
    caughtBy: { 'killpg-fork': 'no-one-escapes-a-group-kill' },
  }),
  mutation({
    name: 'old-group-is-held',
    title: 'a fork does not look again whether it is still in the group that it holds still',
    edits: [{ routine: 'fork1', find: 'unlocked(p1).p_pgrp !== pg || ', put: '' }],
    caughtBy: { 'killpg-fork-setpgid': 'no-one-escapes-a-group-kill' },
  }),
];
