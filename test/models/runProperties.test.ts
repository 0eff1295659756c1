import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { check, type CheckResult, explain, recompute } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import { type CompiledModel, UsageError } from '../../src/core/index.ts';
import { loadCounterexample, saveCounterexample } from '../../src/trace/index.ts';
import { head, written } from '../compile/written.ts';

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-runs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const starvedLock = 'test/models/starvedLock.ts';
const result = check({ kernel: starvedLock, scenario: 'starved-lock' });

function found(name: string): CheckResult['properties'][number] {
  const property = result.properties.find((one) => one.name === name);
  if (property === undefined) throw new Error(`nothing is called ${name}`);
  return property;
}

// hog     . l u l u l u ...     l lock   u unlock
// waiter  . . . . . . . ...
//
// Between u and l the waiter could have the lock: again and again, but not all the time. Weak fairness lets the hog be
// faster every time; strong fairness, of everybody or of the waiter alone, does not.
test.each([
  ['gets-lock-weakly', 'violated', 'weak'],
  ['gets-lock-strongly', 'holds', 'strong'],
  ['gets-lock-if-fair-to-it', 'holds', 'strong for thread2'],
  ['lock-is-free-again', 'holds', 'weak'],
  ['lock-is-taken-again', 'holds', 'weak'],
  ['waiter-keeps-it', 'holds', 'weak'],
])('%s: %s, assuming %s fairness', (name, verdict, fairness) => {
  expect(found(name)).toMatchObject({ verdict, fairness });
});

test('the run that breaks it is drawn with its cycle', () => {
  const lines = explain(result).split('\n');
  expect(lines).toContain('  violated    gets-lock-weakly         after 2 steps for ever; weak fairness');
  expect(lines).toContain('  holds       gets-lock-if-fair-to-it  in 5 states; strong fairness for thread2');
  expect(lines.slice(lines.findIndex((line) => line.startsWith('gets-lock-weakly')))).toEqual([
    'gets-lock-weakly is violated: who waits for the lock gets it',
    '  2 steps for ever, 0 context switches (shortened)',
    '  assumed: weak fairness',
    '',
    ' step thread1',
    '      -- for ever:',
    '    1 hog:lock  test/models/starvedLock.ts:22',
    '        k.owner: nil -> person[1]',
    '    2 hog:unlock  test/models/starvedLock.ts:24',
    '        k.owner: person[1] -> nil',
    '      -- again from step 1',
  ]);
});

describe('a saved run', () => {
  const file = join(folder, 'starved.json');
  saveCounterexample(found('gets-lock-weakly').counterexample!, file);
  const saved = loadCounterexample(file);

  test('has a format of its own, the fairness and where its cycle begins', () => {
    const text: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(text).toMatchObject({ format: 'forkcheck-counterexample/2', kind: 'eventually', fairness: 'weak', cycle: 0 });
  });

  test('is reproduced', () => {
    expect(recompute(saved)).toMatchObject({ kind: 'reproduced', trace: { cycle: 0 } });
  });

  test.each([
    { name: 'one that does not come round', change: { schedule: saved.schedule.slice(0, 1) }, reason: /does not come back/ },
    { name: 'one that is not fair', change: { property: 'gets-lock-strongly', fairness: 'strong' }, reason: /not fair to thread2/ },
    { name: 'one that is as it should be', change: { property: 'lock-is-free-again' }, reason: /as it should be/ },
    { name: 'one of a property that is about states by now', change: { property: 'never-both' }, reason: /no property of runs/ },
  ])('is told from $name', ({ change, reason }) => {
    const replay = recompute({ ...saved, ...change });
    expect(replay.kind).toBe('not-violated');
    expect(replay.kind === 'not-violated' && replay.reason).toMatch(reason);
  });

  test.each([
    { name: 'a cycle behind its end', change: { cycle: 3 }, place: 'cycle' },
    { name: 'no cycle', change: { cycle: undefined }, place: 'cycle' },
    { name: 'no fairness', change: { fairness: undefined }, place: 'fairness' },
    { name: 'a kind of another format', change: { kind: 'always' as const }, place: 'kind' },
  ])('with $name is refused', ({ change, place }) => {
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, JSON.stringify({ ...saved, ...change }));
    expect(() => loadCounterexample(bad)).toThrow(`at ${place}:`);
  });
});

test('a predicate that runs into a fault is a violation without a cycle', () => {
  const { properties } = check({ kernel: starvedLock, scenario: 'starved-lock', properties: ['owner-has-done'] });
  expect(properties[0]).toMatchObject({ verdict: 'violated', counterexample: { cycle: null, fault: { kind: 'nil-dereference' }, schedule: [] } });
});

/** A model with one claim, which is the expression. */
function compile(property: string): CompiledModel {
  const text = `${head}import { eventually, leadsTo, ltl } from 'forkcheck';
export interface Globals { a: U3 }
export const g = globals<Globals>('g');
function* main(): Routine { yield 'there'; }
const change = (): boolean => { g.a = 1; return true; };
export const claim = ${property};
export default scenario({ name: 'it', title: '', setup: () => start(threads.at(1), main), properties: [claim] });
`;
  return openModel({ file: written(text) }).compile({ scenario: 'it' });
}

test.each([
  ['{}', 'weak', ['weak', 'weak']],
  ["{ weak: [] }", 'no', ['none', 'none']],
  ["{ weak: ['thread2'] }", 'weak for thread2 only', ['none', 'weak']],
  ["{ strong: ['thread1'] }", 'strong for thread1', ['strong', 'weak']],
  ["{ weak: [], strong: ['thread1'] }", 'strong for thread1 only', ['strong', 'none']],
  ["{ weak: ['thread1', 'thread2'], strong: ['thread2'] }", 'weak for thread1 and strong for thread2 only', ['weak', 'strong']],
  ["{ weak: [], strong: 'all' }", 'strong', ['strong', 'strong']],
])('%s assumes %s fairness', (options, name, of) => {
  const [claim] = compile(`eventually('c', '', () => true, ${options})`).liveness ?? [];
  expect(claim?.fairness).toEqual({ name, of });
});

describe('refuses', () => {
  test.each([
    ['weak fairness of nobody', "eventually('c', '', () => true, { weak: ['thread3'] })", /weak fairness of "thread3".*did you mean "thread1".*there are: thread1, thread2/],
    ['a place that is none', "eventually('c', '', () => standsAt(threads.at(1), main, 'here'))", /main has no yield called "here"; did you mean "there"/],
    ['strong fairness of nobody', "eventually('c', '', () => true, { strong: ['Q'] })", /strong fairness of "Q".*there are: thread1, thread2/],
    ['a predicate that changes the state', "eventually('c', '', change)", /change changes the state/],
    ['a predicate with three parameters', "leadsTo('c', '', () => true, ((a, b, c) => a > b + c) as never)", /3 parameters/],
    ['a formula that cannot be read', "ltl('c', '', 'p |', { p: () => true })", /"\| *" cannot be read/],
    ['too many to claim it for', "eventually('c', '', () => true, { each: () => 1000 })", /each of 1000/],
    ['a predicate from elsewhere', "eventually('c', '', Math.random as never)", /no function of a model/],
  ])('%s', (_, property, message) => {
    expect(() => compile(property)).toThrow(message);
  });

  test('with an error that is the user\'s', () => {
    expect(() => compile("eventually('c', '', () => true, { strong: ['Q'] })")).toThrow(UsageError);
  });
});

test('a claim for each of some is about every one of them', () => {
  const { properties } = check({ kernel: starvedLock, scenario: 'starved-lock', properties: ['everybody-gets-it'] });
  expect(properties[0]).toMatchObject({ verdict: 'violated' });
  expect(check({ kernel: starvedLock, scenario: 'starved-lock', properties: ['nobody-to-get-it'] }).properties[0]).toMatchObject({ verdict: 'holds' });
});
