/** Bugs of dispositions that processes share. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const sharesNothing = mutation({
  name: 'sigacts-copied',
  title: 'rfork copies the dispositions that it was told to share',
  edits: [{ routine: 'do_fork', find: 'if ((flags & RFSIGSHARE) !== 0) { // 505', put: 'if (false) {' }],
  caughtBy: { 'sigshare-handler': 'shared-handler-counts' },
});

export const sharesWithoutCounting = mutation({
  name: 'sigacts-uncounted',
  title: 'a fork that shares dispositions does not count the child',
  edits: [{ routine: 'sigacts_hold', find: 'ps.ps_refcnt++;', put: '' }],
  caughtBy: { 'sigshare-handler': 'dispositions-are-counted', 'sigshare-chld': 'use-after-free' },
});

export const programKeepsSharing = mutation({
  name: 'exec-keeps-sharing',
  title: 'execve resets the handlers in place, whoever shares them',
  edits: [{ routine: 'do_execve', find: 'sigacts_shared(unlocked(p).p_sigacts) ? unlocked(p).p_sigacts : nil', put: 'nil' }],
  caughtBy: { 'sigshare-exec': 'program-has-its-own-dispositions' },
});

export const sigactsMutations: readonly Mutation[] = [sharesNothing, sharesWithoutCounting, programKeepsSharing];
