/** Historical bugs, brought back one at a time: zoo.ts has their numbers. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const historyMutations: readonly Mutation[] = [
  mutation({
    name: 'IL-1',
    title: 'vfork cancels a request to suspend before it has the lock',
    edits: [
      { routine: 'cfork', find: 'if (isvfork) t.t_proc_flag &= ~TP_HOLDLWP; // 182', put: '' },
      { routine: 'cfork', find: 'if (!(yield* holdlwps(', put: "if (isvfork) { yield 'cfork: 182'; t.t_proc_flag &= ~TP_HOLDLWP; }\n  if (!(yield* holdlwps(" },
    ],
    caughtBy: { 'vfork-suspended': 'suspension-is-wanted' },
  }),
  mutation({
    name: 'IL-7',
    title: 'the number after the last one is handed out',
    edits: [{ routine: 'next_pid', find: 'next === conf.maxpid ?', put: 'next > conf.maxpid ?' }],
    caughtBy: { 'fork-no-pid': 'pids-are-in-range' },
  }),
  mutation({
    name: 'DF-2',
    title: 'a vfork parent lets go of the lock between its look at the child and its sleep',
    edits: [{ routine: 'vfwait', find: 'p_unlock(cp); // 1258', put: 'p_unlock(cp); p_unlock(pp); yield* p_lock(pp);' }],
    caughtBy: { 'vfork-exec': 'deadlock' },
  }),
  mutation({
    name: 'NB-1',
    title: 'a vfork parent looks again at the child that it has found, which may be gone',
    edits: [{ routine: 'vfwait', find: 'p_unlock(pp); // 1280', put: 'p_unlock(pp); if ((unlocked(cp).p_flag & SVFORK) === 0) break;' }],
    caughtBy: { 'vfork-reaped-child': 'use-after-free' },
  }),
  mutation({
    name: 'NB-3',
    title: 'a fork that fails discharges the user whom the process belongs to by then',
    edits: [{ routine: 'fork_fail', find: 'upcount_dec(cp.p_cred.cr_ruid); // 628', put: 'upcount_dec(cp.p_parent.p_cred.cr_ruid);' }],
    caughtBy: { 'setuid-fork': 'user-count-is-exact' },
  }),
  mutation({
    name: 'NB-4',
    title: 'the LWPs of a process go on when one of them has vforked',
    edits: [{ routine: 'cfork', find: 'p.p_flag |= SVFWAIT; // 512', put: 'p.p_flag |= SVFWAIT; continuelwps(p);' }],
    caughtBy: { 'vfork-two-threads': 'borrowed-memory-is-left-alone' },
  }),
  mutation({
    name: 'FB-8',
    title: 'a sleeper does not look whether it is to be held when it is on its queue',
    edits: [{ routine: 'cv_wait_sig', find: 'const looked = ISSIG_PENDING(t) || MUSTRETURN(t);', put: 'const looked = false;' }],
    caughtBy: { 'forkall-sleeper': 'deadlock' },
  }),
  mutation({
    name: 'FB-20',
    title: 'a process is counted a moment after the limit of its user has been looked at',
    edits: [{ routine: 'getproc', find: 'k.nproc++; // 914', put: 'mutex_exit(k.pidlock); yield* mutex_enter(k.pidlock); k.nproc++;' }],
    caughtBy: { 'fork-user-race': 'users-keep-their-limit' },
  }),
  mutation({
    name: 'FB-21',
    title: 'the number of a dead process is handed out while a group bears it',
    edits: [{ routine: 'next_pid', find: 'if (pid_lookup(k.mpid) === nil)', put: 'if (pid_lookup(k.mpid) === nil || unlocked(pid_lookup(k.mpid)).pid_prinactive)' }],
    caughtBy: { 'pid-reuse-none': 'new-pid-is-free' },
  }),
  mutation({
    name: 'OB-1',
    title: 'a fork that fails keeps its user charged',
    edits: [{ routine: 'fork_fail', find: 'upcount_dec(cp.p_cred.cr_ruid); // 628', put: '' }],
    caughtBy: { 'fork-no-lwp': 'user-count-is-exact' },
  }),
  mutation({
    name: 'XN-9',
    title: 'a session does not keep the number that it bears',
    edits: [{ routine: 'sess_create', find: 'p.p_pidp.pid_ref++;', put: '' }],
    caughtBy: { 'setsid-twice': 'pid-references-are-exact' },
  }),
];
