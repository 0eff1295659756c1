/** Small breaks of process descriptors. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const procdescMutations: readonly Mutation[] = [
  mutation({
    name: 'file-leaks',
    title: 'a pdfork that fails leaves its file in the table',
    edits: [{ routine: 'fork1', find: 'if (fp_procdesc !== nil) yield* fdclose(td, fp_procdesc); // 1096', put: '' }],
    caughtBy: { 'pdfork-fails': 'descriptors-have-owners' },
  }),
  mutation({
    name: 'closed-without-a-kill',
    title: 'the last close of a descriptor hands the process over and lets it live',
    edits: [{ routine: 'disown', find: 'yield* kern_psignal(p, SIGKILL);', put: '' }],
    caughtBy: { 'pdfork-close': 'disowned-processes-die' },
  }),
  mutation({
    name: 'closed-and-attached',
    title: 'the last close of a descriptor kills the process, and leaves it to its parent and attached',
    edits: [
      { routine: 'disown', find: 'procdesc_reap(p);', put: '' },
      { routine: 'disown', find: 'yield* proc_reparent(p, p.p_reaper, true);', put: '' },
    ],
    caughtBy: { 'pdfork-close': 'assertion-failed' },
  }),
  mutation({
    name: 'pollers-sleep-on',
    title: 'a process that exits does not wake those who poll its descriptor',
    edits: [{ routine: 'procdesc_exit', find: 'if (!closed) wakeup(procdesc_wchan(pd));', put: '' }],
    caughtBy: { 'pdfork-poll': 'deadlock' },
  }),
  mutation({
    name: 'wait-takes-all',
    title: 'a wait for any child takes one with a descriptor, too',
    edits: [{ routine: 'is_wanted', find: 'return p.p_procdesc === nil ||', put: 'return true ||' }],
    caughtBy: { 'pdfork-poll': 'assertion-failed' },
  }),
  mutation({
    name: 'first-exit-closes-all',
    title: 'the first process to leave a file table closes the files of those who share it',
    edits: [{ routine: 'leave_table', find: 'return fdp.fd_refcnt === 0;', put: 'return true;' }],
    caughtBy: { 'rfork-shares-files': 'assertion-failed' },
  }),
  mutation({
    name: 'exec-shares-files',
    title: 'execve leaves the program a file table that others use',
    edits: [{ routine: 'do_execve', find: 'yield* fdunshare(td);', put: '' }],
    caughtBy: { 'rfork-exec-files': 'file-stays-open' },
  }),
  mutation({
    name: 'sharer-uncounted',
    title: 'a fork that shares a file table does not count the child',
    edits: [{ routine: 'fdshare', find: 'fdp.fd_refcnt++;', put: '' }],
    caughtBy: { 'rfork-shares-files': 'tables-are-counted' },
  }),
];
