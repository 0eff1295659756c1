/** Bugs of interval timers. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

export const exitLeavesTheTimer = mutation({
  name: 'exit-leaves-timer',
  title: 'a process that exits does not stop its timer',
  edits: [{ routine: 'exit1', find: 'yield* itimer_exit(p);', put: '' }],
  caughtBy: { 'alarm-exit': 'alarm-is-for-its-owner' },
});

export const stoppedTimerIsForgotten = mutation({
  name: 'stopped-timer-forgotten',
  title: 'a process that is continued does not arm the timer that has gone off meanwhile',
  edits: [{ routine: 'continue_stopped', find: 'itimer_proc_continue(p);', put: '' }],
  caughtBy: { 'alarm-stop': 'timers-go-on' },
});

export const itimerMutations: readonly Mutation[] = [exitLeavesTheTimer, stoppedTimerIsForgotten];
