/** Historical bugs: a signal to a process group that a child escapes. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

const escape = 'no-one-escapes-a-group-kill';

/** Before the lock, fork was free to link its child behind the back of a killpg. */
export const forkWithoutKillsx = mutation({
  name: 'FB-1',
  title: 'fork does not hold its group still while it builds the child',
  edits: [
    { routine: 'fork1', find: 'if (unlocked(p1).p_numthreads > 1) {', put: 'if (false) {' },
    { routine: 'fork1', find: 'if (!killsx_locked && (yield* sx_slock_sig(pg.pg_killsx)) !== 0) {', put: 'if (false) {' },
    { routine: 'fork1', find: 'sx_sunlock(pg.pg_killsx); // 988', put: '' },
    { routine: 'fork1', find: 'killsx_locked = true; // 993', put: '' },
  ],
  caughtBy: { 'killpg-fork': escape },
});

/** A lock that is free is taken without a look at signals, so that a killpg that is over by then goes unnoticed. */
export const forkIgnoresPending = mutation({
  name: 'FB-1b',
  title: 'fork does not look for signals once it holds its group still',
  edits: [{ routine: 'fork1', find: 'unlocked(p1).p_pgrp !== pg || (yield* sig_intr()) !== 0', put: 'unlocked(p1).p_pgrp !== pg' }],
  caughtBy: { 'killpg-fork': escape },
});

/** A group that is made while its first member forks can be signalled at once. */
export const setpgidWithoutKillsx = mutation({
  name: 'FB-1c',
  title: 'setpgid moves a process to a new group while it forks',
  edits: [
    { routine: 'enterpgrp', find: 'if (!(yield* sx_try_xlock(old_pgrp.pg_killsx))) {', put: 'if (false) {' },
    { routine: 'enterpgrp', find: 'sx_xunlock(old_pgrp.pg_killsx);', put: '' },
  ],
  caughtBy: { 'killpg-fork-setpgid': escape },
});

/** The signal belongs to another thread, which has not taken it yet; only stopping that one leads it to the thread that forks. */
export const forkWithoutSingling = mutation({
  name: 'FB-2',
  title: 'a thread that finds its group signalled waits and forks, without stopping the other threads',
  edits: [{ routine: 'fork1', find: 'if (unlocked(p1).p_numthreads > 1) {', put: 'if (false) {' }],
  caughtBy: { 'killpg-fork-parked': escape },
});

/** A stop that comes in fork suspends the thread right there, with killsx held shared; the group's SIGCONT waits for killsx. */
export const stopsInFork = mutation({
  name: 'stops-in-fork',
  title: 'a thread that looks whether it has to stop stops where it is, in the middle of its system call',
  edits: [
    {
      routine: 'thread_suspend_check',
      find: 'if (return_instead !== 0) return',
      put: 'if (return_instead !== 0 && (p.p_flag & P_SINGLE_EXIT) !== 0) return',
    },
    { routine: 'thread_suspend_check', find: 'p.p_boundary_count++;', put: 'if (return_instead === 0) p.p_boundary_count++;' },
    {
      routine: 'thread_suspend_check',
      find: 'td.td_flags |= TDF_BOUNDARY;',
      put: 'if (return_instead === 0) td.td_flags |= TDF_BOUNDARY;',
    },
  ],
  caughtBy: { 'stop-fork-continue': 'deadlock' },
});

export const killpgMutations: readonly Mutation[] = [
  forkWithoutKillsx,
  forkIgnoresPending,
  setpgidWithoutKillsx,
  forkWithoutSingling,
  stopsInFork,
];
