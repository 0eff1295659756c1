/**
 * The life cycle of OpenSolaris's processes: what each scenario answers, in a complete search. A count that drifts tells that the model,
 * the compiler or the search has changed.
 */
import { expect, test } from 'vitest';
import kernel from '../../models/solaris/index.ts';
import { check } from '../../src/check.ts';

/** What a scenario answers: its states, and the findings in the kernel as it is (see models/solaris/README.md). */
interface Answer {
  readonly states?: number;
  readonly violated?: readonly string[];
}

const answers: Readonly<Record<string, Answer>> = {
  'fork-exit-wait': { states: 420 },
  'vfork-exec': {},
  'vfork-reaped-child': {},
  'vfork-waiter': {},
  'vfork-parent-killed': {},
  'vfork-child-stopped': {},
  'vfork-vfork': {},
  'vfork-two-threads': {},
  'vfork-suspended': {},
  'vfork-look': {},
  'sigsend-vfork': {
    violated: ['lender-stays-in-the-kernel', 'borrower-can-give-back', 'memory-is-there', 'borrowed-memory-is-left-alone', 'no-kill-is-lost', 'nil-dereference'],
  },
  'sigsend-fork': { violated: ['nil-dereference'] },
  'sigsend-accounted': { violated: ['no-kill-is-lost', 'nil-dereference'] },
  'vfork-watched': {},
  'killpg-fork': { violated: ['no-one-escapes-a-group-kill'] },
  'killpg-fork-template': { violated: ['no-one-escapes-a-group-kill'] },
  'termpg-fork': { violated: ['no-one-escapes-a-group-signal'] },
  'kill-all-fork': {},
  'setpgid-fork': { violated: ['orphans-are-marked'] },
  'setpgid-twice': {},
  'setsid-twice': {},
  'setsid-fork': {},
  'setsid-child': { violated: ['orphans-are-marked'] },
  'pid-reuse': {},
  'pid-reuse-none': {},
  'parent-exit-fork': {},
  'parent-exit-children': {},
  'orphaned-group': {},
  'wait-stop-continue': {},
  'children-exit': {},
  'tty-setpgid': { violated: ['use-after-free'] },
  'tty-hangup': {},
  'tty-stop': {},
  'fork-limit': {},
  'fork-no-pid': {},
  'fork-user-limit': { states: 68, violated: ['use-after-free'] },
  'fork-user-limit-reuse': { violated: ['use-after-free'] },
  'fork-no-memory': {},
  'fork-no-lwp': {},
  'vfork-no-lwp': {},
  'forkall-no-lwp': {},
  'fork-no-contract': {},
  'fork-chdir': {},
  'newproc-chdir': {
    violated: ['parents-list-their-children', 'siblings-point-back', 'kin-list-their-orphans', 'holds-have-owners'],
  },
  'newproc-fails': {
    states: 89,
    violated: ['parents-list-their-children', 'siblings-point-back', 'kin-list-their-orphans', 'holds-have-owners'],
  },
  'newproc-two': { violated: ['holds-have-owners'] },
  'setuid-fork': {},
  'coreadm-fork': { violated: ['use-after-free'] },
  'zone-kill-fork': { violated: ['nil-dereference'] },
  'zone-shuts-down': {},
  'fork-forkall': {},
  'forkall-sleeper': {},
  'exit-fork': {},
  'forkall-exit': {},
  'fork-stop-continue': {},
  'fork-stop-kill': { violated: ['killed-process-dies', 'deadlock'] },
  'exit-exit': {},
  'exec-exit': {},
  'core-dump': {},
  'suspend-fork': { violated: ['suspension-is-wanted'] },
  'suspend-forkall': { violated: ['suspension-is-wanted'] },
  'bind-create': { violated: ['lowered-barrier-lets-all-go', 'deadlock'] },
  'bind-fork': {},
  'bind-child': { violated: ['lwps-follow-their-process', 'use-after-free'] },
  'bind-fork-self': { violated: ['deadlock'] },
  'look-kill': { violated: ['killed-process-dies', 'deadlock'] },
  'contract-fork': { violated: ['nil-dereference'] },
  'contract-fork-all': {},
  'bind-stopped': { violated: ['fork-returns', 'deadlock'] },
  'device-signal': { violated: ['use-after-free'] },
  'exit-watch': {},
  'fork-helpers': { violated: ['holds-have-owners'] },
  'fork-no-memory-look': {},
  'fork-user-race': {},
  'fork-waiter': {},
  'fork-watch': {},
  'forkall-watch': { states: 183, violated: ['no-one-is-left-suspended', 'singling-ends'] },
  'kill-all-fork-fails': {},
  'setpgid-session': {},
  'vfork-exec-stays': {},
  'watch-watch': { states: 53 },
  'lwp-wait': { states: 222 },
  'lwp-wait-each-other': {},
  'forkall-zombie': {},
  'forkall-lwp-wait': { violated: ['suspension-is-wanted'] },
  'fork-wrapped': { violated: ['lwp-numbers-differ'] },
  'fork-daemon': {},
  'vfork-registers': { violated: ['borrowed-memory-is-left-alone', 'lender-stays-in-the-kernel'] },
  'fork-traced': {},
  'fork-prstop': {},
  'wait-trapped': {},
  'look-exit': {},
  'look-look-exit': { violated: ['killed-process-dies', 'deadlock'] },
  'fork-inherits': { states: 105 },
  'fork-fails-held': { states: 58 },
  'lwps-exit': { states: 297 },
  'fork-root': { states: 58 },
  'fork-reserve': { states: 67 },
};

const file = 'models/solaris/index.ts';

test('every scenario has its answer', () => {
  expect(Object.keys(answers).toSorted()).toEqual(kernel.scenarios.map(({ name }) => name).toSorted());
});

test.each(Object.entries(answers).filter(([, { states }]) => states !== undefined))('%s', { timeout: 120_000 }, (scenario, { states, violated = [] }) => {
  const { properties, coverage } = check({ kernel: file, scenario }, { demonstrate: false });
  const wrong = properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed').map(({ name }) => name);
  expect(wrong.toSorted()).toEqual(violated.toSorted());
  expect(coverage).toMatchObject({ states, complete: true });
});
