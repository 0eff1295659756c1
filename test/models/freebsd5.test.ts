/**
 * FreeBSD under Giant: what each scenario answers, in a complete search, and that each bug, brought back, is caught where its mutation
 * says (`npm run zoo` asks all). A count that drifts tells that the model, the compiler or the search has changed.
 */
import { describe, expect, test } from 'vitest';
import kernel from '../../models/freebsd-5/index.ts';
import { leftOut } from '../../models/freebsd-5/properties.ts';
import { lifeCycle } from '../../properties/index.ts';
import { answersOf, wrongIn } from '../support/kernels.ts';

const { asItIs, judge } = answersOf('freebsd-5');

/** What a scenario answers: its states, and the findings in the kernel as it is (see counterexamples/README.md). */
interface Answer {
  readonly states: number;
  readonly violated?: readonly string[];
}

const answers: Readonly<Record<string, Answer>> = {
  'vfork-exec': { states: 868 },
  'vfork-exit': { states: 344 },
  'vfork-nocldwait': { states: 245, violated: ['fork-keeps-its-child', 'lender-returns', 'deadlock'] },
  'vfork-nocldwait-only': { states: 338, violated: ['fork-keeps-its-child', 'lock-misuse'] },
  'vfork-recycled-by-stranger': { states: 6_531, violated: ['lender-waits-for-its-own', 'fork-keeps-its-child', 'lock-misuse', 'deadlock'] },
  'vfork-attach-exit': { states: 327, violated: ['deadlock'] },
  'vfork-attach-exec': { states: 485, violated: ['deadlock'] },
  'vfork-child-killed': { states: 1_154 },
  'vfork-parent-killed': { states: 2_754 },
  'vfork-child-stopped': { states: 3_513 },
  'fork-exit-wait': { states: 880 },
  'fork-sleeps': { states: 5_043 },
  'exit-sleeps': { states: 1_448 },
  'exec-sleeps': { states: 533 },
  'killpg-fork': { states: 2_687, violated: ['no-one-escapes-a-group-kill'] },
  'killpg-fork-awake': { states: 1_370, violated: ['no-one-escapes-a-group-kill'] },
  'kill-all-fork': { states: 2_799, violated: ['nil-dereference'] },
  'kill-fork': { states: 808 },
  'kill-newborn': { states: 3_155 },
  'fork-limit': { states: 2_232 },
  'maxproc-race': { states: 2_232 },
  'fork-refused': { states: 128 },
  'two-forks': { states: 8_690 },
  'pid-reuse': { states: 1_636 },
  'session-outlives': { states: 5_753 },
  'fork-child-reaped': { states: 936 },
  'pids-pinned': { states: 320, violated: ['step-does-not-end'] },
  'setuid-fork': { states: 2_728 },
  'reap-fork': { states: 16_960, violated: ['everyone-has-a-group', 'schedcpu-sees-whole-lists', 'nil-dereference'] },
  'setpgid-fork': { states: 602, violated: ['groups-list-their-members'] },
  'setpgid-fork-awake': { states: 574, violated: ['job-counts-are-exact'] },
  'setpgid-fork-alone': { states: 554, violated: ['groups-list-their-members', 'groups-have-members', 'everyone-has-a-group'] },
  'setpgid-twice': { states: 721, violated: ['group-map-is-exact', 'job-counts-are-exact'] },
  'setsid-setpgid': { states: 519, violated: ['group-map-is-exact'] },
  'setpgid-newborn': { states: 514, violated: ['nil-dereference'] },
  'orphaned-group': { states: 614 },
  'peers-die': { states: 1_456 },
  'peers-exit': { states: 19_717, violated: ['peers-die-with-their-leader', 'schedcpu-sees-whole-lists', 'lock-misuse', 'deadlock'] },
  'peers-exit-first': { states: 2_769, violated: ['peers-die-with-their-leader', 'deadlock'] },
  'peer-stops': { states: 1_802, violated: ['deadlock'] },
  'parent-exit-fork': { states: 10_429 },
  'wait-stop-continue': { states: 4_342 },
  'wait-stop-sleeper': { states: 468, violated: ['no-news-is-slept-through', 'deadlock'] },
  'kill-waiter': { states: 7_800, violated: ['no-news-is-slept-through', 'assertion-failed'] },
  'sigchld-zombie': { states: 134, violated: ['assertion-failed'] },
  'sigchld-zombie-awake': { states: 84 },
  'trace-give-back': { states: 3_056 },
  'trace-detach': { states: 2_602, violated: ['no-news-is-slept-through', 'deadlock'] },
  'rfork-files-kill': { states: 482, violated: ['no-sleep-with-a-process-locked', 'deadlock'] },
  'rfork-unshare': { states: 2_085 },
  'fork-limits-kill': { states: 1_221, violated: ['no-sleep-with-a-process-locked', 'deadlock'] },
  'fork-schedcpu': { states: 1_463, violated: ['schedcpu-sees-whole-lists'] },
  'fork-ktrace': { states: 3_214 },
  'rfork-nowait': { states: 1_676 },
  'rfork-signal-orphan': { states: 1_621 },
  'peers-nowait': { states: 924 },
  'vfork-other-child': { states: 234 },
  'vfork-exec-stays': { states: 48 },
  'exec-twice': { states: 24 },
  'wait-stop-once': { states: 2_024 },
  'kill-foreign': { states: 46 },
  'setsid-exit': { states: 112 },
};

test('every scenario has an answer here', () => {
  expect(Object.keys(answers).toSorted()).toEqual(kernel.scenarios.map(({ name }) => name).toSorted());
});

/** Larger ones are searched by hand: all of them take two minutes. */
const cheap = (scenario: string, bound: number): boolean => answers[scenario]!.states <= bound;

describe('the kernel as it is', () => {
  test.each(Object.entries(answers).filter(([name]) => cheap(name, 500)))('%s', (scenario, { states, violated = [] }) => {
    const result = asItIs(scenario);
    expect(wrongIn(result)).toEqual(violated);
    expect(result.coverage).toMatchObject({ states, complete: true });
  });
});

const catches = kernel.mutations.flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => ({ mutation: name, scenario, property })),
);

test.each(catches)('$scenario does not break $property without $mutation', ({ scenario, property }) => {
  expect(answers[scenario]?.violated ?? []).not.toContain(property);
});

describe('a bug', () => {
  test.each(catches.filter(({ scenario }) => cheap(scenario, 1_000)))('$mutation breaks $property in $scenario', ({ mutation, scenario, property }) => {
    expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
  });
});

test('what is left out of the shared claims is there, and has a reason', () => {
  const shared = lifeCycle.map(({ name }) => name);
  expect(Object.keys(leftOut).filter((name) => !shared.includes(name))).toEqual([]);
  expect(kernel.properties.map(({ name }) => name)).toEqual(expect.arrayContaining(shared.filter((name) => !(name in leftOut))));
});
