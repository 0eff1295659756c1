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
];
