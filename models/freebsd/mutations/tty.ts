/** Bugs of the terminal. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const foregroundSleepsOn = mutation({
  name: 'foreground-sleeps-on',
  title: 'a group that is put in the foreground is not woken',
  edits: [{ routine: 'set_foreground', find: 'if (ours) wakeup(bgwait());', put: '' }],
  caughtBy: { 'tty-background-read': 'foreground-reads' },
});

export const ttyMutations: readonly Mutation[] = [foregroundSleepsOn];
