import { describe, expect, test } from 'vitest';
import kernel from '../../models/freebsd/index.ts';
import { lifeCycle, witnesses } from '../../properties/index.ts';
import { judge } from '../support/freebsd.ts';
import { someOf } from '../support/kernels.ts';

/** Where each claim is seen to fail: in a scenario, with a mutation, or on the model as it is (a finding about the kernel). */
const breaks: Readonly<Record<string, readonly [scenario: string, mutation?: string]>> = {
  'process-count-is-exact': ['fork-rlimit', 'refused-fork-stays-counted'],
  'process-limit-holds': ['maxproc-race', 'FB-20'],
  'user-count-is-exact': ['setuid-fork', 'NB-3'],
  'pid-map-is-exact': ['two-forks', 'OB-3'],
  'group-map-is-exact': ['setpgid-fork', 'FB-21'],
  'session-map-is-exact': ['setsid-fork', 'session-unmarked'],
  'subtree-map-is-exact': ['reaper-subtree', 'subtree-unmarked'],
  'new-pid-is-free': ['pid-reuse', 'FB-21-shared'],
  'parents-list-their-children': ['vfork-parent-killed', 'orphan-keeps-parent'],
  'everyone-has-a-parent': ['vfork-parent-killed', 'orphan-keeps-record'],
  'reapers-list-theirs': ['fork-exit-wait', 'reaper-unlisted'],
  'groups-list-their-members': ['fork-exit-wait', 'member-unlisted'],
  'groups-have-members': ['orphaned-group', 'empty-group-stays'],
  'everyone-has-a-group': ['fork-exit-wait', 'group-deleted-early'],
  'sessions-count-their-groups': ['setpgid-twice', 'session-uncounted'],
  'no-one-escapes-a-group-kill': ['killpg-fork', 'FB-1'],
  'no-one-escapes-a-tree-kill': ['reap-kill-fork', 'FB-4'],
  'disowned-processes-die': ['pdfork-close', 'closed-without-a-kill'],
  'peers-die-with-their-leader': ['peers-exit'],
  'thread-counts-are-exact': ['killpg-fork-threads', 'resumed-uncounted'],
  'singling-has-an-owner': ['killpg-fork-threads', 'owner-stays'],
  'single-runs-alone': ['killpg-fork-threads', 'kill-ends-singling'],
  'no-one-is-left-suspended': ['wait-stop-continue', 'continue-resumes-nobody'],
  'singler-is-resumed': ['killpg-fork-threads', 'singler-sleeps-on'],
  'total-stop-is-total': ['stop-all-stopped'],
  'lender-stays-in-the-kernel': ['vfork-exec', 'lender-runs'],
  'borrower-can-give-back': ['vfork-exit', 'exit-keeps-memory'],
  'lender-waits-for-its-own': ['vfork-recycled-child'],
  'memories-have-owners': ['fork-rlimit', 'memory-leaks'],
  'event-lists-have-owners': ['fork-rlimit'],
  'descriptors-have-owners': ['pdfork-fails', 'file-leaks'],
  'groups-have-owners': ['setpgid-twice', 'group-leaks'],
  'threads-have-a-process': ['fork-exit-wait', 'FB-7'],
  'no-one-holds-a-zombie': ['reap-kill-fork', 'exit-ignores-holds'],
  'no-news-is-slept-through': ['wait-stop-continue', 'statchild'],
};

describe('each claim about the life cycle', () => {
  test('has a break', () => {
    expect(Object.keys(breaks).toSorted()).toEqual(lifeCycle.map(({ name }) => name).toSorted());
  });

  test.each(someOf(Object.entries(breaks)))('%s fails in %j', (property, [scenario, mutation]) => {
    expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
  });
});

describe('what keeps the claims honest', () => {
  const shownBy = (name: string): string[] =>
    kernel.scenarios.filter(({ properties = [] }) => properties.some((one) => one.name === name)).map((one) => one.name);

  test.each(witnesses.map(({ name }) => name))('%s is shown by the first scenario that lists it', (name) => {
    const [scenario] = shownBy(name);
    expect(scenario, `no scenario lists ${name}`).toBeDefined();
    expect(judge(scenario ?? '', name)?.verdict).toBe('witnessed');
  });
});
