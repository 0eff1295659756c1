/**
 * The life cycle of NetBSD's processes: what each scenario answers, in a complete search. A count that drifts tells that the model, the
 * compiler or the search has changed.
 */
import { expect, test } from 'vitest';
import kernel from '../../models/netbsd/index.ts';
import { check } from '../../src/check.ts';

/** What a scenario answers: its states, and the findings in the kernel as it is (see counterexamples/README.md). */
interface Answer {
  readonly states?: number;
  readonly violated?: readonly string[];
}

const answers: Readonly<Record<string, Answer>> = {
  'fork-exit-wait': {},
  'vfork-exec': { states: 321 },
  'vfork-exit': {},
  'vfork-exec-fails': {},
  'vfork-two-threads': {},
  'vfork-reaped-child': { states: 137 },
  'vfork-parent-killed': {},
  'vfork-child-stopped': {},
  'vfork-exit-threads': {},
  'vfork-exec-threads': {},
  'killpg-fork': { violated: ['no-one-escapes-a-group-kill'] },
  'killpg-fork-knote': { violated: ['no-one-escapes-a-group-kill'] },
  'kill-new': { states: 78 },
  'kill-all-fork': {},
  'stop-fork-continue': {},
  'kill-threads': {},
  'kill-lwp-exit': { violated: ['deadlock'] },
  'wait-stop-continue': { violated: ['news-is-counted'] },
  'stop-threads': {},
  'core-dump': {},
  'suspend-sleeper': { states: 18, violated: ['deadlock'] },
  'suspend-continue': {},
  'suspend-race': { violated: ['suspension-is-wanted', 'deadlock'] },
  'lwp-create-exit': {},
  'orphaned-group': {},
  'killpg-fork-setpgid': { violated: ['groups-list-their-members', 'no-one-escapes-a-group-kill'] },
  'setpgid-fork': { violated: ['groups-list-their-members'] },
  'setsid-fork': { states: 296, violated: ['groups-list-their-members'] },
  'setpgid-fork-alone': { violated: ['groups-list-their-members', 'groups-have-members', 'everyone-has-a-group', 'use-after-free'] },
  'setpgid-twice': { states: 85 },
  'group-leader-dies': { violated: ['jobs-are-counted'] },
  'pid-reuse': {},
  'table-grows': {},
  'parent-exit-fork': {},
  'fork-limit': {},
  'fork-rlimit': {},
  'setuid-fork': { violated: ['user-count-is-exact'] },
  'setuid-fork-fails': { states: 24 },
  'setuid-twice': {},
  'mqueue-inherit': {},
  'exec-module': {},
  'exit-fork': { states: 953 },
  'sigaction-fork': { states: 80, violated: ['mask-fits-table'] },
  'mqueue-fork': { states: 107, violated: ['queues-are-counted'] },
  'mqueue-share': { states: 40, violated: ['out-of-range'] },
  'clone-flags': {},
  'fork-nowait': {},
  'stop-points': { violated: ['no-news-is-slept-through', 'deadlock'] },
  'stop-fork-nowait': { states: 17, violated: ['news-is-counted'] },
  'stop-fork-waiter': { violated: ['no-news-is-slept-through', 'deadlock'] },
  'wait-continued': { states: 152, violated: ['no-news-is-slept-through', 'news-is-counted', 'deadlock'] },
  'stop-exit': { violated: ['no-news-is-slept-through', 'deadlock'] },
  'wait-ignored': {},
  'two-waiters': {},
  'exec-exec': { states: 328, violated: ['stuck-thread'] },
  'exec-exit': { violated: ['killed-process-dies'] },
  'exec-kill': { violated: ['killed-process-dies'] },
  'exec-core': { violated: ['lock-held-on-return'] },
  'exec-vfork-module': { violated: ['stuck-thread'] },
  'trace-fork': { violated: ['everyone-has-a-parent'] },
  'trace-vfork': { violated: ['everyone-has-a-parent'] },
  'trace-fork-threads': { violated: ['everyone-has-a-parent', 'lock-misuse'] },
  'trace-tracer-exits': { violated: ['guard-violated'] },
  'trace-detach': {},
  'trace-kill': {},
  'fork-inherits': { states: 150 },
  'exec-caught': {},
  'exec-shared': { states: 354 },
  'setpgid-exec': {},
  'fork-reserve': { states: 43 },
  'fork-last': {},
  'fork-last-of-user': {},
  'fork-no-pid': { states: 23 },
  'setuid-fork-no-pid': { states: 106, violated: ['user-count-is-exact'] },
  'exit-sleeper': {},
  'exit-suspended': { states: 133 },
  'stop-exit-threads': { violated: ['killed-process-dies'] },
  'stop-kill': { violated: ['killed-process-dies'] },
  'wait-stop': { states: 171 },
  'lwp-create-stop': {},
  'killpg-two': {},
  'vfork-tstp': {},
  'orphan-left': { states: 331 },
  'clone-orphan': {},
  'suspend-exit': {},
  'lwps-exit': { states: 250 },
  'term-lwp-exit': { states: 278 },
  'exit-two-children': {},
  'sigchld-caught': {},
  'wait-group': { states: 191 },
};

const file = 'models/netbsd/index.ts';

test('every scenario has its answer', () => {
  expect(Object.keys(answers).toSorted()).toEqual(kernel.scenarios.map(({ name }) => name).toSorted());
});

test.each(Object.entries(answers).filter(([, { states }]) => states !== undefined))('%s', { timeout: 120_000 }, (scenario, { states, violated = [] }) => {
  const { properties, coverage } = check({ kernel: file, scenario }, { demonstrate: false });
  const wrong = properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed').map(({ name }) => name);
  expect(wrong.toSorted()).toEqual(violated.toSorted());
  expect(coverage).toMatchObject({ states, complete: true });
});
