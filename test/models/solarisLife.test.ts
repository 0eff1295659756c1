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
  'fork-exit-wait': { states: 409 },
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
    violated: ['lender-stays-in-the-kernel', 'borrower-can-give-back', 'memory-is-there', 'borrowed-memory-is-left-alone', 'nil-dereference'],
  },
  'sigsend-fork': { violated: ['nil-dereference'] },
  'killpg-fork': { violated: ['no-one-escapes-a-group-kill'] },
  'killpg-fork-template': { violated: ['no-one-escapes-a-group-kill'] },
  'termpg-fork': { violated: ['no-one-escapes-a-group-signal'] },
  'kill-all-fork': {},
  'setpgid-fork': {},
  'setpgid-twice': {},
  'setsid-twice': {},
  'setsid-fork': { violated: ['orphans-are-marked'] },
  'pid-reuse': {},
  'parent-exit-fork': {},
  'parent-exit-children': {},
  'orphaned-group': {},
  'wait-stop-continue': {},
  'fork-limit': {},
  'fork-no-pid': {},
  'fork-user-limit': { states: 68, violated: ['use-after-free'] },
  'fork-user-limit-reuse': { violated: ['use-after-free'] },
  'fork-no-memory': {},
  'fork-no-lwp': {},
  'vfork-no-lwp': {},
  'forkall-no-lwp': {},
  'newproc-fails': {
    states: 85,
    violated: ['parents-list-their-children', 'siblings-point-back', 'kin-list-their-orphans', 'holds-have-owners'],
  },
  'newproc-two': { violated: ['holds-have-owners'] },
  'setuid-fork': {},
  'coreadm-fork': { violated: ['use-after-free'] },
  'zone-kill-fork': { violated: ['nil-dereference'] },
  'zone-shuts-down': {},
  'fork-forkall': {},
  'forkall-sleeper': { states: 128 },
  'fork-exit': {},
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
  'bind-child': { violated: ['use-after-free', 'nil-dereference'] },
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
  'fork-watch': { states: 156 },
  'forkall-watch': { states: 183, violated: ['no-one-is-left-suspended', 'singling-ends'] },
  'kill-all-fork-fails': {},
  'setpgid-session': {},
  'vfork-exec-stays': { states: 88 },
  'watch-watch': { states: 53 },
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
