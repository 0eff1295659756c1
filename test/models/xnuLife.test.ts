/**
 * The life cycle of XNU's processes: what each scenario answers, in a complete search. A count that drifts tells that the model, the
 * compiler or the search has changed.
 */
import { expect, test } from 'vitest';
import kernel from '../../models/xnu/index.ts';
import { check } from '../../src/check.ts';

/** What a scenario answers: its states, and the findings in the kernel as it is (see counterexamples/README.md). */
interface Answer {
  readonly states?: number;
  readonly violated?: readonly string[];
}

const answers: Readonly<Record<string, Answer>> = {
  'fork-exit-wait': { states: 400 },
  'vfork-exec': {},
  'vfork-exit': {},
  'vfork-fails': {},
  'vfork-child-term': { states: 355, violated: ['no-one-is-left-suspended', 'thread-knows-who-it-is', 'deadlock'] },
  'vfork-parent-killed': { violated: ['no-one-is-left-suspended', 'thread-knows-who-it-is', 'accepted-signals-wait', 'killed-process-dies', 'deadlock'] },
  'vfork-exit-threads': { violated: ['vfork-children-are-not-ended', 'deadlock'] },
  'vfork-exec-threads': { violated: ['vforks-are-counted', 'vfork-child-has-a-thread', 'vfork-children-are-not-ended'] },
  'vfork-reaped-child': { violated: ['thread-knows-who-it-is', 'use-after-free'] },
  'vfork-two-threads': {},
  'vfork-jetsam': { violated: ['no-one-is-left-suspended', 'vfork-children-are-not-ended', 'assertion-failed'] },
  'vfork-ignored': { violated: ['unwanted-zombie-goes'] },
  'fork-ignored': {},
  'vfork-both-killed': { violated: ['no-one-is-left-suspended', 'thread-knows-who-it-is', 'accepted-signals-wait', 'deadlock'] },
  'killpg-fork': { violated: ['no-one-escapes-a-group-kill'] },
  'kill-all-fork': { violated: ['no-one-escapes-a-group-kill'] },
  'killpg-setpgid': { violated: ['no-one-escapes-a-group-kill'] },
  'kill-new': {},
  'killpg-fork-reap': { violated: ['no-one-escapes-a-group-kill'] },
  'setpgid-fork': { violated: ['groups-list-their-members', 'members-are-counted'] },
  'setpgid-twice': { violated: ['group-map-is-exact', 'group-ids-are-unique', 'jobs-are-counted'] },
  'setpgid-setsid': { violated: ['group-ids-are-unique', 'sessions-have-their-leaders'] },
  'setpgid-setsid-back': { violated: ['sessions-have-their-leaders', 'jobs-are-counted'] },
  'group-leader-dies': { violated: ['jobs-are-counted'] },
  'pid-reuse': {},
  'session-outlives-leader': {},
  'pids-pinned': { violated: ['step-does-not-end'] },
  'parent-exit-fork': {},
  'parent-exit-child': {},
  'jobs-drift': { violated: ['jobs-are-counted'] },
  'orphaned-group': {},
  'exit-sleeps': {},
  'fork-limit': { violated: ['process-limit-holds'] },
  'fork-limit-users': { violated: ['last-slot-is-roots'] },
  'fork-rlimit': { states: 259 },
  'fork-fails': {},
  'fork-no-thread': { violated: ['nil-dereference'] },
  'fork-fails-debug': { violated: ['assertion-failed'] },
  'fork-persona': { violated: ['groups-list-their-members', 'members-are-counted'] },
  'fork-sleeps': {},
  'setuid-fork': { states: 278 },
  'setuid-fork-fails': {},
  'setuid-twice': {},
  'exec-kill': { violated: ['who-exits-is-there', 'killed-process-dies'] },
  'exec-term': { violated: ['who-exits-is-there', 'accepted-signals-wait'] },
  'exec-jetsam': {},
  'exec-fork': {},
  'exit-exec': {},
  'exec-exec': {},
  'exit-fork': {},
  'spawn-wait': { states: 464 },
  'spawn-fails-kill': { violated: ['accepted-signals-wait', 'killed-process-dies'] },
  'spawn-kill': {},
  'exec-fails': {},
  'spawn-server': { violated: ['deadlock'] },
  'spawn-orphan': { violated: ['groups-list-their-members', 'members-are-counted', 'jobs-are-counted', 'assertion-failed'] },
  'two-waiters': {},
  'wait-stop-continue': {},
  'wait-continued': { violated: ['no-news-is-slept-through', 'deadlock'] },
  'exit-noted': { violated: ['noted-exits-are-zombies'] },
  'tty-exit': { violated: ['deadlock'] },
  'stop-and-exit': { violated: ['reports-fit-together'] },
  'crash-orphan': { violated: ['use-after-free'] },
  'sigaction-fork': { violated: ['mask-fits-table'] },
  'pause-caught': {},
  'stop-continue': {},
  'term-threads': {},
  'setpgid-emptied': {},
  'settid-fork': {},
  'vfork-beside-vfork': {},
  'tty-interrupt-fork': { violated: ['no-one-escapes-a-group-kill'] },
  'tty-job-exits': { violated: ['assertion-failed'] },
  'tty-stop': {},
  'tty-hangup': {},
  'spawn-session': { violated: ['group-ids-are-unique', 'sessions-have-their-leaders', 'jobs-are-counted'] },
  'trace-detach': { violated: ['deadlock'] },
  'trace-me': { states: 352, violated: ['ends-are-told-once'] },
  'trace-exit': { violated: ['children-are-not-denied', 'deadlock'] },
  'trace-tracer-exits': { violated: ['deadlock'] },
  'trace-vfork-exit': { violated: ['use-after-free'] },
  'trace-cycle': { violated: ['deadlock'] },
  'trace-cycle-setpgid': { violated: ['step-does-not-end'] },
  'trace-kill': { violated: ['killed-process-dies'] },
  'trace-signal': { violated: ['accepted-signals-wait', 'deadlock'] },
  'trace-threads': { violated: ['deadlock'] },
  'trace-vfork-exec': { states: 543, violated: ['deadlock'] },
  'trace-jobs': { violated: ['jobs-are-counted'] },
};

const file = 'models/xnu/index.ts';

test('every scenario has its answer', () => {
  expect(Object.keys(answers).toSorted()).toEqual(kernel.scenarios.map(({ name }) => name).toSorted());
});

test.each(Object.entries(answers).filter(([, { states }]) => states !== undefined))('%s', { timeout: 120_000 }, (scenario, { states, violated = [] }) => {
  const { properties, coverage } = check({ kernel: file, scenario }, { demonstrate: false });
  const wrong = properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed').map(({ name }) => name);
  expect(wrong.toSorted()).toEqual(violated.toSorted());
  expect(coverage).toMatchObject({ states, complete: true });
});
