/** Debuggers in the FreeBSD model: what each scenario answers, and which break of the model each claim notices. */
import { describe, expect, test } from 'vitest';
import { ptraceMutations } from '../../models/freebsd/mutations/ptrace.ts';
import { ptraceScenarios } from '../../models/freebsd/scenarios/ptrace.ts';
import { ptraceForksScenarios } from '../../models/freebsd/scenarios/ptraceForks.ts';
import { ptraceThreadsScenarios } from '../../models/freebsd/scenarios/ptraceThreads.ts';
import { asItIs, judge, wrongIn } from '../support/freebsd.ts';
import { someOf } from '../support/kernels.ts';

/** States of complete searches, and the findings in the kernel as it is (see counterexamples/README.md). */
const answers: Readonly<Record<string, { readonly states: number; readonly violated?: readonly string[] }>> = {
  'trace-detach': { states: 1_012 },
  'trace-exit': { states: 2_615 },
  'trace-tracer-exits': { states: 4_621, violated: ['deadlock'] },
  'trace-exit-threads': { states: 898, violated: ['assertion-failed'] },
  'trace-cycle': { states: 273, violated: ['deadlock'] },
  'trace-cycle-vfork': { states: 3_141, violated: ['deadlock'] },
  'trace-again': { states: 2_185, violated: ['assertion-failed'] },
  'trace-kill': { states: 402, violated: ['killed-process-dies'] },
  'trace-detach-signal': { states: 292, violated: ['one-handler-runs'] },
  'trace-fork': { states: 4_801 },
  'trace-vfork': { states: 632 },
  'trace-fork-attach': { states: 835, violated: ['everyone-has-a-parent', 'assertion-failed'] },
  'trace-dead-reaper': { states: 602, violated: ['nil-dereference'] },
  'trace-syscalls': { states: 3_130 },
  'trace-syscalls-alone': { states: 1_306 },
  'trace-syscalls-killed': { states: 268 },
  'trace-threads': { states: 975 },
  'trace-threads-end': { states: 1_044 },
  'trace-threads-alone': { states: 2_211 },
  'trace-exec-tracer-exits': { states: 1_550, violated: ['no-trap-without-tracer'] },
  'trace-fork-tracer-exits': { states: 895 },
  'trace-wait-parent': { states: 10_676 },
  'trace-parent-exits': { states: 6_386 },
};

/** Those with many states are asked for what is to be found in them. */
const found: Readonly<Record<string, string>> = { 'trace-fork-killpg': 'deadlock', 'trace-reaper': 'everyone-has-a-parent' };

test('every scenario has an answer here', () => {
  const names = [...ptraceScenarios, ...ptraceForksScenarios, ...ptraceThreadsScenarios].map(({ name }) => name);
  expect(names.toSorted()).toEqual([...Object.keys(answers), ...Object.keys(found)].toSorted());
});

describe('the kernel as it is', () => {
  test.each(someOf(Object.entries(answers)))('%s', (scenario, { states, violated = [] }) => {
    const result = asItIs(scenario);
    expect(wrongIn(result)).toEqual(violated);
    expect(result.coverage).toMatchObject({ states, complete: true });
  });

  test.each(Object.entries(found))('%s breaks %s', (scenario, property) => {
    expect(judge(scenario, property)?.verdict).toBe('violated');
  });
});

const caught = ptraceMutations.flatMap(({ name, caughtBy }) =>
  Object.entries(caughtBy).map(([scenario, property]) => [name, scenario, property] as const),
);

test.each(someOf(caught))('%s breaks in %s: %s', (mutation, scenario, property) => {
  expect(answers[scenario]?.violated ?? []).not.toContain(property);
  expect(judge(scenario, property, mutation)?.verdict).toBe('violated');
});
